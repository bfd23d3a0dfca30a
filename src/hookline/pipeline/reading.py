"""What the line reads of a workspace; nothing is decided by a list alone."""

from collections.abc import Collection, Iterable, Mapping

from hookline.model.catalog import Catalog
from hookline.model.ports import WorkspaceReader
from hookline.model.property import PropertyTable, Role
from hookline.model.record import WEBHOOK, Record
from hookline.model.state import AppliedRecord, AppliedState
from hookline.model.survey import Survey

_NAMING = ("id", "name", "is_readonly")


def read_names(
    workspace: WorkspaceReader,
    used: Mapping[str, Collection[str]],
    applied: Mapping[str, Collection[str]] | None = None,
) -> Catalog:
    """Read the names and ids of every type that definitions refer to.

    `used` is record type → names, `applied` record type → ids that were sent for a name. A name
    that a list lacks is asked for by itself, since a list may be capped without saying so; so is
    an applied id, which tells a renamed flow from one that is gone.
    """
    records: dict[str, list[Record]] = {}
    for record_type in sorted(used):
        found = workspace.list(record_type, _NAMING)
        known = {record.name for record in found}
        for name in sorted(set(used[record_type]) - known):
            record = workspace.by_name(record_type, name)
            found += [record] if record else []
        ids = {record.id for record in found}
        for record_id in sorted(set((applied or {}).get(record_type, ())) - ids):
            record = workspace.by_id(record_type, record_id)
            found += [record] if record else []
        records[record_type] = found
    return Catalog.of(records)


def ids_sent(records: Iterable[AppliedRecord], table: PropertyTable) -> dict[str, set[str]]:
    """Give the ids that were sent for names: record type → ids."""
    sent: dict[str, set[str]] = {}
    for record in records:
        for name in record.spelled:
            value = record.sent.get(name)
            record_type = table[name].record_type if name in table else None
            if record_type and isinstance(value, str):
                sent.setdefault(record_type, set()).add(value)
    return sent


def read_webhooks(
    workspace: WorkspaceReader, wanted: Collection[str], base: AppliedState, table: PropertyTable
) -> Survey:
    """Read every webhook; what a list lacks is asked for by id and by name.

    `wanted` are the names that are desired. What the base holds and nobody desires is asked for by
    its id also when it is listed: it may be about to be deleted.
    """
    fields = [found.name for found in table.with_role(Role.MANAGED, Role.SERVER)]
    live = {record.id: record for record in workspace.list(WEBHOOK, fields)}
    listed = frozenset(live)
    names = frozenset(wanted)
    present: set[str] = set()
    for applied in base.records.values():
        if applied.id in listed and applied.name in names:
            continue
        record = workspace.by_id(WEBHOOK, applied.id)
        if record is None:
            live.pop(applied.id, None)
            continue
        present.add(record.id)
        live[record.id] = record
    absent: set[str] = set()
    known = {record.name for record in live.values()}
    for name in sorted(names - known):
        record = workspace.by_name(WEBHOOK, name)
        if record is None:
            absent.add(name)
        else:
            live[record.id] = record
    return Survey(
        tuple(live.values()), frozenset(absent), frozenset(present), frozenset(live) - listed
    )
