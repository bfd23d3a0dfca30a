import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.report.matching import steps_between
from hookline.report.text_difference import (
    MOST_NEW_ROWS,
    MOST_ROWS,
    count_lines,
    rows_between,
    rows_of_new,
)
from hookline.report.width import cells
from hookline.report.word_difference import excerpts

LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n"


def shown(before: str, after: str, room: int = 70) -> list[str]:
    """Give the rows of a difference as they stand below each other."""
    return [f"{row.sign} {row.text}".rstrip() for row in rows_between(before, after, room)]


def test_a_difference_has_two_lines_around_it() -> None:
    """What is far from a difference is counted, not shown."""
    assert shown(LINES, LINES.replace("five", "FIVE")) == [
        "  … 2 lines alike",
        "  three",
        "  four",
        "- five",
        "+ FIVE",
        "  six",
        "  seven",
        "  eight",
    ]


def test_differences_far_from_each_other_are_two() -> None:
    """Between them the number of hidden lines is told."""
    before = "\n".join(map(str, range(20)))
    after = before.replace("\n2\n", "\nx\n").replace("\n15\n", "\n15\ny\n")
    assert shown(before, after) == [
        *("  0", "  1", "- 2", "+ x", "  3", "  4", "  … 9 lines alike"),
        *("  14", "  15", "+ y", "  16", "  17", "  … 2 lines alike"),
    ]
    assert count_lines(before, after) == "1 line removed, 2 added"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb", "a\nb\n", ["  a", "  b", "+"]),
        ("a\nb\n", "a\r\nb\n", ["- a", "+ a\\r", "  b"]),
        ("a\nb ", "a\nb", ["  a", "- b\\x20", "+ b"]),
        ("a\n\u00e9", "a\ne\u0301", ["  a", "- \\xe9", "+ e\\u0301"]),
        ("a\n\\x1b", "a\n\x1b", ["  a", "- \\\\x1b", "+ \\x1b"]),
    ],
)
def test_a_difference_that_nobody_sees_is_spelled_out(
    before: str, after: str, expected: list[str]
) -> None:
    """No two rows of a difference look the same."""
    assert shown(before, after) == expected


def test_long_lines_that_look_the_same_are_spelled_out() -> None:
    """A blank at the end of a long line is seen."""
    goes, comes = shown("x" * 60, "x" * 60 + " ", room=40)[-2:]
    assert goes == "+ " + "x" * 38
    assert comes == "+ ↳ " + "x" * 22 + "\\x20"


def test_of_a_long_line_the_words_that_differ_are_shown() -> None:
    """A few words around each difference say where it is; what comes stands below what goes."""
    before = " ".join(f"word{number}" for number in range(60))
    after = before.replace("word20", "WORD20").replace("word50 ", "")
    assert shown(f"same\n{before}", f"same\n{after}") == [
        "  same",
        "- …word17 word18 word19 word20 word21 word22 word23 …",
        "+ …word17 word18 word19 WORD20 word21 word22 word23 …",
        "- …word47 word48 word49 word50 word51 word52 word53 …",
        "+ …word47 word48 word49 word51 word52 word53 …",
    ]


def test_a_line_that_is_long_and_new_is_shown_whole() -> None:
    """What it continues with has its sign too, and is told from a line of its own."""
    rows = rows_of_new("word " * 20, 40)
    assert {row.sign for row in rows} == {"+"}
    assert [row.text.startswith("↳ ") for row in rows] == [False, True, True]


def test_words_close_together_are_one_stretch() -> None:
    """Two differences with less between them than would be shown are shown at once."""
    assert excerpts("a b c d", "x b c y") == [("a b c d", "x b c y")]


def test_scripts_without_blanks_are_compared_by_character() -> None:
    """Of a long line of Chinese one character is told, not the whole line."""
    before = "漢" * 100
    (pair,) = excerpts(before, before[:50] + "字" + before[51:])
    assert pair == (f"…{'漢' * 25}…", f"…{'漢' * 12}字{'漢' * 12}…")


def test_what_is_too_long_is_counted() -> None:
    """A plan does not become a book, and says where all of it is."""
    rows = rows_between("\n".join("a" * 300), "\n".join("b" * 300), 70)
    assert len(rows) == MOST_ROWS + 1
    assert rows[-1].text == "… and 500 lines more: --format json has all"
    assert len(rows_of_new("\n".join("a" * 30), 70)) == MOST_NEW_ROWS + 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x" * 65_000, "y" * 65_000),
        ("ab" * 32_000, "ba" * 32_000),
        ("a\nb\n" * 16_000, "b\na\n" * 16_000),
        ("a " * 32_000, "b " + "a " * 31_000 + "c"),
        ("a b " * 80, "b a " * 80),
    ],
)
def test_no_text_takes_long(before: str, after: str) -> None:
    """The longest description there may be is compared in less than the blink of a plan."""
    begun = time.process_time()
    assert rows_between(before, after, 70)
    assert time.process_time() - begun < 2


TEXTS = st.text(st.sampled_from("ab 漢\u0301\n\x1b\u202e"), max_size=120)


@settings(max_examples=200)
@given(TEXTS, TEXTS)
def test_the_way_from_one_text_to_another_is_complete(before: str, after: str) -> None:
    """What goes and what stays is the old text, what comes and what stays the new one."""
    old, new = list(before), list(after)
    steps = steps_between(old, new)
    assert [c for step in steps for c in old[step.old]] == old
    assert [c for step in steps for c in new[step.new]] == new
    assert all(old[step.old] == new[step.new] for step in steps if step.is_alike)


@settings(max_examples=200)
@given(TEXTS, TEXTS, st.integers(20, 60))
def test_rows_fit_and_say_something(before: str, after: str, room: int) -> None:
    """Two texts that differ have a row that says so, and no row is too wide or unsafe."""
    rows = rows_between(before, after, room)
    assert (before != after) == any(row.sign != " " for row in rows)
    assert all(cells(row.text) <= room and row.text.isprintable() for row in rows)
