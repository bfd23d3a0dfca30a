"""The names of a workspace: which flows, projects and bundles there are, and their ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hookline.model.record import Record


@dataclass(frozen=True, slots=True)
class Catalog:
    """Names and ids of the record types that definitions refer to."""

    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Record type → name → id."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Record type → id → name."""
    locked: frozenset[str] = frozenset()
    """Ids of those that are read-only, so that nothing can be put into them."""
    unlocked: frozenset[str] = frozenset()
    """Ids of those that say that they are not; of any other nobody can tell."""

    @classmethod
    def of(cls, records: Mapping[str, Iterable[Record]]) -> "Catalog":
        """Build it from the records of each type."""
        ids: dict[str, Mapping[str, str]] = {}
        names: dict[str, Mapping[str, str]] = {}
        for record_type, found in records.items():
            known = list(found)
            ids[record_type] = MappingProxyType({record.name: record.id for record in known})
            names[record_type] = MappingProxyType({record.id: record.name for record in known})
        everything = [record for found in records.values() for record in found]
        locked = frozenset(r.id for r in everything if r.values.get("is_readonly") is True)
        unlocked = frozenset(r.id for r in everything if r.values.get("is_readonly") is False)
        return cls(MappingProxyType(ids), MappingProxyType(names), locked, unlocked)

    def id_of(self, record_type: str, name: str) -> str | None:
        """Give the id that `name` has now; None when nothing of that type has it."""
        return self.ids.get(record_type, {}).get(name)

    def name_of(self, record_type: str, record_id: str) -> str | None:
        """Give the name that `record_id` has now; None when it is not known."""
        return self.names.get(record_type, {}).get(record_id)

    def all_names(self, record_type: str) -> tuple[str, ...]:
        """Give every name of a type, in order."""
        return tuple(sorted(self.ids.get(record_type, {})))
