import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.location import Location
from hookline.report.diagnostics import in_order, render_text, summary, to_json
from hookline.report.excerpt import excerpt
from hookline.report.style import Style
from hookline.report.width import WIDTH


def problem(
    path: str = "a.yaml", line: int = 1, column: int = 1, severity: Severity = Severity.ERROR
) -> Diagnostic:
    """Give a problem at a place."""
    return Diagnostic(severity, Code.VAL_TYPE, "it is wrong", Location(path, line, column))


def cells(text: str) -> int:
    """Count the cells of a terminal that a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(bool(unicodedata.combining(character)) for character in text)


def pointed_at(location: Location) -> str:
    """Give the part of the shown line that stands above the carets."""
    line, carets = excerpt(location)
    begin, end = carets.index("^"), len(carets)
    found, at = "", 0
    for character in line:
        if begin <= at < end:
            found += character
        at += cells(character)
    return found


def test_a_problem_as_text() -> None:
    """Place, severity, code and message; the line with a caret; the other place; the hint."""
    found = Diagnostic(
        Severity.ERROR,
        Code.YML_DUP,
        "the key `name` stands here for the second time",
        Location("webhooks/a.yaml", 3, 3, 4, "  name: b"),
        "keep one of the two",
        (Related("first here", Location("webhooks/a.yaml", 2, 3, 4, "  name: a")),),
    )
    assert render_text([found], Style()) == (
        "webhooks/a.yaml:3:3: error[YML-DUP] the key `name` stands here for the second time\n"
        "      name: b\n"
        "      ^^^^\n"
        "  webhooks/a.yaml:2:3: first here\n"
        "      name: a\n"
        "      ^^^^\n"
        "  hint: keep one of the two\n"
    )


def test_a_problem_without_a_place() -> None:
    """What has no place in a file begins with its severity."""
    found = Diagnostic(Severity.WARNING, Code.FIL_COUNT, "too many")
    assert render_text([found], Style()) == "warning[FIL-COUNT] too many\n"


def test_nothing_acts_on_the_terminal() -> None:
    """Control characters in any part of a problem are spelled out."""
    evil = "\x1b[31m\u202e\n"
    place = Location(evil, 1, 1, 1, f"a {evil}")
    found = Diagnostic(Severity.ERROR, Code.VAL_TYPE, evil, place, evil, (Related(evil, place),))
    shown = render_text([found], Style())
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert all(line.strip() for line in shown.splitlines())


def test_colour_is_only_colour() -> None:
    """Without its colours a coloured problem is the plain one."""
    coloured = render_text([problem()], Style(color=True))
    assert "\x1b[" in coloured
    for code in ("\x1b[1m", "\x1b[1;31m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == render_text([problem()], Style())


def test_a_long_hint_is_broken_between_words() -> None:
    """A hint keeps to the width of a terminal, and what it offers to copy stays whole."""
    reference = "${env:HOOKLINE_SECRET_" + "A" * 70 + "}"
    found = Diagnostic(Severity.ERROR, Code.SEC_PLAIN, "plain", None, f"{'word ' * 20}{reference}")
    shown = render_text([found], Style()).splitlines()
    assert len(shown) == 4
    assert all(len(line) <= WIDTH for line in shown if reference not in line)
    assert shown[-1] == " " * 8 + reference


LONG = "refs/hookline/state/" + "x" * 70


@pytest.mark.parametrize(
    "lines",
    [
        [
            "put back what this clone has, all of it:",
            f"git push origin {LONG};",
            "or begin anew, as if nothing was there:",
            f"hookline forget --all --target {'t' * 20}",
        ],
        [
            "when you trust its content, and everybody who may write there, run:",
            "git config --add safe.directory '/a, b; c'",
        ],
        [
            "it may well be that this is in a partial clone: there run",
            "`git fetch --refetch`, and else `git fsck`",
        ],
        [
            "take it over, if it is this one that is meant:",
            "hookline plan --adopt a,b, or leave it out; see hookline plan --help",
        ],
    ],
)
def test_a_command_in_a_hint_stays_on_one_line(lines: list[str]) -> None:
    """What is there to be copied is never broken, and the words around it are."""
    found = Diagnostic(Severity.ERROR, Code.STA_GONE, "gone", None, " ".join(lines))
    shown = render_text([found], Style()).splitlines()[1:]
    assert shown[0].startswith("  hint: ")
    assert [line[8:] for line in shown] == lines


def test_order() -> None:
    """Problems are shown by file, line and column, those without a place first."""
    general = Diagnostic(Severity.ERROR, Code.FIL_COUNT, "too many")
    ordered = [general, problem("a", 2, 1), problem("a", 10, 1), problem("a", 10, 3), problem("b")]
    assert in_order(reversed(ordered)) == ordered
    assert [entry["line"] for entry in to_json(reversed(ordered)) if isinstance(entry, dict)] == [
        None, 2, 10, 10, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("problems", "line"),
    [
        ([], "no problems"),
        ([problem()], "1 error in 1 file"),
        ([problem(), problem(line=2), problem("b")], "3 errors in 2 files"),
        ([problem(severity=Severity.WARNING), problem("b")], "1 error, 1 warning in 2 files"),
        ([problem(severity=Severity.NOTE)], "1 note in 1 file"),
        ([Diagnostic(Severity.ERROR, Code.FIL_COUNT, "too many")], "1 error"),
    ],
)
def test_summary(problems: list[Diagnostic], line: str) -> None:
    """The last line counts what was found, by severity, and the files it was found in."""
    assert summary(problems) == line


def test_json_holds_the_same_facts() -> None:
    """Each fact has its key; a problem without a place has nulls."""
    place = Location("a.yaml", 3, 5, 4, "text")
    found = Diagnostic(Severity.ERROR, Code.YML_DUP, "twice", place, "keep one",
                       (Related("first", Location("a.yaml", 1, 5)),))  # fmt: skip
    assert to_json([found]) == [
        {
            "severity": "error",
            "code": "YML-DUP",
            "message": "twice",
            "hint": "keep one",
            "path": "a.yaml",
            "line": 3,
            "column": 5,
            "related": [{"message": "first", "path": "a.yaml", "line": 1, "column": 5}],
        }
    ]


@pytest.mark.parametrize(
    ("line", "column", "width", "expected"),
    [
        ("name: a", 7, 1, "a"),
        ("注文: 漢字", 5, 2, "漢字"),
        ("a: e\u0301 b", 7, 1, "b"),
        ("🚲🚲: x", 5, 1, "x"),
        ("\ta", 2, 1, "a"),
        ("\ta", 1, 1, "\\t"),
        ("x" * 200 + "!" + "y" * 200, 201, 1, "!"),
        ("漢" * 200 + "!" + "y" * 200, 201, 1, "!"),
        ("x" * 200 + "!!!", 201, 3, "!!!"),
        ("a: " + "x" * 70, 4, 70, "x" * 70),
    ],
)
def test_the_caret_stands_below_its_place(
    line: str, column: int, width: int, expected: str
) -> None:
    """Wide, combining and escaped characters and cut lines do not move the caret away."""
    assert pointed_at(Location("a", 1, column, width, line)) == expected


def test_a_blank_line_is_not_shown() -> None:
    """A place in a line without text has no excerpt."""
    assert excerpt(Location("a", 1, 1, 1, "   ")) == []


def test_a_place_behind_the_line() -> None:
    """The end of a line can be pointed at."""
    assert excerpt(Location("a", 1, 4, 1, "abc")) == ["    abc", "       ^"]


@settings(max_examples=200)
@given(
    st.text(st.sampled_from("ab 漢🚲é\u0301\t\x1b\u202e"), min_size=1, max_size=300),
    st.integers(1, 300),
    st.integers(1, 300),
)
def test_an_excerpt_fits_the_terminal(line: str, column: int, width: int) -> None:
    """Line and caret keep to the width, whatever the line holds and wherever the place is."""
    column = min(column, len(line) + 1)
    for shown in excerpt(Location("a", 1, column, width, line)):
        assert cells(shown) <= WIDTH
        assert "\x1b" not in shown
