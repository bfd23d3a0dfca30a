from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.tables.table import Table, TableRow, parse_table, table_text

texts = st.text(max_size=60)
rows = st.builds(
    TableRow,
    st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True),
    st.none() | texts,
    st.none() | st.sampled_from(["both", "neither"]),
    texts,
)
tables = st.builds(
    Table,
    st.none() | st.from_regex(r"[a-z_]{1,9}", fullmatch=True),
    st.none() | st.integers(1, 99),
    st.lists(rows, max_size=6).map(tuple),
)


@settings(max_examples=60)
@given(table=tables)
def test_a_table_survives_its_file(table: Table) -> None:
    """What was written is read back, lost cells and odd words included."""
    assert parse_table(table_text(table), "table.yaml") == table


def test_a_lost_cell_is_written_as_null() -> None:
    """A reader of the file sees what the page lost."""
    table = Table("parcel", None, (TableRow("place", None, None, "Where it is."),))
    assert table_text(table) == (
        "record_type: parcel\n"
        "engine: null\n"
        "properties:\n"
        "- name: place\n"
        "  type: null\n"
        "  import_export: null\n"
        "  description: Where it is.\n"
    )
