"""What differs between the applied state and a workspace."""

from dataclasses import replace

import pytest

from hookline.model.codes import Code
from hookline.model.drift import Drift, Fate
from hookline.model.errors import NeedsMending
from hookline.model.record import WEBHOOK, Record
from hookline.model.settings import OnDrift, Target
from hookline.model.state import AppliedState
from hookline.model.temporary import temporary_name
from hookline.tracking.drift import drift_of, find_drift
from tests.support.webhooks import webhook_table
from tests.support.world import LAX, DictWorkspace, World

KEEP = replace(LAX, on_drift=OnDrift.KEEP)
A = (
    "webhook: {name: a, flow_name: one, project_name: P, description: first}\n"
    "access: {is_enabled: true, key: '${env:HOOKLINE_SECRET_A}'}\n"
)
B = "webhook: {name: b, flow_name: one, project_name: P}\n"


@pytest.fixture
def world() -> World:
    """Give a world in which two webhooks were applied."""
    made = World()
    made.seed()
    made.source.texts = {"webhooks/a.yaml": A, "webhooks/b.yaml": B}
    made.apply()
    return made


def _found(world: World, target: Target = LAX) -> tuple[Drift, ...]:
    return find_drift(world.states.read(), target, world.workspace, webhook_table())


def _values(drift: Drift) -> list[tuple[object, ...]]:
    return [(each.name, each.applied, each.live) for each in drift.properties]


def test_nothing_drifts_where_nobody_touched_anything(world: World) -> None:
    """What is as it was applied is not mentioned, and neither is a webhook nobody manages."""
    world.workspace.create(WEBHOOK, {"name": "theirs", "flow_id": "f-1"}, "by hand")
    assert _found(world) == ()


def test_nothing_drifts_before_the_first_run() -> None:
    """A workspace is not even read when nothing was ever applied."""
    assert find_drift(AppliedState(), LAX, DictWorkspace(), webhook_table()) == ()


def test_a_changed_value_names_both_sides_and_who(world: World) -> None:
    """Only what differs is told: what was applied, what is there, who and when."""
    world.by_hand("a", description="other", is_enabled=False)
    (drift,) = _found(world)
    assert (drift.name, drift.path, drift.gone) == ("a", "webhooks/a.yaml", None)
    assert _values(drift) == [("description", "first", "other"), ("is_enabled", True, False)]
    assert drift.cause.author == "Carol"
    assert drift.cause.at is not None


def test_true_is_not_one(world: World) -> None:
    """A value of another kind differs, also where Python takes the two for the same."""
    world.source.texts["webhooks/b.yaml"] = B + "access: {is_enabled: true}\n"
    world.apply()
    world.by_hand("b", is_enabled=1)
    (drift,) = _found(world)
    assert _values(drift) == [("is_enabled", True, 1)]


def test_git_moving_on_is_no_drift(world: World) -> None:
    """Definitions are not read: what git says by now changes nothing."""
    world.source.texts["webhooks/a.yaml"] = A.replace("first", "second")
    assert _found(world) == ()


def test_look_ups_are_told_by_name(world: World) -> None:
    """A flow and a project stand as definitions spell them, not as ids."""
    two = next(each.id for each in world.workspace.list("flow") if each.name == "two")
    bundle = world.workspace.list("bundle")[0].id
    world.by_hand("b", flow_id=two, project_id=None, bundle_id=bundle)
    (drift,) = _found(world)
    assert _values(drift) == [
        ("flow_name", "one", "two"),
        ("project_name", "P", None),
        ("bundle_name", None, "X"),
    ]


def test_an_id_that_nothing_has_is_told_as_it_is(world: World) -> None:
    """A flow that is gone has no name any more."""
    world.by_hand("b", flow_id="f-9")
    (drift,) = _found(world)
    assert _values(drift) == [("flow_name", "one", "f-9")]


def test_a_rename_by_hand_is_drift_of_the_name(world: World) -> None:
    """The webhook is told by the name it was applied with."""
    world.by_hand("b", name="bee")
    (drift,) = _found(world)
    assert drift.name == "b"
    assert _values(drift) == [("name", "b", "bee")]


def test_a_name_for_the_moment_is_told(world: World) -> None:
    """A swap that broke off has left callers with nothing, whoever's write it was."""
    world.by_hand("a", "hookline", name=temporary_name("run1", 0))
    (drift,) = _found(world)
    assert _values(drift) == [("name", "a", temporary_name("run1", 0))]


def test_a_key_that_was_taken_away_is_told_without_it(world: World) -> None:
    """Of a secret only its reference is ever told, and whether one is set."""
    world.by_hand("a", key=None)
    (drift,) = _found(world)
    assert _values(drift) == [("key", "${env:HOOKLINE_SECRET_A}", None)]


def test_a_key_that_was_set_where_none_should_be() -> None:
    """A definition that takes the key away is held to it."""
    world = World()
    world.seed()
    world.source.texts = {"webhooks/b.yaml": B + "access: {key: null}\n"}
    world.apply()
    world.by_hand("b", key="theirs")
    (drift,) = _found(world)
    assert _values(drift) == [("key", None, "(set)")]


@pytest.mark.parametrize(("target", "fate"), [(LAX, Fate.RESTORED), (KEEP, Fate.KEPT)])
def test_the_policy_says_what_comes_of_it(world: World, target: Target, fate: Fate) -> None:
    """A reader learns what the next apply does about a value and about a webhook that is gone."""
    world.by_hand("a", description="other")
    world.workspace.delete(WEBHOOK, world.webhook("b").id)
    changed, gone = _found(world, target)
    assert [each.fate for each in changed.properties] == [fate]
    assert (gone.name, gone.gone, gone.properties) == ("b", fate, ())


def test_what_somebody_decided_stays_decided(world: World) -> None:
    """A value that was left as the workspace has it is not restored, whatever the policy."""
    world.by_hand("a", description="other")
    base = world.states.read()
    record = next(each for each in base.records.values() if each.name == "a")
    decided = replace(record, kept={"description": "other"})
    base = replace(base, records={**base.records, record.id: decided})
    (drift,) = find_drift(base, LAX, world.workspace, webhook_table())
    assert [each.fate for each in drift.properties] == [Fate.DECIDED]
    world.by_hand("a", description="yet another")
    (drift,) = find_drift(base, LAX, world.workspace, webhook_table())
    assert [each.fate for each in drift.properties] == [Fate.RESTORED]


class KeepingNames(DictWorkspace):
    """A workspace whose trash answers who holds a name."""

    def in_trash(self, record_type: str, name: str) -> Record | None:
        """Give a webhook that carol deleted."""
        return Record(record_type, "webhook-9", {"name": name, "deleted_by": "carol"})


@pytest.mark.parametrize(("record_id", "who"), [("webhook-9", "Carol"), ("webhook-8", None)])
def test_who_deleted_a_webhook_is_read_from_the_trash(
    world: World, record_id: str, who: str | None
) -> None:
    """Another webhook that had the same name is not taken for it."""
    base = world.states.read()
    record = replace(next(iter(base.records.values())), id=record_id)
    workspace = KeepingNames({**world.workspace.records, WEBHOOK: {}})
    base = replace(base, records={record_id: record})
    (drift,) = find_drift(base, LAX, workspace, webhook_table())
    assert drift.cause.author == who


class ShortList(DictWorkspace):
    """A workspace whose lists are capped without saying so."""

    def list(self, record_type: str, fields: object = ()) -> list[Record]:  # noqa: ARG002  a port's
        """Give one record at most."""
        return super().list(record_type)[:1]


def test_a_short_list_makes_nothing_look_deleted(world: World) -> None:
    """What a list lacks is asked for by its id before it counts as gone."""
    capped = ShortList(world.workspace.records)
    assert find_drift(world.states.read(), LAX, capped, webhook_table()) == ()


def test_another_workspace_is_refused(world: World) -> None:
    """What was applied elsewhere is no measure for this one."""
    base = replace(world.states.read(), workspace_id="w-2")
    with pytest.raises(NeedsMending) as raised:
        find_drift(base, LAX, world.workspace, webhook_table())
    assert raised.value.diagnostics[0].code is Code.STA_WORKSPACE


def test_drift_of_one_webhook(world: World) -> None:
    """One webhook is compared by itself; as it was applied it has none."""
    world.by_hand("a", description="other")
    records = {each.name: each for each in world.states.read().records.values()}

    def found(name: str, live: Record | None) -> Drift | None:
        return drift_of(records[name], live, LAX, world.workspace, webhook_table())

    assert found("a", world.webhook("a")) == _found(world)[0]
    assert found("b", world.webhook("b")) is None
    gone = found("b", None)
    assert gone is not None
    assert gone.gone is Fate.RESTORED
