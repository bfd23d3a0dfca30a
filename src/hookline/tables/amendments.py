"""The amendments: what a reference page cannot say about a property, and why we say it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.model.property import Effect, Risk, Role, Section
from hookline.model.values import JSON
from hookline.tables.table import read_mapping

_CHOICES = {
    "role": tuple(Role),
    "risk": tuple(Risk),
    "effect": tuple(Effect),
    "section": tuple(Section),
}
_KINDS: dict[str, tuple[type | UnionType, str]] = {
    **dict.fromkeys(("clearable", "required", "secret", "location"), (bool, "true or false")),
    **dict.fromkeys(("instead", "excludes", "examples", "choices"), (list, "a list")),
    **dict.fromkeys(("type", "import_export", "looks_up", "record_type", "reason"), (str, "text")),
    **dict.fromkeys(("order", "max_length"), (int, "a whole number")),
    **dict.fromkeys(_CHOICES, (str, "text")),
    "left_out": (bool | str, "true, false or text"),
}
_NEEDED = ("role", "risk", "effect", "reason")


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is amended of one property; its keys are those of `model.property.Property`."""

    values: Mapping[str, JSON]
    """Key → value, as the file has it."""

    def text(self, key: str) -> str | None:
        """Give a text; None when the amendment does not have it."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """Give a number; None when the amendment does not have it."""
        value = self.values.get(key)
        return value if isinstance(value, int) else None

    def flag(self, key: str) -> bool:
        """Give a flag; false when the amendment does not have it."""
        return self.values.get(key) is True

    def list(self, key: str) -> tuple[JSON, ...]:
        """Give a list; an empty one when the amendment does not have it."""
        value = self.values.get(key)
        return tuple(value) if isinstance(value, list) else ()

    def names(self, key: str) -> tuple[str, ...]:
        """Give a list of names."""
        return tuple(str(value) for value in self.list(key))


@dataclass(frozen=True, slots=True)
class Amendments:
    """The amendments of one table."""

    rows: Mapping[str, Amendment]
    """Property → its amendment."""
    path: str
    """The file they stand in."""
    text: str = field(repr=False)
    """The text of that file."""

    def check(self, known: frozenset[str]) -> Iterator[Diagnostic]:
        """Name what is wrong with them, `known` being the properties of the table."""
        for name in sorted(known - self.rows.keys()):
            yield self._problem(name, f"`{name}` stands in the table and has no amendment")
        for name, row in self.rows.items():
            problems = _check(row, known) if name in known else ["no such row in the table"]
            for problem in problems:
                yield self._problem(name, f"`{name}`: {problem}")
        orders = Counter(order for row in self.rows.values() if (order := row.number("order")))
        for name, row in self.rows.items():
            if orders[row.number("order") or 0] > 1:
                yield self._problem(name, f"`{name}`: another property has its order too")

    def _problem(self, name: str, message: str) -> Diagnostic:
        found = re.search(rf"^ +{re.escape(name)}:", self.text, re.MULTILINE)
        line = self.text.count("\n", 0, found.start()) + 1 if found else 1
        place = Location(self.path, line)
        return Diagnostic(Severity.ERROR, Code.TAB_AMENDMENT, message, place)


def parse_amendments(text: str, path: str) -> Amendments:
    """Read an amendments file; `NeedsMending` with `TAB-FORM` when it is something else."""
    rows = read_mapping(text, path).get("properties")
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise NeedsMending.because(
            Code.TAB_FORM,
            f"{path} holds no amendments: `properties` is not a mapping of names to rows",
            hint="write one row for each property of the table",
        )
    amended = {name: Amendment(row) for name, row in rows.items() if isinstance(row, dict)}
    return Amendments(amended, path, text)


def _check(row: Amendment, known: frozenset[str]) -> Iterator[str]:
    for key, value in row.values.items():
        if key not in _KINDS:
            yield f"an amendment has no `{key}`"
        elif not isinstance(value, _KINDS[key][0]):
            yield f"`{key}` is not {_KINDS[key][1]}"
        elif key in _CHOICES and value not in _CHOICES[key]:
            yield f"`{key}` is {value!r} and none of {', '.join(_CHOICES[key])}"
    for key in _NEEDED:
        if not row.text(key):
            yield f"it has no {key}"
    looked_up = [name for name in (row.text("looks_up"),) if name]
    for other in (*row.names("instead"), *row.names("excludes"), *looked_up):
        if other not in known:
            yield f"it names {other}, which is not in the table"
    if ("section" in row.values) is not ("order" in row.values):
        yield "it has one of `section` and `order`, and needs both or none"
