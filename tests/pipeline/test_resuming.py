"""What is left of a saved plan, looked up in a real embedded workspace."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Change, Create, Delete, Rename, Update
from hookline.model.codes import Code
from hookline.model.errors import Stale
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.state import Beginning
from hookline.model.unfinished import Begun, Unfinished
from hookline.pipeline.resuming import Remaining, remaining
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.bench import Bench, Rewriting
from tests.support.memory import GivenSecrets

A = "webhook: {name: a, flow_name: one, description: first, is_productive: true}"
B = "webhook: {name: b, flow_name: one, description: bye}"
C = "webhook: {name: c, flow_name: two}"
A2 = A.replace("first", "second")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give a workspace in which a and b were applied."""
    made = Bench(EmbeddedWorkspace(tmp_path / "local.db"))
    for name in ("one", "two"):
        made.workspace.create("flow", {"name": name}, "seed")
    made.apply(A, B)
    return made


@pytest.fixture
def plan(bench: Bench) -> Plan:
    """Give a plan that updates a, makes c and deletes b."""
    return bench.plan(A2, C)


def change(plan: Plan, name: str) -> Change:
    """Give one change of a plan."""
    return next(each for each in plan.changes if each.name == name)


def begun(plan: Plan, name: str, result: Result | None, record_id: str | None = None) -> Unfinished:
    """Give an unfinished run that had begun one change."""
    found = change(plan, name)
    known = record_id or found.record_id
    attempt = Attempt(outcome_of(found, result, record_id=known)) if result else None
    run = Beginning("run1", "Ada <ada@example.com>")
    return Unfinished(run, plan, (Begun(name, found.action.value, known, attempt),))


def moved(bench: Bench, plan: Plan, unfinished: Unfinished | None = None) -> list[str]:
    """Give what is told to have moved."""
    with pytest.raises(Stale) as caught:
        remaining(plan, bench.workspace, unfinished)
    assert all(each.code is Code.PLN_MOVED and each.hint for each in caught.value.diagnostics)
    return [each.message for each in caught.value.diagnostics]


def write(bench: Bench, plan: Plan, name: str) -> str:
    """Carry one change out as a run would that then ends; gives the record's id."""
    found = change(plan, name)
    match found:
        case Create():
            return bench.workspace.create("webhook", found.write.values, "x").id
        case Update() | Rename():
            bench.workspace.update("webhook", found.record_id, found.write.values, "x")
            return found.record_id
        case Delete():
            bench.workspace.delete("webhook", found.record_id)
            return found.record_id
    raise AssertionError(found)


def rename(bench: Bench, plan: Plan, old: str, new: str) -> Rename:
    """Give the change that gives a webhook another name."""
    made = change(plan, "c")
    assert isinstance(made, Create)
    return Rename(
        name=new,
        renamed_from=old,
        record_id=bench.webhook(old).id,
        cause=made.cause,
        origin=made.origin,
        fields=(),
        write=replace(made.write, values={"name": new}),
        message="x",
    )


def test_what_did_not_move_is_all_left_to_do(bench: Bench, plan: Plan) -> None:
    """A plan whose records are as it saw them is carried out as it is."""
    assert remaining(plan, bench.workspace, None) == Remaining(plan, {})


def test_everything_that_moved_is_told_at_once(bench: Bench, plan: Plan) -> None:
    """Each field with its old and new value and who changed it, and what is gone or there."""
    bench.set_by_hand("a", description="by hand", is_productive=False)
    bench.workspace.create("webhook", {"name": "c", "flow_name": "one"}, "by hand")
    bench.workspace.delete("webhook", bench.webhook("b").id)
    told = sorted(moved(bench, plan))
    assert len(told) == 4
    start = (
        'webhook "a" has moved since it was planned: description was "first" and is "by hand" now'
    )
    assert re.fullmatch(rf"{re.escape(start)}, changed by \S+ at 20[-0-9]+ [0-9:]+ UTC", told[0])
    assert "is_productive was " in told[1]
    assert told[2] == 'webhook "b" has moved since it was planned: it is not there any more'
    assert "a webhook of this name is there now, changed by" in told[3]


def test_what_the_plan_does_not_look_at_may_move(bench: Bench) -> None:
    """An unrelated webhook, or a property that no definition manages, makes no plan old."""
    plan = bench.plan(A2, B)
    bench.set_by_hand("b", description="by hand")
    bench.set_by_hand("a", require_login=True)
    assert remaining(plan, bench.workspace, None).plan == plan


def test_a_new_name_that_is_taken_by_now_is_told(bench: Bench) -> None:
    """A rename needs its name free, unless another change of the plan frees it."""
    plan = bench.plan(A2, C)
    renaming_a = rename(bench, plan, "a", "z")
    renaming = replace(plan, changes=(renaming_a,))
    assert remaining(renaming, bench.workspace, None).plan == renaming
    bench.workspace.create("webhook", {"name": "z", "flow_name": "one"}, "by hand")
    (told,) = moved(bench, renaming)
    start = (
        'webhook "z" has moved since it was planned: another webhook has this name now, changed by'
    )
    assert told.startswith(start)


@pytest.mark.parametrize("name", ["a", "b", "c"])
@pytest.mark.parametrize("is_settled", [True, False])
def test_what_an_unfinished_run_wrote_is_recognised(
    bench: Bench, plan: Plan, name: str, is_settled: bool
) -> None:
    """A write is not repeated, whether its outcome was written down or the crash came before."""
    settled = {"a": Result.UPDATED, "b": Result.DELETED, "c": Result.CREATED}[name]
    record_id = write(bench, plan, name)
    told = begun(plan, name, settled, record_id) if is_settled else begun(plan, name, None)
    left = remaining(plan, bench.workspace, told)
    assert left.done == {name: record_id}
    assert left.plan.changes == plan.changes or name == "a"


@pytest.mark.parametrize("name", ["a", "b", "c"])
@pytest.mark.parametrize("result", [None, Result.UNKNOWN, Result.FAILED])
def test_what_did_not_arrive_is_left_to_do(
    bench: Bench, plan: Plan, name: str, result: Result | None
) -> None:
    """An intent whose write never reached the workspace is carried out now."""
    assert remaining(plan, bench.workspace, begun(plan, name, result)) == Remaining(plan, {})


def test_a_settled_write_that_somebody_undid_is_told(bench: Bench, plan: Plan) -> None:
    """What a colleague changed after the crash is not taken for what the run left."""
    write(bench, plan, "a")
    bench.set_by_hand("a", description="by hand")
    (told,) = moved(bench, plan, begun(plan, "a", Result.UPDATED))
    assert 'description was written as "second" and is "by hand" now, changed by' in told


def test_what_a_run_made_and_somebody_deleted_is_told(bench: Bench, plan: Plan) -> None:
    """A webhook that was made before the crash and is gone is not made a second time."""
    (told,) = moved(bench, plan, begun(plan, "c", Result.CREATED, "gone-1"))
    assert "it was made, and is not there any more" in told


def test_what_a_run_deleted_and_somebody_restored_is_told(bench: Bench, plan: Plan) -> None:
    """A webhook that is back after its delete is not deleted a second time."""
    (told,) = moved(bench, plan, begun(plan, "b", Result.DELETED))
    assert "it was deleted, and is there again" in told


def test_a_name_that_somebody_else_took_is_not_the_runs_own(bench: Bench, plan: Plan) -> None:
    """After a create whose answer was lost, another webhook of its name is no proof."""
    bench.workspace.create("webhook", {"name": "c", "flow_name": "one"}, "by hand")
    (told,) = moved(bench, plan, begun(plan, "c", None))
    assert "a webhook of this name is there now" in told


def test_a_half_done_change_rests_on_what_it_left(bench: Bench) -> None:
    """A record that was opened for a change which then broke off is no move of anybody."""
    locked = "webhook: {name: a, flow_name: one, description: first, is_readonly: true}"
    bench.apply(locked, B)
    plan = bench.plan(locked.replace("first", "second"), B)
    bench.workspace.update("webhook", bench.webhook("a").id, {"is_readonly": False}, "x")
    (told,) = moved(bench, plan)
    assert "is_readonly was true and is false now" in told
    left = remaining(plan, bench.workspace, begun(plan, "a", None))
    assert left.done == {}
    assert left.plan.changes[0].seen["is_readonly"] is False
    bench.workspace.update("webhook", bench.webhook("a").id, {"description": "second"}, "x")
    left = remaining(plan, bench.workspace, begun(plan, "a", None))
    assert left.done == {}
    assert left.plan.changes[0].seen["description"] == "second"
    bench.workspace.update("webhook", bench.webhook("a").id, {"is_readonly": True}, "x")
    left = remaining(plan, bench.workspace, begun(plan, "a", None))
    assert left.done == {"a": bench.webhook("a").id}


def test_a_half_done_change_that_somebody_else_changed_too_is_told(bench: Bench) -> None:
    """Only the values that the plan gives itself are its own."""
    plan = bench.plan(A2, B)
    bench.set_by_hand("a", description="third")
    (told,) = moved(bench, plan, begun(plan, "a", None))
    assert 'description was "first" and is "third" now' in told


def test_a_value_in_the_workspaces_own_form_is_recognised(bench: Bench) -> None:
    """A text that came back without its outer blanks, and a flag as nothing, were written."""
    flagged = A2.replace("is_productive: true", "is_productive: false").replace(
        "second", '"second "'
    )
    plan = bench.plan(flagged, B)
    bench.set_by_hand("a", description="second", is_productive=False)
    bench.transport = Rewriting(bench.transport, "is_productive", lambda value: value or None)
    left = remaining(plan, bench.workspace, begun(plan, "a", Result.UPDATED))
    assert left.done == {"a": bench.webhook("a").id}


def test_a_rotated_key_alone_is_sent_again_unless_its_outcome_is_known(bench: Bench) -> None:
    """Nobody can read a key back: only who wrote down that it was sent knows it."""
    bench.secrets = GivenSecrets({"HOOKLINE_SECRET_X": "x"})
    keyed = f"{A}\naccess: {{key: '${{env:HOOKLINE_SECRET_X}}', key_version: %s}}\n"
    bench.apply(keyed % 1, B)
    plan = bench.plan(keyed % 2, B)
    rotated = change(plan, "a")
    assert isinstance(rotated, Update)
    assert rotated.write.values == {}
    assert remaining(plan, bench.workspace, begun(plan, "a", None)).done == {}
    told = remaining(plan, bench.workspace, begun(plan, "a", Result.UPDATED))
    assert told.done == {"a": bench.webhook("a").id}


def test_a_lost_record_that_is_there_again_is_told(bench: Bench) -> None:
    """A webhook that would be made anew, since its record was gone, is not made beside it."""
    record_id = bench.webhook("b").id
    bench.workspace.delete("webhook", record_id)
    plan = bench.plan(A, B)
    assert remaining(plan, bench.workspace, None).plan == plan
    assert change(plan, "b").forgets == record_id
    other = bench.workspace.create("webhook", {"name": "other", "flow_name": "one"}, "by hand").id
    back = replace(plan, changes=(replace(change(plan, "b"), forgets=other),))
    (told,) = moved(bench, back)
    start = 'webhook "b" has moved since it was planned: its record, which was gone, is there again'
    assert told.startswith(f"{start}, changed by ")


def test_names_that_the_plan_itself_frees_are_free(bench: Bench, plan: Plan) -> None:
    """Of two webhooks that swap their names neither is in the way of the other."""
    swapping = replace(plan, changes=(rename(bench, plan, "a", "b"), rename(bench, plan, "b", "a")))
    assert remaining(swapping, bench.workspace, None) == Remaining(swapping, {})
