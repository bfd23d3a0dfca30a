"""Intents before each write and outcomes after it, through a port."""

from collections.abc import Callable
from dataclasses import dataclass

from hookline.model.outcome import Outcome
from hookline.model.ports import Journal


@dataclass(frozen=True, slots=True)
class Journalled:
    """One run's use of the journal: nothing is written to a workspace outside of `attempt`."""

    journal: Journal
    """Where it is written down."""
    run_id: str
    """The run."""

    def attempt(
        self, name: str, record_id: str | None, action: str, write: Callable[[], Outcome]
    ) -> Outcome:
        """Write the intent down, do the write, write its outcome down, and give it."""
        self.journal.intend(self.run_id, name, record_id, action)
        outcome = write()
        self.journal.settle(self.run_id, outcome)
        return outcome

    def close(self) -> None:
        """Say that the run stands in the state, so that its entries are done with."""
        self.journal.close(self.run_id)
