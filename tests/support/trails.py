"""What runs left behind, in lists, for tests of the core."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hookline.model.commit import Commit
from hookline.model.outcome import Outcome, Result
from hookline.model.state import AppliedRecord, Run
from hookline.model.trail import RecordedRun
from tests.support.states import RUN_AT, make_run


@dataclass
class ListTrail:
    """The states of a target in a list; a `Trail`."""

    states: list[tuple[Run, Mapping[str, AppliedRecord]]] = field(default_factory=list)
    """Each run and what it left, oldest first."""
    known: dict[str, Commit] = field(default_factory=dict)
    """The commits at hand."""

    def add(self, *outcomes: Outcome, records: Sequence[AppliedRecord] = ()) -> Run:
        """Let one more run happen, an hour after the one before; it leaves exactly `records`."""
        number = len(self.states) + 1
        run = make_run("c" * 40, *outcomes, run_id=f"run{number}")
        made = Run(
            id=run.id,
            at=RUN_AT + timedelta(hours=number),
            who=run.who,
            commit=run.commit,
            worktree=False,
            applied_commit=run.commit,
            root="",
            outcomes=outcomes,
            number=number,
        )
        self.states.append((made, {each.id: each for each in records}))
        return made

    def newest(self) -> str | None:
        """Give the number of the newest state."""
        return str(len(self.states)) if self.states else None

    def runs(self, mentioning: Collection[str] = ()) -> Iterator[RecordedRun]:
        """Give the runs, newest first."""
        for number, (run, _) in reversed([*enumerate(self.states, start=1)]):
            texts = {run.id, *(text for each in run.outcomes for text in _texts(each))}
            if not mentioning or texts & {*mentioning}:
                found = self._at(number)
                kept = tuple(o for o in run.outcomes if {o.name, o.record_id} & {*mentioning})
                yield replace(found, run=replace(run, outcomes=kept)) if mentioning else found

    def runs_on(self, name: str) -> Iterator[RecordedRun]:
        """Give the runs that did something to a webhook."""
        return self.runs([name])

    def runs_called(self, ids: Collection[str]) -> Mapping[str, Run]:
        """Give runs by their ids."""
        return {run.id: replace(run, outcomes=()) for run, _ in self.states if run.id in ids}

    def run_at(self, revision: str) -> RecordedRun | None:
        """Give the run that left a state; the first state is that before all runs."""
        return self._at(int(revision)) if int(revision) else None

    def _at(self, number: int) -> RecordedRun:
        return RecordedRun(str(number), str(number - 1), self.states[number - 1][0], "w-1")

    def record(self, revision: str, record_id: str) -> AppliedRecord | None:
        """Give what a state holds of a record."""
        number = int(revision)
        return self.states[number - 1][1].get(record_id) if number else None

    def changes_of(self, record_id: str) -> Sequence[str]:
        """Give the states that hold something else of a record than those before."""
        numbers = range(len(self.states), 0, -1)
        return [
            str(number)
            for number in numbers
            if self.record(str(number), record_id) != self.record(str(number - 1), record_id)
        ]

    def names(self) -> Mapping[str, str]:
        """Give the names of what the newest state holds."""
        newest = self.states[-1][1] if self.states else {}
        return {each.id: each.name for each in newest.values()}

    def commits(self, ids: Collection[str]) -> Mapping[str, Commit]:
        """Give the commits that are known."""
        return {each: self.known[each] for each in ids if each in self.known}


def outcome(
    result: Result, name: str, record_id: str | None = None, *, reason: str = ""
) -> Outcome:
    """Give one outcome; the id is `id-NAME` unless it is given, and none where a create failed."""
    made = None if result is Result.FAILED else f"id-{name}"
    return Outcome(result, name, record_id or made, f"webhooks/{name}.yaml", "c" * 40, reason)


def _texts(each: Outcome) -> tuple[str, ...]:
    return (each.name, each.record_id or each.name)
