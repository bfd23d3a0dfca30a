"""Which lines begin a row.

A line that names a property and ends as a row ends is a row, except where it ends an earlier one:
the last line of a nested table looks the same. The order of the table tells them apart.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from hookline.tables.page.rows import NAME, Body, Line


def starts_of(body: Body) -> list[int]:
    """Give the indexes of the lines that begin a row, in the page's order."""
    named = [at for at, line in enumerate(body.lines) if line.name]
    if body.delimited:
        return named
    whole = [at for at in named if body.lines[at].closed]
    chain = _in_order(body.lines, whole)
    # One row out of order, or one in five, is an exception; more, and the table has no order.
    ordered = len(whole) - len(chain) <= max(1, len(whole) // 5)
    return _walk(body.lines, set(whole), chain if ordered else None)


def may_begin(line: Line, above: str, below: str | None) -> bool:
    """Say whether some name at the begin of a suspect line fits between two rows.

    Such a name is a part of the line's first word, so it sorts from its first letter to the whole.
    """
    word = NAME.match(line.text)
    if word is None or (below is not None and _key(below) < _key(above)):
        return True
    return _key(above) < _key(word[0]) and (below is None or word[0][0] < _key(below))


def _walk(lines: Sequence[Line], whole: set[int], chain: list[int] | None) -> list[int]:
    starts: list[int] = []
    taken = {lines[at].name for at in (whole if chain is None else chain)}
    above: str | None = None
    is_open = False
    for at, line in enumerate(lines):
        if line.name and line.closed:
            if chain is None or at in chain or not is_open:
                starts.append(at)
            if chain and at in chain:
                above = line.name
            is_open = False
        elif line.closed:
            is_open = False
        elif line.name and line.name not in taken and at + 1 == len(lines) and _is_bare(line):
            continue
        elif line.name and line.name not in taken and _fits(lines, at, above, chain):
            taken.add(line.name)
            starts.append(at)
            above = line.name
            is_open = True
    return starts


def _is_bare(line: Line) -> bool:
    """Say whether a line is nothing but a name; as the last of a page it may be half of one."""
    return line.text == line.name


def _fits(lines: Sequence[Line], at: int, above: str | None, chain: list[int] | None) -> bool:
    """Say whether a name stands between the row above it and the next certain row."""
    if chain is None:
        return True
    place = bisect_left(chain, at)
    names = [above, lines[at].name, lines[chain[place]].name if place < len(chain) else None]
    keys = [_key(name) for name in names if name]
    return all(first < second for first, second in pairwise(keys))


def _in_order(lines: Sequence[Line], whole: Sequence[int]) -> list[int]:
    """Give the longest choice of `whole` whose names ascend (patience sorting)."""
    tops: list[str] = []
    at_top: list[int] = []
    before: dict[int, int | None] = {}
    for at in whole:
        key = _key(lines[at].name or "")
        place = bisect_left(tops, key)
        before[at] = at_top[place - 1] if place else None
        tops[place : place + 1] = [key]
        at_top[place : place + 1] = [at]
    chain: list[int] = []
    last = at_top[-1] if at_top else None
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def _key(name: str) -> str:
    """Give the name as tables sort it: `_` before every letter and digit."""
    return name.replace("_", " ")
