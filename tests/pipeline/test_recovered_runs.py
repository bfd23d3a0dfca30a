"""What is recorded of a run that was killed: the run itself, and the records it left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Create
from hookline.model.document import SourceFile
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.record import Record, WorkspaceIdentity
from hookline.model.state import AppliedRecord, AppliedState, Beginning, Run
from hookline.model.unfinished import Begun, Unfinished
from hookline.pipeline.recovering import Recovery
from tests.support.memory import ListJournal, StoppedClock
from tests.support.planning import CHANGED
from tests.support.plans import SMALL
from tests.support.states import make_record, make_run
from tests.support.webhooks import HEAD, NOW
from tests.support.world import DictStates, DictWorkspace, Killed, World

A = "webhook: {name: a, flow_name: one}"
B = "webhook: {name: b, flow_name: one, description: new}"
(CREATE,) = SMALL.changes
assert isinstance(CREATE, Create)
ENDED_BEFORE = "the run ended before it"
ENDED_DURING = "the run ended while it was written"


@dataclass
class Fleeting(DictWorkspace):
    """A workspace in which somebody deletes a webhook right after it was looked at."""

    looks: int = 0

    def by_id(self, record_type: str, record_id: str) -> Record | None:
        """Give the record the first time."""
        self.looks += 1
        return super().by_id(record_type, record_id) if self.looks == 1 else None


@pytest.fixture
def world() -> World:
    """Give a world in which a was applied; its file moves, and b, c and d are to be made."""
    made = World()
    made.seed()
    made.source.texts = {"webhooks/a.yaml": A}
    assert made.apply().failure is None
    more = {f"webhooks/{name}.yaml": B.replace("name: b", f"name: {name}") for name in "bcd"}
    made.source.texts = {"webhooks/moved.yaml": A, **more}
    return made


def killed(world: World, when: str, number: int) -> None:
    """Apply in a process that is killed at one write; its plan is that of a later commit."""
    planned = world.planned()
    world.workspace.dies_at = (when, world.workspace.writes + number)
    with pytest.raises(Killed):
        world.carry_out(replace(planned, plan=replace(planned.plan, commit=CHANGED)))
    world.workspace.dies_at = None
    world.journal.runs["run2"] = replace(world.journal.runs["run2"], plan_digest="5c1")


def recovery(world: World, but: str = "", *, offline: bool = False) -> Recovery:
    """Give what counts that run in."""
    reader = None if offline else world.workspace
    return Recovery(world.states, world.journal, reader, StoppedClock(), but)


def recorded(world: World) -> Run:
    """Record that run, and give it."""
    _, (run,) = recovery(world).record(world.states.read(), lambda _: ())
    return run


def told(run: Run) -> dict[str, tuple[str, str]]:
    """Give what became of each change, and why."""
    return {each.name: (each.result.value, each.reason) for each in run.outcomes}


def test_a_run_that_ended_half_way_is_recorded_as_it_was(world: World) -> None:
    """What it did and what it did not is told, and its commit does not count as applied whole."""
    killed(world, "after", 2)
    run = recorded(world)
    assert told(run) == {
        "b": ("created", ""),
        "c": ("created", ""),
        "d": ("skipped", ENDED_BEFORE),
    }
    assert (run.id, run.who, run.at) == ("run2", "Ada <ada@example.com>", NOW)
    assert (run.commit, run.applied_commit) == (CHANGED.sha, HEAD.sha)
    assert (run.plan_digest, run.number) == ("5c1", 2)


def test_a_run_that_had_done_everything_is_applied_whole(world: World) -> None:
    """Its commit counts, though the process died before it could say so."""
    killed(world, "after", 3)
    assert recorded(world).applied_commit == CHANGED.sha


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_write_that_was_under_way_is_looked_up(world: World, when: str) -> None:
    """The workspace tells whether it arrived; without one that stays unknown."""
    killed(world, when, 1)
    base = world.states.read()
    (blind,) = recovery(world, offline=True).counted_in(base).unrecorded
    assert told(blind)["b"] == ("unknown", ENDED_DURING)
    arrived = ("created", "") if when == "after" else ("skipped", ENDED_BEFORE)
    assert told(recorded(world))["b"] == arrived


def test_what_a_killed_run_brought_is_put_down_to_it(world: World) -> None:
    """Values that it wrote, and those that it only followed, are blamed on the run that died."""
    killed(world, "after", 1)
    planned = world.journal.runs["run2"].plan
    (follow,) = planned.follows
    new = replace(follow, sent={**follow.sent, "description": "new"})
    world.journal.runs["run2"] = replace(
        world.journal.runs["run2"], plan=replace(planned, follows=(new,))
    )
    recorded(world)
    records = {each.name: each for each in world.states.state.records.values()}
    assert records["a"].path == "webhooks/moved.yaml"
    assert records["a"].brought["description"].run == "run2"
    assert {each.run for each in records["b"].brought.values()} == {"run2"}


def test_a_write_that_is_gone_while_it_is_looked_up_stays_unknown(world: World) -> None:
    """Between the look and the reading somebody deleted it: nobody can tell what arrived."""
    killed(world, "after", 1)
    unfinished = world.journal.runs["run2"]
    (begun,) = unfinished.begun
    known = replace(begun, record_id=world.webhook("b").id)
    world.journal.runs["run2"] = replace(unfinished, begun=(known,))
    world.workspace = Fleeting(world.workspace.records)
    (run,) = recovery(world).counted_in(world.states.read()).unrecorded
    assert told(run)["b"] == ("unknown", ENDED_DURING)


def test_a_saved_plan_that_is_taken_up_again_is_left_alone(world: World) -> None:
    """Its own unfinished run is not counted in, and every other one is."""
    killed(world, "after", 1)
    base = world.states.read()
    assert recovery(world, but="5c1").counted_in(base) is base
    counted = recovery(world, but="other").counted_in(base)
    assert [run.id for run in counted.unrecorded] == ["run2"]
    assert counted.number == 2
    assert {each.name for each in counted.records.values()} == {"a", "b"}
    assert world.states.state is base


@pytest.mark.parametrize(("known", "kept"), [("w-7", "w-7"), (None, "w-1")])
def test_a_killed_run_is_recorded_with_its_files_and_its_workspace(
    world: World, known: str | None, kept: str
) -> None:
    """The files are those of its own plan, and a workspace without an id stays the known one."""
    killed(world, "after", 1)
    unfinished = world.journal.runs["run2"]
    plan = replace(unfinished.plan, workspace=WorkspaceIdentity("embedded:local.db", known))
    world.journal.runs["run2"] = replace(unfinished, plan=plan)
    asked: list[Plan] = []

    def files_of(made: Plan) -> Sequence[SourceFile]:
        asked.append(made)
        return world.planned(offline=True).files

    base, runs = recovery(world).record(world.states.read(), files_of)
    assert asked == [plan]
    assert base is world.states.state
    assert (base.workspace_id, [run.id for run in runs]) == (kept, ["run2"])
    assert set(world.states.kept_files) == {"webhooks/b.yaml", "webhooks/moved.yaml"}
    assert world.journal.unfinished() == ()


def made_since(*records: AppliedRecord) -> Unfinished:
    """Give a run that made these webhooks and was killed; its plan rests on no state."""
    assert isinstance(CREATE, Create)
    changes = tuple(replace(CREATE, name=each.name) for each in records)
    begun = tuple(
        Begun(
            each.name,
            each.action.value,
            record.id,
            Attempt(outcome_of(each, Result.CREATED, record_id=record.id), True, record),
        )
        for each, record in zip(changes, records, strict=True)
    )
    return Unfinished(Beginning("run9", "Ada"), replace(SMALL, changes=changes), begun)


def test_of_what_others_recorded_since_nothing_is_taken_back() -> None:
    """A record that another run knows by its id or its name stays as that run recorded it."""
    theirs = [make_record("same", record_id="w-1"), make_record("again", record_id="w-5")]
    base = AppliedState("s-2", records={each.id: each for each in theirs})
    mine = [
        make_record("same", record_id="w-1", description="mine"),
        make_record("again", record_id="w-2", description="mine"),
        make_record("new", record_id="w-3", description="mine"),
    ]
    journal = ListJournal(runs={"run9": made_since(*mine)})
    states = DictStates(base, history=[("s-2", make_run("c" * 40))])
    counted = Recovery(states, journal, None, StoppedClock()).counted_in(base)
    assert counted.records == {"w-1": theirs[0], "w-5": theirs[1], "w-3": mine[2]}
    same = replace(base, revision=None)
    counted = Recovery(states, journal, None, StoppedClock()).counted_in(same)
    assert counted.records == {each.id: each for each in mine} | {"w-5": theirs[1]}


def test_a_second_killed_run_is_counted_on_top_of_the_first() -> None:
    """Of two runs that died one after the other the later one speaks last."""
    old = made_since(make_record("same", record_id="w-1"))
    late = make_record("same", record_id="w-1", description="later")
    new = replace(made_since(late), run=Beginning("run10", "Ada"))
    journal = ListJournal(runs={"run9": old, "run10": new})
    recovering = Recovery(DictStates(), journal, None, StoppedClock())
    counted = recovering.counted_in(AppliedState())
    assert counted.records == {"w-1": late}
    assert [(run.id, run.number) for run in counted.unrecorded] == [("run9", 1), ("run10", 2)]
