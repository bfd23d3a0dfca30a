"""A plan and a workspace that can be written → what became of each change.

Creates and updates come first, deletes last and only when everything before succeeded. The first
failure ends the run: what is left is skipped, and said so.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hookline.journal import Journalled, outcome_of
from hookline.model.applied import Applied, Attempt
from hookline.model.change import Blocker, Change, Create, Rename, Update
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.errors import Blocked, Defect, HooklineError, Interrupted, NeedsMending
from hookline.model.guard import Guard
from hookline.model.location import Location
from hookline.model.outcome import Outcome, Result
from hookline.model.plan import Plan
from hookline.model.ports import Clock, Journal, Secrets, WorkspaceWriter
from hookline.model.saved_plan import NOT_SAVED, Saved
from hookline.model.secret import Reference
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.order import in_order, parked
from hookline.write import Writing

_Change = TypeVar("_Change", bound=Change)


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

    def apply(
        self,
        plan: Plan,
        base: AppliedState,
        run_id: str,
        who: str,
        saved: Saved = NOT_SAVED,
    ) -> Applied:
        """Carry out `plan` on top of `base`; of a saved plan what is not done yet.

        Raises before the first write: `Blocked` when anything refuses the plan, `NeedsMending`
        when a secret cannot be had. A failure after that is in the answer, since what was written
        before it has to be recorded.
        """
        writing = Writing(self.workspace, self.prepare(plan), plan, base, run_id)
        journalled = Journalled(self.journal, run_id)
        attempts = _carry_out(plan, saved.done, writing, journalled)
        failure = _failure_of(attempts)
        commit = plan.commit.sha if plan.commit else ""
        is_partial = failure is not None or plan.worktree or bool(plan.left_out)
        run = Run(
            id=run_id,
            at=self.clock.now(),
            who=who,
            commit=commit,
            worktree=plan.worktree,
            applied_commit=(base.commit or "") if is_partial else commit,
            root=plan.root,
            outcomes=tuple(attempt.outcome for attempt in attempts),
            plan_digest=saved.digest,
        )
        return Applied(
            run,
            tuple(_records(base, plan, attempts).values()),
            bool(writing.aside) or any(attempt.sent for attempt in attempts),
            (*(note for attempt in attempts for note in attempt.notes), *_told(failure)),
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


def _carry_out(
    plan: Plan, done: Mapping[str, str], writing: Writing, journalled: Journalled
) -> list[Attempt]:
    """Carry out every change in its order; after the first failure the rest is skipped.

    What an earlier run has `done` is only read.
    """
    attempts = [
        writing.recognise(change, done[change.name])
        for change in plan.changes
        if change.name in done
    ]
    failure = _failure_of(attempts)
    left = [change for change in plan.changes if change.name not in done]
    for rename in () if failure else parked(left):
        stepped = _attempt(journalled, rename, writing.step_aside)
        if stepped.failure:
            attempts.append(stepped)
            failure = stepped.failure
            break
    tried = {attempt.outcome.name for attempt in attempts}
    for change in in_order(left):
        if failure is None:
            attempts.append(_attempt(journalled, change, writing.carry_out))
            failure = attempts[-1].failure
        elif change.name not in tried:
            attempts.append(Attempt(_skipped(change, failure), failure=failure))
    return attempts


def _failure_of(attempts: Sequence[Attempt]) -> HooklineError | None:
    """Give what ended the run; None when everything was carried out."""
    return next((attempt.failure for attempt in attempts if attempt.failure), None)


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


def _attempt(
    journalled: Journalled, change: _Change, write: Callable[[_Change], Attempt]
) -> Attempt:
    """Carry out one change; Ctrl-C and bugs of ours leave it unknown and end the run after it."""
    try:
        return journalled.attempt(change, write)
    except KeyboardInterrupt:
        failure = Interrupted.because(
            Code.PLN_INTERRUPTED,
            f'interrupted while webhook "{change.name}" was being written',
            hint="plan again to see whether that write arrived",
        )
        return Attempt(
            outcome_of(change, Result.UNKNOWN, "interrupted"), sent=True, failure=failure
        )
    except Exception as error:  # noqa: BLE001  what was written before it must be recorded
        defect = Defect.because(
            Code.CLI_BUG,
            f'webhook "{change.name}": {type(error).__name__}: {error}',
            hint="this is a bug in Hookline; please report it with the lines above",
        )
        defect.__cause__ = error
        return Attempt(outcome_of(change, Result.UNKNOWN, "a bug"), sent=True, failure=defect)


def _skipped(change: Change, failure: Exception) -> Outcome:
    reason = "interrupted" if isinstance(failure, Interrupted) else "a change before failed"
    return outcome_of(change, Result.SKIPPED, reason)


def _records(base: AppliedState, plan: Plan, attempts: list[Attempt]) -> dict[str, AppliedRecord]:
    """Give what is managed afterwards: the base, what followed without a write, what was done."""
    records = dict(base.records) | {record.id: record for record in plan.follows}
    for attempt in attempts:
        for record_id in attempt.drops:
            records.pop(record_id, None)
        if attempt.record is not None:
            records[attempt.record.id] = attempt.record
    return records


def _told(failure: HooklineError | None) -> tuple[Diagnostic, ...]:
    """Give what a failure says; every change that was skipped after it carries the same one."""
    return failure.diagnostics if failure else ()
