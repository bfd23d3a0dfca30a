"""Intents before each write and outcomes after it, through a port."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hookline.model.applied import Attempt
from hookline.model.change import Change
from hookline.model.errors import HooklineError
from hookline.model.outcome import Outcome, Result
from hookline.model.ports import Journal

_Change = TypeVar("_Change", bound=Change)


@dataclass(frozen=True, slots=True)
class Journalled:
    """One run's use of the journal: nothing is written to a workspace outside of `attempt`."""

    journal: Journal
    """Where it is written down."""
    run_id: str
    """The run."""

    def attempt(self, change: _Change, write: Callable[[_Change], Attempt]) -> Attempt:
        """Write the intent down, do the write, write its outcome down.

        `write` never raises a `HooklineError`. Without the intent nothing is written; without the
        outcome the write still counts, and the run ends there.
        """
        try:
            self.journal.intend(self.run_id, change)
        except HooklineError as error:
            return Attempt(outcome_of(change, Result.FAILED, str(error)), failure=error)
        attempt = write(change)
        try:
            self.journal.settle(self.run_id, attempt)
        except HooklineError as error:
            return attempt.ending(error)
        return attempt


def outcome_of(
    change: Change, result: Result, reason: str = "", record_id: str | None = None
) -> Outcome:
    """Give the outcome of a change; `record_id` is that of a record it made."""
    commit = change.cause.commit.sha if change.cause.commit else ""
    found = record_id or change.record_id
    return Outcome(result, change.name, found, change.path, commit, reason)
