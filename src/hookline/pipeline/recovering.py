"""Runs that did not finish → what they wrote, counted into the applied state.

The journal knows what such a run had begun. What it had settled is taken as it was read back then;
of a write that was under way the workspace itself is asked, by id and then by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hookline.apply import records_after, run_of
from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Change
from hookline.model.document import SourceFile
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import Clock, Journal, StateStore, WorkspaceReader
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.model.unfinished import Begun, Unfinished
from hookline.pipeline.looking import look
from hookline.readback import ReadingBack

_UNDONE = frozenset({Result.SKIPPED, Result.UNKNOWN, Result.FAILED})


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a run that did not finish had done."""

    run: Run
    """The run, as it is recorded."""
    records: dict[str, AppliedRecord]
    """Id → what is managed after it."""
    plan: Plan
    """What it was carrying out."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Counts runs that did not finish into the applied state, and records them."""

    states: StateStore
    """The applied state."""
    journal: Journal
    """Knows what those runs had begun."""
    workspace: WorkspaceReader | None
    """Asked for what was under way; without one such a write stays unknown."""
    clock: Clock
    """Tells when they are recorded."""
    but: str = ""
    """The digest of a saved plan whose own unfinished run is left, since it is taken up again."""

    def counted_in(self, base: AppliedState) -> AppliedState:
        """Give the applied state with what unfinished runs wrote; nothing is recorded."""
        for unfinished in self._unfinished(base):
            recovered = self._recovered(base, unfinished)
            base = replace(
                base,
                records=recovered.records,
                unrecorded=(*base.unrecorded, recovered.run),
                number=recovered.run.number,
            )
        return base

    def record(
        self, base: AppliedState, files_of: Callable[[Plan], Sequence[SourceFile]]
    ) -> tuple[AppliedState, tuple[Run, ...]]:
        """Record every unfinished run in the state; gives it, and the runs that were recorded.

        `files_of` gives the definition files that a plan was made from, as far as they are left.
        """
        recorded: list[Run] = []
        for unfinished in self._unfinished(base):
            recovered = self._recovered(base, unfinished)
            workspace_id = unfinished.plan.workspace.id or base.workspace_id
            base = self.states.record(
                recovered.run,
                base,
                tuple(recovered.records.values()),
                files_of(recovered.plan),
                workspace_id,
            )
            recorded.append(recovered.run)
            self.journal.close(recovered.run.id)
        return base, tuple(recorded)

    def tidy(self, base: AppliedState) -> None:
        """Close the journals of runs that died after they were recorded."""
        for unfinished in self.journal.unfinished():
            if self._is_recorded(base, unfinished):
                self.journal.close(unfinished.run.id)

    def _unfinished(self, base: AppliedState) -> Sequence[Unfinished]:
        return [
            each
            for each in self.journal.unfinished()
            if not (self.but and each.plan_digest == self.but) and not self._is_recorded(base, each)
        ]

    def _is_recorded(self, base: AppliedState, unfinished: Unfinished) -> bool:
        """Say whether a run died between being recorded and closing its journal."""
        if base.revision == unfinished.plan.state_revision:
            return False
        since = self.states.runs_since(unfinished.plan.state_revision)
        return any(run.id == unfinished.run.id for run in since)

    def _recovered(self, base: AppliedState, unfinished: Unfinished) -> Recovered:
        plan = unfinished.plan
        attempts = [self._attempt(base, unfinished, change) for change in plan.changes]
        is_whole = all(each.outcome.result not in _UNDONE for each in attempts)
        run = run_of(plan, base, unfinished.run, attempts, self.clock.now(), whole=is_whole)
        run = replace(run, plan_digest=unfinished.plan_digest)
        records = records_after(base, plan, attempts, run)
        if base.revision != plan.state_revision and not base.unrecorded:
            records = _beside_others(base, records)
        return Recovered(run, records, plan)

    def _attempt(self, base: AppliedState, unfinished: Unfinished, change: Change) -> Attempt:
        """Say what became of one change, from the journal or from the workspace."""
        begun = unfinished.find(change)
        if begun is None:
            return Attempt(outcome_of(change, Result.SKIPPED, "the run ended before it"))
        if begun.attempt is not None and begun.result is not Result.UNKNOWN:
            return begun.attempt
        unknown = Attempt(outcome_of(change, Result.UNKNOWN, "the run ended while it was written"))
        if self.workspace is None:
            return unknown
        return self._looked_up(base, unfinished, change, begun) or unknown

    def _looked_up(
        self, base: AppliedState, unfinished: Unfinished, change: Change, begun: Begun
    ) -> Attempt | None:
        """Ask the workspace what became of a change; None when it cannot tell."""
        assert self.workspace is not None  # noqa: S101  the caller has seen to it
        found = look(change, begun, self.workspace)
        if found.done is not None:
            back = ReadingBack(self.workspace, unfinished.plan, base, unfinished.run.id)
            attempt = back.recognise(change, found.done)
            return attempt if attempt.failure is None else None
        if found.is_untouched:
            return Attempt(outcome_of(change, Result.SKIPPED, "the run ended before it"))
        return None


def _beside_others(
    base: AppliedState, records: dict[str, AppliedRecord]
) -> dict[str, AppliedRecord]:
    """Give what others recorded since, and of the unfinished run only what they do not speak of.

    Their runs saw the workspace as the unfinished one had left it.
    """
    names = {record.name for record in base.records.values()}
    new = {
        record_id: record
        for record_id, record in records.items()
        if record_id not in base.records and record.name not in names
    }
    return {**base.records, **new}
