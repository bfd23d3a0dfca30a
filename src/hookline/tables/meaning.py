"""Table and amendments → what each property means.

Both texts are files of our own under `schemas/`. The checks catch slips of a person who edits
them; they run on every start, so they are cheap.
"""

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.property import Effect, Property, PropertyTable, Risk, Role, Section
from hookline.tables.amendments import Amendment, parse_amendments
from hookline.tables.table import TableRow, parse_table
from hookline.tables.types import parse_type


def load_table(
    table_text: str,
    amendments_text: str,
    table_path: str = "the table",
    amendments_path: str = "the amendments",
) -> PropertyTable:
    """Lay the amendments over the table; the paths are what problems call the two.

    Raises `NeedsMending`: `TAB-FORM` when a text is something else, or `TAB-AMENDMENT` problems,
    all of them at once, when the two do not fit each other.
    """
    table = parse_table(table_text, table_path)
    amendments = parse_amendments(amendments_text, amendments_path)
    if table.record_type is None or table.engine is None:
        raise NeedsMending.because(
            Code.TAB_FORM,
            f"{table_path} lacks its `record_type` or its `engine`",
            hint="write them above `properties:`",
        )
    problems = list(amendments.check(frozenset(row.name for row in table.rows)))
    if problems:
        raise NeedsMending(*problems)
    properties = {row.name: _property(row, amendments.rows[row.name]) for row in table.rows}
    return PropertyTable(table.record_type, table.engine, properties)


def _property(row: TableRow, amendment: Amendment) -> Property:
    type_ = amendment.text("type") or row.type
    section = amendment.text("section")
    return Property(
        name=row.name,
        type=type_,
        import_export=amendment.text("import_export") or row.import_export,
        description=row.description,
        role=Role(amendment.text("role") or ""),
        section=Section(section) if section else None,
        clearable=amendment.flag("clearable"),
        required=amendment.flag("required"),
        risk=Risk(amendment.text("risk") or ""),
        effect=Effect(amendment.text("effect") or ""),
        order=amendment.number("order") or 0,
        reason=amendment.text("reason") or "",
        secret=amendment.flag("secret"),
        instead=amendment.names("instead"),
        excludes=amendment.names("excludes"),
        looks_up=amendment.text("looks_up"),
        record_type=amendment.text("record_type"),
        location=amendment.flag("location"),
        max_length=amendment.number("max_length") or _length_of(type_),
        examples=amendment.list("examples"),
        choices=amendment.list("choices"),
        left_out=amendment.values.get("left_out"),
    )


def _length_of(type_: str | None) -> int | None:
    form = parse_type(type_) if type_ else None
    length = form.option("length") if form else None
    return int(length) if length and length.isdecimal() else None
