"""A workspace that nobody read: what was applied last stands for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from hookline.model.property import PropertyTable
from hookline.model.record import WEBHOOK, Record, WorkspaceIdentity
from hookline.model.state import AppliedRecord, AppliedState

_KEY = "key"
_KEY_IS_SET = "is_key_required"
_Listed: TypeAlias = list[Record]


class AppliedWorkspace:
    """The applied state as a workspace that can be read; a `WorkspaceReader`.

    A flow or project that was never applied has no id here; its name stands for one, which is
    enough to compare two definitions by.
    """

    def __init__(self, base: AppliedState, address: str, table: PropertyTable) -> None:
        """Take what was applied, and how the target names its workspace."""
        self._base = base
        self._address = address
        self._named = _named_records(base, table)

    def identity(self) -> WorkspaceIdentity:
        """Say which workspace was applied to last."""
        return WorkspaceIdentity(self._address, self._base.workspace_id)

    def list(self, record_type: str, fields: Sequence[str] = ()) -> _Listed:  # noqa: ARG002  a port's
        """Give the webhooks that were applied, or what they refer to."""
        if record_type == WEBHOOK:
            return [_record(applied) for applied in self._base.records.values()]
        return [*self._named.get(record_type, {}).values()]

    def by_id(self, record_type: str, record_id: str) -> Record | None:
        """Give the record with this id; None when it was never applied."""
        return next((each for each in self.list(record_type) if each.id == record_id), None)

    def by_name(self, record_type: str, name: str) -> Record | None:
        """Give the record with this name; what a webhook refers to is taken to be there."""
        if record_type == WEBHOOK:
            return next((each for each in self.list(WEBHOOK) if each.name == name), None)
        return Record(record_type, f"unread {name}", {"id": f"unread {name}", "name": name})

    def in_trash(self, record_type: str, name: str) -> Record | None:  # noqa: ARG002  a port's
        """Give nothing: nobody looked."""
        return None

    def people(self, ids: Iterable[str]) -> Mapping[str, str]:  # noqa: ARG002  a port's
        """Give nobody: nobody was asked for."""
        return {}


def _record(applied: AppliedRecord) -> Record:
    values = {**applied.sent, **applied.read_back}
    has_key = values.pop(_KEY, None) is not None
    return Record(
        WEBHOOK,
        applied.id,
        {**values, "id": applied.id, "name": applied.name, _KEY_IS_SET: has_key},
    )


def _named_records(base: AppliedState, table: PropertyTable) -> dict[str, dict[str, Record]]:
    """Give what was referred to by name: record type → id → record."""
    found: dict[str, dict[str, Record]] = {}
    for applied in base.records.values():
        for prop, name in applied.spelled.items():
            record_id = applied.sent.get(prop)
            record_type = table[prop].record_type if prop in table else None
            if record_type and isinstance(record_id, str):
                record = Record(record_type, record_id, {"id": record_id, "name": name})
                found.setdefault(record_type, {})[record_id] = record
    return found
