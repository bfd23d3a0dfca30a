"""What a run says of itself once it has ended."""

from dataclasses import replace

import pytest

from hookline.apply import records_after, run_of
from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.state import AppliedState, Beginning, Brought, Hold, Run
from tests.support.plans import SMALL
from tests.support.webhooks import NOW, applied, state

SHA = "3f2a9c1" + "0" * 33
OLDER = "e" * 40
ATTEMPT = Attempt(outcome_of(SMALL.changes[0], Result.CREATED))
BEGINNING = Beginning("run7", "Ada", "sync")
HOLD = Hold("run6", OLDER, "Ben", NOW)
BASE = AppliedState("s-6", OLDER, number=6)
WORKTREE = replace(SMALL, worktree=True)
NARROWED = replace(SMALL, left_out=("other",))


def test_a_run_says_who_carried_out_what_and_why() -> None:
    """Id, moment, author, commit, folder, purpose and number are those of the run itself."""
    plan = replace(SMALL, root="hooks")
    assert run_of(plan, BASE, BEGINNING, [ATTEMPT], NOW, whole=True) == Run(
        id="run7",
        at=NOW,
        who="Ada",
        commit=SHA,
        worktree=False,
        applied_commit=SHA,
        root="hooks",
        outcomes=(ATTEMPT.outcome,),
        purpose="sync",
        number=7,
    )


def test_a_working_tree_without_a_commit_leaves_it_empty() -> None:
    """What was never committed has no commit to be recorded by."""
    plan = replace(SMALL, commit=None, worktree=True)
    run = run_of(plan, AppliedState(), BEGINNING, [ATTEMPT], NOW, whole=True)
    assert (run.commit, run.applied_commit, run.worktree) == ("", "", True)


@pytest.mark.parametrize(("plan", "whole"), [(SMALL, False), (WORKTREE, True), (NARROWED, True)])
def test_a_run_that_does_not_carry_out_all_of_a_commit_keeps_the_one_before(
    plan: Plan, *, whole: bool
) -> None:
    """After a failure, from a working tree and by name, the commit is not applied whole."""
    held = replace(BASE, hold=HOLD)
    run = run_of(plan, held, BEGINNING, [ATTEMPT], NOW, whole=whole)
    assert (run.commit, run.applied_commit) == (SHA, OLDER)
    assert run.hold == HOLD


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        (None, None, None),
        (HOLD, None, None),
        (replace(HOLD, commit=SHA), None, replace(HOLD, commit=SHA)),
        (None, HOLD, HOLD),
        (HOLD, replace(HOLD, run="run7"), replace(HOLD, run="run7")),
    ],
)
def test_a_hold_ends_when_another_commit_is_applied_whole(
    before: Hold | None, new: Hold | None, after: Hold | None
) -> None:
    """The commit that the target was set back to says nothing about git, and a new hold counts."""
    base = replace(BASE, hold=before)
    beginning = replace(BEGINNING, hold=new)
    assert run_of(SMALL, base, beginning, [ATTEMPT], NOW, whole=True).hold == after


@pytest.mark.parametrize(
    ("plan", "commit"), [(SMALL, SHA), (WORKTREE, ""), (replace(SMALL, commit=None), "")]
)
def test_what_is_new_in_a_record_that_follows_came_with_the_commit_that_is_applied(
    plan: Plan, commit: str
) -> None:
    """Not with the one before; what stayed keeps its origin, also one that is only looked for."""
    older = Brought("run1", OLDER)
    before = replace(
        applied("w-1", "a", {"name": "a", "description": "one", "is_enabled": True}),
        brought={"is_enabled": older},
    )
    follower = replace(
        before,
        name="z",
        sent={"name": "z", "description": "one", "is_enabled": True, "roles": None},
    )
    run = run_of(plan, BASE, BEGINNING, [], NOW, whole=True)
    after = records_after(state(before), replace(plan, follows=(follower,)), [], run)
    new = Brought("run7", commit)
    assert after["w-1"].brought == {"is_enabled": older, "name": new, "roles": new}
