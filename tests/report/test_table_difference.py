from hookline.report.style import Style
from hookline.report.table_difference import difference_to_json, render_difference
from hookline.tables.compare import compare_tables
from hookline.tables.table import Table, TableRow

OLD = Table(
    "parcel",
    11,
    (
        TableRow("name", "String(length=64)", "both", ""),
        TableRow("place", None, None, ""),
        TableRow("zone", "Text()", "both", ""),
    ),
)
NEW = Table(
    "parcel",
    12,
    (
        TableRow("is_large", "Boolean()", "both", ""),
        TableRow("name", "String(length=64)", "import only", ""),
        TableRow("zone", "Text()", "both", ""),
    ),
)


def test_a_difference_is_shown_one_line_a_property() -> None:
    """What came, went and changed stands in columns, and the rest is counted."""
    assert render_difference(compare_tables(OLD, NEW), Style()) == (
        "parcel: Engine 11 → 12\n"
        "\n"
        "  + is_large  Boolean(), both\n"
        "  - place     not known, not known\n"
        "  ~ name      import/export  both → import only\n"
        "\n"
        "1 added, 1 removed, 1 changed, 1 unchanged.\n"
    )


def test_no_difference_is_said_in_two_lines() -> None:
    """There is no empty list where nothing changed."""
    assert render_difference(compare_tables(OLD, OLD), Style()) == (
        "parcel: Engine 11 → 11\n\n0 added, 0 removed, 0 changed, 3 unchanged.\n"
    )


def test_the_json_says_the_same() -> None:
    """Each fact of the text is in the JSON view."""
    assert difference_to_json(compare_tables(OLD, NEW)) == {
        "format_version": 1,
        "record_type": "parcel",
        "engine": {"old": 11, "new": 12},
        "added": [{"name": "is_large", "type": "Boolean()", "import_export": "both"}],
        "removed": [{"name": "place", "type": None, "import_export": None}],
        "changed": [
            {
                "name": "name",
                "fields": [{"name": "import_export", "before": "both", "after": "import only"}],
            }
        ],
        "unchanged": 1,
    }
