"""A commit that does not come after the one that was applied last."""

from hookline.model.guard import Guard, GuardVerdict, OverrideKind
from hookline.model.overrides import as_option
from hookline.stages.plan.guards.hold import ROLLBACK
from hookline.stages.plan.guards.proposal import Proposal, names_of

SHORT = 7
"""How many characters of a commit's id people quote."""


def judge_rewind(proposal: Proposal) -> GuardVerdict:
    """Refuse a commit that does not descend from the applied one, or of which nobody can tell.

    A working tree is judged by its HEAD. An embedded target, where people try branches, is only
    warned. Who sets a target back means it.
    """
    basis = proposal.basis
    applied, commit = basis.base.commit, basis.commit
    if not applied or basis.descends or (commit and commit.sha == applied):
        return GuardVerdict(Guard.REWIND, True, "")
    planned = commit.short if commit else "a working tree without any commit"
    if basis.descends is None:
        text = f"cannot tell whether {planned} comes after {applied[:SHORT]}, which was applied"
    else:
        text = f"{planned} does not come after {applied[:SHORT]}, which was applied"
    if basis.sets_back:
        return GuardVerdict(Guard.REWIND, True, text, allowed_by=ROLLBACK)
    accepted = [
        sha for sha in proposal.allowed(OverrideKind.REWIND) if applied.startswith(sha.lower())
    ]
    if accepted:
        used = proposal.allowed_by(OverrideKind.REWIND, accepted)
        return GuardVerdict(Guard.REWIND, True, text, allowed_by=used)
    if basis.target.is_embedded:
        return GuardVerdict(Guard.REWIND, True, text)
    option = as_option(OverrideKind.REWIND, [applied])
    return GuardVerdict(
        Guard.REWIND,
        False,
        f"{text}; if this clone is only behind: git pull; to leave that commit behind: {option}",
        names_of(proposal.changes),
    )
