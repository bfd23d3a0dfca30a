import pytest

from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.model.errors import NeedsMending
from hookline.tables.page import read_page

TABLE = "PropertyDescriptionTypeImport/Export\nageIn years.Integer()both\n"


def test_a_page_without_a_property_table_is_refused() -> None:
    """The message says which columns a table begins with."""
    with pytest.raises(NeedsMending) as refused:
        read_page("Just words.\n", "words.txt")
    (problem,) = refused.value.diagnostics
    assert problem.code is Code.TAB_FORM
    assert "words.txt" in problem.message
    assert "Import/Export" in problem.hint


@pytest.mark.parametrize(
    ("about", "record_type", "engine"),
    [
        ("Version: 11 - TBD\nclass resources.webhook.Webhook\n", "webhook", 11),
        ("Version: 9\nclass activities.execution.Execution\n", "execution", 9),
        (
            "**Version:** 12\n\n*class* `resources.custom\\_object.CustomObject`\n",
            "custom_object",
            12,
        ),
        ("class resources.ldap_config.LdapConfig\n", "ldap_config", None),
        ("Version: 10 - Vanillekipferl\n", None, 10),
    ],
)
def test_the_page_says_what_it_is_about(
    about: str, record_type: str | None, engine: int | None
) -> None:
    """Record type and Engine version come from the page; what it does not say is null."""
    table = read_page(about + TABLE, "page.txt").table
    assert (table.record_type, table.engine) == (record_type, engine)


def test_what_a_page_does_not_say_of_itself_can_be_given() -> None:
    """The warnings name the options, and what is given outranks what the page says."""
    page = read_page(TABLE, "page.txt")
    assert [found.hint for found in page.diagnostics] == [
        "give it with --record-type",
        "give it with --engine",
    ]
    given = read_page("Version: 11\n" + TABLE, "page.txt", record_type="age", engine=12)
    assert (given.table.record_type, given.table.engine) == ("age", 12)
    assert given.diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        "Words.\nPropertyDescriptionTypeImport/Export\n",
        "Words.\nPropertyDescriptionTypeImport/Export\n\nNothing here.\n",
        "Words.\n| Property | Description | Type | Import/Export |\n|---|---|---|---|\n",
        "\n<table><tr><th>Property</th><th>Type</th></tr></table>",
    ],
)
def test_a_table_without_rows_is_an_error(text: str) -> None:
    """A header alone is not taken for a table of nothing."""
    page = read_page(text, "page.txt", record_type="parcel", engine=12)
    assert page.table.rows == ()
    problem = page.diagnostics[-1]
    assert (problem.severity, problem.code) == (Severity.ERROR, Code.TAB_UNREADABLE)
    assert str(problem.location) == "page.txt:2:1"
    assert problem.message == "the table has no row that can be read"
