from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, note, settings
from hypothesis import strategies as st

from hookline.model.codes import Code
from hookline.tables.page import read_page
from hookline.tables.table import Table, TableRow
from tests.tables.page.rendering import collapsed, html, markdown

TYPES = (
    "String(length=128)",
    "Text()",
    "Boolean()",
    "UUID(as_uuid=False)",
    "DateTime(timezone=True)",
    "Enum('BIKE', 'VAN', name='parcelkind')",
    "ARRAY(SmallInteger())",
    "JSONB(astext_type=Text())",
    "BYTEA()",
    "JSONEncodedData()",
)
VALUES = ("both", "import only", "export only", "neither")
SENTENCES = (
    "",
    "The parcel's sender.",
    "Where it goes. Allowed for BIKE, VAN",
    "Mutually exclusive with bag_id",
    "Relative to PARCEL_STORE_PATH",
    "One of (small, large)",
    'Only for parcels of type "VAN"',
    "It's the weight; see weigh(parcel).",
    "Handed over in Vienna",
)

TEACHING = "It teaches its type."

names = st.from_regex(r"[a-z]{1,6}(_[a-z0-9]{1,5}){0,2}", fullmatch=True)


@st.composite
def tables(draw: st.DrawFn) -> tuple[TableRow, ...]:
    """Give a sorted table in which every type stands once behind a full stop."""
    drawn = draw(st.lists(names, min_size=len(TYPES) + 3, max_size=24, unique=True))
    ordered = sorted(drawn, key=lambda name: name.replace("_", " "))
    teaching = draw(st.permutations(range(len(ordered))))[: len(TYPES)]
    certain = dict(zip(teaching, TYPES, strict=True))
    return tuple(
        TableRow(
            name,
            certain.get(at) or draw(st.sampled_from(TYPES)),
            draw(st.sampled_from(VALUES)),
            TEACHING if at in certain else draw(st.sampled_from(SENTENCES)),
        )
        for at, name in enumerate(ordered)
    )


FORMS: dict[str, Callable[[tuple[TableRow, ...]], str]] = {
    "collapsed": collapsed,
    "markdown": markdown,
    "markdown without a leading pipe": lambda rows: markdown(rows, leading=False),
    "markdown with surplus cells": lambda rows: markdown(rows, surplus=2),
    "markdown with dropped cells": lambda rows: markdown(rows, leading=False, drop_empty=True),
    "markdown with both": lambda rows: markdown(rows, drop_empty=True, surplus=1),
    "html": html,
}


often = settings(max_examples=25)


@often
@given(rows=tables())
def test_a_table_comes_back_from_every_form(rows: tuple[TableRow, ...]) -> None:
    """Whatever form a page has, every cell of every row is read back."""
    for form, render in FORMS.items():
        note(form)
        page = read_page(render(rows), "page")
        assert page.table == Table("parcel", 12, rows)
        assert page.diagnostics == ()


@often
@given(rows=tables())
def test_a_table_without_import_export_comes_back(rows: tuple[TableRow, ...]) -> None:
    """A page without an Import/Export column is read too, and that it has none is said once."""
    without = tuple(replace(row, import_export=None) for row in rows)
    for render in (collapsed, markdown, html):
        page = read_page(render(without, import_export=False), "page")
        assert page.table.rows == without
        assert [d.message for d in page.diagnostics] == ["the page has no Import/Export column"]


@often
@given(rows=tables(), data=st.data())
def test_a_row_that_lost_its_cells_takes_no_other_with_it(
    rows: tuple[TableRow, ...], data: st.DataObject
) -> None:
    """A row without type and import/export is named as lost, and its neighbours stay whole."""
    taught = [at for at, row in enumerate(rows[:-1]) if row.description != TEACHING]
    at = data.draw(st.sampled_from(taught))
    lost = TableRow(rows[at].name, None, None, rows[at].description or "Words that are left.")
    left = (*rows[:at], lost, *rows[at + 1 :])
    for form, render in FORMS.items():
        note(form)
        page = read_page(render(left), "page")
        assert page.table.rows == left
        assert [(d.code, f"`{lost.name}` lost" in d.message) for d in page.diagnostics] == [
            (Code.TAB_LOST, True)
        ]
