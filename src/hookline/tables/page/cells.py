"""Rows whose cells are known: which cell is the type and which the import/export value."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hookline.tables.page.rows import IMPORT_EXPORT, NAME, Line
from hookline.tables.types import parse_type

_BARE_TYPE = re.compile(r"[A-Z][A-Za-z0-9-]*")
_NAME_TITLES = frozenset({"property", "name", "field"})
_TYPE_TITLES = frozenset({"type", "data type"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a property table."""

    count: int
    """How many there are."""
    has_import_export: bool
    """Whether the last is Import/Export."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of cells."""

    number: int
    """The line of the page, from 1."""
    values: tuple[str, ...]
    """The cells' words, the empty ones too."""


def columns_of(titles: Iterable[str]) -> Columns | None:
    """Read a header; None when it is not that of a property table."""
    named = [title.strip().lower() for title in titles if title.strip()]
    has_import_export = named[-1:] == ["import/export"]
    middle = named[1:-1] if has_import_export else named[1:]
    fits = named and named[0] in _NAME_TITLES and middle[-1:] and middle[-1] in _TYPE_TITLES
    if not fits or middle[:-1] not in ([], ["description"]):
        return None
    return Columns(len(named), has_import_export)


def lines_of(rows: Sequence[Cells], columns: Columns) -> list[Line]:
    """Give each row as a line.

    Empty cells are no evidence: pages drop them and add them. A type is known by its parentheses;
    one without them by a row that has all its cells, and in other rows by having been seen there.
    """
    bare = frozenset(_bare_types(rows, columns))
    return [_line(row, columns, bare) for row in rows]


def _bare_types(rows: Sequence[Cells], columns: Columns) -> Iterable[str]:
    place = columns.count - (2 if columns.has_import_export else 1)
    for row in rows:
        values = [value for value in row.values if value]
        if len(values) != columns.count or not _BARE_TYPE.fullmatch(values[place]):
            continue
        if not columns.has_import_export or values[-1].lower() in IMPORT_EXPORT:
            yield values[place]


def _line(row: Cells, columns: Columns, bare: frozenset[str]) -> Line:
    values = [value for value in row.values if value]
    text = " ".join(values)
    name = values[0] if values and NAME.fullmatch(values[0]) and len(row.values) > 1 else None
    rest = values[1:] if name else values
    import_export, odd = None, ""
    if columns.has_import_export and rest and rest[-1].lower() in IMPORT_EXPORT:
        import_export = rest.pop().lower()
    elif columns.has_import_export and len(rest) > 1 and _is_type(rest[-2], bare):
        odd = rest.pop()
    type_ = rest.pop() if rest and _is_type(rest[-1], bare) else None
    closed = import_export is not None if columns.has_import_export else type_ is not None
    return Line(
        row.number, text, name, " | ".join(rest), type_, import_export, closed or bool(odd), odd=odd
    )


def _is_type(words: str, bare: frozenset[str]) -> bool:
    return words in bare or parse_type(words) is not None
