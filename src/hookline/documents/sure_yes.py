"""A yes that costs nothing to load, where one small value is not worth a fast validator.

It knows the part of JSON Schema in which the schema of `hookline.yaml` is written. Its yes is what
every validator says; all else, a keyword that it does not know among it, is left to a validator.
"""

import re
from collections.abc import Mapping

from hookline.model.values import JSON

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
"""The types whose values are surely of them: 1.0 is an integer too, and left to a validator."""

_SAY_NOTHING = frozenset({"$comment", "$schema", "default", "description", "examples", "title"})


def surely_fits(value: JSON, schema: JSON) -> bool:
    """Say whether `value` keeps to `schema` beyond doubt; False may mean that nobody knows."""
    if not isinstance(schema, dict):
        return schema is True
    return all(
        keyword in _SAY_NOTHING
        or _is_within(value, keyword, asked)
        or _holds_within(value, keyword, asked, schema)
        for keyword, asked in schema.items()
    )


def _is_within(value: JSON, keyword: str, asked: JSON) -> bool:
    """Say whether a value surely keeps to a keyword about itself."""
    match keyword, asked, value:
        case "type", str(), _:
            return type(value) in _TYPES.get(asked, ())
        case "enum", list(), str():
            return value in asked
        case "pattern", str(), str():
            return re.search(asked, value) is not None
        case "minLength" | "minItems", int(), str() | list():
            return len(value) >= asked
        case "maxLength" | "maxItems", int(), str() | list():
            return len(value) <= asked
        case "minimum", int() | float(), int() | float():
            return value >= asked
        case "maximum", int() | float(), int() | float():
            return value <= asked
    return False


def _holds_within(value: JSON, keyword: str, asked: JSON, schema: Mapping[str, JSON]) -> bool:
    """Say whether what a value holds surely keeps to a keyword about that."""
    match keyword, asked, value:
        case "items", _, list():
            return all(surely_fits(each, asked) for each in value)
        case "required", list(), dict():
            return all(name in value for name in asked)
        case "propertyNames", _, dict():
            return all(surely_fits(name, asked) for name in value)
        case "properties", dict(), dict():
            return all(surely_fits(value[name], asked[name]) for name in asked if name in value)
        case "additionalProperties", _, dict():
            known = schema.get("properties", {})
            rest = value.keys() - (known.keys() if isinstance(known, dict) else set())
            return all(surely_fits(value[name], asked) for name in rest)
    return False
