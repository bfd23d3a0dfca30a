"""Names that a target protects."""

from hookline.model.change import Delete, Rename
from hookline.model.globs import matches
from hookline.model.guard import Guard, GuardVerdict
from hookline.stages.plan.guards.proposal import Proposal, listed, names_of, old_name


def judge_protect(proposal: Proposal) -> GuardVerdict:
    """Refuse to delete or rename what the target protects, by the name git or the workspace has.

    There is no override: the configuration is where that is reviewed. A record whose live name is
    not known may be a protected one, and is taken for one.
    """
    target = proposal.basis.target
    if not target.protect:
        return GuardVerdict(Guard.PROTECT, True, "")
    hit: list[Delete | Rename] = []
    reasons: list[str] = []
    for change in proposal.lost:
        names = _names(change, proposal)
        known = next((name for name in names if name and matches(name, target.protect)), None)
        if known is not None or None in names:
            hit.append(change)
            reasons.append(known or f"{old_name(change)} (its name there was not read)")
    if not hit:
        return GuardVerdict(Guard.PROTECT, True, "")
    return GuardVerdict(
        Guard.PROTECT,
        False,
        f"{listed(reasons)} may not be deleted or renamed: `protect` of {target.name} says so",
        names_of(hit),
    )


def _names(change: Delete | Rename, proposal: Proposal) -> list[str | None]:
    """Give every name of what is lost: git's, and the workspace's, None where it is not known."""
    live = proposal.live_of(change)
    if live is None and proposal.basis.offline:
        return [old_name(change)]
    return [old_name(change), (live.name or None) if live else None]
