"""Where each value of a webhook came from."""

from dataclasses import dataclass

from hookline.model.commit import Commit
from hookline.model.drift import Drift
from hookline.model.outcome import Outcome
from hookline.model.state import Run
from hookline.model.values import JSON


@dataclass(frozen=True, slots=True)
class BlamedProperty:
    """One property that was applied, and what brought its value."""

    name: str
    """The property, as a definition spells it."""
    value: JSON
    """The value that was applied; a secret as its reference."""
    sha: str = ""
    """The full id of the commit that moved it; empty when that is unknown."""
    commit: Commit | None = None
    """That commit; None when it is unknown, or not in this clone."""
    run_id: str = ""
    """The id of the run that brought it; empty when that is unknown."""
    run: Run | None = None
    """That run; None when it is unknown, or not kept any more."""
    key_version: int | None = None
    """For a secret, the version that was sent."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a webhook stopped being managed."""

    run: Run
    """The run that ended it."""
    outcome: Outcome | None
    """What that run did to it; None when it only stopped mentioning it."""
    commit: Commit | None
    """The commit that caused it, when it is at hand."""


@dataclass(frozen=True, slots=True)
class Blame:
    """Everything that is known about where the values of one webhook came from."""

    name: str
    """Its name, as it was applied last."""
    record_id: str
    """The workspace's id of it."""
    path: str
    """The file of its definition."""
    properties: tuple[BlamedProperty, ...]
    """What was applied, in the order of a written file."""
    asked: str = ""
    """The name that was asked for."""
    renamed_by: Run | None = None
    """The run that gave it its present name, when it was asked for by an earlier one."""
    ending: Ending | None = None
    """How it stopped being managed; then `properties` are the last ones."""
    is_live_read: bool = False
    """Whether the workspace was asked for it."""
    drift: Drift | None = None
    """How the workspace differs from what was applied; None when it does not, or was not read."""
    unrecorded: tuple[Run, ...] = ()
    """Runs that did not finish and are counted in; nobody knows when they ended."""
