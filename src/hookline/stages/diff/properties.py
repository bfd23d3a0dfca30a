"""Desired, base and live of one webhook → the properties that differ, and who moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hookline.model.change import CauseKind
from hookline.model.desired import Desired
from hookline.model.difference import PropertyDifference
from hookline.model.equality import equal, kind_of
from hookline.model.property import PropertyTable
from hookline.model.record import Record
from hookline.model.state import AppliedRecord
from hookline.model.temporary import is_temporary
from hookline.model.values import JSON

MADE_AGAIN = "what it names was made again in the workspace, with another id"


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of one webhook."""

    desired: Desired
    """What git wants."""
    base: AppliedRecord | None
    """What was last applied."""
    live: Record
    """What the workspace holds."""
    table: PropertyTable
    """What each property is."""

    def differences(self) -> Iterator[PropertyDifference]:
        """Give each property whose live value is not the desired one, and who moved.

        Project and bundle are one property, *location*: where one of them moved, both did.
        """
        places = [name for name in self.desired.values if self.table[name].location]
        for name in self.desired.values:
            if name not in places:
                yield from self._differing([name])
        yield from self._differing(places)
        for name, value in self.desired.write_only.items():
            sent = self.base.sent.get(name) if self.base else None
            if self.base is None or name not in self.base.sent or not self._same(name, sent, value):
                yield PropertyDifference(name, value, sent, CauseKind.COMMIT, sent)

    def _differing(self, names: Sequence[str]) -> Iterator[PropertyDifference]:
        """Give those of `names` that differ, all with the one kind that they have together."""
        values = {name: self._live_value(name) for name in names}
        differing = [
            name for name in names if not self._same(name, values[name], self.desired.values[name])
        ]
        if not differing:
            return
        git_moved = any(self._git_moved(name) for name in names)
        again = [name for name in names if self._was_made_again(name)]
        workspace_moved = bool(again) or any(self._workspace_moved(name) for name in names)
        if not (git_moved or workspace_moved):
            return
        kind = _kind(git_moved=git_moved, workspace_moved=workspace_moved)
        for name in differing:
            sent = self.base.sent.get(name) if self.base else None
            note = MADE_AGAIN if name in again else ""
            yield PropertyDifference(
                name, self.desired.values[name], values[name], kind, sent, note
            )

    def _live_value(self, name: str) -> JSON:
        """Give what the workspace holds; what it does not answer is taken to be as it was sent."""
        if name in self.live.values or self.base is None:
            return self.live.values.get(name)
        return self.base.sent.get(name)

    def _git_moved(self, name: str) -> bool:
        if self.base is None or name not in self.base.sent:
            return True
        if _is_in_between(name, self.live):
            # The run that broke off carried out a commit; whatever git says now is not there yet.
            return True
        wanted = self.desired.values[name]
        # A name that git has not touched stands for whatever has it now.
        if name in self.desired.names and name in self.base.spelled:
            return self.base.spelled[name] != self.desired.names[name]
        return not self._same(name, wanted, self.base.sent[name])

    def _workspace_moved(self, name: str) -> bool:
        if self.base is None or name not in self.base.sent or name not in self.live.values:
            return False
        if _is_in_between(name, self.live):
            return False
        # Where the workspace's side was kept, base holds git's word and not what is there.
        if name in self.base.kept:
            return True
        return not self._same(name, self.live.values[name], self.base.read_back.get(name))

    def _was_made_again(self, name: str) -> bool:
        """Say whether a name that git has not touched stands for another id than it did."""
        if self.base is None or name not in self.base.sent or self._git_moved(name):
            return False
        return not self._same(name, self.desired.values[name], self.base.sent[name])

    def _same(self, name: str, one: JSON, other: JSON) -> bool:
        if type(one) is type(other) and one == other:
            return True
        return equal(kind_of(self.table[name].type), one, other)


def moved_since(
    base: AppliedRecord, live: Record, table: PropertyTable
) -> tuple[PropertyDifference, ...]:
    """Give what was changed by hand of a webhook that has no definition any more."""
    return tuple(
        PropertyDifference(name, None, live.values[name], CauseKind.DRIFT, base.sent.get(name))
        for name, value in base.read_back.items()
        if name in live.values
        and name in table
        and not _is_in_between(name, live)
        and not equal(kind_of(table[name].type), live.values[name], value)
    )


def _is_in_between(name: str, live: Record) -> bool:
    """Say whether a run that broke off left the record under a name for the moment."""
    return name == "name" and is_temporary(live.values.get(name))


def _kind(*, git_moved: bool, workspace_moved: bool) -> CauseKind:
    """Say who moved, by the first table of DESIGN 4."""
    if git_moved and workspace_moved:
        return CauseKind.CONFLICT
    return CauseKind.COMMIT if git_moved else CauseKind.DRIFT
