"""The filter of a list: `{"field", "op", "value"}` with `eq` and `like`, combined by `and`."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hookline.model.values import JSON, Values
from hookline.workspace.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records a list gives."""

    fields: frozenset[str]
    """The properties it looks at."""
    keeps: Callable[[Values], bool]
    """Says whether a record is in the list."""


def parse_filter(text: str | None) -> Filter:
    """Read the query parameter `filter`; without one every record is kept. Refuses others."""
    if text is None:
        return Filter(frozenset(), lambda _: True)
    try:
        conditions = list(_conditions(json.loads(text)))
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "filter: is not JSON") from error
    return Filter(
        frozenset(field for field, _ in conditions),
        lambda record: all(matches(record.get(field)) for field, matches in conditions),
    )


def _conditions(part: JSON) -> Iterator[tuple[str, Callable[[JSON], bool]]]:
    if isinstance(part, dict) and part.keys() == {"and"} and isinstance(part["and"], list):
        for one in part["and"]:
            yield from _conditions(one)
        return
    if not isinstance(part, dict) or part.keys() != {"field", "op", "value"}:
        raise Refusal(400, "filter: each condition has field, op and value, or and with a list")
    field, op, value = part["field"], part["op"], part["value"]
    if not isinstance(field, str):
        raise Refusal(400, "filter: field must be the name of a property")
    if op == "eq":
        yield field, lambda found: found == value and type(found) is type(value)
    elif op == "like" and isinstance(value, str):
        pattern = _like(value)
        yield field, lambda found: isinstance(found, str) and bool(pattern.fullmatch(found))
    else:
        raise Refusal(400, f"filter: op must be eq, or like with a text, not {op!r}")


def _like(text: str) -> re.Pattern[str]:
    """Give SQL's `like` as a pattern: `%` for any text, `_` for one character."""
    signs = {"%": ".*", "_": "."}
    return re.compile("".join(signs.get(sign, re.escape(sign)) for sign in text), re.DOTALL)
