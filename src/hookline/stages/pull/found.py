"""Records → what a definition would say of them."""

from collections.abc import Iterable

from hookline.model.catalog import Catalog
from hookline.model.edits import Found
from hookline.model.property import PropertyTable, Role
from hookline.model.record import Record

KEY_IS_SET = "is_key_required"
"""The property by which a workspace shows that a key is set, since it never answers the key."""


def find(records: Iterable[Record], catalog: Catalog, table: PropertyTable) -> tuple[Found, ...]:
    """Give the webhooks by name, with the names of what they refer to where `catalog` has them."""
    found = (_found(record, catalog, table) for record in records)
    return tuple(sorted(found, key=lambda each: each.name))


def _found(record: Record, catalog: Catalog, table: PropertyTable) -> Found:
    values = {
        known.name: record.values[known.name]
        for known in table.with_role(Role.MANAGED)
        if known.name in record.values
    }
    for known in table.with_role(Role.LOOK_UP):
        if known.looks_up is None or known.looks_up not in values:
            continue
        record_id = values[known.looks_up]
        if record_id is None:
            values[known.name] = None
        elif name := catalog.name_of(known.record_type or "", str(record_id)):
            values[known.name] = name
    has_key = record.values.get(KEY_IS_SET) is True
    return Found(record.name, values, has_key, record.id)
