"""The trail that ends with runs which nobody recorded."""

from dataclasses import replace

import pytest

from hookline.model.outcome import Result
from hookline.model.state import AppliedState
from hookline.tracking.counted import CountedTrail
from tests.support.states import make_record, make_run
from tests.support.trails import ListTrail, outcome

OLD, NEW = make_record("signup", description="one"), make_record("signup", description="two")
LOST = make_run("c" * 40, outcome(Result.UPDATED, "signup", OLD.id), run_id="lost")
STATE = AppliedState("1", workspace_id="w-1", records={NEW.id: NEW}, unrecorded=(LOST,))


@pytest.fixture
def trail() -> CountedTrail:
    """Give one recorded run, and one after it that did not finish."""
    recorded = ListTrail()
    recorded.add(outcome(Result.CREATED, "signup", OLD.id), records=[OLD])
    return CountedTrail(recorded, STATE)


def test_the_newest_state_counts_everything_in(trail: CountedTrail) -> None:
    """It comes after the recorded one, which can be read as before."""
    newest = trail.newest()
    assert newest is not None
    assert trail.changes_of(OLD.id) == [newest, "1"]
    assert (trail.record(newest, OLD.id), trail.record("1", OLD.id)) == (NEW, OLD)
    last, first = trail.run_at(newest), trail.run_at("1")
    assert last is not None
    assert first is not None
    assert (last.run, last.before, last.workspace_id) == (LOST, "1", "w-1")
    assert first.run.id == "run1"
    assert trail.names() == {NEW.id: "signup"}


def test_a_record_that_stayed_has_no_new_state(trail: CountedTrail) -> None:
    """Only what such a run wrote is told of it."""
    same = replace(trail, state=replace(STATE, records={OLD.id: OLD}))
    assert same.changes_of(OLD.id) == ["1"]


def test_runs_of_both_kinds_are_found(trail: CountedTrail) -> None:
    """All of them, those that mention a webhook, and those of an id."""
    assert [each.run.id for each in trail.runs()] == ["lost", "run1"]
    assert [each.run.id for each in trail.runs(["signup"])] == ["lost", "run1"]
    assert [each.run.id for each in trail.runs_on("signup")] == ["lost", "run1"]
    assert [each.run for each in trail.runs(["other"])] == []
    assert list(trail.runs_on("other")) == []
    called = trail.runs_called(["lost", "run1", "no"])
    assert {key: run.outcomes for key, run in called.items()} == {"lost": (), "run1": ()}


def test_a_first_run_that_was_killed_has_nothing_before_it() -> None:
    """Nothing at all is recorded."""
    trail = CountedTrail(ListTrail(), STATE)
    newest = trail.newest() or ""
    told = trail.run_at(newest)
    assert told is not None
    assert told.before == ""
    assert (trail.changes_of(NEW.id), trail.changes_of("no")) == ([newest], [])
