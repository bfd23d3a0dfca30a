from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.tables.page import read_page
from tests.tables.page.reading import COURIER, COURIER_FACTS, description_of, facts, read, told


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
