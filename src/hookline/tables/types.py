"""The types of the Type column: `Name(arguments)`, arguments nested and quoted at will."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPENING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = frozenset("'\"")


@dataclass(frozen=True, slots=True)
class TypeForm:
    """A type taken apart."""

    name: str
    """What stands before the parenthesis, for example `String`."""
    arguments: tuple[str, ...]
    """What stands between the outer commas, as spelled, for example `length=128`."""

    def option(self, name: str) -> str | None:
        """Give the value of the argument `name=…` as spelled; None when there is none."""
        for argument in self.arguments:
            key, equals, value = argument.partition("=")
            if equals and key.strip() == name:
                return value.strip()
        return None

    @property
    def plain_arguments(self) -> tuple[str, ...]:
        """The arguments that have no name, as spelled."""
        return tuple(a for a in self.arguments if a[:1] in _QUOTES or "=" not in a.split("(")[0])


def end_of_type(text: str, start: int = 0) -> int | None:
    """Give where the type that begins at `start` ends; None when there is none or it is cut."""
    name = _NAME.match(text, start)
    if name is None or text[name.end() : name.end() + 1] != "(":
        return None
    return _end_of_group(text, name.end())


def parse_type(text: str) -> TypeForm | None:
    """Take a whole type apart; None when `text` is not exactly one type."""
    name = _NAME.match(text)
    if name is None or end_of_type(text) != len(text):
        return None
    return TypeForm(name[0], tuple(_split(text[name.end() + 1 : -1])))


def _end_of_group(text: str, start: int) -> int | None:
    """Give where the bracket at `start` is closed, quotes and nested brackets respected."""
    awaited: list[str] = []
    at = start
    while at < len(text):
        character = text[at]
        if character in _QUOTES:
            at = text.find(character, at + 1)
            if at < 0:
                return None
        elif character in _OPENING:
            awaited.append(_OPENING[character])
        elif character in ")]}":
            if character != awaited.pop():
                return None
            if not awaited:
                return at + 1
        at += 1
    return None


def _split(text: str) -> list[str]:
    """Split arguments at the commas that are neither quoted nor nested."""
    parts: list[str] = []
    begin = at = 0
    while at < len(text):
        if text[at] in _QUOTES:
            at = text.find(text[at], at + 1)
        elif text[at] in _OPENING:
            at = (_end_of_group(text, at) or len(text)) - 1
        elif text[at] == ",":
            parts.append(text[begin:at].strip())
            begin = at + 1
        at += 1
    parts.append(text[begin:].strip())
    return [part for part in parts if part]
