"""A trail whose newest state counts the runs in that did not finish and are not recorded yet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hookline.model.commit import Commit
from hookline.model.outcome import Outcome
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.model.trail import RecordedRun, Trail

_COUNTED = "counted in"
"""Stands for the revision of the state that nobody recorded."""


@dataclass(frozen=True, slots=True)
class CountedTrail:
    """What runs left behind, those included that the journal alone knows of; a `Trail`."""

    recorded: Trail
    """What is recorded."""
    state: AppliedState
    """The newest recorded state, with what its `unrecorded` runs wrote counted in."""

    def newest(self) -> str | None:
        """Give the state that nobody recorded."""
        return _COUNTED

    def runs(self, mentioning: Collection[str] = ()) -> Iterator[RecordedRun]:
        """Give the runs, newest first."""
        for run in reversed(self.state.unrecorded):
            outcomes = tuple(each for each in run.outcomes if _mentions(each, mentioning))
            if outcomes or not mentioning:
                yield self._told(replace(run, outcomes=outcomes if mentioning else run.outcomes))
        yield from self.recorded.runs(mentioning)

    def runs_on(self, name: str) -> Iterator[RecordedRun]:
        """Give the runs that did something to a webhook called `name`, newest first."""
        for run in reversed(self.state.unrecorded):
            if outcomes := tuple(each for each in run.outcomes if each.name == name):
                yield self._told(replace(run, outcomes=outcomes))
        yield from self.recorded.runs_on(name)

    def runs_called(self, ids: Collection[str]) -> Mapping[str, Run]:
        """Give those of these runs that are known, without their outcomes."""
        own = {run.id: replace(run, outcomes=()) for run in self.state.unrecorded if run.id in ids}
        return {**self.recorded.runs_called([each for each in ids if each not in own]), **own}

    def run_at(self, revision: str) -> RecordedRun | None:
        """Give the run that left a state; the last one that did not finish left the newest."""
        if revision != _COUNTED:
            return self.recorded.run_at(revision)
        return self._told(self.state.unrecorded[-1])

    def record(self, revision: str, record_id: str) -> AppliedRecord | None:
        """Give what a state holds of one record; None when it is not managed there."""
        if revision != _COUNTED:
            return self.recorded.record(revision, record_id)
        return self.state.records.get(record_id)

    def changes_of(self, record_id: str) -> Sequence[str]:
        """Give the states that hold something else of a record than those before, newest first."""
        newest = self.recorded.newest()
        if newest is None:
            return [_COUNTED] if record_id in self.state.records else []
        is_changed = self.recorded.record(newest, record_id) != self.state.records.get(record_id)
        return [*([_COUNTED] if is_changed else []), *self.recorded.changes_of(record_id)]

    def names(self) -> Mapping[str, str]:
        """Give id → name of every record that is managed by now."""
        return {each.id: each.name for each in self.state.records.values()}

    def commits(self, ids: Collection[str]) -> Mapping[str, Commit]:
        """Give those of these commits that are at hand, by their full ids."""
        return self.recorded.commits(ids)

    def _told(self, run: Run) -> RecordedRun:
        before = self.recorded.newest() or ""
        return RecordedRun(_COUNTED, before, run, self.state.workspace_id)


def _mentions(outcome: Outcome, texts: Collection[str]) -> bool:
    return outcome.name in texts or outcome.record_id in texts
