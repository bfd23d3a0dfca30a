"""Plans as people read them."""

from dataclasses import replace
from datetime import UTC, datetime
from textwrap import dedent

import pytest

from hookline.model.change import Adopt, Cause, CauseKind, Delete, FieldChange, Release
from hookline.model.guard import Guard, GuardVerdict, Override, OverrideKind
from hookline.model.plan import Plan, Unmanaged
from hookline.report.plan_text import render_plan
from hookline.report.style import Style
from hookline.report.times import ago
from tests.support.shown_plans import (
    ADOPT,
    BY_BOTH,
    BY_GIT,
    BY_HAND,
    COMMIT,
    DELETE,
    EVERYTHING,
    KEPT,
    MERGE,
    PLAN,
    RELEASE,
    RENAME,
    UPDATE,
    text_of,
)
from tests.support.webhooks import NOW


def test_every_kind_of_change_as_text() -> None:
    """The text fits 80 columns and tells what, where, why, and how to apply it."""
    assert text_of(PLAN) == dedent(
        """\
        Hookline will change staging (https://staging.example.com) to match 3f2a9c1

          ~ webhook/invoice-paid                                webhooks/billing.yaml:12
              description    "Invoice paid" → "Invoice paid by card"
                             a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
              is_productive  false → true
                             drift: changed in the workspace by carla, 20 Nov 14:02 UTC
          > webhook/signup → webhook/sign-up                      webhooks/signup.yaml:3
              a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
              callers of /webhook/signup/call will get 404
          + webhook/refund                                        webhooks/refund.yaml:1
              flow_name   "billing-refund"
              is_enabled  true (open to callers with the key)
              key         will be set
                          a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
          - webhook/legacy-import                                     removed in a81c2f0
              a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
              stays in the trash for two weeks

        1 to create, 1 to update, 1 to rename, 1 to delete, 12 unchanged.
        Unmanaged, and left alone: theirs.
        Guards: deletes 2 of 15, limit 4.
        Apply with: hookline apply --target staging
        """
    )


def test_a_plan_that_is_held_back_as_text() -> None:
    """What blocks stands first, with the commands that settle it; a conflict has three sides."""
    shown = text_of(EVERYTHING)
    _, _, end = shown.partition("  = webhook/stock-level")
    assert end == dedent(
        """\
                                            webhooks/stock.yaml:1
              a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
              is as defined already, and will be managed
          x webhook/newsletter                                        removed in a81c2f0
              a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
              stays in the workspace, and is no longer managed
          = webhook/goods-in                                       webhooks/stock.yaml:1
              blocked: the workspace has a webhook of this name that nobody manages
              to take it over:
                hookline plan --target staging --adopt goods-in
              flow_name  "old" → "goods-in"
                         a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
          ~ webhook/order-placed                                  webhooks/orders.yaml:2
              blocked: git and the workspace have both moved
              to let git win:
                hookline plan --target staging --take git:order-placed
              to leave it as the workspace has it:
                hookline plan --target staging --take workspace:order-placed
              flow_name  applied    "orders-2"
                         git        "orders-3"
                         workspace  "orders-fix"
                a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
                conflict: changed in the workspace too, by carla, 20 Nov 14:02 UTC
          - webhook/legacy-import                                     removed in a81c2f0
              a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook
              stays in the trash for two weeks

        Left as the workspace has it:
          webhook/parcel-sent
              is_enabled  workspace  false
                          git        true
                changed in the workspace by carla, 20 Nov 14:02 UTC; on_drift: keep

        1 to create, 1 to update, 1 to rename, 1 to delete, 1 to adopt, 1 to release,
        2 blocked, 12 unchanged.
        Unmanaged, and left alone: theirs.
        Guards: deletes 2 of 15, limit 4.
        Nothing will be written until that is settled.
        """
    )


def test_no_changes_is_one_line() -> None:
    """Nothing to do is said in one line that names both sides."""
    nothing = replace(PLAN, changes=(), unmanaged=())
    assert text_of(nothing) == "No changes. staging matches 3f2a9c1.\n"


@pytest.mark.parametrize(
    ("plan", "verdict"),
    [
        (
            replace(PLAN, kept=(KEPT,)),
            "No changes. staging matches 3f2a9c1, apart from 1 difference left.",
        ),
        (replace(PLAN, left_out=("a",)), "No changes of the webhooks that were named."),
        (
            replace(PLAN, offline=True),
            "No changes. 3f2a9c1 is what staging got last; live was not read.",
        ),
    ],
)
def test_no_changes_never_claims_too_much(plan: Plan, verdict: str) -> None:
    """What is kept, left out or was not read is not said to agree."""
    shown = text_of(replace(plan, changes=()))
    assert shown.splitlines()[-1] == verdict


def test_working_tree_is_said() -> None:
    """A plan from the working tree never looks like one from a commit."""
    shown = text_of(replace(PLAN, worktree=True, commit=None))
    heading = " ".join(shown.split("\n\n")[0].split())
    assert heading.endswith("to match the working tree (on no commit yet)")


def test_offline_is_said_in_the_first_line() -> None:
    """A plan that did not read the workspace says so before all else, and is never offered."""
    shown = text_of(replace(PLAN, offline=True))
    first = "Hookline would change staging (offline: live was not read) to match 3f2a9c1"
    assert shown.splitlines()[0] == first
    assert "Apply with" not in shown


def test_refused_plan_says_why_and_does_not_offer_to_apply() -> None:
    """A guard's numbers stand where the command to apply would."""
    refused = GuardVerdict(Guard.DELETES, False, "deletes 9 of 15, limit 4")
    shown = text_of(replace(PLAN, guards=(refused,)))
    assert "Refused (deletes): deletes 9 of 15, limit 4\n" in shown
    assert "Apply with" not in shown
    assert shown.startswith("Hookline would change staging")


def test_an_option_is_not_parted_from_what_it_is_given() -> None:
    """What would override a guard can be copied from one line."""
    option = "--allow-delete 'legacy import',signup"
    for words in range(8):
        why = f"deletes 9 of 15, limit 4 {'(more) ' * words}to allow them: {option}"
        shown = text_of(replace(PLAN, guards=(GuardVerdict(Guard.DELETES, False, why),)))
        assert f" {option}\n" in shown


def test_refused_plan_without_changes_still_says_so() -> None:
    """A guard may refuse when nothing would be written."""
    refused = GuardVerdict(Guard.EMPTY, False, "no definition")
    assert "Refused (empty)" in text_of(replace(PLAN, changes=(), guards=(refused,)))


def test_a_guard_that_was_overridden_names_who_allowed_it() -> None:
    """An override stands in the plan beside the limit that it lifts."""
    verdict = GuardVerdict(
        Guard.DELETES, True, "deletes 9 of 15, limit 4", allowed_by="--allow-delete a,b"
    )
    allowed = Override(OverrideKind.DELETE, ("a", "b"), "commit 3f2a9c1")
    shown = text_of(replace(PLAN, guards=(verdict,), overrides=(allowed,)))
    assert "\nAllowed: delete a, b (commit 3f2a9c1)\n" in shown
    assert "deletes 9 of 15, limit 4 (allowed by --allow-delete a,b)." in shown


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (ADOPT, "is as defined already, and will be managed"),
        (RELEASE, "stays in the workspace, and is no longer managed"),
        (replace(RELEASE, gone=True), "is gone already, and is no longer managed"),
        (replace(DELETE, cause=Cause(CauseKind.COMMIT)), "removed"),
    ],
)
def test_the_other_changes_say_what_they_mean(change: Adopt | Delete | Release, line: str) -> None:
    """No change is left to its symbol alone."""
    assert line in text_of(replace(PLAN, changes=(change,)))


@pytest.mark.parametrize(
    "subject", ["Say " * 12 + "it", "Say " * 40 + "it", "x" * 400], ids=["two", "three", "word"]
)
def test_a_long_cause_takes_two_lines(subject: str) -> None:
    """Who and when are never cut off; a subject that is longer than two lines is."""
    told = replace(BY_GIT, commit=replace(COMMIT, subject=subject), merge=MERGE)
    change = replace(UPDATE, fields=(FieldChange("is_productive", False, True, told),))
    lines = text_of(replace(PLAN, changes=(change,))).splitlines()[4:6]
    assert lines[0].startswith("        a81c2f0 in merge 9d0e1b7 by Ben Ito, 2 days ago:")
    assert lines[1].startswith("          ")
    assert max(map(len, lines)) <= 80
    assert lines[1].endswith("it" if len(subject) < 60 else "…")


def test_a_change_that_a_guard_holds_back_points_to_its_reason() -> None:
    """The numbers stand once, below all the changes, where a reader is sent to."""
    held = replace(DELETE, blocked=Guard.DELETES)
    refusal = GuardVerdict(Guard.DELETES, False, "deletes 1 of 1", ("legacy-import",))
    shown = text_of(replace(PLAN, changes=(held,), guards=(refusal,)))
    assert "\n      blocked by the guard on deletes, see below\n" in shown
    assert "\nRefused (deletes): deletes 1 of 1\n" in shown


def test_a_branch_tells_its_changes_from_those_that_wait() -> None:
    """Planned against another branch, the second line counts what is new and what is pending."""
    mine = replace(UPDATE, cause=replace(BY_GIT, origin="this branch"))
    theirs = replace(DELETE, cause=replace(BY_GIT, origin="already pending"))
    shown = text_of(replace(PLAN, since="main", changes=(mine, theirs)))
    assert shown.splitlines()[1] == (
        "Against main: 1 change comes from this branch, 1 was pending before."
    )


MINE = replace(BY_GIT, origin="this branch")
PENDING = replace(BY_GIT, origin="already pending")


@pytest.mark.parametrize(
    ("causes", "told"),
    [
        ([MINE, MINE], "2 changes come from this branch"),
        ([PENDING, PENDING], "no change comes from this branch, 2 were pending before"),
        ([BY_HAND], "no change comes from this branch"),
        ([MINE, BY_GIT], "this clone cannot tell which changes are this branch's"),
        ([BY_BOTH], "this clone cannot tell which changes are this branch's"),
        (
            [MINE, replace(BY_GIT, commit=None, note="unknown (shallow clone)")],
            "this clone cannot tell which changes are this branch's",
        ),
        (
            [MINE, replace(BY_GIT, commit=None, note="undoes what a81c2f0 brought")],
            "1 change comes from this branch",
        ),
    ],
)
def test_what_a_branch_brings_is_counted_where_anybody_can_tell(
    causes: list[Cause], told: str
) -> None:
    """Drift is no branch's; a commit that nobody could place is never counted as nothing."""
    changes = tuple(replace(UPDATE, cause=cause) for cause in causes)
    shown = text_of(replace(PLAN, since="main", changes=changes))
    assert shown.splitlines()[1] == f"Against main: {told}."


def test_a_rename_says_why_it_has_its_name() -> None:
    """The headline has both names; the commit behind them stands below, other fields after it."""
    other = replace(BY_GIT, commit=replace(COMMIT, subject="Say it better"))
    fields = (*RENAME.fields, FieldChange("description", "a", "b", other))
    shown = text_of(replace(PLAN, changes=(replace(RENAME, fields=fields),)))
    assert [line.strip() for line in shown.splitlines()[3:6]] == [
        "a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook",
        'description  "a" → "b"',
        "a81c2f0 by Ben Ito, 2 days ago: Say it better",
    ]


def test_webhooks_beside_the_plan_are_named_and_counted() -> None:
    """A few are named, the rest counted."""
    many = tuple(Unmanaged(name, name) for name in "abcde")
    shown = text_of(replace(PLAN, unmanaged=many, left_out=("f", "g")))
    assert "\nUnmanaged, and left alone: a, b, c and 2 more.\n" in shown
    assert "\nLeft out, because they were not named: f, g.\n" in shown


def test_what_was_deleted_by_hand_and_stays_so_is_kept() -> None:
    """A webhook that is not made again has no property to compare."""
    gone = replace(KEPT, property="", live=None, desired=None, cause=Cause(CauseKind.DRIFT))
    shown = text_of(replace(PLAN, kept=(gone,)))
    assert (
        "  webhook/parcel-sent\n"
        "      was deleted there, and is not made again\n"
        "        deleted in the workspace; on_drift: keep\n"
    ) in shown


def test_what_is_kept_for_one_reason_says_it_once() -> None:
    """Who changed the workspace, and what decided it, stand below the last of the properties."""
    same = replace(KEPT, property="description", live="a", desired="b")
    taken = replace(KEPT, property="flow_name", by="--take workspace")
    shown = text_of(replace(PLAN, kept=(KEPT, same, taken)))
    assert shown.count("; on_drift: keep\n") == 1
    assert shown.count("; --take workspace\n") == 1
    below = shown[shown.index("Left as") :]
    places = [below.index(each) for each in ("is_enabled", "description", "; on_drift", "; --")]
    assert places == sorted(places)
    assert shown.count("webhook/parcel-sent\n") == 1


@pytest.mark.parametrize(("length", "is_beside"), [(29, True), (30, False)])
def test_a_place_that_does_not_fit_stands_in_the_next_line(length: int, is_beside: bool) -> None:
    """Two blanks at least part a name from its place."""
    place = replace(UPDATE.origin, path="p" * 35, line=1)
    change = replace(UPDATE, name="n" * length, origin=place)
    head, following = text_of(replace(PLAN, changes=(change,))).splitlines()[2:4]
    assert head.endswith(":1") is is_beside
    assert (following == " " * 43 + "p" * 35 + ":1") is not is_beside


def test_colour_is_only_colour() -> None:
    """Without its colours a coloured plan is the plain one."""
    coloured = render_plan(EVERYTHING, Style(True), NOW, "hookline apply --target staging")
    assert "\x1b[1;32m" in coloured
    for code in ("0", "1", "2", "31", "1;31", "1;32", "1;33", "1;36"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == text_of(EVERYTHING)


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
