"""What differs between targets: the two sections of a definition as one target has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hookline.model.globs import matches
from hookline.model.property import Property, PropertyTable, Section
from hookline.model.values import JSON, Pointer, Values

TARGETS = "targets"
"""The key of a definition that holds what differs, by the name of a target."""

ONLY = "only"
"""The key of a definition that names the targets it exists for."""


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The sections of a definition on one target."""

    webhook: Values
    """The `webhook:` section."""
    access: Values
    """The `access:` section; empty when there is none."""
    places: Mapping[tuple[str, str], Pointer] = field(default_factory=dict)
    """Section and property → where the value stands, for what the target brought."""


def lay_over(value: Mapping[str, JSON], target: str, table: PropertyTable) -> Overlaid | None:
    """Give the sections of a document as `target` has them; None when `only:` leaves it out.

    `value` is the document as YAML gave it, an old one included: what has not the form it needs
    counts as absent. A property laid over one that says the same thing in another way, as
    `flow_id` over `flow_name` or a bundle over a project, replaces that one too.
    """
    if not exists_on(target, only_of(value)):
        return None
    sections = {section.value: _mapping(value.get(section)) for section in Section}
    overlay = _mapping(_mapping(value.get(TARGETS)).get(target))
    places: dict[tuple[str, str], Pointer] = {}
    for section in Section:
        laid = {
            name: each
            for name, each in _mapping(overlay.get(section)).items()
            if not (name in table and table[name].is_identity)
        }
        for name in laid:
            places[section.value, name] = (TARGETS, target, section.value, name)
            for replaced in replaced_by(name, table):
                sections[section.value].pop(replaced, None)
        sections[section.value].update(laid)
    return Overlaid(sections[Section.WEBHOOK], sections[Section.ACCESS], places)


def only_of(value: Mapping[str, JSON]) -> tuple[str, ...] | None:
    """Give the globs of `only:`; None when a document has none, and so exists everywhere."""
    globs = value.get(ONLY)
    if not isinstance(globs, list):
        return None
    return tuple(glob for glob in globs if isinstance(glob, str) and glob) or None


def exists_on(target: str, only: tuple[str, ...] | None) -> bool:
    """Say whether a definition with these globs exists on `target`."""
    return only is None or matches(target, only)


def replaced_by(name: str, table: PropertyTable) -> Iterator[str]:
    """Give the other properties that say the same as `name`, or may not stand beside it."""
    if name not in table:
        return
    known = table[name]
    for other in table:
        if other.name != name and _are_rivals(known, other):
            yield other.name


def _are_rivals(one: Property, other: Property) -> bool:
    return (
        (one.location and other.location)
        or other.name in one.excludes
        or one.name in other.excludes
        or other.looks_up == one.name
        or one.looks_up == other.name
    )


def _mapping(value: JSON | Values) -> dict[str, JSON]:
    return dict(value) if isinstance(value, Mapping) else {}
