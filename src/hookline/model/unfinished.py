"""What the journal tells of a run that did not finish."""

from dataclasses import dataclass

from hookline.model.applied import Attempt
from hookline.model.change import Change
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.state import Beginning


@dataclass(frozen=True, slots=True)
class Begun:
    """One change that a run had begun to carry out."""

    name: str
    """The webhook's name in the plan."""
    action: str
    """What was to be done to it, for example `create`."""
    record_id: str | None
    """The workspace's id of it, when it is known."""
    attempt: Attempt | None = None
    """What came of it; None when the run ended before it could tell."""

    @property
    def result(self) -> Result | None:
        """What happened; None when the run ended before it could tell."""
        return self.attempt.outcome.result if self.attempt else None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that never came to be recorded."""

    run: Beginning
    """The run, whose id the commit messages name that it wrote."""
    plan: Plan
    """What it was carrying out."""
    begun: tuple[Begun, ...] = ()
    """What it had begun, in that order."""
    plan_digest: str = ""
    """The digest of the saved plan that it was carrying out; empty when it had made its own."""
    late: bool = False
    """Whether it went on after another run had taken it for dead, and recorded it."""

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
