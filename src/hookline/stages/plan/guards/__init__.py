"""The gate of a plan: every guard says what it sees, with numbers and what would override it.

A guard that lacks what it would have to look at refuses.
"""

from collections.abc import Callable, Sequence

from hookline.model.change import Change
from hookline.model.difference import Difference
from hookline.model.guard import Guard, GuardVerdict
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.guards.hold import judge_hold
from hookline.stages.plan.guards.last_enabled import judge_last_enabled
from hookline.stages.plan.guards.limits import judge_changes, judge_deletes
from hookline.stages.plan.guards.locks import judge_read_only
from hookline.stages.plan.guards.proof import judge_short_list
from hookline.stages.plan.guards.proposal import Proposal
from hookline.stages.plan.guards.protection import judge_protect
from hookline.stages.plan.guards.removal import judge_definitions, judge_empty
from hookline.stages.plan.guards.rewind import judge_rewind

_JUDGES: dict[Guard, Callable[[Proposal], GuardVerdict]] = {
    Guard.HOLD: judge_hold,
    Guard.EMPTY: judge_empty,
    Guard.DEFINITIONS: judge_definitions,
    Guard.SHORT_LIST: judge_short_list,
    Guard.DELETES: judge_deletes,
    Guard.CHANGES: judge_changes,
    Guard.PROTECT: judge_protect,
    Guard.READ_ONLY: judge_read_only,
    Guard.LAST_ENABLED: judge_last_enabled,
    Guard.REWIND: judge_rewind,
}
"""Every guard, in the order in which their verdicts are told."""

_OF_THE_WORKSPACE = frozenset({Guard.SHORT_LIST, Guard.READ_ONLY, Guard.LAST_ENABLED})
"""The guards that judge what the workspace holds now."""


def judge(
    changes: Sequence[Change], differences: Sequence[Difference], basis: Basis
) -> tuple[GuardVerdict, ...]:
    """Give the verdict of every guard on the changes of a plan.

    `differences` are all there are, also where only some of them are planned. A workspace that was
    not read (`basis.offline`) has no verdict about what it holds; such a plan is never applied.
    """
    proposal = Proposal.of(changes, differences, basis)
    return tuple(
        judge_one(proposal)
        for guard, judge_one in _JUDGES.items()
        if not (basis.offline and guard in _OF_THE_WORKSPACE)
    )
