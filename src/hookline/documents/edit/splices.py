"""New tokens for an old text: what is cut out, and what is put there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hookline.documents.edit.places import Entry, Node, entry_at
from hookline.documents.spelling import Spelled, Style, spell
from hookline.model.values import JSON, Pointer

STEP = 2
"""How much deeper than its key a value is indented where the text itself shows nothing."""

_HEAD_OF_BLOCK = re.compile(r"[|>][-+0-9]*")
_NARROWEST = 60
"""A folded text is never broken into shorter lines than this, however short its old ones were."""


class CannotSplice(Exception):
    """The text has a form that nothing can be put into without writing more of it anew."""


@dataclass(frozen=True, slots=True)
class Splice:
    """One piece of text that takes the place of another."""

    begin: int
    """The offset of the first character that goes."""
    end: int
    """The offset behind the last one; that of the first for what is only put in."""
    text: str
    """What stands there instead."""


def spliced(content: str, splices: Iterable[Splice]) -> str:
    """Carry out splices that do not overlap."""
    for splice in sorted(splices, key=lambda each: each.begin, reverse=True):
        content = content[: splice.begin] + splice.text + content[splice.end :]
    return content


def line_end_of(content: str) -> str:
    """Give the line end that the first line has."""
    first = content.find("\n")
    return "\r\n" if first > 0 and content[first - 1] == "\r" else "\n"


def replacing(
    content: str, root: Node, pointer: Pointer, value: JSON, *, plainly: bool
) -> Iterator[Splice]:
    """Give what puts `value` where a scalar stands, in the style of that as far as it goes.

    `plainly` keeps to one line, with double quotes for every text. Raises `CannotSplice`.
    """
    entry = entry_at(root, pointer)
    if entry is None or entry.value.style is None:
        raise CannotSplice
    old = entry.value
    block = _OldBlock.read(content, old) if old.style in ("|", ">") else None
    indentation = block.indentation if block and block.indentation else _indentation(root, pointer)
    new = spell(
        value,
        Style.DOUBLE if plainly else _style_for(value, content, old),
        in_flow=old.in_flow,
        step=indentation - entry.key.column,
        width=max(_NARROWEST, block.width if block else 0),
    )
    if block is None:
        yield from _instead_of_inline(content, old, new, indentation)
    else:
        yield from _instead_of_block(content, old, block, new, indentation)


def renaming(root: Node, pointer: Pointer, name: str) -> Splice:
    """Give what writes `name` where the last key of `pointer` stands."""
    entry = entry_at(root, pointer)
    if entry is None:
        raise CannotSplice
    quote = entry.key.style or ""
    return Splice(entry.key.begin, entry.key.end, f"{quote}{name}{quote}")


def inserting(
    content: str, root: Node, pointer: Pointer, value: JSON, after: Sequence[str]
) -> Splice:
    """Give what adds the key of `pointer`, and the mappings above it that are missing.

    It comes behind the last of its siblings `after` that is there, else at the end of its mapping.
    """
    parent, depth = root, 0
    while depth < len(pointer) - 1:
        entry = parent.entries.get(str(pointer[depth]))
        if entry is None:
            break
        parent, depth = entry.value, depth + 1
    siblings = list(parent.entries.items())
    if not siblings:
        raise CannotSplice
    before = [each for name, each in siblings if name in after] if depth == len(pointer) - 1 else []
    previous = (before or [each for _, each in siblings])[-1]
    if parent.is_braced:
        keys = [str(key) for key in pointer[depth:]]
        text = "".join(f"{key}: {{" for key in keys[:-1])
        text += f"{keys[-1]}: {spell(value, in_flow=True).head}" + "}" * (len(keys) - 1)
        return Splice(previous.value.end, previous.value.end, f", {text}")
    return _new_lines(content, previous, pointer[depth:], value)


def _new_lines(content: str, previous: Entry, keys: Pointer, value: JSON) -> Splice:
    """Give the lines of a key that stands below the whole of `previous`."""
    column = previous.key.column
    at = _behind_remarks(content, _end_of_value(content, previous.value), column)
    lines = [" " * (column + STEP * depth) + f"{key}:" for depth, key in enumerate(keys)]
    spelled = spell(value)
    lines[-1] += f" {spelled.head}"
    inside = column + STEP * len(keys)
    lines += _indented(spelled.lines or (), inside)
    end = line_end_of(content)
    text = end.join(lines)
    return Splice(at, at, text + end if content[:at].endswith("\n") else end + text)


def _behind_remarks(content: str, at: int, column: int) -> int:
    """Give the offset behind the comments that are indented as a part of what ends at `at`."""
    end = at
    for line in content[at:].split("\n"):
        text = line.strip()
        if text and not (text.startswith("#") and line.index("#") > column):
            break
        at = min(at + len(line) + 1, len(content))
        if text:
            end = at
    return end


def _style_for(value: JSON, content: str, old: Node) -> Style:
    """Give the style of the old scalar, unless a block shows the new text better."""
    style = Style(old.style or "")
    newly_long = isinstance(value, str) and "\n" in value.removesuffix("\n")
    was_long = "\\n" in content[old.begin : old.end]
    return Style.LITERAL if style is Style.DOUBLE and newly_long and not was_long else style


def _indentation(root: Node, pointer: Pointer) -> int:
    """Give the column of what is put below the key at `pointer`."""
    entry = entry_at(root, pointer)
    above = entry_at(root, pointer[:-1])
    column = entry.key.column if entry else 0
    step = column - above.key.column if above else STEP
    return column + (step if step > 0 else STEP)


def _instead_of_inline(content: str, old: Node, new: Spelled, indentation: int) -> Iterator[Splice]:
    glued = old.begin == old.end and content[old.begin - 1] == ":"
    yield Splice(old.begin, old.end, f" {new.head}" if glued else new.head)
    if new.lines is not None:
        at = _end_of_line(content, old.end)
        end = line_end_of(content)
        lines = end.join(_indented(new.lines, indentation))
        closing = end if at == len(content) else ""
        yield Splice(at, at, end + lines + closing)


def _instead_of_block(
    content: str, old: Node, block: "_OldBlock", new: Spelled, indentation: int
) -> Iterator[Splice]:
    head = _HEAD_OF_BLOCK.match(content, old.begin)
    assert head is not None  # noqa: S101  a block begins with its sign
    yield Splice(head.start(), head.end(), new.head)
    end = line_end_of(content)
    lines = "".join(line + end for line in _indented(new.lines or (), indentation))
    if block.begin == len(content) and lines and not content.endswith("\n"):
        lines = end + lines
    yield Splice(block.begin, block.end, lines)


def _indented(lines: Iterable[str], column: int) -> list[str]:
    return [" " * column + line if line else "" for line in lines]


def _end_of_line(content: str, offset: int) -> int:
    """Give the offset of the line end behind `offset`, or of the end of the text."""
    end = content.find("\n", offset)
    if end < 0:
        return len(content)
    return end - 1 if content[end - 1] == "\r" else end


def _end_of_value(content: str, value: Node) -> int:
    """Give the offset behind the last line of a value, comments on that line included."""
    if value.entries and not value.is_braced:
        return _end_of_value(content, list(value.entries.values())[-1].value)
    if value.style in ("|", ">"):
        return _OldBlock.read(content, value).end
    if value.style is None and not value.is_braced:
        # The lines of a list: it has no entries to ask, and its own end is the next token.
        raise CannotSplice
    end = content.find("\n", value.end)
    return len(content) if end < 0 else end + 1


@dataclass(frozen=True, slots=True)
class _OldBlock:
    """The lines of a block scalar, below the line with its sign."""

    begin: int
    end: int
    indentation: int
    width: int

    @classmethod
    def read(cls, content: str, node: Node) -> "_OldBlock":
        """Find the lines; empty ones at the end belong to what follows."""
        head_end = content.find("\n", node.begin)
        begin = end = len(content) if head_end < 0 else head_end + 1
        indentation = width = 0
        at = begin
        while at < node.end:
            stop = content.find("\n", at)
            stop = len(content) if stop < 0 else stop + 1
            line = content[at:stop].rstrip("\r\n")
            if line:
                end = stop
            if line.strip():
                indentation = indentation or len(line) - len(line.lstrip(" "))
                width = max(width, len(line) - indentation)
            at = stop
        return cls(begin, end, indentation, width)
