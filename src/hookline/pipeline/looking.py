"""One change of a plan, and the record that it is about as the workspace holds it now.

What a run that did not finish had begun to write is told from what somebody else wrote.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC

from hookline.model.change import Change, Create, Delete, Release, Rename, Update
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.outcome import Result
from hookline.model.ports import WorkspaceReader
from hookline.model.record import WEBHOOK, Record
from hookline.model.temporary import is_temporary
from hookline.model.unfinished import Begun
from hookline.model.values import JSON, Values, same

NAME = "name"
READONLY = "is_readonly"
_LONGEST = 60
_WRITTEN = frozenset({Result.CREATED, Result.UPDATED, Result.RENAMED, Result.DELETED})


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that is not as the plan saw it."""

    name: str
    """The webhook's name in the plan."""
    what: str
    """What is not as it was."""
    live: Record | None = None
    """The record as it is now."""

    @property
    def by(self) -> str | None:
        """Who changed it last, when that is known."""
        return self.live.modified_by if self.live else None

    def told(self, people: Mapping[str, str]) -> Diagnostic:
        """Give it as a problem; `people` gives the names of those who are known by an id."""
        at = self.live.modified_at if self.live else None
        who = f", changed by {people.get(self.by, self.by)}" if self.by else ""
        when = f" at {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if who and at else ""
        return Diagnostic(
            Severity.ERROR,
            Code.PLN_MOVED,
            f'webhook "{self.name}" has moved since it was planned: {self.what}{who}{when}',
            hint="plan again to see what the workspace holds",
        )


def look(change: Change, begun: Begun | None, workspace: WorkspaceReader) -> "Look":
    """Read the record that a change is about; that of a create whose answer was lost by name."""
    record_id = change.record_id or (begun.record_id if begun else None)
    if isinstance(change, Release):
        live = None
    elif record_id is not None:
        live = workspace.by_id(WEBHOOK, record_id)
    else:
        live = workspace.by_name(WEBHOOK, change.name)
    return Look(change, live, begun is not None, begun is not None and begun.result in _WRITTEN)


@dataclass(frozen=True, slots=True)
class Look:
    """One change, and the record that it is about as it is now."""

    change: Change
    """The change."""
    live: Record | None
    """The record; None when there is none."""
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

    @property
    def is_untouched(self) -> bool:
        """Whether nothing of the change was carried out: the plan would see what it saw."""
        if isinstance(self.change, Create):
            return self.live is None
        if self.live is None or isinstance(self.change, Release):
            return False
        seen = self.change.seen
        return all(same(self.live.values.get(name), seen[name]) for name in seen)

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

    def moves(self, touched: Collection[str | None]) -> Iterator[Move]:
        """Say what stands in the way of carrying the change out, or of taking it as done.

        `touched` are the ids of the records that the plan is about: one of them may still have a
        name that it is about to leave.
        """
        change = self.change
        if isinstance(change, Release) or self.done is not None:
            return
        if self.was_written and self.live is not None:
            yield from self._moved_since(self.live)
        elif isinstance(change, Create):
            if self.live is not None and self.live.id not in touched:
                yield Move(change.name, "a webhook of this name is there now", self.live)
            elif self.was_written:
                yield Move(change.name, "it was made, and is not there any more")
        elif self.live is None:
            yield Move(change.name, "it is not there any more")
        else:
            yield from self._moved_values(change.seen, self.live)

    def _moved_since(self, live: Record) -> Iterator[Move]:
        """Say what is not as the run that did not finish wrote it."""
        if isinstance(self.change, Delete):
            yield Move(self.change.name, "it was deleted, and is there again", live)
        for name, written in self._expected().items():
            if name in live.values and not _holds(now := live.values[name], written):
                what = f"{name} was written as {_shown(written)} and is {_shown(now)} now"
                yield Move(self.change.name, what, live)

    def _moved_values(self, seen: Values, live: Record) -> Iterator[Move]:
        for name, before in seen.items():
            now = live.values.get(name)
            if name in live.values and not same(now, before) and not self._is_own(name, now):
                what = f"{name} was {_shown(before)} and is {_shown(now)} now"
                yield Move(self.change.name, what, live)

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
