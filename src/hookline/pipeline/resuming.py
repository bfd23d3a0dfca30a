"""A saved plan, the workspace as it is now, and what an unfinished run did of it → what is left.

Without an unfinished run this is the look before the first write: each record that the plan touches
must be as the plan saw it. With one, what that run carried out is recognised and not written again.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hookline.course import ONE_BY_ONE
from hookline.model.change import Change, Create, Rename
from hookline.model.plan import Plan
from hookline.model.ports import Workers, WorkspaceReader
from hookline.model.record import WEBHOOK
from hookline.model.unfinished import Unfinished
from hookline.pipeline.looking import Look, Move, look
from hookline.pipeline.saved import refuse_for


@dataclass(frozen=True, slots=True)
class Remaining:
    """What there is still to do of a saved plan."""

    plan: Plan
    """The plan; what a half-done change rests on is as it is found now."""
    done: Mapping[str, str] = field(default_factory=dict)
    """Name of each webhook whose change was carried out already → the id of its record."""


def remaining(
    plan: Plan,
    workspace: WorkspaceReader,
    unfinished: Unfinished | None,
    workers: Workers = ONE_BY_ONE,
) -> Remaining:
    """Look at every record that the plan touches, and say what is left to do.

    Raises `Stale` (`PLN-MOVED`) with every value that moved since the plan was made, and who moved
    it; what the unfinished run wrote itself is no move.
    """
    touched = {change.record_id for change in plan.changes}

    def look_at(change: Change) -> tuple[Look, list[Move]]:
        found = look(change, unfinished.find(change) if unfinished else None, workspace)
        moves = [*found.moves(touched)]
        if found.done is None:
            moves += _names_taken(change, found, workspace, touched)
        return found, moves

    answers = workers.each(look_at, plan.changes)
    looks = [found for found, _ in answers]
    moves = [move for _, found in answers for move in found]
    people = workspace.people(sorted({move.by for move in moves if move.by})) if moves else {}
    refuse_for([move.told(people) for move in moves])
    done = {each.change.name: each.done for each in looks if each.done is not None}
    return Remaining(replace(plan, changes=tuple(each.resting() for each in looks)), done)


def _names_taken(
    change: Change, found: Look, workspace: WorkspaceReader, touched: Collection[str | None]
) -> Iterator[Move]:
    """Say that a name or an id which the plan needs free is taken by now."""
    if isinstance(change, Rename):
        holder = workspace.by_name(WEBHOOK, change.name)
        if holder is not None and holder.id not in touched:
            yield Move(change.name, "another webhook has this name now", holder)
    if isinstance(change, Create) and change.forgets and not found.was_begun:
        back = workspace.by_id(WEBHOOK, change.forgets)
        if back is not None:
            yield Move(change.name, "its record, which was gone, is there again", back)
