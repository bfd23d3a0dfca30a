from datetime import UTC, datetime

import pytest

from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.guard import Override, OverrideKind
from hookline.stages.plan.overrides import read_trailers

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def commit(body: str, sha: str = "3f2a9c1" + "0" * 33) -> Commit:
    """Make a commit with this body."""
    return Commit(sha, "Ada Nwosu", AT, "Drop the old hooks", body)


def allowed(body: str) -> list[tuple[OverrideKind, tuple[str, ...]]]:
    """Give what a body allows, when there is nothing to note about it."""
    overrides, notes = read_trailers([commit(body)])
    assert not notes
    return [(each.kind, each.values) for each in overrides]


@pytest.mark.parametrize(
    ("value", "kind", "values"),
    [
        ("delete a,b", OverrideKind.DELETE, ("a", "b")),
        ("delete   sign up , b", OverrideKind.DELETE, ("sign up", "b")),
        ('delete "a,b"', OverrideKind.DELETE, ("a,b",)),
        ("changes 40", OverrideKind.CHANGES, ("40",)),
        ("empty staging", OverrideKind.EMPTY, ("staging",)),
        ("last Customer care", OverrideKind.LAST, ("Customer care",)),
        ("rewind 3f2a9c1", OverrideKind.REWIND, ("3f2a9c1",)),
        ("delete\ta", OverrideKind.DELETE, ("a",)),
    ],
)
def test_trailer_allows_what_it_names(
    value: str, kind: OverrideKind, values: tuple[str, ...]
) -> None:
    """A reviewed commit may allow everything that an option may."""
    overrides, notes = read_trailers([commit(f"Why.\n\nHookline-Allow: {value}")])
    assert overrides == (Override(kind, values, "commit 3f2a9c1"),)
    assert notes == ()


def test_commits_are_read_in_their_order_and_each_is_named() -> None:
    """Who reads the plan finds the commit that allowed something."""
    commits = [
        commit("Hookline-Allow: delete a\nHookline-Allow: changes 9", "a" * 40),
        commit("Hookline-Allow: delete b", "b" * 40),
    ]
    overrides, _ = read_trailers(commits)
    assert [(each.values, each.source) for each in overrides] == [
        (("a",), "commit aaaaaaa"),
        (("9",), "commit aaaaaaa"),
        (("b",), "commit bbbbbbb"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "hookline-allow: delete a",
        "HOOKLINE-ALLOW: delete a",
        "Hookline-Allow : delete a",
        "Hookline-Allow:delete a",
        "Why.\n\nSigned-off-by: Ada <a@example.com>\nHookline-Allow: delete a",
        "Why.\n \t\nHookline-Allow: delete\n  a",
        "Why.\r\n\r\nHookline-Allow: delete a\r",
        "Hookline-Allow: delete a\n(cherry picked from commit 1234567)",
        "Hookline-Allow: delete a\n(cherry picked from commit 1234567)\n  and more",
        "(cherry picked from commit 1234567)\nHookline-Allow:\n\tdelete a",
    ],
)
def test_trailers_are_read_as_git_reads_them(body: str) -> None:
    """Case, blanks and continued lines do not matter, other trailers may stand beside."""
    assert allowed(body) == [(OverrideKind.DELETE, ("a",))]


@pytest.mark.parametrize(
    "body",
    [
        "Hookline-Allow: delete a\n\nThe last paragraph is another one.",
        "The line below is prose.\nHookline-Allow: delete a",
        "Hookline-Allow: delete a\nSo we can delete it.",
        "  Hookline-Allow: delete b\nHookline-Allow: delete a",
    ],
)
def test_line_that_is_no_trailer_allows_nothing_and_is_noted(body: str) -> None:
    """Prose about the trailer is not the trailer, and whoever meant it learns why."""
    overrides, notes = read_trailers([commit(body)])
    assert overrides == ()
    assert [note.code for note in notes] == [Code.PLN_ALLOW]
    assert notes[0].message == (
        "commit 3f2a9c1: a line Hookline-Allow outside of its trailers allows nothing"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "it begins with none of delete, changes, empty, last, rewind"),
        ("everything", "it begins with none of"),
        ("deletes a", "it begins with none of"),
        ("delete", "NAMES is missing"),
        ("delete 'a", "open quotation mark"),
        ("changes -1", "no number of webhooks"),
        ("changes 4 5", "no number of webhooks"),
        ("rewind main", "no id of a commit"),
    ],
)
def test_malformed_trailer_allows_nothing_and_is_noted(value: str, reason: str) -> None:
    """It may be old and in history for good, so it must not stop a plan."""
    body = f"Hookline-Allow: {value}\nHookline-Allow: delete b"
    overrides, (note,) = read_trailers([commit(body)])
    assert [each.values for each in overrides] == [("b",)]
    assert (note.severity, note.code) == ("note", Code.PLN_ALLOW)
    assert note.message.startswith(f'commit 3f2a9c1: "Hookline-Allow: {value}" allows nothing: ')
    assert reason in note.message
    assert note.hint == (
        "write Hookline-Allow: and one of `delete NAMES`, `changes N`, `empty TARGET`, "
        "`last PROJECT`, `rewind SHA` into the last paragraph of a commit"
    )


def test_commit_without_a_body_allows_nothing() -> None:
    """A subject is never a trailer."""
    assert allowed("") == []


def test_other_trailers_are_none_of_ours() -> None:
    """Only the one key allows anything."""
    assert allowed("Hookline-Commit: delete a\nAllow: delete a") == []
