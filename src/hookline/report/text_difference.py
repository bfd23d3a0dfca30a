"""Two texts → the rows that show what differs, line by line and in a long line word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from hookline.documents.words import count_of
from hookline.report.matching import steps_between
from hookline.report.style import safe_text
from hookline.report.values import look_alike, spell_out
from hookline.report.width import ELLIPSIS, broken, cells, cut
from hookline.report.word_difference import excerpts

CONTEXT = 2
"""How many lines that are alike are shown before and after a difference."""

MOST_ROWS = 100
"""How many rows are shown of one difference before the rest is counted."""

MOST_NEW_ROWS = 20
"""How many rows are shown of a text that is new: its file shows it better."""

_CONTINUED = "↳ "
"""Stands before what a line continues with when it is broken."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a shown difference."""

    sign: str
    """`-` for what goes, `+` for what comes, a blank for what stays and for what is left out."""
    text: str
    """What is shown, safe for a terminal."""


def rows_between(before: str, after: str, room: int) -> list[Row]:
    """Give the rows that show how `before` becomes `after`, each text in `room` cells.

    Lines that are alike are hidden but for two around each difference; of a line that does not
    fit, the words that differ are shown and some around them.
    """
    old, new = _lines(before, after)
    steps = steps_between(old, new)
    rows: list[Row] = []
    for index, step in enumerate(steps):
        if step.is_alike:
            rows += _alike(old[step.old], room, index == 0, index == len(steps) - 1)
        else:
            rows += _replaced(old[step.old], new[step.new], room)
    return _at_most(MOST_ROWS, rows)


def rows_of_new(text: str, room: int) -> list[Row]:
    """Give the rows of a text where there was none."""
    return _at_most(MOST_NEW_ROWS, _replaced([], text.removesuffix("\n").split("\n"), room))


def _at_most(most: int, rows: list[Row]) -> list[Row]:
    if len(rows) <= most:
        return rows
    more = count_of(len(rows) - most, "line")
    return [*rows[:most], Row(" ", f"{ELLIPSIS} and {more} more: --format json has all")]


def count_lines(before: str, after: str) -> str:
    """Say how many lines go and come, as "1 line removed, 2 added"."""
    steps = [step for step in steps_between(*_lines(before, after)) if not step.is_alike]
    gone = sum(step.old.stop - step.old.start for step in steps)
    come = sum(step.new.stop - step.new.start for step in steps)
    if not gone:
        return f"{count_of(come, 'line')} added"
    return f"{count_of(gone, 'line')} removed" + (f", {come:,} added" if come else "")


def _lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Part two texts into lines; a line end at the very end counts where only one has it."""
    if before.endswith("\n") and after.endswith("\n"):
        before, after = before[:-1], after[:-1]
    return before.split("\n"), after.split("\n")


def _alike(lines: Sequence[str], room: int, is_first: bool, is_last: bool) -> Iterator[Row]:
    """Show lines that stay: the two beside each difference, and how many are hidden."""
    head = 0 if is_first else CONTEXT
    tail = 0 if is_last else CONTEXT
    hidden = len(lines) - head - tail
    if hidden < 2:
        head, hidden = len(lines), 0
    for line in lines[:head]:
        yield _context(line, room)
    if hidden:
        yield Row(" ", f"{ELLIPSIS} {hidden:,} lines alike")
        for line in lines[head + hidden :]:
            yield _context(line, room)


def _context(line: str, room: int) -> Row:
    return Row(" ", cut(safe_text(line), room))


def _replaced(old: Sequence[str], new: Sequence[str], room: int) -> list[Row]:
    """Show lines that go, and then those that come in their place.

    Of a line that is too long only what differs is shown, beside what comes for it.
    """
    rows: list[Row] = []
    gone: list[Row] = []
    come: list[Row] = []
    for one, other in zip_longest(old, new):
        if one is None or other is None or not _is_long(one, other, room):
            shown, shown_other = _pair(one, other)
            gone += _rows("-", shown, room)
            come += _rows("+", shown_other, room)
            continue
        rows += gone + come
        gone, come = [], []
        for shown, shown_other in excerpts(safe_text(one), safe_text(other)):
            rows += _rows("-", shown, room) + _rows("+", shown_other, room)
    return rows + gone + come


def _is_long(one: str, other: str, room: int) -> bool:
    """Say whether one of two lines has to be shown in part, and whether that would show it."""
    longest = max(cells(safe_text(one)), cells(safe_text(other)))
    return longest > room and not look_alike(one, other)


def _pair(one: str | None, other: str | None) -> tuple[str | None, str | None]:
    """Give a line and the one that comes for it so that they can be told apart."""
    if one is not None and other is not None and look_alike(one, other):
        return spell_out(one), spell_out(other)
    return one and safe_text(one), other and safe_text(other)


def _rows(sign: str, text: str | None, room: int) -> list[Row]:
    """Give a line as rows, each with its sign: what it continues with is told from a new line."""
    if text is None:
        return []
    first, *rest = broken(text, room - len(_CONTINUED))
    return [Row(sign, first), *(Row(sign, _CONTINUED + each) for each in rest)]
