"""What a workspace holds otherwise than it was applied."""

from dataclasses import dataclass
from enum import StrEnum

from hookline.model.change import Cause
from hookline.model.values import JSON


class Fate(StrEnum):
    """What the next apply does about a value that was changed by hand."""

    RESTORED = "restored"
    """Sets it back, unless git has moved it too."""
    KEPT = "kept"
    """Leaves it: `on_drift: keep` says so."""
    DECIDED = "decided"
    """Leaves it: somebody decided so in an earlier run."""


@dataclass(frozen=True, slots=True)
class DriftedProperty:
    """One property that the workspace holds otherwise than it was applied."""

    name: str
    """The property, as a definition spells it."""
    applied: JSON
    """The value that was applied; a secret as its reference."""
    live: JSON
    """The value that the workspace holds."""
    fate: Fate
    """What the next apply does about it."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One webhook that is not as it was applied."""

    name: str
    """The name it was applied with."""
    record_id: str
    """The workspace's id of it."""
    path: str
    """The file of its definition when it was applied."""
    cause: Cause
    """Who changed it, and when, as far as that is known."""
    properties: tuple[DriftedProperty, ...] = ()
    """What differs, in the order of a written file; empty when the webhook is gone."""
    gone: Fate | None = None
    """What the next apply does about a webhook that was deleted; None while it is there."""
