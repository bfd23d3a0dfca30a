from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.tables.page import Page, read_page

HEADER = "PropertyDescriptionTypeImport/Export"

COURIER = """\
Skip to main content
Version: 12 - Marillenknödel

Courier

class resources.courier.Courier

Base class: Resource

PropertyDescriptionTypeImport/Export
badgeThe courier's picture.BYTEA()export only
bag_idThe bag on the courier's back. Never together with cart_idUUID(as_uuid=False)both
cart_idThe cart behind the courier. Never together with bag_id.UUID(as_uuid=False)both
created_atDateTime(timezone=True)export only
created_byUUID(as_uuid=False)export only
dispatch_modeHow work is handed out. These can be chosen: dispatch_modemeaning -- first_free
gradesWhich grades are served.ARRAY(SmallInteger())import only
idUUID(as_uuid=False)neither
is_pausedA switch that keeps the courier at home. Works for BIKE, CARGO_BIKE, VANBoolean()both
is_startedBoolean()export only
kindEnum('BIKE', 'CARGO_BIKE', 'VAN', name='courierkind')neither
landing_ruleDecides where a new courier begins when neither bag_id nor cart_id is given:
landing_rule kinds meaning
created_by all beside the one who made it
default all in the yard
riding_order van beside the ride that it belongs to
Remarks:
  • A given bag or cart always wins.
  • riding_order needs a ride of kind "VAN". Without it default is used.
String(length=128)neither
nameThe courier's name. No two couriers share one.String(length=128)both
notesFree words.Text()both
paper_pathWhere the papers lie, below COURIER_PAPER_PATHString(length=256)neither
routeThe planned route.JSONB(astext_type=Text())both
settingsJSONEncodedData()import only
"""

COURIER_FACTS = {
    "badge": ("BYTEA()", "export only"),
    "bag_id": ("UUID(as_uuid=False)", "both"),
    "cart_id": ("UUID(as_uuid=False)", "both"),
    "created_at": ("DateTime(timezone=True)", "export only"),
    "created_by": ("UUID(as_uuid=False)", "export only"),
    "dispatch_mode": (None, None),
    "grades": ("ARRAY(SmallInteger())", "import only"),
    "id": ("UUID(as_uuid=False)", "neither"),
    "is_paused": ("Boolean()", "both"),
    "is_started": ("Boolean()", "export only"),
    "kind": ("Enum('BIKE', 'CARGO_BIKE', 'VAN', name='courierkind')", "neither"),
    "landing_rule": ("String(length=128)", "neither"),
    "name": ("String(length=128)", "both"),
    "notes": ("Text()", "both"),
    "paper_path": ("String(length=256)", "neither"),
    "route": ("JSONB(astext_type=Text())", "both"),
    "settings": ("JSONEncodedData()", "import only"),
}


def facts(page: Page) -> dict[str, tuple[str | None, str | None]]:
    """Give what a page says of each property, descriptions aside."""
    return {row.name: (row.type, row.import_export) for row in page.table.rows}


def read(*lines: str, header: str = HEADER) -> Page:
    """Read a page that has nothing but a table."""
    text = "\n".join((header, *lines))
    return read_page(text, "page.txt", record_type="courier", engine=12)


def told(page: Page) -> list[tuple[Severity, Code, int, str]]:
    """Give what the diagnostics of a page say, and where."""
    return [
        (d.severity, d.code, d.location.line if d.location else 0, d.message)
        for d in page.diagnostics
    ]


def description_of(page: Page, name: str) -> str:
    """Give the words of one row."""
    return next(row.description for row in page.table.rows if row.name == name)


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


def test_a_type_of_capitals_behind_a_word_of_capitals_is_told_by_certain_rows() -> None:
    """`VANBYTEA()` is a BYTEA because another row says so."""
    page = read(
        "badgeIts picture.BYTEA()both",
        "scanThe scan of a BIKE, VANBYTEA()both",
    )
    assert facts(page)["scan"] == ("BYTEA()", "both")
    assert page.diagnostics == ()


def test_a_type_that_no_row_teaches_is_named_instead_of_guessed() -> None:
    """Where nothing decides between two readings the type is null, and an error says why."""
    page = read(
        "ageIn years.Integer()both",
        "scanThe scan of a BIKE, VANBYTEA()both",
        "sizeIts valueSmallInteger()both",
    )
    assert facts(page) == {
        "age": ("Integer()", "both"),
        "scan": (None, "both"),
        "size": (None, "both"),
    }
    assert told(page) == [
        (
            Severity.ERROR,
            Code.TAB_UNREADABLE,
            3,
            "the type of `scan` runs into its description: `VANBYTEA()`",
        ),
        (
            Severity.ERROR,
            Code.TAB_UNREADABLE,
            4,
            "the type of `size` runs into its description: `valueSmallInteger()`",
        ),
    ]


def test_a_type_that_ends_in_another_is_taken_with_a_warning() -> None:
    """`SmallInteger` behind a name is most likely one type, and maybe `Small` and `Integer`."""
    page = read(
        "ageIn years.Integer()both",
        "created_atDateTime(timezone=True)both",
        "sizeSmallInteger()both",
    )
    assert facts(page)["size"] == ("SmallInteger()", "both")
    message = "the type of `size` was taken to be `SmallInteger()`, which ends in another type"
    assert told(page) == [(Severity.WARNING, Code.TAB_UNREADABLE, 4, message)]


def test_a_word_of_capitals_before_a_known_type_is_named() -> None:
    """`URLString` behind a name is a type or a description: nothing tells, so it is null."""
    page = read("nameIts name.String(length=64)both", "urlURLString(length=128)both")
    assert facts(page)["url"] == (None, "both")
    assert [(severity, line) for severity, _, line, _ in told(page)] == [(Severity.ERROR, 3)]


def test_a_type_that_is_met_twice_is_certain() -> None:
    """No description is repeated word for word, so the type is what repeats."""
    page = read("ageIn years.Integer()both", "heightSmallInteger()both", "sizeSmallInteger()both")
    assert facts(page)["size"] == ("SmallInteger()", "both")
    assert page.diagnostics == ()


def test_a_dotted_path_teaches_no_type() -> None:
    """The full stop of a path ends no sentence, so what follows it is not certain."""
    page = read(
        "nameIts name.String(length=64)both",
        "ownerSee resources.user.UserString(length=128)both",
    )
    assert facts(page)["owner"] == ("String(length=128)", "both")


def test_a_name_whose_description_begins_with_small_letters_is_not_guessed() -> None:
    """`idthe unique` may be a property called `id` or `idthe`: the line is named."""
    page = read(
        "ageIn years.Integer()both",
        "idthe unique mark.UUID(as_uuid=False)both",
        "nameIts name.String(length=64)both",
    )
    assert facts(page) == {"age": ("Integer()", "both"), "name": ("String(length=64)", "both")}
    assert told(page) == [
        (
            Severity.ERROR,
            Code.TAB_UNREADABLE,
            3,
            '"idthe unique mark.UUID(as_uuid=False)bot…" is neither a row nor a part of one',
        )
    ]


def test_an_unreadable_row_does_not_complete_the_lost_row_before_it() -> None:
    """What may end one row or be another is named, and neither is made up from it."""
    page = read(
        "ageIn years.Integer()both",
        "balanceWhat is owed: balancemeaning -- zero",
        "idthe unique mark.UUID(as_uuid=False)both",
        "nameIts name.String(length=64)both",
    )
    assert facts(page)["balance"] == (None, None)
    assert "id" not in facts(page)
    assert [(code, line) for _, code, line, _ in told(page)] == [(Code.TAB_UNREADABLE, 4)]


def test_the_last_line_of_a_nested_table_may_hold_the_type() -> None:
    """A line that no row could begin with ends the open one, without a word."""
    page = read(
        "ageIn years.Integer()both",
        "landing_ruleWhere it begins:",
        "landing_rule kinds meaning",
        "riding_order van beside the ride that it belongs toInteger()neither",
        "nameIts name.Integer()both",
    )
    assert facts(page)["landing_rule"] == ("Integer()", "neither")
    assert page.diagnostics == ()


def test_a_last_line_that_might_be_a_row_is_warned_of() -> None:
    """Behind lines of a nested table it is taken for another one, and a warning says so."""
    page = read(
        "ageIn years.Integer()both",
        "landing_ruleWhere it begins:",
        "landing_rule kinds meaning",
        "mode van beside the ride that it belongs toInteger()neither",
        "nameIts name.Integer()both",
    )
    assert facts(page)["landing_rule"] == ("Integer()", "neither")
    assert [(severity, line) for severity, _, line, _ in told(page)] == [(Severity.WARNING, 5)]


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


def test_a_page_that_breaks_off_in_a_type_says_so() -> None:
    """The last row keeps its words and no half type."""
    page = read("ageIn years.Integer()both", "idUUID(as_uuid=False)both", "keyIts mark.UUID(as_uu")
    assert facts(page)["key"] == (None, None)
    assert description_of(page, "key") == "Its mark."
    message = (
        "`key` lost its Type cell and its Import/Export cell: "
        "the page ends in it, and rows after it are missing"
    )
    assert told(page) == [(Severity.WARNING, Code.TAB_LOST, 4, message)]


def test_a_page_that_breaks_off_in_the_last_cell_keeps_the_type() -> None:
    """Half an import/export value is none."""
    page = read("ageIn years.Integer()both", "keyIts mark.Integer()exp")
    assert facts(page)["key"] == ("Integer()", None)
    assert [(code, line) for _, code, line, _ in told(page)] == [(Code.TAB_LOST, 3)]


def test_a_page_that_breaks_off_in_a_name_makes_no_row_of_it() -> None:
    """Half a name is no property, and is not dropped without a word."""
    page = read("ageIn years.Integer()both", "kin")
    assert facts(page) == {"age": ("Integer()", "both")}
    message = "the page ends after `kin`, which may be half a name"
    assert told(page) == [(Severity.WARNING, Code.TAB_LOST, 3, message)]


def test_wherever_a_page_breaks_off_no_row_is_wrong_without_a_word() -> None:
    """Of every cut of a page each row is right, or lacks a cell and is named."""
    for cut in range(COURIER.index("badge") + 1, len(COURIER), 3):
        page = read_page(COURIER[:cut], "courier.txt")
        for name, cells in facts(page).items():
            lacking = [cell for cell in cells if cell not in COURIER_FACTS[name]]
            assert set(lacking) <= {None}
            assert not lacking or any(f"`{name}`" in d.message for d in page.diagnostics)


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
