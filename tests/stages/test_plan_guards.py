"""What refuses a plan, from definitions and records to the change that is held back."""

from dataclasses import replace

import pytest

from hookline.model.catalog import Catalog
from hookline.model.change import Blocker
from hookline.model.guard import Guard, Override, OverrideKind
from hookline.model.plan import Plan
from hookline.model.record import Record, WorkspaceIdentity
from hookline.stages.diff import diff
from hookline.stages.plan import Basis, make_plan
from tests.support.planning import PRUNING, A, plan, surveyed
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

B = "webhook: {name: b, flow_id: f-1}"
BASE = state(*(applied(f"w{name}", name, {"flow_id": "f-1"}) for name in "abc"))
LIVE = tuple(record(f"w{name}", name, flow_id="f-1") for name in "abc")


def refused(made: Plan) -> list[str]:
    """Give the guards that refuse a plan."""
    return [each.name for each in made.guards if not each.passed]


def plan_removals(*overrides: Override) -> Plan:
    """Plan the removal of two of three webhooks, of which one is allowed."""
    wanted = [desired(B)]
    basis = Basis(
        target=PRUNING,
        workspace=WorkspaceIdentity(PRUNING.workspace, "w-1"),
        base=BASE,
        catalog=CATALOG,
        table=webhook_table(),
        commit=HEAD,
        survey=surveyed(wanted, LIVE),
        overrides=overrides,
    )
    return make_plan(diff(wanted, BASE, LIVE, webhook_table()), basis)


def test_change_that_a_guard_refuses_is_held_back_by_its_name() -> None:
    """The plan as a whole is refused, and each change says which guard it is held by."""
    made = plan_removals()
    assert refused(made) == [Guard.DELETES]
    assert [(each.name, each.blocked) for each in made.changes] == [
        ("a", Guard.DELETES),
        ("c", Guard.DELETES),
    ]
    assert made.is_refused


def test_override_lets_the_plan_through_and_stands_in_it() -> None:
    """Whoever reads the plan sees what was allowed, and by whom."""
    override = Override(OverrideKind.DELETE, ("a",), "commit 3f2a9c1")
    made = plan_removals(override)
    assert not made.is_refused
    assert made.overrides == (override,)
    (verdict,) = [each for each in made.guards if each.name is Guard.DELETES]
    assert verdict.allowed_by == "`delete a` of commit 3f2a9c1"


def test_empty_desired_set_is_refused_where_something_is_managed() -> None:
    """No definitions at all is more likely a mistake than a wish."""
    made = plan([], state(applied("w1", "a", {})), record("w1", "a"), target=PRUNING)
    assert refused(made) == [Guard.EMPTY]


def test_protected_names_are_not_deleted() -> None:
    """Protection holds when the definition is gone."""
    target = replace(PRUNING, protect=("bill-*",))
    base = state(applied("w1", "bill-paid", {}), applied("w2", "b", {}))
    live = [record("w1", "bill-paid"), record("w2", "b", flow_id="f-1")]
    assert refused(plan([desired(B)], base, *live, target=target)) == [Guard.PROTECT]


@pytest.mark.parametrize(("flag", "passes"), [(False, True), (True, False)])
def test_locked_record_refuses_the_plan(flag: bool, passes: bool) -> None:
    """A lock that git does not manage is told before the first write, not by a refused one."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "old"}))
    live = record("w1", "a", flow_id="f-1", description="old", is_readonly=flag)
    assert plan([desired(A)], base, live).is_refused is not passes


def test_lock_that_git_set_is_opened_for_a_delete() -> None:
    """A webhook that git keeps read-only can go when its definition goes."""
    base = state(applied("w1", "a", {"is_readonly": True}), applied("w2", "b", {}))
    live = [record("w1", "a", is_readonly=True), record("w2", "b", flow_id="f-1")]
    made = plan([desired(B)], base, *live, target=PRUNING)
    assert [(change.name, getattr(change, "unlock", None)) for change in made.changes] == [
        ("a", True)
    ]
    assert not made.is_refused


def test_lock_that_git_did_not_set_keeps_a_webhook_from_being_deleted() -> None:
    """Somebody locked it by hand, so its definition going is not enough."""
    base = state(applied("w1", "a", {}), applied("w2", "b", {}))
    live = [record("w1", "a", is_readonly=True), record("w2", "b", flow_id="f-1")]
    assert refused(plan([desired(B)], base, *live, target=PRUNING)) == [Guard.READ_ONLY]


def test_webhook_is_not_put_into_a_locked_project() -> None:
    """A project that refuses new webhooks refuses the plan, not the middle of an apply."""
    locked = Record("project", "p-1", {"name": "Onboarding", "is_readonly": True})
    inside = desired("webhook: {name: a, flow_name: one, project_name: Onboarding}")
    basis = Basis(
        target=LOCAL,
        workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
        base=state(),
        catalog=Catalog.of({"project": [locked]}),
        table=webhook_table(),
        commit=HEAD,
        survey=surveyed([inside], ()),
    )
    made = make_plan(diff([inside], state(), (), webhook_table()), basis)
    assert refused(made) == [Guard.READ_ONLY]


def test_last_enabled_webhook_of_a_project_is_not_disabled_by_a_definition() -> None:
    """Nobody could call into the project any more, which may not have been meant."""
    text = "{webhook: {name: a, flow_id: f-1}, access: {is_enabled: false}}"
    base = state(applied("w1", "a", {"flow_id": "f-1", "is_enabled": True}))
    live = record("w1", "a", flow_id="f-1", is_enabled=True, project_id="p-1")
    assert refused(plan([desired(text)], base, live)) == [Guard.LAST_ENABLED]
    elsewhere = record("w2", "stranger", is_enabled=True, project_id="p-1")
    assert not plan([desired(text)], base, live, elsewhere).is_refused


def test_change_that_is_in_conflict_is_held_back_by_that_alone() -> None:
    """Guards judge what would happen, so a conflict does not stop every other webhook."""
    moved = replace(LIVE[0], values={**LIVE[0].values, "flow_id": "f-2"})
    made = plan([desired(B)], BASE, moved, *LIVE[1:], target=PRUNING)
    assert refused(made) == []
    assert [(each.name, each.blocked) for each in made.changes] == [
        ("a", Blocker.CONFLICT),
        ("c", None),
    ]
