"""Table and amendments → what each property means.

Both texts are YAML files of our own under `schemas/`; the checks here catch slips of a person who
edits them, and run on every start, so they are few and cheap.
"""

from collections.abc import Iterator, Mapping

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.property import Property, PropertyTable, Risk, Role, Section
from hookline.model.values import JSON
from hookline.tables.table import TableRow, parse_table, read_mapping
from hookline.tables.types import parse_type

_FLAGS = frozenset({"clearable", "required", "secret", "location"})
_LISTS = frozenset({"instead", "excludes", "examples"})
_TEXTS = frozenset({"type", "import_export", "looks_up", "record_type"})
_NUMBERS = frozenset({"order", "max_length"})
_ENUMS = frozenset({"role", "section", "risk"})
_ROW = _FLAGS | _LISTS | _TEXTS | _NUMBERS | _ENUMS | {"reason"}

_Row = Mapping[str, JSON]


def load_table(table_text: str, amendments_text: str) -> PropertyTable:
    """Lay the amendments over the table.

    Raises `NeedsMending` with `TAB-AMENDMENT` problems, all of them at once, when the two do not
    fit each other or a row says something that no property can be.
    """
    table = parse_table(table_text)
    rows = {row.name: row for row in table.rows}
    changes = _amended(read_mapping(amendments_text))
    problems = [
        *(_problem(f"{name} has no amendment") for name in rows if name not in changes),
        *(_problem(f"{name} is not in the table") for name in changes if name not in rows),
    ]
    properties: dict[str, Property] = {}
    for name, row in rows.items():
        if name in changes:
            problems += _check_row(name, changes[name], frozenset(rows))
            if not problems:
                properties[name] = _property(row, changes[name])
    if table.record_type is None or table.engine is None:
        problems.append(_problem("the table lacks its record_type or its engine"))
    if problems:
        raise NeedsMending(*problems)
    return PropertyTable(table.record_type or "", table.engine or 0, properties)


def _amended(amendments: _Row) -> dict[str, _Row]:
    rows = amendments.get("properties")
    if not isinstance(rows, dict):
        raise NeedsMending.because(Code.TAB_FORM, "the amendments are a mapping name → row")
    return {name: row if isinstance(row, dict) else {} for name, row in rows.items()}


def _check_row(name: str, row: _Row, known: frozenset[str]) -> Iterator[Diagnostic]:
    """Name what is wrong with one amendment."""
    for key in row.keys() - _ROW:
        yield _problem(f"{name}: no amendment is called `{key}`")
    if not str(row.get("reason") or "").strip():
        yield _problem(f"{name}: the reason is missing")
    for key, choices in (("role", Role), ("risk", Risk), ("section", Section)):
        value = row.get(key)
        if value not in list(choices) and not (key == "section" and value is None):
            yield _problem(f"{name}: `{key}` is one of {', '.join(choices)}, not {value!r}")
    for other in (*_texts(row, "instead"), *_texts(row, "excludes"), *_texts(row, "looks_up")):
        if other not in known:
            yield _problem(f"{name}: {other} is not in the table")
    if ("section" in row) is not ("order" in row):
        yield _problem(f"{name}: a section and an order go together")


def _property(row: TableRow, change: _Row) -> Property:
    type_ = _text(change, "type") or row.type
    section = _text(change, "section")
    return Property(
        name=row.name,
        type=type_,
        import_export=_text(change, "import_export") or row.import_export,
        description=row.description,
        role=Role(str(change["role"])),
        section=Section(section) if section else None,
        clearable=change.get("clearable") is True,
        required=change.get("required") is True,
        risk=Risk(str(change["risk"])),
        order=_number(change, "order") or 0,
        reason=str(change["reason"]),
        secret=change.get("secret") is True,
        instead=_texts(change, "instead"),
        excludes=_texts(change, "excludes"),
        looks_up=_text(change, "looks_up"),
        record_type=_text(change, "record_type"),
        location=change.get("location") is True,
        max_length=_number(change, "max_length") or _length_of(type_),
        examples=_list(change, "examples"),
    )


def _length_of(type_: str | None) -> int | None:
    form = parse_type(type_) if type_ else None
    length = form.option("length") if form else None
    return int(length) if length and length.isdecimal() else None


def _text(row: _Row, key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def _number(row: _Row, key: str) -> int | None:
    value = row.get(key)
    return value if isinstance(value, int) else None


def _list(row: _Row, key: str) -> tuple[JSON, ...]:
    value = row.get(key)
    return tuple(value) if isinstance(value, list) else ()


def _texts(row: _Row, key: str) -> tuple[str, ...]:
    """Give a list of names, or a single name as a list of one."""
    one = _text(row, key)
    return (one,) if one else tuple(str(value) for value in _list(row, key))


def _problem(message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, Code.TAB_AMENDMENT, message)
