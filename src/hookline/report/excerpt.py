"""A source line and a caret below it, within the width of a terminal."""

from dataclasses import dataclass
from itertools import accumulate

from hookline.model.location import Location
from hookline.report.style import safe_text
from hookline.report.width import ELLIPSIS, WIDTH, cells

__all__ = ["WIDTH", "excerpt"]

_INDENT = "    "
_BEFORE = 20
"""How many characters stay before the caret when a line is cut."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One character of the source as it is shown."""

    shown: str
    width: int


def excerpt(location: Location) -> list[str]:
    """Give the source line of a place and the line with its caret; nothing for a blank line.

    What a terminal would act on is spelled out, wide characters count twice, and a long line is
    cut on both sides of the place, so that the caret always stands below what it points to.
    """
    if not location.excerpt.strip():
        return []
    first, begin = _window_start(location), location.column - 1
    window = [_cell(character) for character in location.excerpt[first : begin + WIDTH]]
    kept = _that_fit(window, WIDTH - len(_INDENT) - 2 * len(ELLIPSIS))
    head = ELLIPSIS if first else ""
    tail = ELLIPSIS if first + len(kept) < len(location.excerpt.rstrip()) else ""
    line = head + "".join(cell.shown for cell in kept).rstrip() + tail
    before = len(head) + sum(cell.width for cell in kept[: begin - first])
    covered = sum(cell.width for cell in kept[begin - first :][: location.width])
    return [_INDENT + line, _INDENT + " " * before + "^" * max(1, covered)]


def _window_start(location: Location) -> int:
    """Give the first character that is shown: the first of the line while the place fits."""
    begin = location.column - 1
    room = WIDTH - len(_INDENT) - 2 * len(ELLIPSIS)
    up_to_end = location.excerpt[: begin + min(location.width, room - _BEFORE)]
    if len(up_to_end) <= room and sum(_cell(c).width for c in up_to_end) <= room:
        return 0
    return max(0, begin - _BEFORE)


def _that_fit(them: list[_Cell], room: int) -> list[_Cell]:
    """Give the cells of the beginning that fit into `room`."""
    ends = accumulate(cell.width for cell in them)
    return [cell for cell, end in zip(them, ends, strict=True) if end <= room]


def _cell(character: str) -> _Cell:
    shown = safe_text(character)
    return _Cell(shown, cells(shown))
