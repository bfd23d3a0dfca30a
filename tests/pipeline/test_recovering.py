"""A run that is killed at any write, and the one after it."""

import pytest

from hookline.model.record import WEBHOOK
from hookline.model.state import Beginning
from hookline.model.unfinished import Unfinished
from tests.support.world import Killed, World

FILES = {
    "webhooks/a.yaml": "webhook: {name: a, flow_name: one, description: one}",
    "webhooks/b.yaml": "webhook: {name: b, flow_name: one}",
    "webhooks/c.yaml": "webhook: {name: c, flow_name: one}",
}
LATER = {
    "webhooks/a.yaml": "webhook: {name: a, flow_name: two, description: two}",
    "webhooks/b.yaml": "webhook: {name: bb, flow_name: one}",
    "webhooks/d.yaml": "webhook: {name: d, flow_name: two, description: new}",
}
"""Renames b, makes d, updates a and deletes c: in this order four writes."""
MOMENTS = [(when, number) for number in (1, 2, 3, 4) for when in ("before", "after")]
DONE = {"bb": "renamed", "a": "updated", "d": "created", "c": "deleted"}


@pytest.fixture
def world() -> World:
    """Give a world in which three webhooks were applied and four changes are to be made."""
    made = World()
    made.seed()
    made.source.texts = dict(FILES)
    assert made.apply().failure is None
    made.source.texts = dict(LATER)
    return made


def killed(world: World, when: str, number: int) -> None:
    """Apply in a process that is killed at one write."""
    world.workspace.dies_at = (when, world.workspace.writes + number)
    with pytest.raises(Killed):
        world.apply()
    world.workspace.dies_at = None


def recorded(world: World, run_id: str) -> dict[str, str]:
    """Give what became of each change in a run."""
    (run,) = [each for each in world.states.runs() if each.id == run_id]
    return {outcome.name: outcome.result.value for outcome in run.outcomes}


@pytest.mark.parametrize(("when", "number"), MOMENTS)
def test_a_killed_run_is_recorded_and_nothing_is_done_twice(
    world: World, when: str, number: int
) -> None:
    """The next run records what the killed one did, does the rest, and then nothing is left."""
    killed(world, when, number)
    before = world.workspace.writes
    reached = number if when == "after" else number - 1
    made = world.plan()
    assert len(made.changes) == 4 - reached
    assert made.unrecorded == ("run2",)
    applied = world.apply()
    assert applied.failure is None
    assert world.workspace.writes - before == 4 - reached
    first = recorded(world, "run2")
    assert [first[name] == DONE[name] for name in ("bb", "a", "d", "c")] == [
        place < reached for place in range(4)
    ]
    assert {name: first[name] for name in first if first[name] != DONE[name]} == dict.fromkeys(
        ("bb", "a", "d", "c")[reached:], "skipped"
    )
    left = world.plan()
    assert (left.changes, left.follows, left.unrecorded) == ((), (), ())
    assert world.journal.unfinished() == ()


@pytest.mark.parametrize(("when", "number"), MOMENTS)
def test_without_the_journal_planning_again_finds_what_was_done(
    world: World, when: str, number: int
) -> None:
    """A machine that is lost with its journal costs adoptions, not duplicates."""
    killed(world, when, number)
    world.journal.runs.clear()
    assert world.apply().failure is None
    assert sorted(each.name for each in world.workspace.list(WEBHOOK)) == ["a", "bb", "d"]
    left = world.plan()
    assert (left.changes, left.follows) == ((), ())


def test_a_whole_run_that_was_killed_before_its_record_is_applied_whole(world: World) -> None:
    """Its commit counts as applied, so that the next causes are looked for after it."""
    kept = world.states.record

    def die(*_: object) -> None:
        raise Killed

    world.states.record = die  # type: ignore[method-assign, assignment]
    with pytest.raises(Killed):
        world.apply()
    world.states.record = kept  # type: ignore[method-assign]
    assert world.plan().changes == ()
    assert world.apply().run.outcomes == ()
    assert recorded(world, "run2") == DONE
    assert world.states.state.commit == world.states.history[0][1].applied_commit


def test_a_run_that_was_recorded_and_not_closed_is_not_recorded_again(world: World) -> None:
    """A process that dies after the record leaves a journal that says nothing new."""
    made = world.planned()
    applied = world.carry_out(made)
    world.journal.runs[applied.run.id] = Unfinished(
        Beginning(applied.run.id, applied.run.who), made.plan
    )
    assert world.plan().unrecorded == ()
    assert world.apply().failure is None
    assert len(world.states.runs()) == 2
    assert world.journal.unfinished() == ()


def test_what_somebody_changed_after_the_kill_is_drift(world: World) -> None:
    """The killed run's values are the base; what came after it is somebody else's."""
    killed(world, "after", 3)
    world.by_hand("bb", "carol", description="by hand")
    world.by_hand("a", "carol", description="by hand")
    (change,) = [each for each in world.plan().changes if each.name == "a"]
    assert [(each.before, each.after, each.cause.author) for each in change.fields] == [
        ("by hand", "two", "Carol")
    ]


def test_a_create_whose_answer_was_lost_is_not_mistaken_for_a_strangers(world: World) -> None:
    """A webhook of the planned name and values, begun and not settled, is the run's own."""
    killed(world, "after", 3)
    assert [each.action for each in world.plan().changes] == ["delete"]
    (unfinished,) = world.journal.unfinished()
    assert unfinished.begun[-1].attempt is None


def test_a_create_that_a_stranger_made_after_the_kill_is_unmanaged(world: World) -> None:
    """Whatever differs from what was to be sent is nobody's own."""
    killed(world, "before", 3)
    values = {"name": "d", "flow_id": "f-1", "description": "a stranger's"}
    world.workspace.create(WEBHOOK, values, "by hand")
    (change,) = [each for each in world.plan().changes if each.name == "d"]
    assert change.blocked == "unmanaged"


def test_runs_of_other_clones_speak_for_what_they_saw(world: World) -> None:
    """When another clone recorded a run since, the journal only adds what that does not know."""
    killed(world, "after", 3)
    journal, world.journal.runs = dict(world.journal.runs), {}
    assert world.apply().failure is None
    theirs = dict(world.states.state.records)
    world.journal.runs = journal
    world.source.texts |= {"webhooks/e.yaml": "webhook: {name: e, flow_name: one}"}
    assert world.apply().failure is None
    kept = {key: each for key, each in world.states.state.records.items() if each.name != "e"}
    assert kept == theirs
    assert [run.id for run in world.states.runs()] == ["run4", "run2", "run3", "run1"]


def test_offline_counts_what_was_settled_and_leaves_the_rest_unknown(world: World) -> None:
    """Without the workspace a write that was under way stays in doubt."""
    killed(world, "after", 2)
    made = world.planned(offline=True).plan
    (note,) = [each for each in made.diagnostics if each.code == "PLN-UNFINISHED"]
    assert "1 of its 4 changes were carried out, of 1 it is not known" in note.message
