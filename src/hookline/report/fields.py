"""The properties of a change as text: what was, what will be, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hookline.model.change import CauseKind, FieldChange
from hookline.model.values import JSON
from hookline.report.causes import describe_cause
from hookline.report.style import Style, safe_text
from hookline.report.text_difference import count_lines, rows_between, rows_of_new
from hookline.report.values import layout, show, tell_apart
from hookline.report.width import ELLIPSIS, WIDTH, broken, cells, cut, padded, wrapped

INDENT = 6
"""So many blanks stand before a property."""

TEXT_INDENT = 8
"""So many blanks stand before the sign of a line of text that differs."""

MOST_LINES = 6
"""So many lines a value takes that is shown whole; of a longer one the end is counted."""

WILL_BE_SET = "will be set"
"""All that is told of a secret that is sent."""

_LOOKS = {"-": "red", "+": "green"}


@dataclass(frozen=True, slots=True)
class FieldView:
    """Shows the properties of changes."""

    style: Style
    """Whether and how to colour."""
    now: datetime
    """The moment from which "2 days ago" is counted."""

    def lines(
        self, fields: Sequence[FieldChange], *, is_new: bool, settled: bool = True
    ) -> list[str]:
        """Show properties; a cause stands below the last of those that have it.

        `is_new` says that there was nothing before, so that only what will be is shown; `settled`
        that git's value is written also where the workspace moved too.
        """
        column = max((cells(safe_text(field.name)) for field in fields), default=0) + 2
        lines: list[str] = []
        for index, field in enumerate(fields):
            if field.cause.kind is CauseKind.CONFLICT and not settled and not field.secret:
                lines += self._conflict(field, column)
            else:
                lines += self._field(field, column, is_new=is_new)
            following = fields[index + 1].cause if index + 1 < len(fields) else None
            if field.cause != following:
                why = describe_cause(field.cause, self.now, settled=settled)
                lines += self.asides(why, column)
        return lines

    def asides(self, texts: Sequence[str], column: int = 0) -> list[str]:
        """Show what is said beside the values: below them where all of it fits there."""
        below = " " * (INDENT + column)
        if all(cells(below + text) <= WIDTH for text in texts):
            return [below + self.style(text, "dim") for text in texts]
        return [line for text in texts for line in self._long_aside(text)]

    def _long_aside(self, text: str) -> list[str]:
        """Give two lines of it at most: a subject may be as long as its author likes."""
        first, *rest = wrapped(text, " " * (INDENT + 2), " " * (INDENT + 4))
        lines = [first, *([" ".join([rest[0], *map(str.strip, rest[1:])])] if rest else [])]
        return [self.style(cut(line, WIDTH), "dim") for line in lines]

    def sides(self, name: str, values: Sequence[tuple[str, JSON]], column: int) -> list[str]:
        """Show what each side holds of one property, a side in a line."""
        side = max(cells(label) for label, _ in values) + 2
        leads = [padded(safe_text(name), column), *([" " * column] * len(values))]
        lines: list[str] = []
        for lead, (label, value) in zip(leads, values, strict=False):
            lines += behind(lead + padded(label, side), show(value))
        return lines

    def _field(self, field: FieldChange, column: int, *, is_new: bool) -> list[str]:
        lead = padded(safe_text(field.name), column)
        note = f" ({safe_text(field.note)})" if field.note else ""
        if field.secret:
            after = WILL_BE_SET if field.after is not None else "will be taken away"
            return behind(lead, after + note)
        if not is_new:
            return self._update(field, lead, note)
        if isinstance(field.after, str) and _is_of_lines(field.after):
            return [*behind(lead, f"a new text{note}"), *self._difference(None, field.after)]
        return behind(lead, show(field.after) + note)

    def _update(self, field: FieldChange, lead: str, note: str) -> list[str]:
        before, after = tell_apart(field.before, field.after)
        room = WIDTH - INDENT - cells(lead)
        if not _is_of_lines(field.before, field.after):
            if cells(f"{before} → {after}{note}") <= room:
                return behind(lead, f"{before} → {after}{note}")
            if max(cells(before), cells(after + note)) <= room:
                return [*behind(lead, before), *behind(_arrow(lead), after + note)]
        one, other = layout(field.before), layout(field.after)
        if one is None or other is None:
            return [*behind(lead, before), *behind(_arrow(lead), after + note)]
        head = count_lines(one, other) if _is_of_lines(one, other) else "changes in part"
        return [*behind(lead, head + note), *self._difference(one, other)]

    def _conflict(self, field: FieldChange, column: int) -> list[str]:
        """Show three values: what both sides left, and where each went."""
        applied, git, workspace = field.applied, field.after, field.before
        if not _is_of_lines(applied, git, workspace):
            sides = (("applied", applied), ("git", git), ("workspace", workspace))
            return self.sides(field.name, sides, column)
        lines: list[str] = []
        lead = padded(safe_text(field.name), column)
        for label, value in (("git", git), ("workspace", workspace)):
            lines += behind(lead, f"{label}, against what was applied:")
            lines += self._difference(layout(applied), layout(value) or "")
            lead = " " * column
        return lines

    def _difference(self, before: str | None, after: str) -> list[str]:
        room = WIDTH - TEXT_INDENT - 2
        rows = rows_of_new(after, room) if before is None else rows_between(before, after, room)
        return [
            " " * TEXT_INDENT + self._signed(f"{row.sign} {row.text}".rstrip(), row.sign)
            for row in rows
        ]

    def _signed(self, text: str, sign: str) -> str:
        return self.style(text, _LOOKS[sign]) if sign in _LOOKS else text


def behind(lead: str, text: str) -> list[str]:
    """Show a text behind its lead, and below itself where it takes more than a line."""
    before, below = " " * INDENT + lead, " " * (INDENT + cells(lead))
    first, *rest = broken(text, WIDTH - cells(before))
    if len(rest) >= MOST_LINES:
        hidden = sum(map(len, rest[MOST_LINES - 2 :]))
        rest = [*rest[: MOST_LINES - 2], f"{ELLIPSIS} and {hidden:,} characters more"]
    return [before + first.rstrip(), *(below + line.rstrip() for line in rest)]


def _arrow(lead: str) -> str:
    """Give what stands before the second of two values that take a line each."""
    return " " * (cells(lead) - 2) + "→ "


def _is_of_lines(*values: JSON) -> bool:
    return any(isinstance(value, str) and "\n" in value for value in values)
