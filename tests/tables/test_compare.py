from dataclasses import replace

import pytest

from hookline.model.errors import NeedsMending
from hookline.tables.compare import CellChange, RowChange, compare_tables
from hookline.tables.table import Table, TableRow

NAME = TableRow("name", "String(length=64)", "both", "Its name.")
PLACE = TableRow("place", None, None, "Where it is.")
SIZE = TableRow("size", "Integer()", "both", "How large it is.")
OLD = Table("parcel", 11, (NAME, PLACE))


def test_what_came_went_and_changed_is_told() -> None:
    """A difference names each property once, with the cells that differ."""
    longer = replace(NAME, type="String(length=128)", import_export="import only")
    difference = compare_tables(OLD, Table("parcel", 12, (longer, SIZE)))
    assert difference.added == (SIZE,)
    assert difference.removed == (PLACE,)
    assert difference.changed == (
        RowChange(
            "name",
            (
                CellChange("type", "String(length=64)", "String(length=128)"),
                CellChange("import_export", "both", "import only"),
            ),
        ),
    )
    assert difference.unchanged == 0


def test_another_description_or_order_changes_nothing() -> None:
    """Words and order are the page's; only facts count."""
    reworded = replace(NAME, description="The name it has.")
    difference = compare_tables(OLD, Table("parcel", 12, (PLACE, reworded)))
    assert (difference.added, difference.removed, difference.changed) == ((), (), ())
    assert difference.unchanged == 2


def test_a_cell_that_is_known_now_is_a_change() -> None:
    """A cell that the old page lost shows what it is."""
    found = replace(PLACE, type="Text()")
    (change,) = compare_tables(OLD, Table("parcel", 12, (NAME, found))).changed
    assert change == RowChange("place", (CellChange("type", None, "Text()"),))


def test_tables_of_two_record_types_are_not_compared() -> None:
    """The message names both."""
    with pytest.raises(NeedsMending, match="parcel and courier"):
        compare_tables(OLD, Table("courier", 11, ()))
