"""A definition: what a user wrote in git about one webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookline.model.document import Document
from hookline.model.location import Location
from hookline.model.values import JSON, Values


@dataclass(frozen=True, slots=True)
class Definition:
    """One valid definition."""

    name: str
    """The webhook's name."""
    webhook: Values
    """Its `webhook:` section as written, `name` included."""
    access: Values
    """Its `access:` section as written; empty when absent."""
    document: Document = field(repr=False, compare=False)
    """The document it was read from, for the places of its values."""
    targets: Mapping[str, JSON] = field(default_factory=dict)
    """What differs per target."""
    only: tuple[str, ...] | None = None
    """Globs of the targets it exists for; None for all."""
    renamed_from: str | None = None
    """The name it had before, when a rename is declared."""

    @property
    def path(self) -> str:
        """The file it stands in, relative to the root of the definitions."""
        return self.document.path

    @property
    def location(self) -> Location:
        """Where it begins: its `webhook:` key."""
        return self.document.at_key(("webhook",))
