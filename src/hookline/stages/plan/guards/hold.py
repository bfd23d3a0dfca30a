"""A target that somebody set back in an emergency."""

import shlex

from hookline.model.guard import Guard, GuardVerdict
from hookline.stages.plan.guards.proposal import Proposal, names_of

SHORT = 7
"""How many characters of a commit's id people quote."""

ROLLBACK = "rollback --now"
"""What may change a target that is held, in the words of whoever asks for it."""


def judge_hold(proposal: Proposal) -> GuardVerdict:
    """Refuse to change a target that is held back, unless it is set back once more.

    A job that applies whatever was merged last would undo an emergency rollback. There is no
    override: what is merged has to agree, or somebody lets go.
    """
    basis = proposal.basis
    hold = basis.base.hold
    if hold is None or not proposal.changes:
        return GuardVerdict(Guard.HOLD, True, "")
    target = basis.target.name
    text = (
        f"{hold.who} set {target} back to {hold.commit[:SHORT]} at "
        f"{hold.at:%Y-%m-%d %H:%M} UTC (run {hold.run}), and it is held there"
    )
    if basis.sets_back:
        return GuardVerdict(Guard.HOLD, True, text, allowed_by=ROLLBACK)
    return GuardVerdict(
        Guard.HOLD,
        False,
        f"{text}; merge the revert, after which a plan has no changes, or let go: "
        f"hookline rollback --resume --target {shlex.quote(target)}",
        names_of(proposal.changes),
    )
