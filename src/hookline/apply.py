"""A plan and a workspace that can be written → what became of each change.

Creates and updates come first, deletes last and only when everything before succeeded. The first
failure ends the run: what is left is skipped, and said so.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hookline.course import ONE_BY_ONE, Course
from hookline.journal import Journalled
from hookline.model.applied import Applied, Attempt
from hookline.model.change import Blocker, Change, Create, Rename, Update
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.errors import Blocked, NeedsMending
from hookline.model.guard import Guard
from hookline.model.location import Location
from hookline.model.plan import Plan
from hookline.model.ports import Clock, Gate, Journal, Secrets, Workers, WorkspaceWriter
from hookline.model.saved_plan import NOT_SAVED, Saved
from hookline.model.secret import Reference
from hookline.model.state import AppliedRecord, AppliedState, Beginning, Brought, Hold, Run
from hookline.model.values import same
from hookline.readback import look_again
from hookline.write import Writing


@dataclass(frozen=True, slots=True)
class Applier:
    """The collaborators of a run."""

    workspace: WorkspaceWriter
    """The workspace that is written."""
    secrets: Secrets
    """Holds the keys that definitions refer to."""
    journal: Journal
    """Remembers each write before it is tried."""
    clock: Clock
    """Tells when the run ended."""
    workers: Workers = ONE_BY_ONE
    """Does several changes at a time."""
    gates: tuple[Gate, ...] = ()
    """What may stop the run before a change begins."""
    keep_going: bool = False
    """Whether what one webhook alone cannot take leaves the others going."""

    def apply(
        self, plan: Plan, base: AppliedState, beginning: Beginning, saved: Saved = NOT_SAVED
    ) -> Applied:
        """Carry out `plan` on top of `base`; of a saved plan what is not done yet.

        Raises before the first write: `Blocked` when anything refuses the plan, `NeedsMending`
        when a secret cannot be had or nothing can be written down. A failure after that is in the
        answer, since what was written before it has to be recorded.
        """
        writing = Writing(self.workspace, self.prepare(plan), plan, base, beginning.id)
        if plan.changes:
            # Runs that were recorded since it was planned come before it.
            self.journal.begin(beginning, replace(plan, state_revision=base.revision))
        journalled = Journalled(self.journal, beginning.id)
        course = Course(writing, journalled, self.workers, self.gates, self.keep_going)
        attempts = look_again(self.workspace, plan.changes, course.run(plan.changes, saved.done))
        failures = [attempt.failure for attempt in attempts if attempt.failure]
        if course.failure and course.failure not in failures:
            failures.append(course.failure)
        failure = course.failure or next(iter(failures), None)
        run = run_of(plan, base, beginning, attempts, self.clock.now(), whole=not failures)
        return Applied(
            replace(run, plan_digest=saved.digest),
            tuple(records_after(base, plan, attempts, run).values()),
            bool(writing.aside) or any(attempt.sent for attempt in attempts),
            (
                *(note for attempt in attempts for note in attempt.notes),
                *(told for failure in failures for told in failure.diagnostics),
            ),
            failure,
        )

    def prepare(self, plan: Plan) -> Mapping[Reference, str]:
        """Give every secret that `plan` will send, all before the first write.

        Raises `Blocked` when anything refuses the plan, `NeedsMending` with the place of each
        secret that cannot be had.
        """
        refuse(plan)
        places: dict[Reference, list[Location]] = {}
        for change in plan.changes:
            if isinstance(change, Create | Update | Rename) and change.write.key:
                found = places.setdefault(change.write.key, [])
                found += [change.write.key_place] if change.write.key_place else []
        keys: dict[Reference, str] = {}
        problems: list[Diagnostic] = []
        for reference, locations in places.items():
            try:
                keys[reference] = self.secrets.resolve(reference)
            except NeedsMending as error:
                problems += [_at(problem, locations) for problem in error.diagnostics]
        if problems:
            raise NeedsMending(*problems)
        return keys


def _at(problem: Diagnostic, locations: Sequence[Location]) -> Diagnostic:
    """Give a problem its first place, and the others as places where the same is needed."""
    if not locations:
        return problem
    others = tuple(Related("needed here too", location) for location in locations[1:])
    return replace(problem, location=locations[0], related=others)


def refuse(plan: Plan) -> None:
    """Raise `Blocked` with every reason when the plan may not be carried out."""
    # What a guard holds back is told by its verdict.
    reasons = [_blocked(each) for each in plan.blocked if not isinstance(each.blocked, Guard)]
    reasons += [
        Diagnostic(
            Severity.ERROR,
            Code.PLN_GUARD,
            f"refused by the guard {verdict.name}: {verdict.message}",
        )
        for verdict in plan.guards
        if not verdict.passed
    ]
    if reasons:
        raise Blocked(*reasons)


def _blocked(change: Change) -> Diagnostic:
    if change.blocked is Blocker.UNMANAGED:
        return Diagnostic(
            Severity.ERROR,
            Code.PLN_UNMANAGED,
            f'webhook "{change.name}" exists, differs from its definition, and nobody manages it',
            hint=f"to take it over: --adopt {shlex.quote(change.name)}",
        )
    name = shlex.quote(change.name)
    return Diagnostic(
        Severity.ERROR,
        Code.PLN_CONFLICT,
        f'webhook "{change.name}" is blocked: '
        + (change.why_blocked or "it was changed in git and in the workspace"),
        hint=""
        if change.why_blocked
        else f"plan again, and say who wins: --take git:{name} or --take workspace:{name}",
    )


def run_of(
    plan: Plan,
    base: AppliedState,
    beginning: Beginning,
    attempts: Sequence[Attempt],
    at: datetime,
    *,
    whole: bool,
) -> Run:
    """Give the run that carried out `plan`; `whole` when nothing of it is left to do."""
    commit = plan.commit.sha if plan.commit else ""
    is_partial = not whole or plan.worktree or bool(plan.left_out)
    return Run(
        id=beginning.id,
        at=at,
        who=beginning.who,
        commit=commit,
        worktree=plan.worktree,
        applied_commit=(base.commit or "") if is_partial else commit,
        root=plan.root,
        outcomes=tuple(attempt.outcome for attempt in attempts),
        purpose=beginning.purpose,
        number=base.number + 1,
        hold=beginning.hold or _hold_after(base, commit, is_partial=is_partial),
    )


def _hold_after(base: AppliedState, commit: str, *, is_partial: bool) -> Hold | None:
    """Give what still holds the target; a guard saw to it that git agrees with what is there."""
    is_over = base.hold is None or (base.hold.is_over(commit) and not is_partial)
    return None if is_over else base.hold


def records_after(
    base: AppliedState, plan: Plan, attempts: Sequence[Attempt], run: Run
) -> dict[str, AppliedRecord]:
    """Give what is managed afterwards: the base, what followed without a write, what was done."""
    records = dict(base.records)
    for record in plan.follows:
        brought = {**record.brought, **_new_in(record, base, plan, run)}
        records[record.id] = replace(record, brought=brought)
    for attempt in attempts:
        for record_id in attempt.drops:
            records.pop(record_id, None)
        if attempt.record is not None:
            records[attempt.record.id] = attempt.record
    return records


def _new_in(record: AppliedRecord, base: AppliedState, plan: Plan, run: Run) -> dict[str, Brought]:
    """Give where the values of a record that follows come from, of those that base had otherwise.

    Nobody traced them, since they cost no write: they came with the commit that is applied now at
    the latest. What is not committed came with none.
    """
    before = base.records.get(record.id)
    commit = plan.commit.sha if plan.commit and not plan.worktree else ""
    return {
        name: Brought(run.id, commit)
        for name, value in record.sent.items()
        if before is None or name not in before.sent or not same(before.sent[name], value)
    }
