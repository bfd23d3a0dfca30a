"""One difference → the change that settles it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields

from hookline.model.change import (
    Adopt,
    Blocker,
    Cause,
    CauseKind,
    Change,
    Create,
    FieldChange,
    Rename,
    Update,
)
from hookline.model.choices import Side
from hookline.model.desired import Desired
from hookline.model.difference import Difference, KeyStep, Standing
from hookline.model.globs import matches
from hookline.model.plan import Kept
from hookline.model.record import Record
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import (
    WHOLE,
    cause_by_hand,
    cause_in_git,
    message_for,
    strongest,
)
from hookline.stages.plan.decisions import (
    BY_BEFORE,
    BY_CHOICE,
    BY_DRIFT,
    Decision,
    decide,
    leaves_drift,
)
from hookline.stages.plan.fields import (
    KEY,
    KEY_IS_SET,
    SET,
    changed_fields,
    created_fields,
    desired_of,
    renamed_field,
)
from hookline.stages.plan.removals import removal
from hookline.stages.plan.warnings import warnings_of
from hookline.stages.plan.writes import follow, follow_file, must_unlock, origin_of, seen, write_for

COMES_BACK = (
    "comes back after it was deleted, with a new id: its executions and what refers to its old id "
    "do not"
)
TAKEN_OVER = "taken over: nobody managed it before"


@dataclass(frozen=True, slots=True)
class Settled:
    """What comes of one difference."""

    change: Change | None = None
    """What has to happen; None when nothing has to."""
    kept: tuple[Kept, ...] = ()
    """What stays as the workspace has it."""
    follows: list[AppliedRecord] = field(default_factory=list)
    """The base as it is from now on, where no write says it."""


def settle(difference: Difference, basis: Basis) -> Settled:
    """Decide what has to happen to one webhook."""
    match difference.standing:
        case Standing.ABSENT | Standing.TAKEN:
            return Settled(_create(difference, basis))
        case Standing.LOST:
            return _lost(difference, basis)
        case Standing.UNMANAGED:
            return Settled(_adopt(difference, basis) if difference.desired else None)
        case Standing.MANAGED | Standing.DISPLACED | Standing.OBSTRUCTED:
            return _managed(difference, basis)
        case Standing.REMOVED | Standing.FORGOTTEN:
            return Settled(removal(difference, basis))


def _lost(difference: Difference, basis: Basis) -> Settled:
    """Make a webhook again that somebody deleted, unless drift is kept."""
    side = basis.side_of(difference)
    base = difference.base
    is_decided = side is Side.WORKSPACE or (base is not None and WHOLE in base.kept)
    if side is not Side.GIT and (is_decided or leaves_drift(basis)):
        cause = cause_by_hand(difference, basis)
        before = BY_BEFORE if is_decided else BY_DRIFT
        by = BY_CHOICE if side is Side.WORKSPACE else before
        kept = Kept(difference.name, WHOLE, None, None, cause, by)
        return Settled(None, (kept,), follow_file(difference, is_decided=is_decided))
    return Settled(_create(difference, basis))


def _create(difference: Difference, basis: Basis) -> Create:
    desired = desired_of(difference)
    path = desired.definition.path
    values = {**desired.values, **desired.initial, **desired.write_only}
    sent = {name: value for name, value in values.items() if value is not None}
    fields = created_fields(desired, difference, basis)
    born = cause_in_git(desired.name, WHOLE, path, basis)
    cause = Cause(CauseKind.DRIFT, born.commit) if difference.lost_id else born
    blocked, why = _what_holds_back_a_create(difference, basis)
    return Create(
        name=desired.name,
        origin=origin_of(desired),
        fields=fields,
        write=write_for(difference, sent, Decision(), basis),
        message=message_for(cause, path, basis),
        cause=cause if difference.lost_id else strongest(fields, cause, basis),
        warnings=_warnings(difference, fields, sent, basis, *_about_an_old_id(difference, basis)),
        blocked=blocked,
        why_blocked=why,
        forgets=difference.lost_id,
    )


def _what_holds_back_a_create(difference: Difference, basis: Basis) -> tuple[Blocker | None, str]:
    name, holder = difference.name, difference.base
    if difference.standing is Standing.TAKEN and holder:
        return Blocker.CONFLICT, (
            f"webhook/{holder.name} was renamed to this name in the workspace; if git means that "
            f"one, say so: --accept-rename {holder.name}={name}"
        )
    if name in basis.survey.trash:
        return Blocker.TRASH, _in_trash(name, basis)
    return _what_was_renamed(desired_of(difference), basis)


def _in_trash(name: str, basis: Basis) -> str:
    return (
        f"a webhook in the trash still has this name, id {basis.survey.trash[name]}: restore it, "
        "or delete it for good in the workspace"
    )


def _about_an_old_id(difference: Difference, basis: Basis) -> tuple[str, ...]:
    """Say of a webhook that was there before what its name alone does not bring back."""
    if difference.lost_id is not None:
        return ("its record was deleted in the workspace: it gets a new id",)
    return (COMES_BACK,) if difference.name in basis.deleted else ()


def _managed(difference: Difference, basis: Basis) -> Settled:
    decision = decide(difference, basis)
    kept = _kept(difference, decision, basis)
    if decision.key:
        difference = replace(difference, key=KeyStep.KEEP)
    desired = desired_of(difference)
    is_at_rest = not decision.written and difference.key is KeyStep.KEEP
    if is_at_rest and not desired.renamed and difference.standing is Standing.MANAGED:
        return Settled(None, kept, follow(difference, decision, basis))
    return Settled(_update(difference, decision, basis), kept)


def _update(
    difference: Difference, decision: Decision, basis: Basis, adopted: Cause | None = None
) -> Update | Rename:
    desired, live = desired_of(difference), _live(difference)
    path = desired.definition.path
    fields = changed_fields(difference, decision.written, basis)
    renamed = [renamed_field(name, now, difference, basis) for name, now in desired.renamed.items()]
    values = {each.name: each.desired for each in decision.written}
    cause = adopted or strongest(fields, cause_in_git(desired.name, WHOLE, path, basis), basis)
    blocked, why = _what_holds_back(difference, decision, basis)
    about = (TAKEN_OVER, *_unread_key(difference)) if adopted else ()
    update = Update(
        name=desired.name,
        record_id=live.id,
        origin=origin_of(desired),
        fields=(*fields, *renamed) or _misplaced(difference),
        write=write_for(difference, values, decision, basis),
        message=message_for(cause, path, basis),
        cause=cause,
        unlock=must_unlock(live, desired),
        warnings=_warnings(difference, fields, values, basis, *about),
        blocked=blocked,
        why_blocked=why,
        seen=seen(desired.values, live),
        forgets=difference.lost_id,
    )
    if difference.renamed_from is None or "name" not in values:
        return update
    return Rename(
        renamed_from=difference.renamed_from,
        **{each.name: getattr(update, each.name) for each in dataclass_fields(update)},
    )


def _what_holds_back(
    difference: Difference, decision: Decision, basis: Basis
) -> tuple[Blocker | None, str]:
    """Say what is in the way of a managed webhook as a whole, else of one of its properties."""
    desired, live = desired_of(difference), _live(difference)
    if difference.standing is Standing.DISPLACED:
        return Blocker.CONFLICT, (
            f'it is called "{live.name}" in the workspace, and another webhook has its name: '
            "rename one of them there"
        )
    if difference.standing is Standing.OBSTRUCTED:
        return Blocker.CONFLICT, (
            f'another webhook is called "{desired.name}" in the workspace: '
            "rename or delete that one first"
        )
    if difference.renamed_from is not None and desired.name in basis.survey.trash:
        return Blocker.TRASH, _in_trash(desired.name, basis)
    blocked, why = _what_was_renamed(desired, basis)
    return (blocked, why) if blocked else (decision.blocked, decision.why)


def _what_was_renamed(desired: Desired, basis: Basis) -> tuple[Blocker | None, str]:
    """Say which of the records that a definition names have another name by now."""
    told = [_renamed(desired, name, now, basis) for name, now in desired.renamed.items()]
    return (Blocker.LOOK_UP, "; ".join(told)) if told else (None, "")


def _renamed(desired: Desired, name: str, now: str, basis: Basis) -> str:
    """Say what became of what a definition names, and what to do about it."""
    record_type, said = basis.table[name].record_type or "record", desired.names.get(name, "")
    if not now:
        return (
            f'the {record_type} "{said}" was deleted in the workspace: make it again there, or '
            f"write another `{desired.spelled.get(name, name)}`"
        )
    told = (
        f'the {record_type} "{said}" is called "{now}" in the workspace now: '
        f"write `{desired.spelled.get(name, name)}: {now}`"
    )
    if basis.catalog.id_of(record_type, said) is None:
        return told
    return (
        f'{told}, or if git means the other one that is called "{said}" now: '
        f"--take git:{desired.name}"
    )


def _misplaced(difference: Difference) -> tuple[FieldChange, ...]:
    """Show the name of a webhook that is in conflict over nothing else."""
    name = FieldChange("name", _live(difference).name, difference.name, Cause(CauseKind.CONFLICT))
    return (name,)


def _adopt(difference: Difference, basis: Basis) -> Adopt | Update | Rename:
    desired, live = desired_of(difference), _live(difference)
    decision = Decision(written=difference.properties)
    fields = changed_fields(difference, difference.properties, basis)
    git = cause_in_git(desired.name, WHOLE, desired.definition.path, basis)
    cause = Cause(CauseKind.ADOPT, git.commit, origin=git.origin, merge=git.merge, note=git.note)
    if fields and _may_adopt(difference, basis):
        return _update(difference, decision, basis, cause)
    return Adopt(
        name=desired.name,
        record_id=live.id,
        origin=origin_of(desired),
        fields=fields,
        write=write_for(
            difference, {each.name: each.desired for each in difference.properties}, decision, basis
        ),
        cause=cause,
        warnings=_unread_key(difference),
        blocked=Blocker.UNMANAGED if fields else None,
        why_blocked=_whom_nobody_manages(difference) if fields else "",
        seen=seen(desired.values, live),
        forgets=difference.lost_id,
    )


def _whom_nobody_manages(difference: Difference) -> str:
    """Name the webhook that a declared rename would take over, as it is called now."""
    if difference.renamed_from is None:
        return ""
    return f"nobody manages webhook/{difference.renamed_from}, which this one is renamed from"


def _unread_key(difference: Difference) -> tuple[str, ...]:
    """Say that a key which is there already stays, since nobody can compare it."""
    key = desired_of(difference).key
    if key is None or key.reference is None or difference.key is KeyStep.SEND:
        return ()
    return ("its key stays, whichever it is; raise key_version afterwards to send yours",)


def _may_adopt(difference: Difference, basis: Basis) -> bool:
    names = [difference.name, *([difference.renamed_from] if difference.renamed_from else [])]
    return any(matches(name, basis.adopt) for name in names)


def _kept(difference: Difference, decision: Decision, basis: Basis) -> tuple[Kept, ...]:
    """Tell what stays as the workspace has it, in the words of a definition."""
    cause = cause_by_hand(difference, basis)
    by = {each.difference.name: each.by for each in decision.left}
    shown = changed_fields(
        replace(difference, key=KeyStep.KEEP),
        [each.difference for each in decision.left],
        basis,
    )
    only = next(iter(by.values()), "")
    spelled = {desired_of(difference).spelled.get(name, name): who for name, who in by.items()}
    kept = [
        Kept(
            difference.name, each.name, each.before, each.after, cause, spelled.get(each.name, only)
        )
        for each in shown
    ]
    if key := decision.key:
        live, wanted = (
            SET if side else None for side in (key.difference.live, key.difference.desired)
        )
        kept.append(Kept(difference.name, KEY, live, wanted, cause, key.by))
    return tuple(kept)


def _warnings(
    difference: Difference,
    fields: tuple[FieldChange, ...],
    values: Mapping[str, JSON],
    basis: Basis,
    *about: str,
) -> tuple[str, ...]:
    live = difference.live if difference.standing is not Standing.TAKEN else None
    had_key = live is not None and live.values.get(KEY_IS_SET) is True
    has_key = difference.key is KeyStep.SEND or (had_key and difference.key is KeyStep.KEEP)
    told = warnings_of(
        live.values if live else None,
        values,
        fields,
        basis.table,
        key_before=had_key,
        key_after=has_key,
        old_name=live.name if live else None,
        new_name=difference.name if "name" in values or live is None else live.name,
        old_name_is_taken=live is not None and live.name in basis.wanted,
    )
    return (*told, *about)


def _live(difference: Difference) -> Record:
    assert difference.live is not None  # noqa: S101  the standings that come here have a record
    return difference.live
