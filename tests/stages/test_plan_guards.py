"""What refuses a plan."""

from dataclasses import replace

import pytest

from hookline.model.catalog import Catalog
from hookline.model.record import Record, WorkspaceIdentity
from hookline.model.settings import Guards
from hookline.model.survey import Survey
from hookline.stages.diff import diff
from hookline.stages.plan import Basis, make_plan
from tests.support.planning import PRUNING, A, plan
from tests.support.webhooks import (
    HEAD,
    LOCAL,
    applied,
    desired,
    record,
    state,
    webhook_table,
)


@pytest.mark.parametrize(
    ("managed", "removed", "passes"), [(1, 1, True), (3, 1, True), (3, 2, False), (40, 6, False)]
)
def test_delete_guard_has_an_absolute_and_a_relative_limit(
    managed: int, removed: int, passes: bool
) -> None:
    """Five and three tenths by default; one is always allowed."""
    names = [f"w{number}" for number in range(managed)]
    base = state(*(applied(name, name, {}) for name in names))
    kept = [desired(f"webhook: {{name: {name}, flow_id: f-1}}") for name in names[removed:]]
    target = replace(PRUNING, guards=Guards())
    made = plan(kept, base, *(record(n, n, flow_id="f-1") for n in names), target=target)
    verdict = next(each for each in made.guards if each.name == "deletes")
    assert verdict.passed is passes


def test_empty_desired_set_is_refused_where_something_is_managed() -> None:
    """No definitions at all is more likely a mistake than a wish."""
    made = plan([], state(applied("w1", "a", {})), record("w1", "a"), target=PRUNING)
    assert made.is_refused


def test_protected_names_are_not_deleted() -> None:
    """Protection holds when the definition is gone."""
    target = replace(PRUNING, protect=("bill-*",))
    base = state(applied("w1", "bill-paid", {}), applied("w2", "a", {}))
    keep = desired("webhook: {name: a, flow_id: f-1}")
    live = [record("w1", "bill-paid"), record("w2", "a", flow_id="f-1")]
    made = plan([keep], base, *live, target=target)
    assert [each.name for each in made.guards if not each.passed] == ["protect"]


@pytest.mark.parametrize(
    ("flags", "passes"),
    [
        ({}, True),
        ({"is_readonly": True}, False),
        ({"is_project_readonly": True}, False),
        ({"is_bundle_readonly": True}, False),
    ],
)
def test_locked_record_refuses_the_plan(flags: dict[str, bool], passes: bool) -> None:
    """A lock that git does not manage is told before the first write, not by a refused one."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "old"}))
    made = plan([desired(A)], base, record("w1", "a", flow_id="f-1", description="old", **flags))
    verdict = next(each for each in made.guards if each.name == "read-only")
    assert verdict.passed is passes
    assert made.is_refused is not passes


def test_lock_that_git_set_is_opened_for_a_delete() -> None:
    """A webhook that git keeps read-only can go when its definition goes."""
    base = state(applied("w1", "a", {"is_readonly": True}), applied("w2", "b", {}))
    live = [record("w1", "a", is_readonly=True), record("w2", "b", flow_id="f-1")]
    keep = desired("webhook: {name: b, flow_id: f-1}")
    made = plan([keep], base, *live, target=PRUNING)
    assert [(change.name, getattr(change, "unlock", None)) for change in made.changes] == [
        ("a", True)
    ]
    assert not made.is_refused


def test_share_of_the_delete_guard_is_exact() -> None:
    """Twenty-nine hundredths of a hundred are twenty-nine, whatever floats make of it."""
    names = [f"w{number}" for number in range(100)]
    base = state(*(applied(name, name, {}) for name in names))
    target = replace(PRUNING, guards=Guards(max_deletes=100, max_delete_share=0.29))
    kept = [desired(f"webhook: {{name: {name}, flow_id: f-1}}") for name in names[29:]]
    made = plan(kept, base, *(record(n, n, flow_id="f-1") for n in names), target=target)
    assert not made.is_refused


def test_lock_that_git_did_not_set_keeps_a_webhook_from_being_deleted() -> None:
    """Somebody locked it by hand, so its definition going is not enough."""
    base = state(applied("w1", "a", {}), applied("w2", "b", {}))
    live = [record("w1", "a", is_readonly=True), record("w2", "b", flow_id="f-1")]
    keep = desired("webhook: {name: b, flow_id: f-1}")
    made = plan([keep], base, *live, target=PRUNING)
    assert [each.name for each in made.guards if not each.passed] == ["read-only"]


def test_no_delete_at_all_can_be_asked_for() -> None:
    """`max_deletes: 0` means none; only the share lets one through in any case."""
    base = state(applied("w1", "a", {}), applied("w2", "b", {}))
    keep = desired("webhook: {name: b, flow_id: f-1}")
    live = [record("w1", "a"), record("w2", "b", flow_id="f-1")]
    target = replace(PRUNING, guards=Guards(max_deletes=0))
    assert plan([keep], base, *live, target=target).is_refused


def test_webhook_is_not_put_into_a_locked_project() -> None:
    """A project that refuses new webhooks refuses the plan, not the middle of an apply."""
    locked = Record("project", "p-1", {"name": "Onboarding", "is_readonly": True})
    basis = Basis(
        target=LOCAL,
        workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
        base=state(),
        catalog=Catalog.of({"project": [locked]}),
        table=webhook_table(),
        commit=HEAD,
        survey=Survey(absent=frozenset({"a"})),
    )
    inside = desired("webhook: {name: a, flow_name: one, project_name: Onboarding}")
    made = make_plan(diff([inside], state(), (), webhook_table()), basis)
    (refusal,) = [each.message for each in made.guards if not each.passed]
    assert refusal.startswith("a (its project is read-only)")
