"""The applied state against the workspace: what was changed by hand, whatever git says by now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hookline.model.by_hand import changed_by
from hookline.model.change import Cause, CauseKind
from hookline.model.difference import PropertyDifference
from hookline.model.drift import Drift, DriftedProperty, Fate
from hookline.model.equality import equal, kind_of
from hookline.model.property import Property, PropertyTable, Role
from hookline.model.record import WEBHOOK, Record
from hookline.model.settings import OnDrift, Target
from hookline.model.state import AppliedRecord, AppliedState
from hookline.model.temporary import is_temporary
from hookline.model.values import JSON
from hookline.stages.diff.properties import moved_since

if TYPE_CHECKING:
    # Loading what only annotations need would show in the start of the command.
    from hookline.model.ports import WorkspaceReader

KEY = "key"
NAME = "name"
KEY_IS_SET = "is_key_required"
WORKSPACE_ID = "workspace_id"
SET = "(set)"
"""Stands for a secret that is there."""
_ABOUT = (KEY_IS_SET, WORKSPACE_ID, "modified_at", "modified_by")
"""What is asked for beside what is compared."""


def find_drift(
    base: AppliedState, target: Target, workspace: "WorkspaceReader", table: PropertyTable
) -> tuple[Drift, ...]:
    """Give what differs from what was applied, by name; nothing when nothing was applied.

    Definitions are not read: what git says by now is no part of it. Raises `NeedsMending`
    (`STA-WORKSPACE`) when another workspace answers than was applied to.
    """
    if not base.records:
        return ()
    live = _read(base, target, workspace, table)
    pairs = [(applied, live.get(applied.id)) for applied in base.records.values()]
    judged = [
        (applied, record, compared(applied, record, target, table)) for applied, record in pairs
    ]
    differing = [each for each in judged if each[1] is None or each[2]]
    ids = {record.modified_by for _, record, _ in differing if record and record.modified_by}
    people = workspace.people(sorted(ids)) if ids else {}
    telling = _Telling(workspace, target, table, people)
    found = [telling.tell(applied, record, moved) for applied, record, moved in differing]
    return tuple(sorted(found, key=lambda each: each.name))


def drift_of(
    applied: AppliedRecord,
    live: Record | None,
    target: Target,
    workspace: "WorkspaceReader",
    table: PropertyTable,
) -> Drift | None:
    """Give how one webhook differs from what was applied; None when it does not.

    `live` is what the workspace holds of it; None when it is gone.
    """
    moved = compared(applied, live, target, table)
    if live is not None and not moved:
        return None
    ids = [live.modified_by] if live and live.modified_by else []
    people = workspace.people(ids) if ids else {}
    return _Telling(workspace, target, table, people).tell(applied, live, moved)


def compared(
    applied: AppliedRecord, live: Record | None, target: Target, table: PropertyTable
) -> Sequence[tuple[PropertyDifference, Fate]]:
    """Give what differs of one webhook, and what happens to it; nothing of one that is gone."""
    if live is None or _is_untouched(applied, live):
        return ()
    moved = [
        *_left_in_between(applied, live),
        *moved_since(applied, live, table),
        *_moved_key(applied, live),
    ]
    return [(each, _fate(each, applied, target, table)) for each in moved]


def require_same_workspace(base: AppliedState, answered: str | None, target: Target) -> None:
    """Raise `NeedsMending` (`STA-WORKSPACE`) when another workspace answers than was applied to."""
    if base.workspace_id not in (None, answered):
        from hookline.pipeline import sameness

        sameness.require_same_workspace(base, answered, target)


def _read(
    base: AppliedState, target: Target, workspace: "WorkspaceReader", table: PropertyTable
) -> dict[str, Record]:
    """Read all webhooks; one that the list lacks is asked for, since it may be capped."""
    fields = [*(each.name for each in table.with_role(Role.MANAGED)), *_ABOUT]
    live = {record.id: record for record in workspace.list(WEBHOOK, fields)}
    told = (record.text(WORKSPACE_ID) for record in live.values())
    answered = next((each for each in told if each), None) or workspace.identity().id
    require_same_workspace(base, answered, target)
    for record_id in base.records.keys() - live.keys():
        record = workspace.by_id(WEBHOOK, record_id)
        if record is not None:
            live[record_id] = record
    return live


def _is_untouched(applied: AppliedRecord, live: Record) -> bool:
    """Say whether a webhook is to the letter as it was applied, as nearly all are."""
    if KEY in applied.sent:
        return False
    now = live.values
    return all(
        type(value) is type(now.get(name)) and value == now[name]
        for name, value in applied.read_back.items()
        if name in now
    )


def _left_in_between(applied: AppliedRecord, live: Record) -> Iterable[PropertyDifference]:
    """Tell that a run which broke off has left a webhook under a name for the moment.

    A plan knows what to do about it; whoever asks what is different has callers who get 404.
    """
    if is_temporary(live.values.get(NAME)):
        yield PropertyDifference(NAME, None, live.name, CauseKind.DRIFT, applied.sent.get(NAME))


def _moved_key(applied: AppliedRecord, live: Record) -> Iterable[PropertyDifference]:
    """Tell whether a key is set that was not applied, or none is that was."""
    if KEY not in applied.sent or KEY_IS_SET not in live.values:
        return
    is_set, was_set = live.values[KEY_IS_SET] is True, applied.sent[KEY] is not None
    if is_set != was_set:
        now = SET if is_set else None
        yield PropertyDifference(KEY, None, now, CauseKind.DRIFT, applied.sent[KEY])


def _fate(
    each: PropertyDifference, applied: AppliedRecord, target: Target, table: PropertyTable
) -> Fate:
    if each.name in applied.kept:
        kind = kind_of(table[each.name].type)
        if equal(kind, applied.kept[each.name], each.live):
            return Fate.DECIDED
    return Fate.KEPT if target.on_drift is OnDrift.KEEP else Fate.RESTORED


@dataclass(frozen=True, slots=True)
class _Telling:
    """Tells of differences in the words of definitions: names instead of ids."""

    workspace: "WorkspaceReader"
    target: Target
    table: PropertyTable
    people: Mapping[str, str]

    def tell(
        self,
        applied: AppliedRecord,
        live: Record | None,
        moved: Sequence[tuple[PropertyDifference, Fate]],
    ) -> Drift:
        if live is None:
            is_kept = self.target.on_drift is OnDrift.KEEP
            gone = Fate.KEPT if is_kept else Fate.RESTORED
            cause = self._who_deleted(applied)
            return Drift(applied.name, applied.id, applied.path, cause, gone=gone)
        ordered = sorted(moved, key=lambda pair: self.table[pair[0].name].order)
        told = tuple(self._property(each, fate, applied) for each, fate in ordered)
        cause = changed_by(applied, live, self.people)
        return Drift(applied.name, applied.id, applied.path, cause, told)

    def _who_deleted(self, applied: AppliedRecord) -> Cause:
        """Name who deleted a webhook, where the trash can be read."""
        trashed = self.workspace.in_trash(WEBHOOK, applied.name)
        if trashed is None or trashed.id != applied.id:
            return Cause(CauseKind.DRIFT)
        deleted_by = trashed.text("deleted_by")
        people = self.workspace.people([deleted_by]) if deleted_by else {}
        return Cause(CauseKind.DRIFT, author=people.get(deleted_by or "", deleted_by))

    def _property(
        self, each: PropertyDifference, fate: Fate, applied: AppliedRecord
    ) -> DriftedProperty:
        known = self.table[each.name]
        if known.record_type is None or self._is_given_as_id(each, applied):
            return DriftedProperty(each.name, _shown(each, applied), each.live, fate)
        name = applied.spelled.get(each.name)
        before = name or self._named(each.applied, known)
        look_up = next((p.name for p in self.table if p.looks_up == each.name), each.name)
        return DriftedProperty(look_up, before, self._named(each.live, known), fate)

    def _is_given_as_id(self, each: PropertyDifference, applied: AppliedRecord) -> bool:
        """Say whether the definition held the id itself, and no name for it."""
        return each.applied is not None and each.name not in applied.spelled

    def _named(self, value: JSON, known: Property) -> JSON:
        if not isinstance(value, str) or known.record_type is None:
            return value
        found = self.workspace.by_id(known.record_type, value)
        return found.name if found else value


def _shown(each: PropertyDifference, applied: AppliedRecord) -> JSON:
    """Give what was applied: what came back, which is what the workspace moved away from."""
    return applied.read_back.get(each.name, each.applied)
