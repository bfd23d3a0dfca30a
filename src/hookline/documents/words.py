"""The words that messages use for values, so that every stage says the same."""

from hookline.model.values import JSON


def kind_of(value: JSON) -> str:
    """Name what a value is: "text", "a number", "true or false", "a list", "a mapping", "null"."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
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
