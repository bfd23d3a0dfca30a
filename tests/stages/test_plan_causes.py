"""Whom a plan names for a change."""

from datetime import UTC, datetime

import pytest

from hookline.model.change import CauseKind, Create, Update
from hookline.model.commit import Commit
from hookline.model.record import WorkspaceIdentity
from hookline.stages.diff import diff
from hookline.stages.plan import Basis, make_plan
from tests.support.planning import CHANGED, PRUNING, A, plan
from tests.support.webhooks import (
    CATALOG,
    HEAD,
    LOCAL,
    applied,
    desired,
    record,
    state,
    webhook_table,
)


def test_drift_names_who_and_when_and_restores_with_a_message_of_its_own() -> None:
    """A change made by hand is set back, and the plan says whose it was."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    live = record(
        "w1",
        "a",
        flow_id="f-1",
        description="hand",
        modified_by="u-7",
        modified_at="2026-11-20T14:02:00+00:00",
    )
    (change,) = plan([desired(A)], base, live).changes
    assert isinstance(change, Update)
    cause = change.fields[0].cause
    assert (cause.kind, cause.author, cause.commit) == (CauseKind.DRIFT, "u-7", None)
    assert cause.at == datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
    assert change.message.startswith("Restore what git says since a81c2f0: Clarify the hook")


def test_working_tree_is_named_in_the_message() -> None:
    """A write from uncommitted files must not pretend to be a commit."""
    (change,) = plan([desired(A)], state(), worktree=True).changes
    assert isinstance(change, Create)
    assert change.message.startswith("Apply uncommitted changes of the working tree")


def test_uncommitted_file_is_blamed_on_no_commit() -> None:
    """What is not committed yet has no author in git."""
    basis = Basis(
        target=LOCAL,
        workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
        base=state(),
        catalog=CATALOG,
        table=webhook_table(),
        commit=HEAD,
        worktree=True,
        uncommitted=frozenset({"webhooks/a.yaml"}),
        commits={"webhooks/a.yaml": CHANGED},
    )
    (change,) = make_plan(diff([desired(A)], state(), (), webhook_table()), basis).changes
    assert change.cause.commit is None


@pytest.mark.parametrize(
    ("unmatched", "expected"),
    [
        pytest.param(("webhooks/a.yaml",), HEAD, id="the configuration stopped matching the file"),
        pytest.param((), CHANGED, id="the file, or its document, was removed"),
    ],
)
def test_removal_is_blamed_on_what_removed(unmatched: tuple[str, ...], expected: Commit) -> None:
    """A definition that `definitions:` stopped matching is not blamed on its last edit."""
    base = state(applied("w1", "a", {}))
    basis = Basis(
        target=PRUNING,
        workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
        base=base,
        catalog=CATALOG,
        table=webhook_table(),
        commit=HEAD,
        unmatched=frozenset(unmatched),
        commits={"webhooks/a.yaml": CHANGED, "hookline.yaml": HEAD},
    )
    (change,) = make_plan(diff([], base, [record("w1", "a")], webhook_table()), basis).changes
    assert change.cause.commit == expected


def test_commit_that_history_does_not_reach_is_not_made_up() -> None:
    """In a shallow clone the head is not blamed for what older commits did."""
    basis = Basis(
        target=LOCAL,
        workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
        base=state(),
        catalog=CATALOG,
        table=webhook_table(),
        commit=HEAD,
    )
    (change,) = make_plan(diff([desired(A)], state(), (), webhook_table()), basis).changes
    assert change.cause.commit is None
    assert isinstance(change, Create)
    assert change.message == f"Apply 3f2a9c1\n\nHookline-Commit: {HEAD.sha}"
