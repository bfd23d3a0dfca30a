"""A saved plan, the workspace as it is now, and what an unfinished run did of it → what is left.

Without an unfinished run this is the look before the first write: each record that the plan touches
must be as the plan saw it. With one, what that run carried out is recognised and not written again.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC

from hookline.model.change import Change, Create, Delete, Release, Rename, Update
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import WorkspaceReader
from hookline.model.record import WEBHOOK, Record
from hookline.model.temporary import is_temporary
from hookline.model.unfinished import Begun, Unfinished
from hookline.model.values import JSON, Values, same
from hookline.pipeline.saved import refuse_for

NAME = "name"
READONLY = "is_readonly"
_LONGEST = 60
_WRITTEN = frozenset({Result.CREATED, Result.UPDATED, Result.RENAMED, Result.DELETED})


@dataclass(frozen=True, slots=True)
class Remaining:
    """What there is still to do of a saved plan."""

    plan: Plan
    """The plan; what a half-done change rests on is as it is found now."""
    done: Mapping[str, str] = field(default_factory=dict)
    """Name of each webhook whose change was carried out already → the id of its record."""


def remaining(plan: Plan, workspace: WorkspaceReader, unfinished: Unfinished | None) -> Remaining:
    """Look at every record that the plan touches, and say what is left to do.

    Raises `Stale` (`PLN-MOVED`) with every value that moved since the plan was made, and who moved
    it; what the unfinished run wrote itself is no move.
    """
    touched = {change.record_id for change in plan.changes}
    looks: list[_Look] = []
    moves: list[_Move] = []
    for change in plan.changes:
        look = _look(change, unfinished.find(change) if unfinished else None, workspace)
        looks.append(look)
        moves += look.moves()
        if look.done is None:
            moves += _names_taken(change, look, workspace, touched)
    people = workspace.people(sorted({move.by for move in moves if move.by})) if moves else {}
    refuse_for([move.told(people) for move in moves])
    done = {look.change.name: look.done for look in looks if look.done is not None}
    return Remaining(replace(plan, changes=tuple(look.resting() for look in looks)), done)


@dataclass(frozen=True, slots=True)
class _Move:
    """One thing that is not as the plan saw it."""

    name: str
    what: str
    live: Record | None = None

    @property
    def by(self) -> str | None:
        return self.live.modified_by if self.live else None

    def told(self, people: Mapping[str, str]) -> Diagnostic:
        at = self.live.modified_at if self.live else None
        who = f", changed by {people.get(self.by, self.by)}" if self.by else ""
        when = f" at {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if who and at else ""
        return Diagnostic(
            Severity.ERROR,
            Code.PLN_MOVED,
            f'webhook "{self.name}" has moved since it was planned: {self.what}{who}{when}',
            hint="plan again to see what the workspace holds",
        )


def _look(change: Change, begun: Begun | None, workspace: WorkspaceReader) -> "_Look":
    """Read the record that a change is about; that of a create whose answer was lost by name."""
    record_id = change.record_id or (begun.record_id if begun else None)
    if isinstance(change, Release):
        live = None
    elif record_id is not None:
        live = workspace.by_id(WEBHOOK, record_id)
    else:
        live = workspace.by_name(WEBHOOK, change.name)
    return _Look(change, live, begun is not None, begun is not None and begun.result in _WRITTEN)


@dataclass(frozen=True, slots=True)
class _Look:
    """One change, and the record that it is about as it is now."""

    change: Change
    live: Record | None
    was_begun: bool
    """Whether an unfinished run had begun it, so that the workspace may hold any part of it."""
    was_written: bool
    """Whether that run wrote down that it was carried out."""

    @property
    def done(self) -> str | None:
        """The id of the record, when the change is carried out already; else None."""
        if not self.was_begun or not self._is_as_planned():
            return None
        return self.live.id if self.live else self.change.record_id

    def _is_as_planned(self) -> bool:
        """Say whether the workspace holds what the change leads to."""
        if isinstance(self.change, Delete):
            return self.live is None
        if self.live is None or not isinstance(self.change, Create | Update | Rename):
            return False
        expected = self._expected()
        answered = [name for name in expected if name in self.live.values]
        # Of a secret alone nobody can tell whether it arrived, except who wrote that down.
        known = bool(answered) or self.was_written
        return known and all(_holds(self.live.values[name], expected[name]) for name in answered)

    def _expected(self) -> Values:
        """Give what the record holds once the change is carried out, as far as it was sent."""
        if isinstance(self.change, Create):
            return self.change.write.values
        if isinstance(self.change, Update | Rename):
            locked = {READONLY: True} if self.change.unlock else {}
            return {**locked, **self.change.write.values}
        return {}

    def moves(self) -> Iterator[_Move]:
        """Say what stands in the way of carrying the change out, or of taking it as done."""
        change = self.change
        if isinstance(change, Release) or self.done is not None:
            return
        if isinstance(change, Create):
            if self.live is not None:
                yield _Move(change.name, "a webhook of this name is there now", self.live)
            elif self.was_written:
                yield _Move(change.name, "it was made, and is not there any more")
        elif self.live is None:
            yield _Move(change.name, "it is not there any more")
        elif self.was_written:
            yield _Move(change.name, "it is not as it was written any more", self.live)
        else:
            yield from self._moved_values(change.seen, self.live)

    def _moved_values(self, seen: Values, live: Record) -> Iterator[_Move]:
        for name, before in seen.items():
            now = live.values.get(name)
            if name in live.values and not same(now, before) and not self._is_own(name, now):
                what = f"{name} was {_shown(before)} and is {_shown(now)} now"
                yield _Move(self.change.name, what, live)

    def _is_own(self, name: str, now: JSON) -> bool:
        """Say whether a value is one that a half-done change has given itself."""
        change = self.change
        if not self.was_begun or not isinstance(change, Update | Rename | Delete):
            return False
        if name == READONLY and change.unlock:
            return True
        if name == NAME and is_temporary(now):
            return True
        return name in self._expected() and _holds(now, self._expected()[name])

    def resting(self) -> Change:
        """Give the change; when it is half done, resting on what that left."""
        change, live = self.change, self.live
        if self.was_begun and live is not None and isinstance(change, Update | Rename | Delete):
            return replace(change, seen={name: live.values.get(name) for name in change.seen})
        return change


def _names_taken(
    change: Change, look: _Look, workspace: WorkspaceReader, touched: Collection[str | None]
) -> Iterator[_Move]:
    """Say that a name or an id which the plan needs free is taken by now."""
    if isinstance(change, Rename):
        holder = workspace.by_name(WEBHOOK, change.name)
        if holder is not None and holder.id not in touched:
            yield _Move(change.name, "another webhook has this name now", holder)
    if isinstance(change, Create) and change.forgets and not look.was_begun:
        found = workspace.by_id(WEBHOOK, change.forgets)
        if found is not None:
            yield _Move(change.name, "its record, which was gone, is there again", found)


def _holds(now: JSON, sent: JSON) -> bool:
    """Say whether a value is the one that was sent, as a workspace may give it back.

    Text may come back without blanks around it, and a flag that is off as nothing (ENGINE 6).
    """
    if isinstance(now, str) and isinstance(sent, str):
        return now.strip() == sent.strip()
    return same(now, sent) or (sent is False and now is None)


def _shown(value: JSON) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
