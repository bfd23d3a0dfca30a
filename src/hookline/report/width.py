"""How much of a terminal's line a text takes, and texts that are broken or cut to fit.

All texts are taken as safe: what a terminal would act on is spelled out already.
"""

import unicodedata
from collections.abc import Iterable

WIDTH = 80
"""How many cells of a terminal a line of output takes at most."""

ELLIPSIS = "…"

_TAKE_NO_CELL = ("Mn", "Me")
_WIDE = ("W", "F")


def cell_width(character: str) -> int:
    """Give the cells of one character: 2 when it is wide, 0 when it stands on another one."""
    if unicodedata.category(character) in _TAKE_NO_CELL:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def cells(text: str) -> int:
    """Count the cells that a text takes."""
    return len(text) if text.isascii() else sum(map(cell_width, text))


def cut(text: str, room: int) -> str:
    """Give a text in at most `room` cells, the last one an ellipsis when something is missing."""
    if cells(text) <= room:
        return text
    return text[: _fitting(text, room - 1)] + ELLIPSIS


def padded(text: str, room: int) -> str:
    """Give a text with blanks behind it, up to `room` cells."""
    return text + " " * (room - cells(text))


def broken(text: str, room: int) -> list[str]:
    """Give a text as lines of at most `room` cells, broken behind a blank where there is one.

    Nothing is lost: the lines put together are the text.
    """
    lines = []
    while (most := max(1, _fitting(text, room))) < len(text):
        blank = text.rfind(" ", most // 2, most) + 1
        lines.append(text[: blank or most])
        text = text[blank or most :]
    return [*lines, text]


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Give a text as lines behind `first`, then `rest`, broken between words only.

    A word that is too long for a line stays whole, so that it can be copied.
    """
    return joined(text.split(" "), first, rest)


def joined(words: Iterable[str], first: str = "", rest: str = "", tail: str = "") -> list[str]:
    """Give words as lines behind `first`, then `rest`; `tail` ends a line that goes on."""
    lines: list[str] = []
    line, gap = first, ""
    for word in words:
        if gap and cells(line) + 1 + cells(word) + cells(tail) > WIDTH:
            lines.append(line + tail)
            line, gap = rest, ""
        line += gap + word
        gap = " "
    return [*lines, line]


def _fitting(text: str, room: int) -> int:
    """Give how many characters of the beginning fit into `room` cells."""
    taken = 0
    for index, character in enumerate(text):
        taken += cell_width(character)
        if taken > room:
            return index
    return len(text)
