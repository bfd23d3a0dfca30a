"""A plan that was saved: the plan, when it may be carried out, and what shows that it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hookline.model.plan import Plan

FORMAT_VERSION = 1
"""The newest form of a plan file that this Hookline reads and writes."""


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as its file holds it."""

    plan: Plan
    """The plan."""
    made_at: datetime
    """When it was made, in UTC."""
    expires_at: datetime
    """When it may no longer be carried out, in UTC."""
    schema: str
    """The SHA-256 of the definition schema that its definitions were held to, in hex."""
    tool_version: str
    """The version of the Hookline that made it."""
    digest: str
    """The SHA-256 of the file without this line, in hex."""

    def is_expired(self, now: datetime) -> bool:
        """Say whether it is too old to be carried out."""
        return now >= self.expires_at


@dataclass(frozen=True, slots=True)
class Saved:
    """What carrying out a saved plan has to know beside the plan."""

    digest: str = ""
    """The plan's digest, which the run records."""
    done: Mapping[str, str] = field(default_factory=dict)
    """Name of each webhook whose change an unfinished run has carried out → the record's id."""


NOT_SAVED = Saved()
"""For a plan that is carried out by the run that made it."""
