"""Values → the YAML that says them: one line, or a block of lines.

What is written here is read back by the callers: a style is a wish, and the value decides.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from hookline.documents.scalars import Unreadable, core_value, old_reading
from hookline.model.values import JSON

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=~")
_ENDS_PLAIN = re.compile(r":(?=\s|$)|\s#")
_ENDS_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:?#]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_FOLDS_AT = re.compile(r"(?<=[^ \t]) (?=[^ \t])")


class Style(StrEnum):
    """How a scalar is written; the value is the sign that begins it."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A value as a file holds it."""

    head: str
    """What stands behind the key, on its line."""
    lines: tuple[str, ...] | None = None
    """The lines of a block below it, not indented yet; None for what needs no block."""


def spell(
    value: JSON,
    style: Style | None = None,
    *,
    in_flow: bool = False,
    step: int = 2,
    width: int = 100,
) -> Spelled:
    """Spell a value, a text in `style` where that can hold it.

    Without a style, a text of several lines is a literal block, one that YAML could misread is in
    double quotes, and any other is plain. `in_flow` says that it stands in brackets, `step` how
    much deeper than its key a block is indented, and `width` where a folded line is broken.
    """
    if not isinstance(value, str):
        return Spelled(_in_one_line(value))
    if not in_flow and (block := _block(value, style, step, width)):
        return block
    if style is Style.SINGLE and "\n" not in value and value.isprintable():
        return Spelled("'" + value.replace("'", "''") + "'")
    if style is not Style.DOUBLE and _may_be_plain(value, in_flow=in_flow):
        return Spelled(value)
    return Spelled(in_double_quotes(value))


def in_double_quotes(text: str) -> str:
    """Give a text in double quotes, with an escape for all that is not plainly visible."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def _in_one_line(value: JSON) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return in_double_quotes(value)
        case list():
            return "[" + ", ".join(_in_one_line(each) for each in value) + "]"
        case dict():
            pairs = (
                f"{in_double_quotes(key)}: {_in_one_line(each)}" for key, each in value.items()
            )
            return "{" + ", ".join(pairs) + "}"
        case _:
            return repr(value)


def _may_be_plain(text: str, *, in_flow: bool) -> bool:
    """Say whether every reader takes `text` without quotes for this very text."""
    if not text or text != text.strip() or not text.isprintable() or text[0] in _INDICATORS:
        return False
    if text.startswith("...") or (_ENDS_PLAIN_IN_FLOW if in_flow else _ENDS_PLAIN).search(text):
        return False
    try:
        return core_value(text) == text and old_reading(text) is None
    except Unreadable:
        return False


def _block(text: str, style: Style | None, step: int, width: int) -> Spelled | None:
    """Spell a text as a block; None where another style is wanted, or where a block cannot."""
    is_block = style in (Style.LITERAL, Style.FOLDED)
    if not is_block and (style is Style.DOUBLE or "\n" not in text):
        return None
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if not body.strip() or not lines[-1] or not all(_is_visible(line) for line in lines):
        return None
    first = next(line for line in lines if line)
    indicator = str(step) if first[0] in " \t" else ""
    chomping = "" if text != body else "-"
    if style is Style.FOLDED and not any(line[:1] in (" ", "\t") for line in lines):
        return Spelled(f">{indicator}{chomping}", tuple(_folded(body, width)))
    return Spelled(f"|{indicator}{chomping}", tuple(lines))


def _is_visible(line: str) -> bool:
    return line.replace("\t", "").isprintable()


def _folded(body: str, width: int) -> list[str]:
    """Break lines that are too long; each line end of the text is one empty line more."""
    lines: list[str] = []
    for run in re.split(r"(\n+)", body):
        if run.startswith("\n"):
            lines += [""] * len(run)
        elif run:
            lines += _wrapped(run, width)
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    first, *words = _FOLDS_AT.split(text)
    lines = [first]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
