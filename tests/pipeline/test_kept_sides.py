"""A side that was kept stays seen, whatever the workspace does next."""

from hookline.model.choices import Choices
from hookline.pipeline import Intention
from tests.support.world import World

FILE = "webhooks/a.yaml"


def kept() -> World:
    """Give a world in which git said "two", a colleague "by hand", and the colleague won."""
    world = World()
    world.seed()
    world.source.texts = {FILE: "webhook: {name: a, flow_name: one, description: one}"}
    assert world.apply().failure is None
    world.by_hand("a", description="by hand")
    world.source.texts = {FILE: "webhook: {name: a, flow_name: one, description: two}"}
    asked = Intention(world.target, choices=Choices(workspace=("a",)))
    assert world.apply(asked).failure is None
    return world


def test_kept_side_is_listed_in_every_plan() -> None:
    """Nothing is written, and nobody forgets it."""
    made = kept().plan()
    assert made.changes == ()
    assert [(each.live, each.desired) for each in made.kept] == [("by hand", "two")]


def test_workspace_that_goes_back_to_where_both_began_is_drift() -> None:
    """What was read before the conflict is neither git's word nor the side that was kept."""
    world = kept()
    world.by_hand("a", description="one")
    (change,) = world.plan().changes
    assert [(field.before, field.after) for field in change.fields] == [("one", "two")]
    assert world.apply().failure is None
    assert world.webhook("a").values["description"] == "two"
    assert world.plan().kept == ()


def test_kept_side_is_forgotten_once_both_agree() -> None:
    """Whoever sets git's value by hand ends it."""
    world = kept()
    world.by_hand("a", description="two")
    assert world.apply().failure is None
    made = world.plan()
    assert (made.changes, made.kept, made.follows) == ((), (), ())


def test_kept_side_is_not_taken_for_a_change_during_the_run() -> None:
    """What a run leaves as it is, beside what it writes, is no reason to doubt the write."""
    world = World()
    world.seed()
    both = "webhook: {{name: a, flow_name: {0}, description: {0}}}\n---\n"
    both += "webhook: {{name: b, flow_name: {0}}}"
    world.source.texts = {FILE: both.format("one")}
    assert world.apply().failure is None
    world.by_hand("a", description="by hand")
    world.source.texts = {FILE: both.format("two")}
    asked = Intention(world.target, choices=Choices(workspace=("a",)))
    applied = world.apply(asked)
    assert [outcome.result for outcome in applied.run.outcomes] == ["updated", "updated"]
    assert applied.failure is None
