import pytest

from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.tables.page import read_page
from tests.tables.page.reading import description_of, facts, told

PIPES = """\
# Parcel

Version: 12

*class* `resources.mail\\_parcel.MailParcel`

| Property | Description | Type | Import/Export |
|---|:---|---|---:|
| created_at |  | DateTime(timezone=True) | export only |
| kind | What it is; a\\|b | Enum('BOX', 'TUBE', name='parcelkind') | both |
| `marks` | Its [marks](https://example.com/marks). | ARRAY(SmallInteger()) | import only |
| scan | | BYTEA() | neither |
| **sender\\_id** | Who sent it. | UUID(as_uuid=False) | both |
"""

PARCEL_FACTS = {
    "created_at": ("DateTime(timezone=True)", "export only"),
    "kind": ("Enum('BOX', 'TUBE', name='parcelkind')", "both"),
    "marks": ("ARRAY(SmallInteger())", "import only"),
    "scan": ("BYTEA()", "neither"),
    "sender_id": ("UUID(as_uuid=False)", "both"),
}

DROPPED = """\
Property | Description | Type | Import/Export | |
---|---|---|---|---|
created_at | DateTime(timezone=True) | export only | | |
kind | What it is; a\\|b | Enum('BOX', 'TUBE', name='parcelkind') | both ||
marks | Its marks. | ARRAY(SmallInteger()) | import only | |
scan | BYTEA() | neither |
sender_id | Who sent it. | UUID(as_uuid=False) | both | |

Some more words.
"""


def test_a_table_between_pipes_is_read() -> None:
    """Marks, links and escapes of Markdown are no part of names and types."""
    page = read_page(PIPES, "parcel.md")
    assert facts(page) == PARCEL_FACTS
    assert page.diagnostics == ()
    assert (page.table.record_type, page.table.engine) == ("mail_parcel", 12)
    assert description_of(page, "kind") == "What it is; a|b"
    assert description_of(page, "marks") == "Its marks."


def test_dropped_and_surplus_cells_shift_nothing() -> None:
    """A missing description does not make the type a description, nor an empty cell a lost one."""
    page = read_page(DROPPED, "parcel.md", record_type="parcel", engine=12)
    assert facts(page) == PARCEL_FACTS
    assert [description_of(page, name) for name in ("created_at", "marks")] == ["", "Its marks."]
    assert [(severity, line) for severity, _, line, _ in told(page)] == [(Severity.NOTE, 9)]


def test_types_without_parentheses_are_taught_by_full_rows() -> None:
    """A bare `UUID` is a type where a row has all its cells, and then in shorter rows too."""
    page = read_page(
        "Property | Description | Data type | ||\n---|---|---|---|---|\n"
        "id | UUID | ||\nname | the name | String | ||\nowner_id | its owner | UUID | ||\n",
        "parcel.md",
    )
    assert facts(page) == {
        "id": ("UUID", None),
        "name": ("String", None),
        "owner_id": ("UUID", None),
    }


def test_a_nested_table_between_pipes_stays_in_its_cell() -> None:
    """Rows of a nested table that name properties are words of the cell they stand in."""
    page = read_page(
        "Property | Description | Type | Import/Export\n---|---|---|---\n"
        "created_by | | UUID(as_uuid=False) | export only\n"
        "landing_rule | Where it begins:\n"
        "landing_rule | kinds | meaning |\n"
        "created_by | all | beside its maker |\n"
        "Remarks: nothing. | String(length=128) | neither\n"
        "name | Its name. | String(length=64) | both\n",
        "parcel.md",
        record_type="parcel",
        engine=12,
    )
    assert facts(page) == {
        "created_by": ("UUID(as_uuid=False)", "export only"),
        "landing_rule": ("String(length=128)", "neither"),
        "name": ("String(length=64)", "both"),
    }
    assert page.diagnostics == ()


@pytest.mark.parametrize(
    ("row", "cells", "message"),
    [
        (
            "| lost | Words that are left. | | |",
            (None, None),
            "`lost` lost its Type cell and its Import/Export cell",
        ),
        (
            "| lost | Words that are left. | | both |",
            (None, "both"),
            "`lost` lost its Type cell",
        ),
        (
            "| lost | Words that are left. | Text() | |",
            ("Text()", None),
            "`lost` lost its Import/Export cell",
        ),
    ],
)
def test_each_lost_cell_is_named(
    row: str, cells: tuple[str | None, str | None], message: str
) -> None:
    """A lost cell is null, a kept one is kept, and the message tells which is which."""
    page = read_page(
        "| Property | Description | Type | Import/Export |\n|---|---|---|---|\n"
        f"| kind | What it is. | Text() | both |\n{row}\n| name | | Text() | neither |\n",
        "parcel.md",
        record_type="parcel",
        engine=12,
    )
    assert facts(page) == {"kind": ("Text()", "both"), "lost": cells, "name": ("Text()", "neither")}
    assert told(page) == [(Severity.WARNING, Code.TAB_LOST, 4, message)]
    assert description_of(page, "lost") == "Words that are left."


def test_an_unknown_import_export_value_is_named() -> None:
    """A value that no column of Engine holds is an error with its line, and null in the table."""
    page = read_page(
        "| Property | Description | Type | Import/Export |\n|---|---|---|---|\n"
        "| kind | What it is. | Text() | sometimes |\n",
        "parcel.md",
        record_type="parcel",
        engine=12,
    )
    assert facts(page) == {"kind": ("Text()", None)}
    message = (
        "Import/Export of `kind` is `sometimes`, "
        "which is none of both, export only, import only, neither"
    )
    assert told(page) == [(Severity.ERROR, Code.TAB_UNREADABLE, 3, message)]


def test_a_page_that_breaks_off_in_a_row_says_so() -> None:
    """The row in which the page ends is named, and its half type is no type."""
    page = read_page(
        "| Property | Description | Type | Import/Export |\n|---|---|---|---|\n"
        "| kind | What it is. | Text() | both |\n| name | Its name. | Stri",
        "parcel.md",
        record_type="parcel",
        engine=12,
    )
    assert facts(page) == {"kind": ("Text()", "both"), "name": (None, None)}
    ((severity, code, line, message),) = told(page)
    assert (severity, code, line) == (Severity.WARNING, Code.TAB_LOST, 4)
    assert "the page ends in it" in message
