"""One change as text: its headline, what is in its way, its properties, and what to know of it."""

from dataclasses import dataclass

from hookline.model.change import (
    Action,
    Adopt,
    Blocker,
    Change,
    Create,
    Delete,
    FieldChange,
    Release,
    Rename,
)
from hookline.model.guard import Guard
from hookline.report.blocked import ways_out, why_blocked
from hookline.report.causes import describe_cause
from hookline.report.fields import INDENT, FieldView
from hookline.report.style import safe_text
from hookline.report.width import WIDTH, cells, joined, wrapped

NAME = "name"

_LOOKS = {
    Action.CREATE: "green",
    Action.UPDATE: "yellow",
    Action.RENAME: "yellow",
    Action.DELETE: "red",
    Action.ADOPT: "cyan",
    Action.RELEASE: "cyan",
}


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Shows changes of one plan."""

    fields: FieldView
    """Shows their properties."""
    target: str
    """The target's name, for the commands that settle what is blocked."""

    def lines(self, change: Change) -> list[str]:
        """Show one change."""
        fields, settled = _shown(change), change.blocked is not Blocker.CONFLICT
        lines = [*self._headline(change), *self._blocked(change)]
        lines += self._why(change, fields, settled=settled)
        lines += self.fields.lines(fields, is_new=isinstance(change, Create), settled=settled)
        if what := _meaning(change):
            lines.append(" " * INDENT + what)
        for text in change.warnings:
            lines += wrapped(safe_text(text), " " * INDENT, " " * (INDENT + 2))
        return lines

    def _why(self, change: Change, fields: tuple[FieldChange, ...], *, settled: bool) -> list[str]:
        """Say why there is a change at all, where no property says it."""
        if fields and not isinstance(change, Rename):
            return []
        whole = next((f.cause for f in change.fields if f.name == NAME), change.cause)
        why = describe_cause(whole, self.fields.now, settled=settled)
        told = [describe_cause(each.cause, self.fields.now, settled=settled) for each in fields]
        return [] if why in told else self.fields.asides(why)

    def _headline(self, change: Change) -> list[str]:
        """Give the sign, the name and the place; the place has a line of its own if it must."""
        left = wrapped(_address(change), f"  {change.action.symbol} ", " " * INDENT)
        place = _place(change)
        gap = WIDTH - cells(left[-1]) - cells(place)
        below = [] if gap >= 2 else _to_the_right(place)
        beside = f"{' ' * gap}{place}" if gap >= 2 else ""
        look = _LOOKS[change.action]
        styled = [self.fields.style(line, "bold", look) for line in left]
        return [*styled[:-1], styled[-1] + beside, *below]

    def _blocked(self, change: Change) -> list[str]:
        if change.blocked is None:
            return []
        by_guard = isinstance(change.blocked, Guard) and not change.why_blocked
        why = why_blocked(change)
        told = f"blocked {why}, see below" if by_guard else f"blocked: {why}"
        lines = wrapped(told, " " * INDENT, " " * (INDENT + 2))
        lines = [self.fields.style(line, "red") for line in lines]
        for way in ways_out(change, self.target):
            lines.append(f"{' ' * INDENT}{way.purpose}{':' * bool(way.command)}")
            lines += joined(way.command, " " * (INDENT + 2), " " * (INDENT + 4), " \\")
        return lines


def _shown(change: Change) -> tuple[FieldChange, ...]:
    """Give the properties that are shown: the headline of a rename has both names already."""
    if not isinstance(change, Rename):
        return change.fields
    return tuple(field for field in change.fields if field.name != NAME)


def _address(change: Change) -> str:
    address = f"webhook/{safe_text(change.name)}"
    if isinstance(change, Rename):
        return f"webhook/{safe_text(change.renamed_from)} → {address}"
    return address


def _place(change: Change) -> str:
    if isinstance(change, Delete | Release):
        commit = change.cause.commit
        return f"removed in {commit.short}" if commit else "removed"
    return f"{safe_text(change.origin.path)}:{change.origin.line}"


def _to_the_right(place: str) -> list[str]:
    return wrapped(place, " " * max(INDENT, WIDTH - cells(place)), " " * INDENT)


def _meaning(change: Change) -> str:
    """Say what a change means that its sign alone does not tell."""
    match change:
        case Release(gone=True):
            return "is gone already, and is no longer managed"
        case Release():
            return "stays in the workspace, and is no longer managed"
        case Adopt(fields=()):
            return "is as defined already, and will be managed"
        case _:
            return ""
