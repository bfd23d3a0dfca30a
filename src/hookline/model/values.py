"""JSON-shaped data, and paths into it."""

from collections.abc import Mapping
from typing import TypeAlias

JSON: TypeAlias = bool | int | float | str | list["JSON"] | dict[str, "JSON"] | None
"""What a YAML document, a request body and an answer hold once they are read."""

Pointer: TypeAlias = tuple[str | int, ...]
"""The way from the top of a document to a value: keys of mappings and indexes of lists."""

Values: TypeAlias = Mapping[str, JSON]
"""Property name → value."""
