"""What a definition says about one property on one target, in a form that can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass

from hookline.model.equality import equal, kind_of
from hookline.model.overlay import Overlaid
from hookline.model.property import PropertyTable
from hookline.model.values import JSON, Values

WHOLE = ""
"""Stands for the whole definition where a property is named: that it is there, or what its being
gone leads to."""


@dataclass(frozen=True, slots=True)
class TargetSays:
    """What `hookline.yaml` says about the target, as far as it is a value of its webhooks."""

    project: str | None = None
    """Where webhooks without a location go."""
    prune: bool = False
    """Whether a webhook that is gone from git is deleted."""


def says(documents: object, target: str) -> TargetSays | None:
    """Read the target out of a configuration; None when it is not there or cannot be read."""
    place = documents
    for key in ("targets", target):
        place = place.get(key) if isinstance(place, Mapping) else None
    if not isinstance(place, Mapping):
        return None
    project = place.get("project")
    return TargetSays(
        project if isinstance(project, str) and project else None, place.get("prune") is True
    )


def value_of(
    definition: Overlaid | None, prop: str, target: TargetSays, table: PropertyTable
) -> Values:
    """Give what there is to say about `prop`: property → value, for it and all that say the same.

    A name and the id that it stands for say the same, project and bundle are one location, and a
    secret is what its version says. Nothing is said about a property that is not managed.
    """
    if prop == WHOLE:
        return {"prune": target.prune} if definition is None else {"defined": True}
    if definition is None:
        return {}
    given = {**definition.webhook, **definition.access}
    said = {name: given[name] for name in _together(prop, table) if name in given}
    if prop not in table or not table[prop].location:
        return said
    place: dict[str, JSON] = {name: value for name, value in said.items() if value is not None}
    if not place and target.project is not None:
        place["project_name"] = target.project
    return place


def is_same(one: Values, other: Values, table: PropertyTable) -> bool:
    """Say whether two answers of `value_of` mean the same."""
    return one.keys() == other.keys() and all(
        equal(kind_of(table[name].type if name in table else None), one[name], other[name])
        for name in one
    )


def _together(prop: str, table: PropertyTable) -> tuple[str, ...]:
    """Give the properties that are one value with `prop`, itself included."""
    if prop not in table:
        return (prop,)
    known = table[prop]
    if known.location:
        return tuple(each.name for each in table if each.location)
    if known.secret:
        return (prop, f"{prop}_version")
    id_name = known.looks_up or prop
    return (id_name, *(each.name for each in table if each.looks_up == id_name))
