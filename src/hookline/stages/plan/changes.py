"""One difference → the change that settles it."""

from collections.abc import Iterable

from hookline.model.change import (
    Adopt,
    Blocker,
    Cause,
    CauseKind,
    Change,
    Create,
    Delete,
    FieldChange,
    Origin,
    Release,
    Update,
    Write,
)
from hookline.model.desired import Desired, DesiredKey
from hookline.model.difference import Difference, KeyStep, PropertyDifference, Standing
from hookline.model.globs import matches
from hookline.model.property import Property, Section
from hookline.model.record import Record
from hookline.model.values import JSON
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import cause_of, commit_of, commit_of_removal, message_for

KEY = "key"
READONLY = "is_readonly"


def change_for(difference: Difference, basis: Basis) -> Change | None:
    """Give what has to happen to one webhook; None when nothing has to."""
    match difference.standing:
        case Standing.ABSENT | Standing.LOST | Standing.TAKEN:
            return _create(difference, basis)
        case Standing.UNMANAGED:
            return _adopt(difference, basis) if difference.desired else None
        case Standing.MANAGED | Standing.DISPLACED:
            return None if difference.is_settled else _update(difference, basis)
        case Standing.REMOVED | Standing.FORGOTTEN:
            return _remove(difference, basis)


def _create(difference: Difference, basis: Basis) -> Create:
    desired = _desired(difference)
    is_lost = difference.standing is Standing.LOST
    is_taken = difference.standing is Standing.TAKEN
    commit = commit_of(desired.definition.path, basis)
    cause = Cause(CauseKind.DRIFT if is_lost else CauseKind.COMMIT, commit)
    values = {**desired.values, **desired.initial, **desired.write_only}
    fields = [
        _field(PropertyDifference(name, value, None, cause.kind), difference, basis)
        for name, value in values.items()
        if name != "name" and value is not None
    ]
    fields += _key_field(difference, cause, basis)
    return Create(
        name=desired.name,
        origin=origin_of(desired),
        fields=_in_file_order(fields, basis),
        write=write_for(desired, {k: v for k, v in values.items() if v is not None}, difference),
        message=message_for(cause, desired.definition.path, basis),
        cause=cause,
        warnings=_warnings_of_create(difference),
        blocked=Blocker.CONFLICT if is_taken else None,
        forgets=difference.lost_id,
    )


def _warnings_of_create(difference: Difference) -> tuple[str, ...]:
    if difference.standing is Standing.TAKEN and difference.base:
        return (f"webhook/{difference.base.name} was renamed to this name in the workspace",)
    if difference.lost_id:
        return ("its record was deleted in the workspace: it gets a new id",)
    return ()


def _update(difference: Difference, basis: Basis) -> Update:
    desired = _desired(difference)
    live = difference.live
    assert live is not None  # noqa: S101  a managed webhook has a record
    fields = _changed_fields(difference, basis)
    is_displaced = difference.standing is Standing.DISPLACED
    commit = cause_of(CauseKind.COMMIT, desired.definition.path, difference, basis)
    cause = _strongest([field.cause for field in fields] or [commit])
    changed = {each.name: each.desired for each in difference.properties}
    is_conflict = cause.kind is CauseKind.CONFLICT or is_displaced
    return Update(
        name=desired.name,
        record_id=live.id,
        origin=origin_of(desired),
        fields=fields,
        write=write_for(desired, changed, difference),
        message=message_for(cause, desired.definition.path, basis),
        cause=cause,
        unlock=_must_unlock(live, desired),
        warnings=(f'it is called "{live.name}" now, and another webhook has its name',)
        if is_displaced
        else (),
        blocked=Blocker.CONFLICT if is_conflict else None,
        seen=_seen(desired.values, live),
    )


def _adopt(difference: Difference, basis: Basis) -> Adopt | Update:
    desired = _desired(difference)
    live = difference.live
    assert live is not None  # noqa: S101  an unmanaged webhook has a record
    fields = _changed_fields(difference, basis)
    changed = {each.name: each.desired for each in difference.properties}
    write = write_for(desired, changed, difference)
    cause = Cause(CauseKind.ADOPT, commit_of(desired.definition.path, basis))
    if not fields or not _may_adopt(desired.name, basis):
        return Adopt(
            name=desired.name,
            record_id=live.id,
            origin=origin_of(desired),
            fields=fields,
            write=write,
            cause=cause,
            warnings=_unread_key(difference),
            blocked=Blocker.UNMANAGED if fields else None,
            seen=_seen(desired.values, live),
            forgets=difference.lost_id,
        )
    return Update(
        name=desired.name,
        record_id=live.id,
        origin=origin_of(desired),
        fields=fields,
        write=write,
        message=message_for(cause, desired.definition.path, basis),
        cause=cause,
        warnings=("taken over: nobody managed it before", *_unread_key(difference)),
        unlock=_must_unlock(live, desired),
        seen=_seen(desired.values, live),
        forgets=difference.lost_id,
    )


def _unread_key(difference: Difference) -> tuple[str, ...]:
    """Say that a key which is there already stays, since nobody can compare it."""
    key = _desired(difference).key
    if key is None or key.reference is None or difference.key is KeyStep.SEND:
        return ()
    return ("its key stays, whichever it is; raise key_version afterwards to send yours",)


def _remove(difference: Difference, basis: Basis) -> Delete | Release:
    base = difference.base
    assert base is not None  # noqa: S101  only what was applied can be removed
    cause = Cause(CauseKind.COMMIT, commit_of_removal(base.path, basis))
    gone = difference.standing is Standing.FORGOTTEN
    if gone or not basis.target.prune:
        return Release(name=base.name, record_id=base.id, path=base.path, cause=cause, gone=gone)
    return Delete(
        name=base.name,
        record_id=base.id,
        path=base.path,
        message=message_for(cause, base.path, basis),
        cause=cause,
        warnings=("stays in the trash for two weeks", *_changed_since(difference)),
        unlock=_is_locked(difference.live) and base.sent.get(READONLY) is True,
        blocked=Blocker.CONFLICT if difference.properties else None,
        seen=_seen(base.read_back, difference.live),
    )


def _seen(names: Iterable[str], live: Record | None) -> dict[str, JSON]:
    """Give the live values that a decision rests on."""
    return {name: live.values.get(name) for name in names} if live else {}


def _must_unlock(live: Record, desired: Desired) -> bool:
    """Say whether the record's read-only flag is in the way and the definition manages it."""
    return _is_locked(live) and READONLY in desired.values


def _is_locked(live: Record | None) -> bool:
    return live is not None and live.values.get(READONLY) is True


def _changed_since(difference: Difference) -> tuple[str, ...]:
    """Say which properties of a webhook without a definition were changed by hand."""
    names = ", ".join(each.name for each in difference.properties)
    return (f"changed in the workspace since it was applied: {names}",) if names else ()


def _changed_fields(difference: Difference, basis: Basis) -> tuple[FieldChange, ...]:
    fields = [_field(each, difference, basis) for each in difference.properties]
    cause = cause_of(CauseKind.COMMIT, _desired(difference).definition.path, difference, basis)
    return _in_file_order(fields + _key_field(difference, cause, basis), basis)


def _field(each: PropertyDifference, difference: Difference, basis: Basis) -> FieldChange:
    desired = _desired(difference)
    found = basis.table[each.name]
    shown = desired.spelled.get(each.name, each.name)
    by_name = shown != each.name or _is_cleared_location(each, found)
    return FieldChange(
        name=_look_up_name(found, basis) if by_name else each.name,
        before=_named(each.live, found, basis) if by_name else each.live,
        after=_named(each.desired, found, basis) if by_name else each.desired,
        cause=cause_of(each.kind, desired.definition.path, difference, basis),
    )


def _is_cleared_location(each: PropertyDifference, found: Property) -> bool:
    return found.location and each.desired is None


def _look_up_name(found: Property, basis: Basis) -> str:
    """Give the name under which people know an id: `flow_name` for `flow_id`."""
    return next((each.name for each in basis.table if each.looks_up == found.name), found.name)


def _named(value: JSON, found: Property, basis: Basis) -> JSON:
    if not isinstance(value, str) or found.record_type is None:
        return value
    return basis.catalog.name_of(found.record_type, value) or value


def _is_key_drift(difference: Difference, key: DesiredKey) -> bool:
    """Say whether git's word on the key is what was applied, so that the workspace moved."""
    base = difference.base
    if base is None or KEY not in base.sent:
        return False
    reference = str(key.reference) if key.reference else None
    version = key.version if key.reference else None
    return base.sent[KEY] == reference and base.key_version == version


def _key_field(difference: Difference, cause: Cause, basis: Basis) -> list[FieldChange]:
    desired = _desired(difference)
    if difference.key is KeyStep.KEEP or desired.key is None:
        return []
    had = difference.live is not None and difference.live.values.get("is_key_required") is True
    if _is_key_drift(difference, desired.key):
        cause = cause_of(CauseKind.DRIFT, desired.definition.path, difference, basis)
    after = str(desired.key.reference) if difference.key is KeyStep.SEND else None
    note = _key_note(difference, desired.key)
    return [FieldChange(KEY, "(set)" if had else None, after, cause, note, secret=True)]


def _key_note(difference: Difference, key: DesiredKey) -> str:
    """Say that a secret will travel, and what a rotation rotates."""
    if difference.key is not KeyStep.SEND:
        return ""
    before = difference.base.key_version if difference.base else None
    if before is None or before == key.version:
        return "a new secret is sent"
    return f"a new secret is sent: key_version {before} → {key.version}"


def write_for(desired: Desired, values: dict[str, JSON], difference: Difference) -> Write:
    """Give what is sent and what is remembered; `values` are the properties that are written."""
    key = desired.key
    managed: dict[str, JSON] = {**desired.values, **desired.write_only}
    if key is not None:
        managed[KEY] = _remembered_key(key, difference)
    return Write(
        values=values,
        replaces={each.name: each.live for each in difference.properties},
        key=key.reference if key and difference.key is KeyStep.SEND else None,
        key_place=desired.definition.document.at((Section.ACCESS.value, KEY)) if key else None,
        clear_key=difference.key is KeyStep.CLEAR,
        managed=managed,
        key_version=key.version if key and key.reference else None,
    )


def _remembered_key(key: DesiredKey, difference: Difference) -> JSON:
    """Give the reference whose secret the workspace holds: an unsent one is not it yet."""
    base = difference.base
    if key.reference is None:
        return None
    if difference.key is KeyStep.KEEP and base and KEY in base.sent:
        return base.sent[KEY]
    return str(key.reference)


def origin_of(desired: Desired) -> Origin:
    """Give the place of a definition as the plan and the state keep it."""
    document = desired.definition.document
    return Origin(document.path, desired.definition.location.line, document.index, document.blob)


def _in_file_order(fields: list[FieldChange], basis: Basis) -> tuple[FieldChange, ...]:
    return tuple(sorted(fields, key=lambda field: basis.table[field.name].order))


def _strongest(causes: list[Cause]) -> Cause:
    """Give the cause that speaks for the whole webhook: a conflict, else git, else drift."""
    ranks = {CauseKind.CONFLICT: 0, CauseKind.COMMIT: 1, CauseKind.ADOPT: 2, CauseKind.DRIFT: 3}
    return min(causes, key=lambda cause: ranks[cause.kind])


def _may_adopt(name: str, basis: Basis) -> bool:
    return matches(name, basis.adopt)


def _desired(difference: Difference) -> Desired:
    assert difference.desired is not None  # noqa: S101  the standings that come here have one
    return difference.desired
