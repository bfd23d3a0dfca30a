"""Plans as people and programs read them."""

from dataclasses import replace
from datetime import UTC, datetime
from textwrap import dedent

import pytest

from hookline.model.change import (
    Adopt,
    Blocker,
    Cause,
    CauseKind,
    Create,
    Delete,
    FieldChange,
    Origin,
    Release,
    Rename,
    Update,
    Write,
)
from hookline.model.commit import Commit
from hookline.model.guard import Guard, GuardVerdict
from hookline.model.plan import Plan, Unmanaged
from hookline.model.record import WorkspaceIdentity
from hookline.report.plan_json import plan_to_json
from hookline.report.plan_text import render_plan
from hookline.report.style import Style
from hookline.report.times import ago
from hookline.report.values import show, show_pair
from tests.support.webhooks import HEAD, NOW

COMMIT = Commit(
    "a81c2f0" + "0" * 33,
    "Ben Ito",
    datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
    "Clarify the invoice hook",
)
BY_GIT = Cause(CauseKind.COMMIT, COMMIT)
BY_HAND = Cause(CauseKind.DRIFT, author="carla", at=datetime(2026, 11, 20, 14, 2, tzinfo=UTC))


def origin(path: str, line: int) -> Origin:
    """Give the place of a definition."""
    return Origin(path, line, 0, "b" * 40)


UPDATE = Update(
    name="invoice-paid",
    record_id="w1",
    origin=origin("webhooks/billing.yaml", 12),
    fields=(
        FieldChange("description", "Invoice paid", "Invoice paid by card", BY_GIT),
        FieldChange("is_productive", False, True, BY_HAND),
    ),
    write=Write({}),
    message="m",
    cause=BY_GIT,
)
RENAME = Rename(
    name="sign-up",
    renamed_from="signup",
    record_id="w2",
    origin=origin("webhooks/signup.yaml", 3),
    fields=(),
    write=Write({}),
    message="m",
    cause=BY_GIT,
    warnings=("callers of /webhook/signup/call will get 404",),
)
CREATE = Create(
    name="refund",
    origin=origin("webhooks/refund.yaml", 1),
    fields=(
        FieldChange("flow_name", None, "billing-refund", BY_GIT),
        FieldChange("is_enabled", None, True, BY_GIT, "open to callers with the key"),
        FieldChange("key", None, "${env:HOOKLINE_SECRET_R}", BY_GIT, secret=True),
    ),
    write=Write({}),
    message="m",
    cause=BY_GIT,
)
ADOPT = Adopt(
    name="a",
    record_id="w",
    origin=origin("a.yaml", 1),
    fields=(),
    write=Write({}),
    cause=BY_GIT,
)
RELEASE = Release(name="a", record_id="w", path="a.yaml", cause=BY_GIT)
DELETE = Delete(
    name="legacy-import",
    record_id="w3",
    path="webhooks/legacy.yaml",
    message="m",
    cause=BY_GIT,
    warnings=("stays in the trash for two weeks",),
)
PLAN = Plan(
    target="staging",
    workspace=WorkspaceIdentity("https://staging.example.com", "w-1"),
    commit=HEAD,
    worktree=False,
    root="",
    applied_commit=None,
    state_revision=None,
    changes=(UPDATE, RENAME, CREATE, DELETE),
    unchanged=tuple("abcdefghijkl"),
    unmanaged=(Unmanaged("theirs", "w9"),),
    guards=(GuardVerdict(Guard("deletes"), True, "deletes 2 of 15, limit 4"),),
)


def text(plan: Plan) -> str:
    """Render without colour."""
    return render_plan(plan, Style(), NOW, "hookline apply --target staging")


def test_every_kind_of_change_as_text() -> None:
    """The text fits 80 columns and tells what, where, why, and how to apply it."""
    shown = text(PLAN)
    assert shown == dedent(
        """\
        Hookline will change staging (https://staging.example.com) to match 3f2a9c1

          ~ webhook/invoice-paid                                webhooks/billing.yaml:12
              description    "Invoice paid" → "Invoice paid by card"
                             a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
              is_productive  false → true
                             drift: changed in the workspace by carla, 20 Nov 14:02 UTC
          > webhook/signup → webhook/sign-up                      webhooks/signup.yaml:3
              callers of /webhook/signup/call will get 404
          + webhook/refund                                        webhooks/refund.yaml:1
              flow_name   "billing-refund"
              is_enabled  true (open to callers with the key)
              key         will be set
                          a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
          - webhook/legacy-import                                     removed in a81c2f0
              stays in the trash for two weeks

        1 to create, 1 to update, 1 to rename, 1 to delete, 12 unchanged.
        Unmanaged, and left alone: theirs.
        Guards: deletes 2 of 15, limit 4.
        Apply with: hookline apply --target staging
        """
    )
    assert max(map(len, shown.splitlines())) <= 80


def test_no_changes_is_one_line() -> None:
    """Nothing to do is said in one line that names both sides."""
    assert text(replace(PLAN, changes=(), unmanaged=())) == "No changes. staging matches 3f2a9c1.\n"


def test_working_tree_is_said() -> None:
    """A plan from the working tree never looks like one from a commit."""
    shown = text(replace(PLAN, worktree=True, commit=None))
    assert "to match the working tree (on no commit yet)" in shown.splitlines()[0]


def test_refused_plan_says_why_and_does_not_offer_to_apply() -> None:
    """A guard's numbers stand where the command to apply would."""
    shown = text(
        replace(PLAN, guards=(GuardVerdict(Guard("deletes"), False, "deletes 9 of 15, limit 4"),))
    )
    assert "Refused (deletes): deletes 9 of 15, limit 4" in shown
    assert "Apply with" not in shown
    assert "would like to change" in shown


def test_refused_plan_without_changes_still_says_so() -> None:
    """A guard may refuse when nothing would be written."""
    shown = text(replace(PLAN, changes=(), guards=(GuardVerdict(Guard("empty"), False, "no definition"),)))
    assert "Refused (empty)" in shown


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (ADOPT, "is as defined already"),
        (replace(ADOPT, blocked=Blocker.UNMANAGED), "to take it over: --adopt a"),
        (RELEASE, "stays in the workspace, and is no longer managed"),
        (replace(RELEASE, gone=True), "is gone already"),
        (replace(UPDATE, blocked=Blocker.CONFLICT), "git and the workspace have both moved"),
    ],
)
def test_the_other_changes_say_what_they_mean(change: Adopt | Release | Update, line: str) -> None:
    """No change is left to its symbol alone."""
    assert line in text(replace(PLAN, changes=(change,)))


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (
            replace(BY_HAND, author="0f5c1a2b-1111-2222-3333-444455556666"),
            "drift: changed in the workspace by 0f5c1a2b, 20 Nov 14:02 UTC",
        ),
        (replace(BY_HAND, author=None), "drift: changed in the workspace by somebody, 20 Nov"),
        (Cause(CauseKind.DRIFT), "drift: deleted in the workspace"),
        (
            Cause(CauseKind.COMMIT),
            "commit unknown: uncommitted, or beyond a shallow clone",
        ),
        (
            replace(BY_HAND, kind=CauseKind.CONFLICT, commit=COMMIT),
            "conflict: changed in the workspace too, by carla, 20 Nov 14:02 UTC",
        ),
        (
            replace(BY_HAND, kind=CauseKind.CONFLICT, commit=COMMIT),
            "a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook",
        ),
    ],
)
def test_cause_names_who_and_when(cause: Cause, expected: str) -> None:
    """The time of a change by hand is never cut off, and an id is told by its beginning."""
    change = replace(UPDATE, fields=(FieldChange("is_productive", False, True, cause),))
    assert expected in text(replace(PLAN, changes=(change,)))


def test_unmanaged_webhooks_are_named_and_counted() -> None:
    """A few are named, the rest counted."""
    many = tuple(Unmanaged(name, name) for name in "abcde")
    assert "Unmanaged, and left alone: a, b, c and 2 more." in text(replace(PLAN, unmanaged=many))


def test_hostile_text_is_spelled_out() -> None:
    """Neither a name nor a value can move the cursor or start a line."""
    hostile = replace(
        UPDATE,
        name="a\x1b[31m\nb",
        fields=(FieldChange("description", "x", "\x1b]0;title\x07\u202e", BY_GIT),),
    )
    shown = text(replace(PLAN, changes=(hostile,)))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "webhook/a\\x1b[31m\\nb" in shown


def test_long_values_are_cut_around_the_first_difference() -> None:
    """Of two long texts the part that differs is shown."""
    before, after = show_pair("x" * 200 + "old", "x" * 200 + "new", 40)
    assert len(before) <= 40
    assert before.endswith('old"')
    assert after.endswith('new"')


def test_long_value_of_a_create_is_cut() -> None:
    """A value takes one line."""
    assert show("y" * 100, 20) == '"' + "y" * 18 + "…"


def test_json_holds_the_same_facts_and_no_secret() -> None:
    """The keys are those of DESIGN 4; a secret is told as changing and nothing else."""
    shown = plan_to_json(PLAN)
    assert shown["summary"] == {
        "create": 1,
        "update": 1,
        "rename": 1,
        "delete": 1,
        "adopt": 0,
        "release": 0,
        "blocked": 0,
        "unchanged": 12,
    }
    changes = shown["changes"]
    assert isinstance(changes, list)
    assert [each["action"] for each in changes if isinstance(each, dict)] == [
        "update",
        "rename",
        "create",
        "delete",
    ]
    assert "HOOKLINE_SECRET_R" not in repr(shown)
    assert shown["unmanaged"] == [{"name": "theirs", "id": "w9"}]


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (datetime(2026, 11, 23, 12, 0, 1, tzinfo=UTC), "just now"),
        (datetime(2026, 11, 23, 11, 59, 59, tzinfo=UTC), "1 second ago"),
        (datetime(2026, 11, 23, 11, 30, tzinfo=UTC), "30 minutes ago"),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), "2 days ago"),
        (datetime(2026, 8, 1, tzinfo=UTC), "3 months ago"),
        (datetime(2024, 11, 1, tzinfo=UTC), "2 years ago"),
    ],
)
def test_ago(then: datetime, expected: str) -> None:
    """Moments are told in their largest whole unit."""
    assert ago(then, NOW) == expected
