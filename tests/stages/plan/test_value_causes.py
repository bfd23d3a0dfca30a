"""Who is behind a value: every way in which a commit, or nobody, is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hookline.model.change import Cause, CauseKind, FieldChange
from hookline.model.commit import Commit
from hookline.model.difference import Difference, Standing
from hookline.model.history import Traced
from hookline.model.record import WorkspaceIdentity
from hookline.model.state import Brought
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import (
    WHOLE,
    cause_by_hand,
    cause_in_git,
    cause_of_conflict,
    cause_of_removal,
    message_for,
    strongest,
)
from tests.support.webhooks import CATALOG, HEAD, LOCAL, applied, record, state, webhook_table

PATH = "webhooks/a.yaml"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MOVED = Commit("a" * 40, "Ben Ito", AT, "Clarify the hook", "The mail named the wrong one.")
MERGE = Commit("b" * 40, "Ada Nwosu", AT + timedelta(hours=1), "Merge wording")
NEWEST = Commit("c" * 40, "Cleo Marsh", AT + timedelta(hours=2), "Touch the file")


def basis(**more: Any) -> Basis:  # noqa: ANN401  whichever fields a test is about
    """Give what a plan is made from, a state included."""
    known = {
        "target": LOCAL,
        "workspace": WorkspaceIdentity(LOCAL.workspace, "w-1"),
        "base": state(applied("w1", "a", {"flow_id": "f-1"})),
        "catalog": CATALOG,
        "table": webhook_table(),
        "commit": HEAD,
        "traced": {},
    }
    return Basis(**{**known, **more})


def of(prop: str = "description", **more: Any) -> Cause:  # noqa: ANN401  see basis
    """Give the cause of one value of the webhook a."""
    return cause_in_git("a", prop, PATH, basis(**more))


def test_value_names_the_commit_that_moved_it_and_the_merge() -> None:
    """What was traced is told as it was found."""
    traced = {("a", "description"): Traced(MOVED, MERGE), ("b", "description"): Traced(NEWEST)}
    assert of(traced=traced) == Cause(CauseKind.COMMIT, MOVED, merge=MERGE)


def test_value_that_nobody_traced_is_that_of_its_definition_else_of_the_head() -> None:
    """Something around it moved."""
    assert of(traced={("a", WHOLE): Traced(MOVED)}).commit == MOVED
    assert of() == Cause(CauseKind.COMMIT, HEAD)


def test_what_is_not_committed_has_no_commit() -> None:
    """Also where an older commit moved the value before."""
    traced = {("a", "description"): Traced(MOVED)}
    found = of(traced=traced, uncommitted=frozenset({PATH}))
    assert found == Cause(CauseKind.COMMIT, note="not committed yet")


@pytest.mark.parametrize(
    ("why", "told"),
    [("", "unknown (shallow clone)"), ("partial clone", "unknown (partial clone)")],
)
def test_first_run_names_the_newest_commit_of_the_file(why: str, told: str) -> None:
    """There is no applied commit that a value could be traced back to."""
    known: dict[str, Any] = {"traced": None, "why_untraced": why}
    assert of(commits={PATH: NEWEST}, **known) == Cause(CauseKind.COMMIT, NEWEST)
    assert of(**known) == Cause(CauseKind.COMMIT, note=told)


def test_history_that_ends_too_early_makes_nothing_up() -> None:
    """The head is not blamed for what it may have nothing to do with."""
    found = of(why_untraced="shallow clone")
    assert found == Cause(CauseKind.COMMIT, note="unknown (shallow clone)")


def test_commit_that_does_not_come_after_the_applied_one_undoes_it() -> None:
    """Nobody on this side moved the value."""
    told = "undoes what ccccccc brought, which is not in here"
    assert of(descends=False) == Cause(CauseKind.COMMIT, note=told)
    assert of(descends=None).commit == HEAD


def test_what_goes_back_names_the_commit_that_brought_it() -> None:
    """Not the newest applied one, which may have moved other values alone."""
    brought = {"a": {"description": Brought("run1", "d" * 40)}}
    told = "undoes what ddddddd brought, which is not in here"
    assert of(descends=False, brought=brought) == Cause(CauseKind.COMMIT, note=told)
    unknown = {"a": {"description": Brought("run1", "")}}
    assert "undoes what ccccccc brought" in of(descends=False, brought=unknown).note


def test_removal_is_of_the_configuration_where_the_file_is_there_still() -> None:
    """`definitions:` stopped matching it."""
    first = {"traced": None, "commits": {PATH: MOVED, "hookline.yaml": NEWEST}}
    assert cause_of_removal("a", PATH, basis(**first)).commit == MOVED
    narrowed = basis(**first, unmatched=frozenset({PATH}))
    assert cause_of_removal("a", PATH, narrowed).commit == NEWEST
    assert cause_of_removal("a", PATH, basis(**first, unmatched=None)).commit == MOVED


@pytest.mark.parametrize(
    ("known", "origin"),
    [
        ({}, None),
        ({"since": "main", "branch": frozenset({MOVED.sha})}, "this branch"),
        ({"since": "main", "branch": frozenset({NEWEST.sha})}, "already pending"),
        ({"since": "main", "branch": None}, None),
        (
            {"since": "main", "branch": frozenset(), "uncommitted": frozenset({PATH})},
            "this branch",
        ),
        ({"since": "main", "branch": frozenset(), "traced": None}, None),
    ],
)
def test_origin_is_marked_where_it_was_asked_for(known: dict[str, Any], origin: str | None) -> None:
    """This branch, pending before, or nobody can tell."""
    traced = {("a", "description"): Traced(MOVED, MERGE)}
    found = of(**{"traced": traced, **known})
    assert found.origin == origin
    if found.commit:
        assert (found.commit, found.merge) == (MOVED, MERGE)


def by_hand(modified_at: str | None, applied_at: str | None, **more: Any) -> Cause:  # noqa: ANN401  see basis
    """Give the cause of drift of a webhook that carol changed last."""
    live = record("w1", "a", modified_by="u-8", modified_at=modified_at)
    base = replace(applied("w1", "a", {}), modified_at=applied_at)
    return cause_by_hand(Difference(Standing.MANAGED, "a", base=base, live=live), basis(**more))


def test_drift_names_who_and_when() -> None:
    """By the name where it is known, else by the id."""
    moment = "2026-11-20T14:02:00+00:00"
    at = datetime.fromisoformat(moment)
    people = {"u-8": "carol"}
    assert by_hand(moment, None, people=people) == Cause(CauseKind.DRIFT, author="carol", at=at)
    assert by_hand(moment, None).author == "u-8"


@pytest.mark.parametrize(
    ("live", "before", "note"),
    [
        ("2026-11-20T14:02:00+00:00", "2026-11-20T14:03:00+00:00", "restored from an older copy"),
        (
            "2026-11-20T14:02:00+00:00",
            "2026-11-20T14:02:00+00:00",
            "changed in the workspace before the last run wrote to it",
        ),
        ("2026-11-20T14:02:00+00:00", "2026-11-20T14:01:00+00:00", ""),
        ("2026-11-20T14:02:00+00:00", "2026-11-20T14:03:00", ""),
        ("2026-11-20T14:02:00", "2026-11-20T14:03:00+00:00", ""),
        ("2026-11-20T14:02:00", "2026-11-20T14:03:00", "restored from an older copy"),
        ("2026-11-20T14:02:00+00:00", "some day", ""),
        ("2026-11-20T14:02:00+00:00", None, ""),
        (None, "2026-11-20T14:03:00+00:00", ""),
    ],
)
def test_older_copy_is_told_by_the_workspaces_own_clock(
    live: str | None, before: str | None, note: str
) -> None:
    """Two of its answers are compared; what cannot be compared says nothing."""
    assert by_hand(live, before).note == note


def test_nobody_is_named_for_what_nobody_touched() -> None:
    """A record that is gone tells nothing, and a flow that was made again is not the webhook."""
    gone = Difference(Standing.LOST, "a", base=applied("w1", "a", {}))
    assert cause_by_hand(gone, basis(), "why") == Cause(CauseKind.DRIFT, note="why")
    live = record("w1", "a", modified_by="u-8", modified_at="2026-11-20T14:02:00+00:00")
    again = Difference(Standing.MANAGED, "a", live=live)
    assert cause_by_hand(again, basis(), "made again") == Cause(CauseKind.DRIFT, note="made again")


def test_conflict_names_both_sides() -> None:
    """The commit with its merge and its mark, and who changed the workspace."""
    git = Cause(CauseKind.COMMIT, MOVED, origin="this branch", merge=MERGE, note="of git")
    hand = Cause(CauseKind.DRIFT, author="carol", at=AT)
    assert cause_of_conflict(git, hand) == Cause(
        CauseKind.CONFLICT, MOVED, "carol", AT, "this branch", MERGE, "of git"
    )
    assert cause_of_conflict(git, replace(hand, note="of hand")).note == "of hand"


def field(kind: CauseKind, commit: Commit | None = None) -> FieldChange:
    """Give a field with such a cause."""
    return FieldChange("description", "x", "y", Cause(kind, commit))


def test_strongest_cause_speaks_for_the_webhook() -> None:
    """A conflict, else git's newest by history and then by date, else adoption, else drift."""
    otherwise = Cause(CauseKind.COMMIT, HEAD)
    here = basis(recency={MOVED.sha: 0, NEWEST.sha: 1})
    drift, adopted = field(CauseKind.DRIFT), field(CauseKind.ADOPT, HEAD)
    old, new = field(CauseKind.COMMIT, NEWEST), field(CauseKind.COMMIT, MOVED)
    fought = field(CauseKind.CONFLICT)
    assert strongest([], otherwise, here) == otherwise
    assert strongest([drift], otherwise, here) == drift.cause
    assert strongest([drift, adopted], otherwise, here) == adopted.cause
    assert strongest([drift, adopted, old], otherwise, here) == old.cause
    assert strongest([old, new], otherwise, here) == new.cause
    assert strongest([old, new], otherwise, basis()) == old.cause
    assert strongest([field(CauseKind.COMMIT), old], otherwise, here) == old.cause
    assert strongest([new, fought], otherwise, here) == fought.cause


def test_message_is_that_of_the_commit_or_says_what_it_restores() -> None:
    """The workspace's history reads as the repository's."""
    end = f"\n\nHookline-Commit: {HEAD.sha}"
    whole = "Clarify the hook\n\nThe mail named the wrong one."
    assert message_for(Cause(CauseKind.COMMIT, MOVED), PATH, basis()) == whole + end
    drift = Cause(CauseKind.DRIFT)
    restoring = "Restore what git says since aaaaaaa: Clarify the hook"
    assert message_for(drift, PATH, basis(commits={PATH: MOVED})) == restoring + end
    assert message_for(drift, PATH, basis()) == f"Apply {HEAD.short}" + end


@pytest.mark.parametrize(("commit", "head"), [(HEAD, HEAD.sha), (None, "no commit yet")])
def test_uncommitted_files_never_pass_for_a_commit(commit: Commit | None, head: str) -> None:
    """What is written from a working tree says so."""
    here = basis(worktree=True, commit=commit)
    told = message_for(Cause(CauseKind.COMMIT, MOVED), PATH, here)
    text = "Apply uncommitted changes of the working tree"
    assert told == f"{text}\n\nHookline-Worktree: on {head}"
