"""Which parts of two sequences are alike, in time that nobody's text can stretch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_PAIRS = 100_000
"""For so many pairs at most the best match is looked for, which takes longer than their number."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of the way from an old sequence to a new one."""

    is_alike: bool
    """Whether both stretches hold the same."""
    old: slice
    """The stretch of the old sequence; empty where something comes."""
    new: slice
    """The stretch of the new sequence; empty where something goes."""


def steps_between(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """Give the steps that lead from `old` to `new`, in order and without a gap.

    What both begin and end with is alike. Between that the longest stretches that both have are
    looked for, unless it is too much: then all of it goes and comes.
    """
    first = _alike_from_start(old, new)
    most = min(len(old), len(new)) - first
    last = min(most, _alike_from_start(old[::-1], new[::-1]))
    steps = [Step(True, slice(0, first), slice(0, first))] if first else []
    ends = slice(first, len(old) - last), slice(first, len(new) - last)
    steps += _between(old, new, *ends)
    if last:
        steps.append(Step(True, slice(len(old) - last, len(old)), slice(len(new) - last, len(new))))
    return steps


def _between(old: Sequence[str], new: Sequence[str], here: slice, there: slice) -> Iterator[Step]:
    rest, new_rest = old[here], new[there]
    if not rest and not new_rest:
        return
    if not rest or not new_rest or len(rest) * len(new_rest) > MOST_PAIRS:
        yield Step(False, here, there)
        return
    # Most plans have no long text to compare, and start faster without it.
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, rest, new_rest, autojunk=False)
    for tag, begin, end, new_begin, new_end in matcher.get_opcodes():
        yield Step(
            tag == "equal",
            slice(here.start + begin, here.start + end),
            slice(there.start + new_begin, there.start + new_end),
        )


def _alike_from_start(old: Sequence[str], new: Sequence[str]) -> int:
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return index
    return min(len(old), len(new))
