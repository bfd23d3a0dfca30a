"""What the rules need to know: the table, the schema's sections, and which secrets may be named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hookline.documents.shape import Shape
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.location import Location
from hookline.model.property import Property, PropertyTable
from hookline.model.values import JSON, Pointer

SECTIONS = ("webhook", "access")
"""The parts of a definition that hold properties."""


@dataclass(frozen=True)
class Rulebook:
    """What definitions of one Engine version are held to."""

    table: PropertyTable
    """What each property is."""
    schema: Mapping[str, JSON] = field(repr=False)
    """The JSON schema of a definition."""
    allowed_names: tuple[str, ...]
    """Globs of the environment variables that a reference may name."""
    target_names: tuple[str, ...] | None = None
    """The targets of the configuration; None when nobody knows them."""

    @cached_property
    def shape(self) -> Shape:
        """The schema, ready to check documents."""
        return Shape(self.schema)

    @cached_property
    def sections(self) -> dict[str, str]:
        """Property → the section it stands in, in the order in which they are written."""
        known = _properties(self.schema)
        return {
            name: section for section in SECTIONS for name in _properties(known.get(section, {}))
        }

    @cached_property
    def secrets(self) -> frozenset[Pointer]:
        """Where in a definition a secret belongs."""
        return frozenset((p.section, p.name) for p in self.table if p.secret and p.section)

    @cached_property
    def secret_names(self) -> tuple[str, ...]:
        """The properties that hold secrets."""
        return tuple(known.name for known in self.table if known.secret)

    @cached_property
    def look_ups(self) -> tuple[Property, ...]:
        """The names in a definition that stand for ids."""
        return tuple(known for known in self.table if known.looks_up and known.section)


def _properties(schema: JSON | Mapping[str, JSON]) -> Mapping[str, JSON]:
    found = schema.get("properties") if isinstance(schema, Mapping) else None
    return found if isinstance(found, dict) else {}


def error(
    code: Code, message: str, place: Location, hint: str = "", *related: Related
) -> Diagnostic:
    """Make the problem that stops a run."""
    return Diagnostic(Severity.ERROR, code, message, place, hint, related)


def warning(code: Code, message: str, place: Location, hint: str = "") -> Diagnostic:
    """Make the problem that is only told."""
    return Diagnostic(Severity.WARNING, code, message, place, hint)
