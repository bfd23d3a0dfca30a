"""Plans that leave what is blocked by itself: what is left can be applied, and only that."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hookline.model.guard import Guard, Override, OverrideKind
from hookline.model.record import WEBHOOK
from hookline.model.settings import Guards
from hookline.model.values import JSON
from hookline.pipeline import Intention, Planned
from tests.support.world import LAX, World

NAMES = ("a", "b", "c", "d")
JOB = Intention(LAX, holds_back=True)
SPARE = Override(OverrideKind.CHANGES, ("100",), "--allow-changes")
"""What is given so that the world adds nothing that lets guards pass."""


def text(name: str, flow: str = "one", description: str = "first", before: str = "") -> str:
    """Write one definition."""
    renamed = f"renamed_from: {before}\n" if before else ""
    return (
        f"webhook: {{name: {name}, flow_name: {flow}, project_name: P, "
        f"description: {description}}}\n{renamed}"
    )


@pytest.fixture
def world() -> World:
    """Give a world in which four webhooks were applied."""
    return made()


def made() -> World:
    """Make such a world."""
    found = World()
    found.seed()
    found.source.texts = {f"webhooks/{name}.yaml": text(name) for name in NAMES}
    assert found.apply().failure is None
    return found


def held(planned: Planned) -> dict[str, str]:
    """Give what is left: name → the webhook that it waits for."""
    return {each.change.name: each.waits_for for each in planned.held}


def test_plan_without_anything_blocked_is_the_usual_one(world: World) -> None:
    """A job plans what a person would when nothing needs one."""
    world.source.texts["webhooks/a.yaml"] = text("a", description="second")
    usual = world.planned(Intention(LAX))
    job = world.planned(JOB)
    assert job.held == usual.held == ()
    assert job.plan == usual.plan


def test_what_is_blocked_is_left_out_and_named(world: World) -> None:
    """The rest has no change that anything holds back, and says what it leaves."""
    world.by_hand("a", description="by hand")
    for name in ("a", "b"):
        world.source.texts[f"webhooks/{name}.yaml"] = text(name, description="second")
    planned = world.planned(JOB)
    assert held(planned) == {"a": ""}
    assert [change.name for change in planned.plan.changes] == ["b"]
    assert planned.plan.left_out == ("a",)
    assert not planned.plan.is_refused
    assert planned.plan.unchanged == ("c", "d")


def test_chain_of_names_waits_as_a_whole(world: World) -> None:
    """Whoever is to get the name of a webhook that is left waits too, and so on."""
    world.by_hand("a", description="by hand")
    world.source.texts = {
        "webhooks/a.yaml": text("x", description="second", before="a"),
        "webhooks/b.yaml": text("a", before="b"),
        "webhooks/c.yaml": text("b", before="c"),
        "webhooks/d.yaml": text("d", description="second"),
    }
    planned = world.planned(JOB)
    assert held(planned) == {"x": "", "a": "x", "b": "a"}
    assert [change.name for change in planned.plan.changes] == ["d"]
    assert world.carry_out(planned).failure is None


def test_swap_waits_when_one_half_is_left(world: World) -> None:
    """Neither of two webhooks that change names gets one while the other keeps it."""
    world.by_hand("a", description="by hand")
    world.source.texts["webhooks/a.yaml"] = text("b", description="second", before="a")
    world.source.texts["webhooks/b.yaml"] = text("a", before="b")
    planned = world.planned(JOB)
    assert held(planned) == {"b": "", "a": "b"}
    assert planned.plan.changes == ()


def test_guards_judge_what_is_left(world: World) -> None:
    """Deletes that will not happen do not count against the limit, and the others do."""
    limits = Guards(max_deletes=1, max_delete_share=1.0)
    world.target = replace(LAX, guards=limits)
    world.by_hand("a", description="by hand")
    del world.source.texts["webhooks/a.yaml"]
    del world.source.texts["webhooks/b.yaml"]
    nothing = replace(JOB, target=world.target, overrides=(SPARE,))
    planned = world.planned(nothing)
    assert held(planned) == {"a": ""}
    assert not planned.plan.is_refused
    del world.source.texts["webhooks/c.yaml"]
    planned = world.planned(nothing)
    (refused,) = [each for each in planned.plan.guards if not each.passed]
    assert refused.name is Guard.DELETES


FLOWS = st.sampled_from(["one", "two"])
EDITS = st.dictionaries(
    st.sampled_from(NAMES),
    st.tuples(st.sampled_from([*NAMES, "v", "w"]), FLOWS, st.sampled_from(["first", "second"])),
)
BY_HAND = st.dictionaries(
    st.sampled_from(NAMES),
    st.fixed_dictionaries(
        {"description": st.sampled_from(["first", "by hand"])},
        optional={"name": st.sampled_from(["v", "w"])},
    ),
)


@settings(max_examples=60)
@given(edits=EDITS, by_hand=BY_HAND, gone=st.sets(st.sampled_from(NAMES), max_size=2))
def test_whatever_is_left_the_rest_is_applied(
    edits: dict[str, tuple[str, str, str]],
    by_hand: dict[str, dict[str, JSON]],
    gone: set[str],
) -> None:
    """A job's plan is never blocked, its run never fails, and what it left is as it was."""
    world = made()
    given_by_hand = [values["name"] for values in by_hand.values() if "name" in values]
    assume(len(set(given_by_hand)) == len(given_by_hand))
    for name, values in by_hand.items():
        world.by_hand(name, **values)
    names = {name: edits[name][0] if name in edits else name for name in NAMES if name not in gone}
    # Two of one name, or one under the name of a webhook that is still there, are refused before.
    assume(len(set(names.values())) == len(names) and not gone.intersection(names.values()))
    for name in gone:
        del world.source.texts[f"webhooks/{name}.yaml"]
    for name, new in names.items():
        if name in edits:
            _, flow, description = edits[name]
            former = name if new != name else ""
            world.source.texts[f"webhooks/{name}.yaml"] = text(new, flow, description, former)
    if not world.source.texts:
        return
    before = {each.id: each for each in world.workspace.list(WEBHOOK)}
    planned = world.planned(JOB)
    assert not planned.plan.blocked
    assert world.carry_out(planned).failure is None
    left = {each.change.record_id for each in planned.held if each.change.record_id}
    after = {each.id: each for each in world.workspace.list(WEBHOOK)}
    assert {each: after.get(each) for each in left} == {each: before.get(each) for each in left}
    # A name that somebody else had taken by hand may be free now.
    assert world.apply(JOB).failure is None
    again = world.planned(JOB)
    assert again.plan.changes == ()
    assert held(again).items() <= held(planned).items()
