"""What the runs of a target left behind, and the port by which it is read a piece at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hookline.model.commit import Commit
from hookline.model.state import AppliedRecord, Run


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run, and the states around it."""

    revision: str
    """The state that it left."""
    before: str
    """The state that it began with; empty when there was none."""
    run: Run
    """The run."""
    workspace_id: str | None = None
    """The workspace's own id, when it told one."""


class Trail(Protocol):
    """The applied states of one target, newest first, none of them read as a whole."""

    def newest(self) -> str | None:
        """Give the newest state; None when nothing was ever applied."""
        ...

    def runs(self, mentioning: Collection[str] = ()) -> Iterator[RecordedRun]:
        """Give the runs, newest first.

        With `mentioning` those that hold one of these texts, and of their outcomes only those
        whose name or record id it is.
        """
        ...

    def runs_on(self, name: str) -> Iterator[RecordedRun]:
        """Give the runs that did something to a webhook called `name`, with these outcomes alone.

        Newest first, and quicker than `runs`. One may be missing whose outcomes were too many.
        """
        ...

    def runs_called(self, ids: Collection[str]) -> Mapping[str, Run]:
        """Give those of these runs that are kept, by their ids, without their outcomes."""
        ...

    def run_at(self, revision: str) -> RecordedRun | None:
        """Give the run that left a state; None for a state that no run left."""
        ...

    def record(self, revision: str, record_id: str) -> AppliedRecord | None:
        """Give what a state holds of one record; None when it is not managed there."""
        ...

    def changes_of(self, record_id: str) -> Sequence[str]:
        """Give the states that hold something else of a record than those before, newest first."""
        ...

    def names(self) -> Mapping[str, str]:
        """Give id → name of every record that the newest state holds."""
        ...

    def commits(self, ids: Collection[str]) -> Mapping[str, Commit]:
        """Give those of these commits that are at hand, by their full ids."""
        ...
