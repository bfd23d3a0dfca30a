"""The gate of a plan: limits with numbers, and what would override each."""

from collections.abc import Sequence
from decimal import Decimal

from hookline.model.change import Change, Create, Delete, Rename, Update
from hookline.model.difference import Difference
from hookline.model.globs import matches
from hookline.model.guard import Guard, GuardVerdict
from hookline.model.record import Record
from hookline.stages.plan.basis import Basis


def judge(
    changes: Sequence[Change], differences: Sequence[Difference], basis: Basis
) -> tuple[GuardVerdict, ...]:
    """Give the verdict of every guard on the changes of a plan."""
    desired_count = sum(difference.desired is not None for difference in differences)
    lost = [change for change in changes if isinstance(change, Delete | Rename)]
    return (
        _empty(desired_count, basis),
        _deletes(lost, basis),
        _protected(lost, basis),
        _readonly(changes, differences, basis),
    )


def _empty(desired_count: int, basis: Basis) -> GuardVerdict:
    """Refuse a plan for a commit without definitions where something is managed."""
    managed = len(basis.base.records)
    if desired_count or not managed:
        return GuardVerdict(Guard.EMPTY, True, "")
    return GuardVerdict(
        Guard.EMPTY,
        False,
        f"no definition was found, and {managed} webhooks are managed: "
        "check `definitions:` in hookline.yaml",
    )


def _deletes(lost: Sequence[Delete | Rename], basis: Basis) -> GuardVerdict:
    """Hold deletes and renames to the absolute limit and to the share; one is always allowed."""
    managed = len(basis.base.records)
    limits = basis.target.guards
    allowed = min(limits.max_deletes, max(1, _share(managed, limits.max_delete_share)))
    if not lost:
        return GuardVerdict(Guard.DELETES, True, "")
    text = f"deletes {len(lost)} of {managed}, limit {allowed}"
    if len(lost) <= allowed:
        return GuardVerdict(Guard.DELETES, True, text)
    return GuardVerdict(
        Guard.DELETES,
        False,
        f"{text}; to allow it, raise guards.max_deletes ({limits.max_deletes}) and "
        f"guards.max_delete_share ({limits.max_delete_share}) of {basis.target.name}",
    )


def _share(count: int, share: float) -> int:
    """Give a share of a number, rounded down; 0.29 of 100 is 29, whatever floats make of it."""
    return int(count * Decimal(str(share)))


def _protected(lost: Sequence[Delete | Rename], basis: Basis) -> GuardVerdict:
    """Refuse to delete or rename what the target protects."""
    names = [change.renamed_from if isinstance(change, Rename) else change.name for change in lost]
    hit = [n for n in names if matches(n, basis.target.protect)]
    if not hit:
        return GuardVerdict(Guard.PROTECT, True, "")
    return GuardVerdict(
        Guard.PROTECT,
        False,
        f"{', '.join(hit)} may not be deleted or renamed: `protect` of {basis.target.name} says so",
    )


def _readonly(
    changes: Sequence[Change], differences: Sequence[Difference], basis: Basis
) -> GuardVerdict:
    """Refuse to write to a record, or into a place, whose lock the definition does not manage."""
    live = {each.live.id: each.live for each in differences if each.live}
    locked = [
        f"{change.name} ({lock})"
        for change in changes
        if isinstance(change, Update | Rename | Delete)
        if (lock := _lock(change, live.get(change.record_id)))
    ]
    locked += [
        f"{change.name} (its {found.record_type} is read-only)"
        for change in changes
        if isinstance(change, Create | Update | Rename)
        for found in basis.table
        if found.location and change.write.values.get(found.name) in basis.catalog.locked
    ]
    if not locked:
        return GuardVerdict(Guard.READ_ONLY, True, "")
    return GuardVerdict(
        Guard.READ_ONLY,
        False,
        f"{', '.join(locked)}: the workspace refuses changes until that is cleared there",
    )


def _lock(change: Update | Rename | Delete, live: Record | None) -> str:
    """Name the flag that is in the way of a change; empty when none is."""
    if live is None:
        return ""
    names = ["is_project_readonly", "is_bundle_readonly"]
    names += [] if change.unlock else ["is_readonly"]
    return next((name for name in names if live.values.get(name) is True), "")
