from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.tables.page import read_page
from tests.tables.page.reading import COURIER, COURIER_FACTS, description_of, facts, read, told


def test_every_cell_of_a_collapsed_page_is_read() -> None:
    """Types come out whole, whatever words run into them and whatever they hold."""
    page = read_page(COURIER, "courier.txt")
    assert facts(page) == COURIER_FACTS
    assert (page.table.record_type, page.table.engine) == ("courier", 12)


def test_a_lost_row_is_named_with_its_line() -> None:
    """The row that lost its last two cells is the only one that is complained of."""
    page = read_page(COURIER, "courier.txt")
    message = "`dispatch_mode` lost its Type cell and its Import/Export cell"
    assert told(page) == [(Severity.WARNING, Code.TAB_LOST, 16, message)]
    assert description_of(page, "dispatch_mode").endswith("dispatch_modemeaning -- first_free")


def test_words_that_run_into_a_type_stay_in_the_description() -> None:
    """A missing full stop neither lengthens the type nor shortens the description."""
    page = read_page(COURIER, "courier.txt")
    assert description_of(page, "is_paused").endswith("Works for BIKE, CARGO_BIKE, VAN")
    assert description_of(page, "bag_id").endswith("Never together with cart_id")
    assert description_of(page, "paper_path").endswith("below COURIER_PAPER_PATH")


def test_a_nested_table_stays_in_its_cell() -> None:
    """The lines of a nested table are words of the description, properties' names among them."""
    words = description_of(read_page(COURIER, "courier.txt"), "landing_rule")
    assert words.startswith("Decides where")
    assert "\ncreated_by all beside the one who made it\n" in words
    assert words.endswith("Without it default is used.")


def test_a_nested_table_that_collapsed_too_makes_no_rows() -> None:
    """Lines that look like rows and do not fit the order of the names are words."""
    page = read(
        "ageIn years.Integer()both",
        "landing_ruleWhere it begins:",
        "landing_ruleKindsMeaning",
        "created_byAllBeside its maker",
        "riding_orderVanBeside the ride.String(length=128)neither",
        "nameIts name.String(length=64)both",
    )
    assert facts(page) == {
        "age": ("Integer()", "both"),
        "landing_rule": ("String(length=128)", "neither"),
        "name": ("String(length=64)", "both"),
    }
    assert page.diagnostics == ()
    assert description_of(page, "landing_rule").endswith("riding_orderVanBeside the ride.")


def test_a_lost_row_before_a_nested_table_is_not_completed_by_it() -> None:
    """Two open rows in a row: the first is lost, the second owns the lines that follow."""
    page = read(
        "ageIn years.Integer()both",
        "balanceWhat is owed: balancemeaning -- zero",
        "landing_ruleWhere it begins:",
        "landing_rule kinds meaning",
        "String(length=128)neither",
        "nameIts name.String(length=64)both",
    )
    assert facts(page) == {
        "age": ("Integer()", "both"),
        "balance": (None, None),
        "landing_rule": ("String(length=128)", "neither"),
        "name": ("String(length=64)", "both"),
    }
    assert [line for _, _, line, _ in told(page)] == [3]


def test_a_row_that_lost_only_its_last_cell_keeps_its_type() -> None:
    """The type stands, and the import/export cell alone is said to be lost."""
    page = read(
        "ageIn years.Integer()both",
        "is_paidBoolean()export only",
        "is_pausedA switch.Boolean()",
        "nameIts name.String(length=64)both",
    )
    assert facts(page)["is_paused"] == ("Boolean()", None)
    assert [message for *_, message in told(page)] == ["`is_paused` lost its Import/Export cell"]


def test_a_page_without_import_export_is_read() -> None:
    """Three columns are enough; that the fourth is missing is said once."""
    page = read(
        "ageIn years.Integer()",
        "created_atDateTime(timezone=True)",
        "is_pausedA switch. Works for BIKE, VANBoolean()",
        "is_startedBoolean()",
        "kindEnum('BIKE', 'VAN', name='courierkind')",
        header="PropertyDescriptionType",
    )
    assert facts(page) == {
        "age": ("Integer()", None),
        "created_at": ("DateTime(timezone=True)", None),
        "is_paused": ("Boolean()", None),
        "is_started": ("Boolean()", None),
        "kind": ("Enum('BIKE', 'VAN', name='courierkind')", None),
    }
    assert [message for *_, message in told(page)] == ["the page has no Import/Export column"]


def test_rows_that_ran_together_on_one_line_are_parted() -> None:
    """A lost line end swallows no row."""
    page = read("ageIn years.Integer()bothidUUID(as_uuid=False)neitherkeyIts key.Text()import only")
    assert facts(page) == {
        "age": ("Integer()", "both"),
        "id": ("UUID(as_uuid=False)", "neither"),
        "key": ("Text()", "import only"),
    }


def test_cells_on_lines_of_their_own_are_read() -> None:
    """The same table with a line end behind every cell says the same."""
    page = read_page(
        "Property\nDescription\nType\nImport/Export\n\n"
        "age\nIn years.\nInteger()\nboth\n\nid\nUUID(as_uuid=False)\nneither\n",
        "page.txt",
    )
    assert facts(page) == {"age": ("Integer()", "both"), "id": ("UUID(as_uuid=False)", "neither")}
    assert description_of(page, "age") == "In years."


def test_tabs_between_cells_are_taken_for_what_they_are() -> None:
    """Text that kept a mark between its cells is no harder than text that lost it."""
    page = read_page(
        "Property\tDescription\tType\tImport/Export\n"
        "age\tthe years it has\tInteger()\tboth\nid\t\tUUID(as_uuid=False)\tneither\n",
        "page.txt",
    )
    assert facts(page) == {"age": ("Integer()", "both"), "id": ("UUID(as_uuid=False)", "neither")}
    assert description_of(page, "age") == "the years it has"


def test_a_table_that_is_not_sorted_is_read() -> None:
    """Without an order every line that is whole is a row."""
    page = read(
        "zooIts zoo.Text()both",
        "nameIts name.Text()both",
        "yardIts yard.Text()neither",
        "ageIn years.Integer()both",
        "lostWords that are left",
        "keyIts key.Text()both",
    )
    assert list(facts(page)) == ["zoo", "name", "yard", "age", "lost", "key"]
    assert facts(page)["lost"] == (None, None)
    assert facts(page)["key"] == ("Text()", "both")


def test_a_second_row_of_one_name_is_an_error_with_both_places() -> None:
    """The first row is taken, and the second shows where the first stands."""
    page = read("ageIn years.Integer()both", "keyIts key.Text()both", "keyAgain.Text()neither")
    assert facts(page)["key"] == ("Text()", "both")
    (problem,) = page.diagnostics
    assert problem.code is Code.TAB_UNREADABLE
    assert [str(other.location) for other in problem.related] == ["page.txt:3:1"]


def test_what_stands_below_the_table_is_no_row() -> None:
    """A page's foot ends the table, and a note says where it was taken to end."""
    page = read("ageIn years.Integer()both", "", "Previous", "Next page", "Copyright 2026")
    assert facts(page) == {"age": ("Integer()", "both")}
    assert told(page) == [
        (
            Severity.NOTE,
            Code.TAB_UNREADABLE,
            4,
            'the table was taken to end before "Previous"',
        )
    ]


def test_a_line_between_two_rows_that_is_neither_is_named() -> None:
    """Nothing in the middle of a table is dropped without a word."""
    page = read("ageIn years.Integer()both", "Some words of nobody", "keyIts key.Text()both")
    assert [(severity, line) for severity, _, line, _ in told(page)] == [(Severity.ERROR, 3)]


def test_windows_line_ends_change_nothing() -> None:
    """A page saved on Windows says the same at the same lines."""
    windows = read_page(COURIER.replace("\n", "\r\n"), "courier.txt")
    assert windows == read_page(COURIER, "courier.txt")
