"""What differs between desired, base and live, before anyone decides what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from hookline.model.change import CauseKind
from hookline.model.desired import Desired
from hookline.model.record import Record
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON


class Standing(StrEnum):
    """How a webhook stands; one value for each row of the table of records in DESIGN 4."""

    ABSENT = "absent"
    """In git alone: it is to be created."""
    UNMANAGED = "unmanaged"
    """In the workspace, and never applied; with a definition of its name, or without."""
    MANAGED = "managed"
    """In git, in the base and in the workspace."""
    LOST = "lost"
    """In git and in the base, and its record is gone: it is to be created again."""
    DISPLACED = "displaced"
    """Its record has another name now, and another record has its name."""
    TAKEN = "taken"
    """In git, and its name is held by a record that is applied under another name."""
    OBSTRUCTED = "obstructed"
    """It is renamed in git, and another webhook has the new name."""
    REMOVED = "removed"
    """In the base and in the workspace, and no longer in git."""
    FORGOTTEN = "forgotten"
    """In the base alone."""


class KeyStep(StrEnum):
    """What has to happen to the caller's key."""

    KEEP = "keep"
    SEND = "send"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class PropertyDifference:
    """One property whose live value is not the desired one."""

    name: str
    """The property, as the workspace calls it."""
    desired: JSON
    """What git wants."""
    live: JSON
    """What the workspace holds; what was last sent, for a property that is never read back."""
    kind: CauseKind
    """Whether git moved, the workspace, or both."""
    applied: JSON = None
    """What was last sent; None when nothing was."""
    note: str = ""
    """What is special about it, such as a flow that was made again."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One webhook, its three sides, and where they differ."""

    standing: Standing
    """How it stands."""
    name: str
    """Its name: the desired one where there is one."""
    desired: Desired | None = None
    """What git wants."""
    base: AppliedRecord | None = None
    """What was last applied."""
    live: Record | None = None
    """What the workspace holds."""
    properties: tuple[PropertyDifference, ...] = ()
    """Where live is not as desired, in the order of the property table."""
    key: KeyStep = KeyStep.KEEP
    """What has to happen to the caller's key."""
    lost_id: str | None = None
    """The id that the base holds under this name, when that record is gone."""
    renamed_from: str | None = None
    """The name under which it was applied last, when git gives it another one."""

    @property
    def is_settled(self) -> bool:
        """Whether the webhook is managed and there is nothing to do about it."""
        same = not self.properties and self.key is KeyStep.KEEP
        return self.standing is Standing.MANAGED and same
