"""Runs that did not finish → what they wrote, counted into the applied state.

The journal knows what such a run had begun. What it had settled is taken as it was read back then;
of a write that was under way the workspace itself is asked, by id and then by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

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

_LATE = " (late)"
"""Added to the purpose of a run for what it did after it had been taken for dead."""

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
                hold=recovered.run.hold,
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

    def tidy(self, base: AppliedState) -> tuple[str, ...]:
        """Close the journals that say nothing any more; gives the ids of runs that are given up.

        Those are so old that nobody can tell whether they were recorded: the runs since then saw
        the workspace as they had left it.
        """
        given_up: list[str] = []
        for unfinished in self.journal.unfinished():
            place = self._place(base, unfinished)
            if place in (_Place.RECORDED, _Place.LOST):
                self.journal.close(unfinished.run.id)
            if place is _Place.LOST:
                given_up.append(unfinished.run.id)
        return tuple(given_up)

    def _unfinished(self, base: AppliedState) -> Sequence[Unfinished]:
        return [
            each
            for each in self.journal.unfinished()
            if not (self.but and each.plan_digest == self.but)
            and self._place(base, each) in (_Place.NEXT, _Place.OVERTAKEN)
        ]

    def _place(self, base: AppliedState, unfinished: Unfinished) -> "_Place":
        """Say where a run belongs in the chain of those that were recorded."""
        if base.revision == unfinished.plan.state_revision:
            return _Place.NEXT
        since = self.states.runs_since(unfinished.plan.state_revision)
        own = [run for run in since if run.id == unfinished.run.id]
        if any(not unfinished.late or run.purpose.endswith(_LATE) for run in own):
            return _Place.RECORDED
        # The numbers of runs only grow: when the one that this run would have had is not there, or
        # everything began anew, what happened in its place is not known any more.
        began_anew = any(run.purpose == "forget" and not run.applied_commit for run in since)
        if began_anew or unfinished.run.number not in {run.number for run in since}:
            return _Place.LOST
        return _Place.OVERTAKEN

    def _recovered(self, base: AppliedState, unfinished: Unfinished) -> Recovered:
        plan, beginning = unfinished.plan, unfinished.run
        is_overtaken = self._place(base, unfinished) is _Place.OVERTAKEN
        attempts = [
            self._attempt(base, unfinished, change, is_overtaken=is_overtaken)
            for change in plan.changes
            if not unfinished.late or unfinished.find(change)
        ]
        is_whole = all(each.outcome.result not in _UNDONE for each in attempts)
        if is_overtaken:
            # Whether the target is held is for those to say who came in between.
            beginning = replace(beginning, hold=None)
        if unfinished.late:
            beginning = replace(beginning, purpose=f"{beginning.purpose}{_LATE}")
        whole = is_whole and not is_overtaken
        run = run_of(plan, base, beginning, attempts, self.clock.now(), whole=whole)
        run = replace(run, plan_digest=unfinished.plan_digest)
        records = records_after(base, plan, attempts, run)
        if is_overtaken:
            records = _beside_others(base, records, attempts)
        return Recovered(run, records, plan)

    def _attempt(
        self, base: AppliedState, unfinished: Unfinished, change: Change, *, is_overtaken: bool
    ) -> Attempt:
        """Say what became of one change, from the journal or from the workspace."""
        begun = unfinished.find(change)
        if begun is None:
            return Attempt(outcome_of(change, Result.SKIPPED, "the run ended before it"))
        if begun.attempt is not None and begun.result is not Result.UNKNOWN:
            return begun.attempt
        if is_overtaken:
            # Whoever came in between may have written the same.
            why = "the run ended while it was written, and another came in between"
            return Attempt(outcome_of(change, Result.UNKNOWN, why))
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


class _Place(Enum):
    """Where a run that left a journal belongs."""

    NEXT = auto()
    """After the newest run: nobody has recorded anything since it began."""
    OVERTAKEN = auto()
    """Others were recorded since, and it was not."""
    RECORDED = auto()
    """It died between being recorded and closing its journal."""
    LOST = auto()
    """Nobody can tell: the runs of that time are not kept any more."""


def _beside_others(
    base: AppliedState, records: Mapping[str, AppliedRecord], attempts: Sequence[Attempt]
) -> dict[str, AppliedRecord]:
    """Give what others recorded since, and what the unfinished run made that they do not know.

    Their runs saw the workspace as the unfinished one had left it.
    """
    names = {record.name for record in base.records.values()}
    made = {
        attempt.record.id
        for attempt in attempts
        if attempt.record and attempt.outcome.result is Result.CREATED
    }
    new = {
        record_id: records[record_id]
        for record_id in made - base.records.keys()
        if records[record_id].name not in names
    }
    return {**base.records, **new}
