import pytest

from hookline.model.values import JSON
from hookline.report.values import layout, look_alike, show, show_pair, spell_out, tell_apart


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "none"),
        (True, "true"),
        (1, "1"),
        ("1", '"1"'),
        ("", '""'),
        ("none", '"none"'),
        ("a\nb", '"a\\nb"'),
        ("\x1b[0m\u202e", '"\\u001b[0m\\u202e"'),
        (["a", {"b": None}], '["a", {"b": null}]'),
    ],
)
def test_a_value_is_spelled_as_json(value: JSON, expected: str) -> None:
    """A text has quotation marks, so that no text passes for another kind of value."""
    assert show(value) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [("\u00e9", "e\u0301"), ("a b", "a\u00a0b"), ("a", "a\u200b"), (1, "1"), ("", None)],
)
def test_two_values_never_look_the_same(before: JSON, after: JSON) -> None:
    """An update shows two values that a person can tell apart."""
    one, other = tell_apart(before, after)
    assert not look_alike(one, other)


def test_blanks_of_other_kinds_are_spelled_out() -> None:
    """A blank that only a program tells from a blank is shown as what it is."""
    assert tell_apart("a b", "a\u00a0b") == ('"a b"', '"a\\u00a0b"')


def test_blanks_at_the_end_are_spelled_out() -> None:
    """Where a blank is the difference, it is seen."""
    assert spell_out("a  ") == "a\\x20\\x20"
    assert spell_out("\u00e9") == "\\xe9"


def test_long_values_are_cut_around_the_first_difference() -> None:
    """Of two long texts the part that differs is shown."""
    before, after = show_pair("x" * 200 + "old", "x" * 200 + "new", 40)
    assert before.startswith("…x")
    assert len(before) <= 40
    assert before.endswith('old"')
    assert after.endswith('new"')
    assert show_pair("漢" * 50, "字" * 50, 11) == ('"漢漢漢漢…', '"字字字字…')


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a\nb", "a\nb"), ([1], "[\n  1\n]"), (True, None), (None, None)],
)
def test_only_texts_and_structures_are_laid_out_in_lines(value: JSON, expected: str | None) -> None:
    """A plain value has no lines to compare."""
    assert layout(value) == expected
