"""The properties of a change as people read them."""

from dataclasses import replace
from typing import Any

import pytest

from hookline.model.change import Cause, CauseKind, FieldChange
from hookline.model.values import JSON
from hookline.report.fields import FieldView
from hookline.report.style import Style
from tests.support.shown_plans import BY_BOTH, BY_GIT
from tests.support.webhooks import NOW

VIEW = FieldView(Style(), NOW)
CAUSE = Cause(CauseKind.DRIFT, note="x")


def shown(
    before: JSON,
    after: JSON,
    *,
    is_new: bool = False,
    settled: bool = True,
    **more: Any,  # noqa: ANN401  whichever fields a test is about
) -> list[str]:
    """Give the lines of one property, without those of its cause."""
    field = replace(FieldChange("roles", before, after, CAUSE), **more)
    lines = VIEW.lines([field], is_new=is_new, settled=settled)
    return [line for line in lines if "drift: x" not in line]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (False, True, "false → true"),
        (None, "flow_record", 'none → "flow_record"'),
        ("flow_record", None, '"flow_record" → none'),
        (["a"], ["a", "b"], '["a"] → ["a", "b"]'),
        ("\u00e9", "e\u0301", '"\\u00e9" → "e\\u0301"'),
    ],
)
def test_a_plain_value_takes_one_line(before: JSON, after: JSON, line: str) -> None:
    """What was and what will be stand side by side, also where one of them is nothing."""
    assert shown(before, after) == [f"      roles  {line}"]


def test_two_values_that_do_not_fit_stand_below_each_other() -> None:
    """The sign between them stays in its column."""
    assert shown("a" * 50, "b" * 50) == [f'      roles  "{"a" * 50}"', f'           → "{"b" * 50}"']


def test_a_new_value_is_shown_whole() -> None:
    """A name that does not fit a line goes on below itself; nothing of it is hidden."""
    first, second = shown(None, "n" * 100, is_new=True)
    assert first.startswith('      roles  "nn')
    assert second.startswith(" " * 13 + "n")
    assert (first + second).count("n") == 100


def test_a_value_that_is_far_too_long_is_counted() -> None:
    """After some lines the rest is told in numbers."""
    lines = shown(None, "n" * 1000, is_new=True)
    assert len(lines) == 6
    assert lines[-1] == "             … and 667 characters more"


def test_a_text_of_lines_is_compared_by_line() -> None:
    """What stays is hidden, what goes and comes has its sign."""
    lines = "\n".join(f"line {number}" for number in range(9))
    assert shown(lines, lines.replace("line 4", "line four")) == [
        "      roles  1 line removed, 1 added",
        "          … 2 lines alike",
        "          line 2",
        "          line 3",
        "        - line 4",
        "        + line four",
        "          line 5",
        "          line 6",
        "          … 2 lines alike",
    ]


def test_a_long_line_is_compared_by_word() -> None:
    """Of a text in one line the part that changes is shown."""
    text = "word " * 30
    head, *rows = shown(text + "old end", text + "new end")
    assert head == "      roles  changes in part"
    assert rows == [
        "        - …word word word word old end",
        "        + …word word word word new end",
    ]


def test_a_structure_that_is_long_is_compared_by_line() -> None:
    """A list of roles changes by those that come and go."""
    roles: list[JSON] = [{"name": f"role-{number}"} for number in range(20)]
    rows = shown(roles, [*roles[:10], *roles[11:]])[1:]
    signed = [row[8:] for row in rows if row[8] in "+-"]
    assert signed == ["-   {", '-     "name": "role-10"', "-   },"] or signed == [
        '-     "name": "role-10"',
        "-   },",
        "-   {",
    ]


def test_a_new_text_of_lines_is_shown_as_it_stands() -> None:
    """A reader of a create sees lines, not their escapes."""
    assert shown(None, "one\ntwo\n", is_new=True) == [
        "      roles  a new text",
        "        + one",
        "        + two",
    ]


def test_a_conflict_over_a_text_shows_where_each_side_went() -> None:
    """Both sides are compared with what was applied."""
    lines = shown("a\nW\n", "a\nG\n", cause=BY_BOTH, applied="a\nb\n", settled=False)
    assert lines[:-2] == [
        "      roles  git, against what was applied:",
        "          a",
        "        - b",
        "        + G",
        "             workspace, against what was applied:",
        "          a",
        "        - b",
        "        + W",
    ]


def test_a_conflict_with_nothing_applied_says_so() -> None:
    """What was never applied is none, not left out."""
    lines = shown(True, False, cause=BY_BOTH, settled=False)
    assert lines[0] == "      roles  applied    none"


def test_a_settled_conflict_shows_what_was_and_what_will_be() -> None:
    """Where git wins a reader sees what is overwritten by what, as in any update."""
    lines = shown(True, False, cause=BY_BOTH, applied=None)
    assert lines[0] == "      roles  true → false"
    assert lines[-1].strip().startswith("git wins: changed in the workspace too, by carla")


@pytest.mark.parametrize(
    ("after", "note", "line"),
    [
        ("${env:HOOKLINE_SECRET_X}", "", "will be set"),
        ("${env:HOOKLINE_SECRET_X}", "a new secret is sent", "will be set (a new secret is sent)"),
        (None, "", "will be taken away"),
    ],
)
def test_a_secret_is_never_shown(after: JSON, note: str, line: str) -> None:
    """Only that it changes is told, in a conflict as well."""
    for cause, settled in ((CAUSE, True), (BY_BOTH, True), (BY_BOTH, False)):
        lines = shown("(set)", after, secret=True, note=note, cause=cause, settled=settled)
        assert lines[0] == f"      roles  {line}"
        assert "HOOKLINE_SECRET" not in "".join(lines)


def test_a_cause_stands_below_the_last_property_it_belongs_to() -> None:
    """Properties that moved together share their cause."""
    other = replace(BY_GIT, origin="this branch")
    fields = [
        FieldChange("description", "a", "b", BY_GIT),
        FieldChange("flow_name", "a", "b", BY_GIT),
        FieldChange("roles", 1, 2, other),
    ]
    lines = VIEW.lines(fields, is_new=False)
    assert ["Ben Ito" in line for line in lines] == [False, False, True, False, True]
