"""JSON-shaped data, and paths into it."""

from collections.abc import Mapping
from typing import TypeAlias

JSON: TypeAlias = bool | int | float | str | list["JSON"] | dict[str, "JSON"] | None
"""What a YAML document, a request body and an answer hold once they are read."""

Pointer: TypeAlias = tuple[str | int, ...]
"""The way from the top of a document to a value: keys of mappings and indexes of lists."""

Values: TypeAlias = Mapping[str, JSON]
"""Property name → value."""


def same(one: JSON, other: JSON) -> bool:
    """Say whether two values mean the same: null, an empty text and nothing are one value.

    `true` and `1` are two, unlike in Python; mappings do not depend on their order.
    """
    if one in (None, "") and other in (None, ""):
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same_inside, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same_inside(one[k], other[k]) for k in one)
    return one == other


def _same_inside(one: JSON, other: JSON) -> bool:
    """Compare inside opaque JSON, where null and an empty text are two values."""
    if (one is None or one == "") and (other is None or other == ""):
        return one == other
    return same(one, other)
