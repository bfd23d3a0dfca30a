"""A plan that leaves what is blocked by itself as it is, so that the rest can be applied."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hookline.model.change import Blocker, Rename
from hookline.model.difference import Difference
from hookline.model.held import Held
from hookline.model.plan import Plan
from hookline.stages.plan import Basis, make_plan


def plan_unblocked(
    differences: Sequence[Difference], basis: Basis
) -> tuple[Plan, tuple[Held, ...]]:
    """Decide what to do about every difference that nothing of its own holds back.

    The guards judge what is left, for that is what would be written, and a name that is not free
    yet holds back whoever is to get it. What is held stands in the plan's `left_out`, so that a run
    of it counts as partial.
    """
    held: dict[str, Held] = {}
    made = make_plan(differences, basis)
    while more := [*_blocked(made), *_waiting(made, held.values())]:
        held |= {each.change.name: each for each in more}
        made = make_plan(differences, replace(basis, held=frozenset(held)))
    return made, tuple(held[name] for name in sorted(held))


def _blocked(plan: Plan) -> Iterator[Held]:
    """Give what something of its own holds back; what a guard refuses is refused as a whole."""
    return (Held(change) for change in plan.blocked if isinstance(change.blocked, Blocker))


def _waiting(plan: Plan, held: Iterable[Held]) -> Iterator[Held]:
    """Give what is to have a name that a webhook keeps since its own rename is left out.

    Every other name that is in use blocks whoever is to have it by itself.
    """
    renames = (each.change for each in held if isinstance(each.change, Rename))
    taken = {rename.renamed_from: rename.name for rename in renames}
    for change in plan.changes:
        if change.name in taken:
            yield Held(change, waits_for=taken[change.name])
