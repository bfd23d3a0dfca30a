"""A definition: what a user wrote in git about one webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hookline.model.document import Document
from hookline.model.location import Location
from hookline.model.overlay import TARGETS, exists_on, lay_over
from hookline.model.property import PropertyTable, Section
from hookline.model.values import JSON, Pointer, Values


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
    places: Mapping[tuple[str, str], Pointer] = field(default_factory=dict, compare=False)
    """Section and property → where the value stands, for what a target brought."""

    @property
    def path(self) -> str:
        """The file it stands in, relative to the root of the definitions."""
        return self.document.path

    @property
    def location(self) -> Location:
        """Where it begins: its `webhook:` key."""
        return self.document.at_key(("webhook",))

    def at(self, section: str, name: str) -> Location:
        """Give the place of a value: in what a target brought, else in the section itself."""
        return self.document.at(self.places.get((section, name), (section, name)))

    def on(self, target: str, table: PropertyTable) -> "Definition | None":
        """Give the definition as `target` has it; None when it does not exist there."""
        if not exists_on(target, self.only):
            return None
        if target not in self.targets:
            return self
        value: dict[str, JSON] = {
            Section.WEBHOOK.value: dict(self.webhook),
            Section.ACCESS.value: dict(self.access),
            TARGETS: dict(self.targets),
        }
        laid = lay_over(value, target, table)
        if laid is None:
            return None
        return replace(self, webhook=laid.webhook, access=laid.access, places=laid.places)
