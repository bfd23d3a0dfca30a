"""Two long lines → the words in which they differ, with a few around them."""

import re
from collections.abc import Sequence

from hookline.report.matching import steps_between
from hookline.report.width import ELLIPSIS, cells

CONTEXT = 24
"""So many cells are shown before and after a difference, in whole words."""

_WORD = re.compile(r"(?:[A-Za-z0-9_]{1,40}|\S)\s*|\s+")
"""A word and the blanks behind it; of other scripts, which may not part words, a character."""


def excerpts(before: str, after: str) -> list[tuple[str, str]]:
    """Give each stretch in which two lines differ, as either has it, with the words around it.

    An ellipsis stands for words that both have. Stretches that lie close together are one.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    steps = steps_between(old, new)
    found: list[tuple[str, str]] = []
    one, other, differs = "", "", False
    for index, step in enumerate(steps):
        if not step.is_alike:
            one, other = one + "".join(old[step.old]), other + "".join(new[step.new])
            differs = True
            continue
        words = old[step.old]
        head = 0 if index == 0 else _within(words, CONTEXT)
        tail = 0 if index == len(steps) - 1 else _within(words[::-1], CONTEXT)
        if head + tail >= len(words):
            one, other = one + "".join(words), other + "".join(words)
            continue
        if differs:
            end = "".join(words[:head]) + ELLIPSIS
            found.append((one + end, other + end))
        one = other = ELLIPSIS + "".join(words[len(words) - tail :])
        differs = False
    return [*found, (one, other)] if differs else found


def _within(words: Sequence[str], room: int) -> int:
    """Give how many of the first words fit into `room` cells."""
    taken = 0
    for index, word in enumerate(words):
        taken += cells(word)
        if taken > room:
            return index
    return len(words)
