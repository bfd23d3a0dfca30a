"""A plan that is made ready, carried out and recorded, with all that may come in between."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest

from hookline.apply import Applier
from hookline.course import OneByOne
from hookline.model.applied import Applied
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import HooklineError, Interrupted, NeedsMending, Stale
from hookline.model.record import WorkspaceIdentity
from hookline.model.state import AppliedState, Beginning, Brought, Hold
from hookline.pipeline.applying import Ready, carry_out, make_ready
from hookline.pipeline.planning import Planned
from tests.support.memory import StoppedClock
from tests.support.webhooks import HEAD, NOW
from tests.support.world import DictWorkspace, Killed, World

_Given = TypeVar("_Given")
_Got = TypeVar("_Got")
A = "webhook: {name: a, flow_name: one, description: one}"
B = "webhook: {name: b, flow_name: one}"
ADA = "Ada <ada@example.com>"
UNRECORDABLE = NeedsMending.because(Code.STA_FORMAT, "not recordable")
HOLD = Hold("run1", HEAD.sha, ADA, NOW)


@dataclass
class Counting(OneByOne):
    """Workers that know how much they were given; a `Workers`."""

    counts: list[int] = field(default_factory=list)

    def each(self, work: Callable[[_Given], _Got], given: Sequence[_Given]) -> Sequence[_Got]:
        """Do one after the other."""
        self.counts.append(len(given))
        return super().each(work, given)


@pytest.fixture
def world() -> World:
    """Give a world in which a was applied."""
    made = World()
    made.seed()
    made.source.texts = {"webhooks/a.yaml": A}
    assert made.apply().failure is None
    return made


def applier(world: World) -> Applier:
    """Give what carries out."""
    return Applier(world.workspace, world.secrets, world.journal, StoppedClock())


def ready(
    world: World, planned: Planned, digest: str | None = None, hold: Hold | None = None
) -> Ready:
    """Make a plan ready for a run that is called `late`."""
    beginning = Beginning("late", ADA, hold=hold)
    more = () if digest is None else (digest,)
    return make_ready(planned, applier(world), world.states, beginning, lambda _: (), *more)


def change_a(world: World) -> None:
    """Let git say something else of a."""
    world.source.texts = {"webhooks/a.yaml": A.replace("description: one", "description: two")}


def asking(world: World) -> list[str]:
    """Let the state keep which commits it is asked for, and refuse them all."""
    asked: list[str] = []

    def refuse(commit: str) -> None:
        asked.append(commit)
        raise UNRECORDABLE

    world.states.require_recordable = refuse  # type: ignore[method-assign]
    return asked


def failing(world: World, failure: BaseException) -> None:
    """Let the state fail when a run is recorded."""

    def fail(*_: object) -> AppliedState:
        raise failure

    world.states.record = fail  # type: ignore[method-assign, assignment]


def overtaken(named: str) -> tuple[Diagnostic, ...]:
    """Give what is told of a plan that another run has overtaken."""
    return (
        Diagnostic(
            Severity.ERROR,
            Code.STA_MOVED,
            f"{named} was recorded for local since this was planned",
            hint="plan again, and apply that plan",
        ),
    )


def test_a_run_that_came_in_between_stops_the_plan(world: World) -> None:
    """Whoever was faster is named, and nothing is written on top of what they did."""
    change_a(world)
    planned = world.planned()
    world.source.texts |= {"webhooks/b.yaml": B}
    assert world.apply().failure is None
    writes = world.workspace.writes
    with pytest.raises(Stale) as caught:
        ready(world, planned)
    assert caught.value.diagnostics == overtaken(f"run run2 by {ADA}")
    assert world.workspace.writes == writes


def test_a_state_that_nobody_knows_stops_the_plan(world: World) -> None:
    """Another state may have come in between without a run that could be named."""
    change_a(world)
    planned = world.planned()
    world.states.state, world.states.history = AppliedState(), []
    with pytest.raises(Stale) as caught:
        ready(world, planned)
    assert caught.value.diagnostics == overtaken("another run")


def killed(world: World, writes: int) -> Planned:
    """Carry out a plan that makes b and changes a, in a process that dies after some writes."""
    change_a(world)
    world.source.texts |= {"webhooks/b.yaml": B}
    planned = world.planned()
    world.workspace.dies_at = ("after", world.workspace.writes + writes)
    with pytest.raises(Killed):
        world.carry_out(planned)
    world.workspace.dies_at = None
    return planned


@pytest.mark.parametrize("writes", [1, 2])
def test_a_saved_plan_that_broke_off_is_taken_up_where_it_ended(world: World, writes: int) -> None:
    """The same run goes on under its own id: it does what is left, and tells of the whole."""
    planned = killed(world, writes)
    (unfinished,) = world.journal.unfinished()
    world.journal.runs["run2"] = replace(unfinished, plan_digest="5c1")
    before = world.workspace.writes
    made = ready(world, planned, "5c1")
    assert (made.taken_up, made.beginning, made.recorded) == (True, unfinished.run, ())
    done = {name: world.webhook(name).id for name in ("a", "b")[:writes]}
    assert made.left.done == done
    applied = carry_out(made, applier(world), world.states)
    assert applied.failure is None
    assert world.workspace.writes - before == 2 - writes
    results = {each.name: each.result.value for each in applied.run.outcomes}
    assert results == {"a": "updated", "b": "created"}
    assert {each.name: each.record_id for each in applied.run.outcomes} == {
        name: world.webhook(name).id for name in ("a", "b")
    }
    assert (applied.run.id, applied.run.plan_digest) == ("run2", "5c1")
    assert [run.id for run in world.states.runs()] == ["run2", "run1"]
    assert world.journal.unfinished() == ()
    assert world.plan().changes == ()


@pytest.mark.parametrize(("own", "digest"), [("5c1", "other"), ("5c1", None), ("", None)])
def test_a_run_of_another_plan_that_broke_off_is_recorded_first(
    world: World, own: str, digest: str | None
) -> None:
    """Only the very same saved plan is taken up; what else was begun is recorded as it ended."""
    killed(world, 1)
    (unfinished,) = world.journal.unfinished()
    world.journal.runs["run2"] = replace(unfinished, plan_digest=own)
    made = ready(world, world.planned(), digest)
    assert [run.id for run in made.recorded] == ["run2"]
    assert made.base == world.states.state != AppliedState()
    assert (made.taken_up, made.beginning.id, made.left.done) == (False, "late", {})
    assert made.digest == (digest or "")
    applied = carry_out(made, applier(world), world.states)
    assert [each.name for each in applied.run.outcomes] == ["b"]
    assert applied.run.plan_digest == (digest or "")


def nothing(_: World) -> None:
    """Change nothing."""


def move_a(world: World) -> None:
    """Let git move the definition of a to another file."""
    world.source.texts = {"webhooks/moved.yaml": A}


@pytest.mark.parametrize(
    ("turn", "hold", "is_recorded"),
    [(change_a, None, True), (move_a, None, True), (nothing, HOLD, True), (nothing, None, False)],
)
def test_what_will_be_recorded_is_asked_for_before_the_first_write(
    world: World, turn: Callable[[World], None], hold: Hold | None, is_recorded: bool
) -> None:
    """A commit that cannot be kept stops a run that has something to record, and no other."""
    asked = asking(world)
    turn(world)
    planned = world.planned()
    if not is_recorded:
        assert ready(world, planned, hold=hold).recorded == ()
        assert asked == []
        return
    with pytest.raises(NeedsMending) as caught:
        ready(world, planned, hold=hold)
    assert caught.value is UNRECORDABLE
    assert asked == [HEAD.sha]


def test_without_a_commit_of_its_own_a_plan_asks_for_none(world: World) -> None:
    """A working tree, committed or not, is recorded without keeping a commit."""
    asked = asking(world)
    change_a(world)
    planned = world.planned()
    for made in (replace(planned.plan, worktree=True), replace(planned.plan, commit=None)):
        assert ready(world, replace(planned, plan=made)).left.plan == made
    assert asked == []


def late(world: World, planned: Planned, hold: Hold | None = None) -> Applied:
    """Carry out a plan in the run that is called `late`."""
    return carry_out(ready(world, planned, hold=hold), applier(world), world.states)


def test_a_run_with_nothing_to_tell_leaves_no_trace(world: World) -> None:
    """When git and the workspace agree already there is no run to record."""
    before = world.states.state
    assert late(world, world.planned()).failure is None
    assert world.states.state is before
    assert world.journal.unfinished() == ()


def test_a_hold_alone_is_recorded(world: World) -> None:
    """A target that is set back to where it stands is held from then on."""
    assert late(world, world.planned(), HOLD).failure is None
    assert (world.states.state.run, world.states.state.hold) == ("late", HOLD)


def test_a_definition_that_moved_is_recorded_and_its_values_stay_where_they_came_from(
    world: World,
) -> None:
    """Only what is new in a record that follows is put down to the run that records it."""
    move_a(world)
    world.by_hand("a", is_enabled=True)
    world.source.texts = {"webhooks/moved.yaml": f"{A}\naccess: {{is_enabled: true}}"}
    assert late(world, world.planned()).failure is None
    (record,) = world.states.state.records.values()
    assert record.path == "webhooks/moved.yaml"
    runs = {name: brought.run for name, brought in record.brought.items()}
    assert runs == {"name": "run1", "flow_id": "run1", "description": "run1", "is_enabled": "late"}
    assert record.brought["is_enabled"] == Brought("late", HEAD.sha)


def test_a_run_is_recorded_with_its_files_and_its_journal_is_closed(world: World) -> None:
    """What the next run needs is kept: the state, the definitions, and the workspace's id."""
    change_a(world)
    planned = world.planned()
    nameless = replace(planned.plan, workspace=WorkspaceIdentity("embedded:local.db", None))
    assert late(world, replace(planned, plan=nameless)).failure is None
    assert world.states.state.workspace_id == "w-1"
    assert tuple(world.states.kept_files.values()) == planned.files
    assert world.journal.lines[-1] == "late closed"
    other = replace(world.planned().plan, workspace=WorkspaceIdentity("embedded:local.db", "w-2"))
    assert late(world, replace(world.planned(), plan=other), HOLD).failure is None
    assert world.states.state.workspace_id == "w-2"


@pytest.mark.parametrize(
    "failure", [UNRECORDABLE, Stale.because(Code.STA_MOVED, "somebody was faster")]
)
def test_a_run_that_cannot_be_recorded_stays_in_the_journal(
    world: World, failure: HooklineError
) -> None:
    """What was written counts, the failure is told, and the next run records it."""
    change_a(world)
    planned = world.planned()
    record = world.states.record
    failing(world, failure)
    applied = late(world, planned)
    problem, note = applied.diagnostics
    assert (applied.failure, (problem,)) == (failure, failure.diagnostics)
    assert note == Diagnostic(
        Severity.NOTE,
        Code.PLN_UNFINISHED,
        "what run late wrote is not recorded yet; its journal keeps it",
        hint="the next apply from this clone records it",
    )
    assert applied.written
    assert [each.run.id for each in world.journal.unfinished()] == ["late"]
    world.states.record = record  # type: ignore[method-assign]
    assert world.apply().failure is None
    assert [run.id for run in world.states.runs()] == ["late", "run1"]


def test_ctrl_c_while_a_run_is_recorded_is_told(world: World) -> None:
    """What was written is known to the journal, and the user reads what records it."""
    change_a(world)
    planned = world.planned()
    failing(world, KeyboardInterrupt())
    applied = late(world, planned)
    assert isinstance(applied.failure, Interrupted)
    assert applied.diagnostics == (
        Diagnostic(
            Severity.ERROR,
            Code.PLN_INTERRUPTED,
            "interrupted while the run was being recorded",
            hint="the journal knows what was written: the next apply records it",
        ),
    )
    assert [each.run.id for each in world.journal.unfinished()] == ["late"]


def test_a_run_that_wrote_nothing_leaves_nothing_to_be_recorded_later(world: World) -> None:
    """When only a hold could not be recorded, that is all there is to tell."""
    planned = world.planned()
    failing(world, UNRECORDABLE)
    applied = late(world, planned, HOLD)
    assert (applied.failure, applied.diagnostics) == (UNRECORDABLE, UNRECORDABLE.diagnostics)


def test_records_are_looked_at_several_at_a_time(world: World) -> None:
    """The look before the first write is as quick as the workers that carry the plan out."""
    change_a(world)
    workers = Counting()
    made = replace(applier(world), workers=workers)
    beginning = Beginning("late", ADA)
    make_ready(world.planned(), made, world.states, beginning, lambda _: ())
    assert workers.counts == [1]


@dataclass
class Nameless(DictWorkspace):
    """A workspace that must not be asked who people are."""

    def people(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Refuse."""
        pytest.fail(f"asked for {ids}")


def test_who_moved_a_record_is_asked_for_only_when_one_did(world: World) -> None:
    """A plan that nothing stands in the way of costs no request for names."""
    change_a(world)
    planned = world.planned()
    world.workspace = Nameless(world.workspace.records)
    assert ready(world, planned).left.done == {}
    world.workspace = DictWorkspace(world.workspace.records)
    world.by_hand("a", "carol", description="by hand")
    with pytest.raises(Stale, match="changed by Carol at"):
        ready(world, planned)


def test_a_first_run_that_did_everything_is_applied_whole(world: World) -> None:
    """Its commit counts from then on, and it ended when the clock says."""
    ((_, run),) = world.states.history
    assert (run.applied_commit, run.at) == (HEAD.sha, NOW)


def test_a_webhook_that_only_stepped_aside_was_written(world: World) -> None:
    """A swap that breaks off after its first half has reached the workspace."""
    world.source.texts |= {"webhooks/b.yaml": B}
    assert world.apply().failure is None
    world.source.texts = {
        "webhooks/a.yaml": f"{A.replace('name: a', 'name: b')}\nrenamed_from: a",
        "webhooks/b.yaml": f"{B.replace('name: b', 'name: a')}\nrenamed_from: b",
    }
    planned = world.planned()
    world.workspace.refuse_from = world.workspace.writes + 1
    applied = late(world, planned)
    assert applied.failure is not None
    assert applied.written


@pytest.mark.parametrize(
    ("commit", "then", "hint"),
    [
        ("d" * 40, "git agrees by now, so that the next apply or sync lets go of it", ""),
        (
            HEAD.sha,
            "what is merged after that commit is held back",
            "to let go: hookline rollback --resume --target local",
        ),
    ],
    ids=["git agrees", "still there"],
)
def test_a_plan_without_changes_says_what_becomes_of_a_hold(
    world: World, commit: str, then: str, hint: str
) -> None:
    """Nobody is left to find out by the next merge that a target is held."""
    hold = replace(HOLD, commit=commit)
    world.states.state = replace(world.states.state, hold=hold)
    (note,) = [each for each in world.plan().diagnostics if each.code is Code.PLN_HOLD]
    assert note.message.endswith(f"; {then}")
    assert (note.severity, note.hint) == (Severity.NOTE, hint)
