"""Property differences → the fields of a change, as people read them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hookline.model.change import Cause, CauseKind, FieldChange
from hookline.model.desired import Desired, DesiredKey
from hookline.model.difference import Difference, KeyStep, PropertyDifference
from hookline.model.property import Effect, Property, Risk, Role
from hookline.model.values import JSON
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import cause_by_hand, cause_in_git, cause_of_conflict
from hookline.stages.plan.warnings import note_on_access

KEY = "key"
KEY_IS_SET = "is_key_required"
SET = "(set)"
"""Stands for a secret that is there."""
LOCATION = "location"
"""What project and bundle are called together, where a webhook moves from one to the other."""


def changed_fields(
    difference: Difference, properties: Iterable[PropertyDifference], basis: Basis
) -> tuple[FieldChange, ...]:
    """Give the fields for these properties, and the key's, in the order of a written file."""
    known = list(properties)
    places = [each for each in known if basis.table[each.name].location]
    moves = len(places) > 1
    fields = [_field(each, difference, basis) for each in known if not (moves and each in places)]
    fields += [_place_field(places, difference, basis)] if moves else []
    fields += _key_field(difference, basis)
    return tuple(sorted(fields, key=lambda field: _order(field, basis)))


def created_fields(
    desired: Desired, difference: Difference, basis: Basis
) -> tuple[FieldChange, ...]:
    """Give what a new webhook will hold, apart from its name and what stays empty."""
    values = {**desired.values, **desired.initial, **desired.write_only}
    kind = CauseKind.DRIFT if difference.lost_id else CauseKind.COMMIT
    fields = changed_fields(
        difference,
        [
            PropertyDifference(name, value, None, kind)
            for name, value in values.items()
            if name != "name" and value is not None
        ],
        basis,
    )
    has_key = difference.key is KeyStep.SEND
    note = note_on_access(values, basis.table, key_after=has_key)
    return tuple(replace(each, note=note) if _lets_in(each, basis) else each for each in fields)


def _lets_in(field: FieldChange, basis: Basis) -> bool:
    """Say whether a field enables a webhook."""
    known = field.name in basis.table and basis.table[field.name].effect is Effect.ENABLED
    return known and field.after is True


def _field(each: PropertyDifference, difference: Difference, basis: Basis) -> FieldChange:
    desired = desired_of(difference)
    known = basis.table[each.name]
    shown = desired.spelled.get(each.name, each.name)
    by_name = shown != each.name or (known.location and each.desired is None)
    value = _named if by_name else _as_it_is
    return FieldChange(
        name=_look_up_name(known, basis) if by_name else each.name,
        before=value(each.live, known, basis),
        after=value(each.desired, known, basis),
        cause=cause_of(each, difference, basis),
        risk=known.risk,
        applied=value(each.applied, known, basis),
    )


def _place_field(
    places: Sequence[PropertyDifference], difference: Difference, basis: Basis
) -> FieldChange:
    """Show a move between a project and a bundle as the one change that it is."""

    def place(values: Iterable[tuple[str, JSON]]) -> JSON:
        found = [(basis.table[name], value) for name, value in values if value is not None]
        return next((f"{p.record_type} {_named(v, p, basis)}" for p, v in found), None)

    return FieldChange(
        name=LOCATION,
        before=place((each.name, each.live) for each in places),
        after=place((each.name, each.desired) for each in places),
        cause=cause_of(places[0], difference, basis),
        risk=basis.table[places[0].name].risk,
        applied=place((each.name, each.applied) for each in places),
    )


def cause_of(each: PropertyDifference, difference: Difference, basis: Basis) -> Cause:
    """Say why one property changes, and who is behind it."""
    path = desired_of(difference).definition.path
    if each.kind is CauseKind.DRIFT:
        return cause_by_hand(difference, basis, each.note)
    git = cause_in_git(difference.name, each.name, path, basis)
    if each.kind is CauseKind.CONFLICT:
        return cause_of_conflict(git, cause_by_hand(difference, basis, each.note))
    return git


def renamed_field(name: str, now: str, difference: Difference, basis: Basis) -> FieldChange:
    """Show a look-up whose record has another name by now."""
    desired = desired_of(difference)
    return FieldChange(
        name=desired.spelled.get(name, name),
        before=now or None,
        after=desired.names.get(name),
        cause=Cause(CauseKind.DRIFT, note=f"{'renamed' if now else 'deleted'} in the workspace"),
        risk=basis.table[name].risk,
    )


def _key_field(difference: Difference, basis: Basis) -> list[FieldChange]:
    desired = desired_of(difference)
    if difference.key is KeyStep.KEEP or desired.key is None:
        return []
    had = difference.live is not None and difference.live.values.get(KEY_IS_SET) is True
    if is_key_drift(difference, desired.key):
        cause = cause_by_hand(difference, basis)
    else:
        cause = cause_in_git(difference.name, KEY, desired.definition.path, basis)
    after = str(desired.key.reference) if difference.key is KeyStep.SEND else None
    note = _key_note(difference, desired.key)
    before = SET if had else None
    return [FieldChange(KEY, before, after, cause, note, secret=True, risk=Risk.OPENS)]


def _key_note(difference: Difference, key: DesiredKey) -> str:
    """Say that a secret will travel, and what a rotation rotates."""
    if difference.key is not KeyStep.SEND:
        return ""
    before = difference.base.key_version if difference.base else None
    if before is None or before == key.version:
        return "a new secret is sent"
    return f"a new secret is sent: key_version {before} → {key.version}"


def is_key_drift(difference: Difference, key: DesiredKey) -> bool:
    """Say whether git's word on the key is what was applied, so that the workspace moved."""
    base = difference.base
    if base is None or KEY not in base.sent:
        return False
    reference = str(key.reference) if key.reference else None
    version = key.version if key.reference else None
    return base.sent[KEY] == reference and base.key_version == version


def _order(field: FieldChange, basis: Basis) -> int:
    if field.name == LOCATION:
        return min(p.order for p in basis.table if p.location and p.role is Role.MANAGED)
    return basis.table[field.name].order


def _look_up_name(found: Property, basis: Basis) -> str:
    """Give the name under which people know an id: `flow_name` for `flow_id`."""
    return next((each.name for each in basis.table if each.looks_up == found.name), found.name)


def _named(value: JSON, found: Property, basis: Basis) -> JSON:
    if not isinstance(value, str) or found.record_type is None:
        return value
    return basis.catalog.name_of(found.record_type, value) or value


def _as_it_is(value: JSON, _found: Property, _basis: Basis) -> JSON:
    return value


def desired_of(difference: Difference) -> Desired:
    """Give what git wants; the standings that come here have it."""
    assert difference.desired is not None  # noqa: S101  see above
    return difference.desired
