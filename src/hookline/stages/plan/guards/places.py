"""Where webhooks lie: in a project, in a bundle, or nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from hookline.model.property import Property, Role
from hookline.model.values import Values
from hookline.stages.plan.basis import Basis


@dataclass(frozen=True, slots=True)
class Place:
    """One project or bundle."""

    type: str
    """Its record type, `project` or `bundle`."""
    id: str
    """The workspace's id of it."""

    def name(self, basis: Basis) -> str:
        """Give its name, or its id where the name is not known."""
        return basis.catalog.name_of(self.type, self.id) or self.id

    def describe(self, basis: Basis) -> str:
        """Name it as people do."""
        return f'{self.type} "{self.name(basis)}"'


NOWHERE = Place("", "")
"""The place of a webhook that lies in no project and in no bundle."""


def locations(basis: Basis) -> Iterator[tuple[Property, str]]:
    """Give the properties whose ids say where a webhook lies, each with the type it names."""
    for found in basis.table.with_role(Role.MANAGED):
        if found.location and found.record_type:
            yield found, found.record_type


def place_of(values: Values, basis: Basis) -> Place | None:
    """Give the place that a record's values name; None when they do not say."""
    answered = True
    for found, record_type in locations(basis):
        value = values.get(found.name)
        if isinstance(value, str):
            return Place(record_type, value)
        answered = answered and found.name in values
    return NOWHERE if answered else None
