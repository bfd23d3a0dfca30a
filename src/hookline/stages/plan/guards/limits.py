"""Limits with numbers: how much one run may take away, and how much it may change."""

from decimal import Decimal

from hookline.model.change import Delete, Rename, Update
from hookline.model.guard import Guard, GuardVerdict, OverrideKind
from hookline.model.overrides import as_option
from hookline.stages.plan.guards.proposal import (
    IN_JSON,
    MOST_NAMED,
    Proposal,
    allowing,
    listed,
    names_of,
    old_name,
)

ALWAYS_CHANGED = 5
"""So many changes are always allowed: below that a share of a small repository says nothing."""


def judge_deletes(proposal: Proposal) -> GuardVerdict:
    """Hold deletes and renames to the absolute limit and to the share of base.

    One is always allowed, unless `max_deletes` is 0. What is allowed by name does not count.
    """
    lost, limits = proposal.lost, proposal.basis.target.guards
    if not lost:
        return GuardVerdict(Guard.DELETES, True, "")
    limit = min(limits.max_deletes, max(1, share_of(proposal.managed, limits.max_delete_share)))
    named = proposal.allowed(OverrideKind.DELETE)
    held = [change for change in lost if old_name(change) not in named]
    allowed = len(lost) - len(held)
    text = f"deletes {len(lost)} of {proposal.managed}, limit {limit}"
    text += f", {allowed} allowed by name" if allowed else ""
    if len(held) <= limit:
        is_needed = len(lost) > limit
        names = [old_name(change) for change in lost if is_needed]
        used = proposal.allowed_by(OverrideKind.DELETE, names)
        return GuardVerdict(Guard.DELETES, True, text, allowed_by=used)
    text += f" (guards.max_deletes {limits.max_deletes}, "
    text += f"guards.max_delete_share {limits.max_delete_share})"
    gone = [old_name(change) for change in held]
    if len(gone) > MOST_NAMED:
        text += f": {listed(gone)}; to allow them: raise these limits in hookline.yaml, or "
    else:
        text += "; to allow them: "
    text += allowing(OverrideKind.DELETE, gone, IN_JSON)
    return GuardVerdict(Guard.DELETES, False, text, names_of(held))


def judge_changes(proposal: Proposal) -> GuardVerdict:
    """Hold updates, renames and deletes to their share of base; a few are always allowed.

    A webhook that the base does not hold is being taken over, which its name was given for.
    """
    records, share = proposal.basis.base.records, proposal.basis.target.guards.max_change_share
    changed = [
        change
        for change in proposal.changes
        if isinstance(change, Rename | Delete)
        or (isinstance(change, Update) and change.record_id in records)
    ]
    if len(changed) <= ALWAYS_CHANGED:
        return GuardVerdict(Guard.CHANGES, True, "")
    limit = max(ALWAYS_CHANGED, share_of(proposal.managed, share))
    text = f"changes {len(changed)} of {proposal.managed}, limit {limit}"
    if len(changed) <= limit:
        return GuardVerdict(Guard.CHANGES, True, text)
    enough = [
        number for number in proposal.allowed(OverrideKind.CHANGES) if int(number) >= len(changed)
    ]
    if enough:
        used = proposal.allowed_by(OverrideKind.CHANGES, enough)
        return GuardVerdict(Guard.CHANGES, True, text, allowed_by=used)
    allows = f"guards.max_change_share {share} of {proposal.managed}"
    if limit == ALWAYS_CHANGED:
        allows = f"{ALWAYS_CHANGED} are always allowed, or {allows}"
    option = as_option(OverrideKind.CHANGES, [str(len(changed))])
    return GuardVerdict(
        Guard.CHANGES, False, f"{text}: {allows}; to allow them: {option}", names_of(changed)
    )


def share_of(count: int, share: float) -> int:
    """Give a share of a number, rounded down; 0.29 of 100 is 29, whatever floats make of it."""
    return int(count * Decimal(str(share)))
