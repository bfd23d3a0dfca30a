import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.report.width import broken, cells, cut, joined, padded, wrapped

TEXTS = st.text(st.sampled_from("ab 漢🚲é\u0301\ufe0f"), max_size=200)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("abc", 3), ("漢字", 4), ("e\u0301", 1), ("🚲", 2), ("ﾊﾝ", 2), ("a\ufe0f", 1)],
)
def test_cells(text: str, expected: int) -> None:
    """Wide characters take two cells, and marks upon others none."""
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("漢字漢", 5, "漢字…"), ("漢字漢", 4, "漢…")],
)
def test_a_cut_text_says_so(text: str, room: int, expected: str) -> None:
    """What does not fit ends with an ellipsis, and a wide character is never halved."""
    assert cut(text, room) == expected


def test_padding_counts_cells() -> None:
    """Columns stand below each other whatever the script."""
    assert padded("漢", 4) == "漢  "


@settings(max_examples=100)
@given(TEXTS, st.integers(2, 30))
def test_a_broken_text_loses_nothing(text: str, room: int) -> None:
    """The lines of a value fit, and put together they are the value."""
    lines = broken(text, room)
    assert "".join(lines) == text
    assert all(cells(line) <= room for line in lines)


def test_a_text_breaks_behind_a_blank() -> None:
    """Where there is a blank near the end of a line, words stay whole."""
    assert broken("one two three", 9) == ["one two ", "three"]


def test_words_stay_whole() -> None:
    """What a user may copy is never broken, and lines after the first have their own lead."""
    assert wrapped("one two", "a: ", "   ") == ["a: one two"]
    long = "x" * 90
    assert wrapped(f"one {long} two", "a: ", "   ") == ["a: one", f"   {long}", "   two"]


@pytest.mark.parametrize("length", range(1, 20))
def test_a_command_that_goes_on_says_so(length: int) -> None:
    """A line of a command that is not the last ends as a shell wants it, within the width."""
    words = ["hookline", "plan", *(f"--take=git:{'x' * length}" for _ in range(10))]
    lines = joined(words, "  ", "    ", " \\")
    assert len(lines) > 1
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert all(len(line) <= 80 for line in lines)
    assert " ".join(lines).replace("\\", "").split() == words


def test_no_text_is_normalised() -> None:
    """Breaking a text leaves its characters as they are."""
    text = unicodedata.normalize("NFD", "é" * 10)
    assert "".join(broken(text, 3)) == text
