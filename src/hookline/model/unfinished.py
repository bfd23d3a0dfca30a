"""What the journal tells of a run that did not finish."""

from dataclasses import dataclass

from hookline.model.change import Change
from hookline.model.outcome import Result


@dataclass(frozen=True, slots=True)
class Begun:
    """One change that a run had begun to carry out."""

    name: str
    """The webhook's name in the plan."""
    action: str
    """What was to be done to it, for example `create`."""
    record_id: str | None
    """The workspace's id of it, when it is known."""
    result: Result | None
    """What came of it; None when the run ended before it could tell."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run of a saved plan that never came to be recorded."""

    run_id: str
    """The run, which the commit messages name that it wrote."""
    begun: tuple[Begun, ...]
    """What it had begun, in that order."""

    def find(self, change: Change) -> Begun | None:
        """Give the last attempt at a change of the plan; None when it was not begun."""
        return next(
            (
                each
                for each in reversed(self.begun)
                if (each.name, each.action) == (change.name, change.action.value)
            ),
            None,
        )
