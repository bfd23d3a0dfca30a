"""Desired, base and live → what differs, webhook by webhook and property by property.

Base holds two values for each property: what was sent, and what was read back. Git moved when
desired is not what was sent; the workspace moved when live is not what was read back. So a value
that the server keeps in a form of its own is reported once, and is not drift for ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hookline.model.change import CauseKind
from hookline.model.desired import Desired
from hookline.model.difference import Difference, KeyStep, PropertyDifference, Standing
from hookline.model.record import Record
from hookline.model.state import AppliedRecord, AppliedState
from hookline.model.values import JSON, Values, same

KEY = "key"
KEY_IS_SET = "is_key_required"
"""The property by which the workspace shows that a key is set, since it never answers the key."""


def diff(
    desired: Sequence[Desired], base: AppliedState, live: Iterable[Record]
) -> tuple[Difference, ...]:
    """Compare the three sides of every webhook that any of them knows.

    `live` holds all webhooks that are not in the trash. The answer is ordered by name, strangers
    included; whether something differs is in `properties` and `key`.
    """
    live_by_id = {record.id: record for record in live}
    live_by_name = {record.name: record for record in live_by_id.values()}
    base_by_name = {record.name: record for record in base.records.values()}
    owned = base.records
    found = [_stand(each, base_by_name, owned, live_by_id, live_by_name) for each in desired]
    wanted = {each.name for each in desired}
    found += [
        _without_definition(applied, live_by_id.get(applied.id))
        for applied in base.records.values()
        if applied.name not in wanted
    ]
    known = {each.live.id for each in found if each.live} | set(base.records)
    found += [
        Difference(Standing.UNMANAGED, record.name, live=record)
        for record in live_by_id.values()
        if record.id not in known
    ]
    return tuple(sorted(found, key=lambda each: each.name))


def _stand(
    desired: Desired,
    base_by_name: Mapping[str, AppliedRecord],
    owned: Mapping[str, AppliedRecord],
    live_by_id: Mapping[str, Record],
    live_by_name: Mapping[str, Record],
) -> Difference:
    base = base_by_name.get(desired.name)
    namesake = live_by_name.get(desired.name)
    own = live_by_id.get(base.id) if base else None
    if base and own:
        displaced = namesake is not None and namesake.id != own.id
        standing = Standing.DISPLACED if displaced else Standing.MANAGED
        return _compare(standing, desired, base, own)
    lost_id = base.id if base else None
    if namesake and namesake.id in owned:
        holder = owned[namesake.id]
        return Difference(Standing.TAKEN, desired.name, desired, holder, namesake, lost_id=lost_id)
    if namesake:
        found = _compare(Standing.UNMANAGED, desired, None, namesake)
        return replace(found, lost_id=lost_id)
    standing = Standing.LOST if base else Standing.ABSENT
    key = _key_step(desired, None, None)
    return Difference(standing, desired.name, desired, base, key=key, lost_id=lost_id)


def _without_definition(base: AppliedRecord, live: Record | None) -> Difference:
    if live is None:
        return Difference(Standing.FORGOTTEN, base.name, base=base)
    moved = tuple(
        PropertyDifference(name, None, live.values.get(name), CauseKind.DRIFT)
        for name, value in base.read_back.items()
        if name in live.values and not same(live.values[name], value)
    )
    return Difference(Standing.REMOVED, base.name, base=base, live=live, properties=moved)


def _compare(
    standing: Standing, desired: Desired, base: AppliedRecord | None, live: Record
) -> Difference:
    sent: Values = base.sent if base else {}
    read_back: Values = base.read_back if base else {}
    properties: list[PropertyDifference] = []
    for name, value in desired.values.items():
        now = live.values.get(name)
        kind = _which_moved(value, now, name in sent, sent.get(name), read_back.get(name))
        if kind is not None:
            properties.append(PropertyDifference(name, value, now, kind))
    for name, value in desired.write_only.items():
        if name not in sent or not same(sent[name], value):
            properties.append(PropertyDifference(name, value, sent.get(name), CauseKind.COMMIT))
    key = _key_step(desired, base, live)
    return Difference(standing, desired.name, desired, base, live, tuple(properties), key)


def _which_moved(
    desired: JSON, live: JSON, was_sent: bool, sent: JSON, read_back: JSON
) -> CauseKind | None:
    """Say who moved, by the first table of DESIGN 4; None when there is nothing to do."""
    if same(live, desired):
        return None
    git_moved = not was_sent or not same(desired, sent)
    workspace_moved = was_sent and not same(live, read_back)
    if git_moved and workspace_moved:
        return CauseKind.CONFLICT
    if git_moved:
        return CauseKind.COMMIT
    return CauseKind.DRIFT if workspace_moved else None


def _key_step(desired: Desired, base: AppliedRecord | None, live: Record | None) -> KeyStep:
    if desired.key is None:
        return KeyStep.KEEP
    is_set = live is not None and live.values.get(KEY_IS_SET) is True
    if desired.key.reference is None:
        return KeyStep.CLEAR if is_set else KeyStep.KEEP
    is_new = base is not None and (KEY not in base.sent or base.key_version != desired.key.version)
    return KeyStep.SEND if not is_set or is_new else KeyStep.KEEP
