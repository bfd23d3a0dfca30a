"""Guards: limits on what one plan may do, and what the user says to lift one."""

from dataclasses import dataclass
from enum import StrEnum


class Guard(StrEnum):
    """Everything that can refuse a plan as a whole, in the order in which they are told."""

    HOLD = "hold"
    """The target was set back, and is held there until git agrees or somebody lets it go."""
    EMPTY = "empty"
    """No definition is desired, and something is managed."""
    DEFINITIONS = "definitions"
    """`definitions:` stopped matching files that are still there."""
    SHORT_LIST = "short-list"
    """Something is to be made or deleted, and only a list says that it is not, or is, there."""
    DELETES = "deletes"
    """More is deleted or renamed than the limit."""
    CHANGES = "changes"
    """More is changed than the limit."""
    PROTECT = "protect"
    """What the target protects is deleted or renamed."""
    READ_ONLY = "read-only"
    """A record, its project or its bundle is read-only."""
    LAST_ENABLED = "last-enabled"
    """A project is left without an enabled webhook."""
    REWIND = "rewind"
    """The commit does not come after the one that was applied last."""


class OverrideKind(StrEnum):
    """What can be allowed; there is no override for everything."""

    DELETE = "delete"
    """Webhooks that may be deleted or renamed, by name."""
    CHANGES = "changes"
    """How many webhooks may be changed."""
    EMPTY = "empty"
    """The target that may be left without any."""
    LAST = "last"
    """Projects that may be left without an enabled webhook, by name."""
    REWIND = "rewind"
    """The commit that may be left behind, by its id."""


@dataclass(frozen=True, slots=True)
class Override:
    """One thing that the user or a reviewed commit allows."""

    kind: OverrideKind
    """What is allowed."""
    values: tuple[str, ...]
    """For which names, numbers, targets or commits."""
    source: str
    """Who says so: `--allow-delete`, or the commit whose trailer does."""


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """What one guard says of the plan."""

    name: Guard
    """The guard."""
    passed: bool
    """Whether it lets the plan through; False as well when it cannot tell."""
    message: str
    """The numbers, and what would override it; empty when it had nothing to look at."""
    names: tuple[str, ...] = ()
    """The webhooks it holds back."""
    allowed_by: str = ""
    """The override that let it pass, when it would not have by itself."""
