"""A plan that leaves what is blocked by itself as it is, so that the rest can be applied."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hookline.model.change import Blocker, Change, Delete, Release, Rename, Update
from hookline.model.difference import Difference
from hookline.model.held import Held
from hookline.model.plan import Plan
from hookline.stages.plan import Basis, make_plan

NAME = "name"


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
    """Give what is to have a name that a webhook keeps since its own change is left out."""
    taken = {name: each.change.name for each in held if (name := _name_now(each.change))}
    for change in plan.changes:
        if change.name in taken and not isinstance(change, Delete | Release):
            yield Held(change, waits_for=taken[change.name])


def _name_now(change: Change) -> str | None:
    """Give the name that the workspace's record has as long as a change is left out."""
    match change:
        case Rename():
            return change.renamed_from
        case Delete():
            return change.name
        case Update():
            return str(change.seen.get(NAME, change.name))
        case _:
            return None
