"""The words that messages use for values, so that every stage says the same."""

from collections.abc import Iterable

from hookline.model.values import JSON, Pointer


def kind_of(value: JSON) -> str:
    """Name what a value is: "text", "a number", "a boolean", "a list", "a mapping", "null"."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def count_of(number: int, noun: str) -> str:
    """Give "1 error" or "2,000 errors"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def carried_out(done: int, whole: int, unknown: int = 0) -> str:
    """Give "2 of its 3 changes were carried out", or what fits where there was only one."""
    if whole == 1 and unknown:
        return "it is not known whether its only change was carried out"
    if whole == 1:
        return f"its only change was {'' if done else 'not '}carried out"
    rest = f", of {unknown:,} it is not known" if unknown else ""
    return f"{done:,} of its {count_of(whole, 'change')} were carried out{rest}"


def called(pointer: Pointer) -> str:
    """Name the value at `pointer`: "`name`", "entry 2 of `only`", "the document"."""
    if not pointer:
        return "the document"
    last = pointer[-1]
    if isinstance(last, int):
        return f"entry {last + 1} of {called(pointer[:-1])}"
    return f"`{shortened(last)}`"


def quoted(text: str) -> str:
    """Give a short text in double quotes, as YAML wants it."""
    escaped = shortened(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def shortened(text: str, most: int = 60) -> str:
    """Give a text that may be very long with at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def either(words: Iterable[str]) -> str:
    """Give "a", "a or b", or "a, b or c"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
