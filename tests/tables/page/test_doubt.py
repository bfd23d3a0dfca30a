from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from tests.tables.page.reading import facts, read, told


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
