import pytest

from hookline.documents.compose import compose
from hookline.documents.spelling import Spelled, Style, spell
from hookline.model.values import JSON


@pytest.mark.parametrize(
    ("value", "head"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ("plain text, with: colon", '"plain text, with: colon"'),
        ("plain (text) -> 1/2", "plain (text) -> 1/2"),
        ("1e3", '"1e3"'),
        ("on", '"on"'),
        ("~", '"~"'),
        ("-a", '"-a"'),
        (" a", '" a"'),
        ("", '""'),
        ("a\tb", '"a\\tb"'),
        ("\u200b", '"\\u200b"'),
        ("\U000e0001", '"\\U000e0001"'),
        ([1, "a", {"b": None}], '[1, "a", {"b": null}]'),
    ],
)
def test_a_value_is_plain_unless_that_could_be_misread(value: JSON, head: str) -> None:
    """Quotes and escapes stand only where a reader would take something else."""
    assert spell(value) == Spelled(head)


@pytest.mark.parametrize(
    ("value", "style", "spelled"),
    [
        ("a\nb", None, Spelled("|-", ("a", "b"))),
        ("a\n", Style.LITERAL, Spelled("|", ("a",))),
        ("\n  a\n b\n", Style.LITERAL, Spelled("|2", ("", "  a", " b"))),
        ("a\n\n", Style.LITERAL, Spelled('"a\\n\\n"')),
        ("a\nb", Style.DOUBLE, Spelled('"a\\nb"')),
        ("a\nb", Style.FOLDED, Spelled(">-", ("a", "", "b"))),
        ("a\n b", Style.FOLDED, Spelled("|-", ("a", " b"))),
        ("it's", Style.SINGLE, Spelled("'it''s'")),
    ],
)
def test_a_block_keeps_every_line(value: str, style: Style | None, spelled: Spelled) -> None:
    """Texts of several lines are blocks, unless a block would change them."""
    assert spell(value, style) == spelled


def test_a_long_line_is_folded_between_words() -> None:
    """A line is broken only where one blank stands between two words."""
    assert spell("one two  three four", Style.FOLDED, width=8).lines == (
        "one",
        "two  three",
        "four",
    )


def test_sections_are_written_in_order() -> None:
    """A document has its heading, its sections with their remarks, and no empty section."""
    text = compose(
        {"webhook": {"name": "a", "description": "b\n\nc"}, "access": {}, "only": {"x": True}},
        {"webhook": ["why"], "access": ["never shown"]},
        ["heading"],
    )
    assert text == (
        "# heading\nwebhook:\n  name: a\n  description: |-\n    b\n\n    c\n  # why\n"
        "only:\n  x: true\n"
    )
