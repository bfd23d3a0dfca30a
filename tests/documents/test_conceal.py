import pytest

from hookline.documents.conceal import conceal
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.location import Location

SECRET = "hunter2"


def shown(text: str, line: int, column: int = 1, code: Code = Code.VAL_TYPE) -> Diagnostic:
    """Give a problem at a place of `text`, as it is after its secrets are hidden."""
    lines = text.split("\n")
    place = Location("a.yaml", line, column, 40, lines[line - 1])
    problem = Diagnostic(
        Severity.ERROR, code, f"`{SECRET}` is wrong", place, f"write `{SECRET}`",
        (Related(f"`{SECRET}` is here", place),),
    )  # fmt: skip
    (concealed,) = conceal([problem], {"a.yaml": lines}, ["key"])
    return concealed


def excerpt(text: str, line: int = 1, column: int = 1) -> str:
    """Give the source line that is shown for a place of `text`."""
    place = shown(text, line, column).location
    assert place is not None
    return place.excerpt


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("key: hunter2", 1, "key: ***"),
        ("  key:hunter2", 1, "  key:***"),
        ("'key' : hunter2 # why", 1, "'key' : ***"),
        ('{"KEY": "hunter2", "a": 1}', 1, '{"KEY": ***'),
        ("access: {a: 1,key: hunter2}", 1, "access: {a: 1,key: ***"),
        ("- key: hunter2", 1, "- key: ***"),
        ("# key: hunter2", 1, "# key: ***"),
        ("key: ${env:A} hunter2", 1, "key: ***"),
        ("key: ${env:A},hunter2", 1, "key: ***"),
        ("key: ${env:A} # why", 1, "key: ${env:A} # why"),
        ("key: ${env:A${env:B}}", 1, "key: ***"),
        ("key: |\n  hunter2\n\n  hunter2\na: 1", 2, "  ***"),
        ("key: |\n  hunter2\n\n  hunter2\na: 1", 4, "  ***"),
        ("key: |\n  hunter2\n\n  hunter2\na: 1", 5, "a: 1"),
        ("key:\n  - hunter2\n", 2, "  ***"),
        ("key:\n- hunter2\n", 2, "***"),
        ('key: "hunter\nhunter2"\na: 1', 2, "***"),
        ('key: "hunter\nhunter2"\na: 1', 3, "a: 1"),
        ("? key\n: hunter2\na: 1", 2, "***"),
        ("? key\n: hunter2\na: 1", 3, "a: 1"),
        ("a: ${env:A}\nkey: ${env:B}", 2, "key: ${env:B}"),
        ("{key: ${env:A}, key: hunter2}", 1, "{key: ${env:A}, key: ***"),
        ("kee: hunter2", 1, "kee: ***"),
        ("keys: hunter2", 1, "keys: ***"),
        ("API_KEY: hunter2", 1, "API_KEY: ***"),
        ("password: hunter2", 1, "password: ***"),
        ("client-secret: hunter2", 1, "client-secret: ***"),
        ("keyboard: qwerty", 1, "keyboard: qwerty"),
        ("key_version: 2", 1, "key_version: 2"),
        ("is_key_required: true", 1, "is_key_required: true"),
    ],
)
def test_a_line_is_shown_without_its_secret(text: str, line: int, expected: str) -> None:
    """What stands behind the name of a secret is hidden, over as many lines as it takes."""
    assert excerpt(text, line) == expected


def test_a_place_behind_the_secret_shows_no_line() -> None:
    """Where the caret would stand in what is hidden, the line is left out."""
    assert excerpt("{key: hunter2, a: 1}", 1, 16) == ""


def test_the_caret_does_not_tell_the_length() -> None:
    """The width of the place ends with what is shown."""
    place = shown("key: hunter2", 1, 6).location
    assert place is not None
    assert place.width == 3


def test_words_of_a_message_that_stand_in_the_secret_are_hidden() -> None:
    """A message about the secret itself quotes nothing of it, nor does its hint."""
    found = shown("key: !hunter2 x", 1, 6, Code.YML_TAG)
    assert found.message == "`***` is wrong"
    assert found.hint == "write `***`"
    assert [other.message for other in found.related] == ["`***` is here"]


def test_messages_about_other_things_stay() -> None:
    """A message about another place is not touched, whatever it quotes."""
    assert shown("a: 1\nkey: hunter2", 1).message == "`hunter2` is wrong"
    assert shown("{key: x, hunter2: 1}", 1, 10).message == "`hunter2` is wrong"


def test_without_names_nothing_is_hidden() -> None:
    """Problems pass as they are when no property holds a secret."""
    place = Location("a.yaml", 1, 1, 1, "key: hunter2")
    problem = Diagnostic(Severity.ERROR, Code.VAL_TYPE, "wrong", place)
    assert conceal([problem], {"a.yaml": ["key: hunter2"]}, []) == [problem]
