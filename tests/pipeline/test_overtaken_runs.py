"""A run that did not finish, and that others have overtaken, who may have taken it for dead."""

from dataclasses import replace

import pytest

from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.outcome import Result
from hookline.model.record import WEBHOOK
from hookline.model.state import Hold
from hookline.model.unfinished import Begun, Unfinished
from hookline.pipeline.applying import make_ready
from hookline.pipeline.recovering import Recovery
from tests.support.memory import StoppedClock
from tests.support.webhooks import HEAD, NOW
from tests.support.world import Killed, World


def hook(name: str, description: str = "one") -> str:
    """Give a definition."""
    return f"webhook: {{name: {name}, flow_name: one, description: {description}}}"


@pytest.fixture
def world() -> World:
    """Give a world in which a and b were applied, and both are to be changed."""
    made = World()
    made.seed()
    write(made, "one")
    assert made.apply().failure is None
    write(made, "two")
    return made


def write(world: World, description: str, *names: str) -> None:
    """Let git say the same of a, b and others."""
    every = ("a", "b", *names)
    world.source.texts = {f"webhooks/{name}.yaml": hook(name, description) for name in every}


def killed(world: World, when: str, number: int) -> Unfinished:
    """Apply in a process that is killed at one write, and take its journal aside."""
    world.workspace.dies_at = (when, world.workspace.writes + number)
    with pytest.raises(Killed):
        world.apply()
    world.workspace.dies_at = None
    (unfinished,) = world.journal.unfinished()
    world.journal.runs.clear()
    return unfinished


def come_back(world: World, unfinished: Unfinished) -> None:
    """Let the clone that was killed have its journal again."""
    world.journal.runs[unfinished.run.id] = unfinished


def results(world: World, run_id: str) -> dict[str, str]:
    """Give what the newest record of a run says became of each change."""
    run = next(each for each in world.states.runs() if each.id == run_id)
    return {outcome.name: outcome.result.value for outcome in run.outcomes}


def test_a_run_knows_the_number_that_it_will_have(world: World) -> None:
    """By its number a run is told from one of the same time."""
    assert killed(world, "before", 1).run.number == 2


def test_a_run_that_recorded_another_one_and_was_killed_too_comes_next(world: World) -> None:
    """Its place is after the one that it recorded, though it was planned before that."""
    write(world, "two", "c")
    come_back(world, killed(world, "after", 1))
    unfinished = killed(world, "after", 2)
    assert [run.id for run in world.states.runs()] == ["run2", "run1"]
    assert (unfinished.run.number, unfinished.plan.state_revision) == (3, "s-2")
    come_back(world, unfinished)
    made = world.plan()
    assert (made.changes, made.unrecorded) == ((), ("run3",))
    assert world.apply().failure is None
    assert results(world, "run3") == {"b": "updated", "c": "created"}
    assert sorted(each.name for each in world.states.state.records.values()) == ["a", "b", "c"]


def test_an_overtaken_run_does_not_set_the_applied_commit_back(world: World) -> None:
    """What is applied whole is said by those who came after it."""
    unfinished = killed(world, "after", 2)
    assert world.apply().failure is None
    newest = world.states.state
    newer = replace(newest, commit="f" * 40)
    world.states.state = newer
    come_back(world, unfinished)
    assert world.apply().run.outcomes == ()
    assert [run.id for run in world.states.runs()] == ["run2", "run3", "run1"]
    assert world.states.runs()[0].applied_commit == "f" * 40
    assert world.states.state.records == newest.records


def test_what_somebody_else_may_have_written_is_not_claimed(world: World) -> None:
    """A write that was under way, and is there now, may be that of the run in between."""
    unfinished = killed(world, "before", 2)
    assert world.apply().failure is None
    come_back(world, unfinished)
    world.apply()
    assert results(world, "run2") == {"a": "updated", "b": "unknown"}
    (reason,) = {each.reason for each in world.states.runs()[0].outcomes if each.reason}
    assert reason == "the run ended while it was written, and another came in between"


def test_what_another_clone_forgot_does_not_come_back(world: World) -> None:
    """Only a webhook that the run itself has made is added to what others recorded."""
    write(world, "two", "c")
    unfinished = killed(world, "after", 3)
    # Another clone stops managing a, and does the rest.
    state = world.states.state
    a = next(key for key, each in state.records.items() if each.name == "a")
    world.states.state = replace(
        state, records={key: each for key, each in state.records.items() if key != a}
    )
    write(world, "two")
    del world.source.texts["webhooks/a.yaml"]
    assert world.apply().failure is None
    come_back(world, _settled(world, unfinished))
    made = world.plan()
    assert [(each.action.value, each.name) for each in made.changes] == [("delete", "c")]
    assert world.workspace.by_name(WEBHOOK, "a") is not None


def _settled(world: World, unfinished: Unfinished) -> Unfinished:
    """Let the journal say that every write was carried out."""
    begun = []
    for each in unfinished.begun:
        change = next(one for one in unfinished.plan.changes if one.name == each.name)
        live = world.workspace.by_name(WEBHOOK, each.name)
        assert live is not None
        known = world.states.state.records.values()
        record = each.attempt.record if each.attempt else None
        if record is None:
            record = replace(next(iter(known)), id=live.id, name=each.name)
        result = Result.CREATED if each.action == "create" else Result.UPDATED
        attempt = Attempt(outcome_of(change, result, record_id=live.id), sent=True, record=record)
        begun.append(Begun(each.name, each.action, live.id, attempt))
    return replace(unfinished, begun=tuple(begun))


def thin(world: World) -> None:
    """Keep the newest run alone."""
    del world.states.history[:-1]


def test_a_run_of_a_time_that_is_not_kept_is_given_up(world: World) -> None:
    """When nobody can tell whether it was recorded, it is not recorded again, and that is told."""
    unfinished = killed(world, "after", 2)
    for description in ("two", "three", "four"):
        write(world, description)
        assert world.apply().failure is None
    thin(world)
    records = world.states.state.records
    come_back(world, unfinished)
    assert world.plan().unrecorded == ()
    planned = world.planned()
    ready = make_ready(planned, world.applier(), world.states, unfinished.run, lambda _: ())
    assert ready.given_up == ("run2",)
    assert world.journal.unfinished() == ()
    assert world.states.state.records == records


def test_a_run_from_before_everything_began_anew_is_given_up(world: World) -> None:
    """`forget --all` holds for what another clone had still to record."""
    unfinished = killed(world, "after", 2)
    revision, run = world.states.history[-1]
    anew = replace(run, id="anew", purpose="forget", applied_commit="", number=2)
    world.states.history.append((f"{revision}-anew", anew))
    world.states.state = replace(
        world.states.state, revision=f"{revision}-anew", records={}, number=2
    )
    come_back(world, unfinished)
    recovery = Recovery(world.states, world.journal, world.workspace, StoppedClock())
    assert recovery.counted_in(world.states.read()).records == {}
    assert recovery.tidy(world.states.read()) == ("run2",)


def test_what_a_run_did_after_it_was_taken_for_dead_is_recorded_too(world: World) -> None:
    """Its late writes are a second record under its id, and only they are in it."""
    unfinished = killed(world, "after", 1)
    come_back(world, unfinished)
    assert world.apply().failure is None
    b = next(each for each in unfinished.plan.changes if each.name == "b")
    live = world.workspace.by_name(WEBHOOK, "b")
    assert live is not None
    attempt = Attempt(outcome_of(b, Result.UPDATED, record_id=live.id), sent=True)
    late = replace(
        unfinished, begun=(Begun("b", "update", live.id, attempt),), late=True, plan_digest=""
    )
    come_back(world, late)
    assert world.plan().unrecorded == ("run2",)
    world.apply()
    assert results(world, "run2") == {"b": "updated"}
    assert world.states.runs()[0].purpose == "apply (late)"
    come_back(world, late)
    assert world.plan().unrecorded == ()


def test_a_hold_counts_from_the_kill_on(world: World) -> None:
    """A rollback that was killed holds its target for the next plan, recorded or not."""
    hold = Hold("run2", HEAD.sha, "Ada <ada@example.com>", NOW)
    unfinished = killed(world, "after", 1)
    come_back(world, replace(unfinished, run=replace(unfinished.run, hold=hold)))
    recovery = Recovery(world.states, world.journal, world.workspace, StoppedClock())
    assert recovery.counted_in(world.states.read()).hold == hold
    assert [each.name for each in world.plan().guards if not each.passed] == ["hold"]


def test_a_hold_of_an_overtaken_run_is_over(world: World) -> None:
    """Whoever came in between has said what holds since."""
    hold = Hold("run2", HEAD.sha, "Ada <ada@example.com>", NOW)
    unfinished = killed(world, "after", 1)
    assert world.apply().failure is None
    come_back(world, replace(unfinished, run=replace(unfinished.run, hold=hold)))
    assert world.apply().failure is None
    assert world.states.state.hold is None
