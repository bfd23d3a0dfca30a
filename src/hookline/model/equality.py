"""When two values of a property mean the same: a table, one row for each kind of value.

| kind   | null, nothing | `""`, null | `false`, null | order and spelling                 |
|--------|---------------|------------|---------------|------------------------------------|
| text   | equal         | equal      | –             | every character counts             |
| flag   | equal         | –          | equal         | `true` and `1` differ              |
| id     | equal         | equal      | –             | upper and lower case are equal     |
| opaque | equal         | equal      | different     | keys in any order, lists as listed |

Inside opaque JSON null, `""`, `[]`, `{}` and a key that is missing are all different, since nobody
knows what they mean there. A property that the workspace does not answer at all is not compared
with nothing: `stages.diff` takes what was sent in its place.
"""

from enum import StrEnum

from hookline.model.values import JSON, same


class Kind(StrEnum):
    """Kinds of values, as far as comparing them goes."""

    TEXT = "text"
    FLAG = "flag"
    ID = "id"
    OPAQUE = "opaque"


_KINDS = {"Boolean": Kind.FLAG, "UUID": Kind.ID, "JSONEncodedData": Kind.OPAQUE}


def kind_of(type_: str | None) -> Kind:
    """Give the kind of a type as the page spells it, such as `String(length=128)`."""
    return _KINDS.get((type_ or "").partition("(")[0].strip(), Kind.TEXT)


def equal(kind: Kind, one: JSON, other: JSON) -> bool:
    """Say whether two values of this kind mean the same."""
    if kind is Kind.FLAG:
        return same(one or None, other or None) if _are_flags(one, other) else same(one, other)
    if kind is Kind.ID and isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    return same(one, other)


def _are_flags(*values: JSON) -> bool:
    return all(value is None or isinstance(value, bool) for value in values)
