"""Records: what a workspace stores and answers."""

from dataclasses import dataclass, field
from datetime import datetime

from hookline.model.values import Values

WEBHOOK = "webhook"
"""The record type that Hookline manages."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a workspace, as it answered."""

    type: str
    """The record type in snake_case, for example `webhook`."""
    id: str
    """The workspace's id of it."""
    values: Values = field(repr=False)
    """Every property that the workspace answered, by name."""

    @property
    def name(self) -> str:
        """Its name; empty when the workspace did not answer one."""
        return self.text("name") or ""

    @property
    def modified_by(self) -> str | None:
        """The id of the identity that changed it last, when answered."""
        return self.text("modified_by")

    @property
    def modified_at(self) -> datetime | None:
        """When it was changed last, when answered and readable."""
        text = self.text("modified_at")
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            return None

    def text(self, name: str) -> str | None:
        """Give the property `name` when it is a string."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class WorkspaceIdentity:
    """Which workspace answered."""

    address: str
    """Its address as the target names it."""
    id: str | None
    """Its own id, the `workspace_id` of a record; None when no record could be read."""
