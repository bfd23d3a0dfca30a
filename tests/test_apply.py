"""Carrying out plans in a real embedded workspace, through the real client."""

import json
from pathlib import Path

import pytest

from hookline.model.applied import Applied
from hookline.model.change import Blocker, CauseKind
from hookline.model.codes import Code
from hookline.model.errors import (
    AccessRefused,
    AnswerLost,
    Blocked,
    Defect,
    Interrupted,
    NeedsMending,
    Stale,
)
from hookline.model.http import Request
from hookline.model.outcome import Result
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.bench import Bench, Deaf, FullJournal, InterruptedTransport, Meddling, Rewriting
from tests.support.memory import GivenSecrets
from tests.support.webhooks import HEAD

A = "webhook: {name: a, flow_name: one, description: first}"
B = "webhook: {name: b, flow_name: one}"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give an embedded workspace with two flows and nothing else."""
    made = Bench(EmbeddedWorkspace(tmp_path / "local.db"))
    for name in ("one", "two"):
        made.workspace.create("flow", {"name": name}, "seed")
    return made


def results(applied: Applied) -> list[tuple[str, Result]]:
    """Give what became of each change."""
    return [(outcome.name, outcome.result) for outcome in applied.run.outcomes]


def test_create_then_nothing_to_do(bench: Bench) -> None:
    """After an apply the next plan is empty."""
    assert results(bench.apply(A, B)) == [("a", Result.CREATED), ("b", Result.CREATED)]
    assert {each.commit for each in bench.base.records.values()} == {HEAD.sha}
    again = bench.plan(A, B)
    assert (again.changes, again.follows) == ((), ())
    assert again.unchanged == ("a", "b")


def test_update_and_delete(bench: Bench) -> None:
    """A changed value is written, a removed definition deleted."""
    bench.apply(A, B)
    assert results(bench.apply(A.replace("first", "second"))) == [
        ("a", Result.UPDATED),
        ("b", Result.DELETED),
    ]
    assert bench.webhook("a").values["description"] == "second"
    assert bench.workspace.by_name("webhook", "b") is None


def test_each_write_carries_the_commit_message(bench: Bench) -> None:
    """The workspace's own history tells the commit and the run behind each change."""
    bench.apply(A)
    path = f"/api/latest/webhook/{bench.webhook('a').id}/hookline-history"
    history = json.loads(bench.transport.send(Request("GET", path)).body)
    told = f"Add the hooks\n\nHookline-Commit: {HEAD.sha}\nHookline-Run: run1"
    assert json.dumps(told) in json.dumps(history)


def test_access_is_set(bench: Bench) -> None:
    """What Engine's import ignores is set all the same: enabled, login, key."""
    bench.secrets = GivenSecrets({"HOOKLINE_SECRET_A": "canary"})
    text = (
        "webhook: {name: a, flow_name: one}\n"
        'access: {is_enabled: true, require_login: true, key: "${env:HOOKLINE_SECRET_A}"}'
    )
    bench.apply(text)
    live = bench.webhook("a").values
    assert (live["is_enabled"], live["require_login"], live["is_key_required"]) == (True,) * 3
    (kept,) = bench.base.records.values()
    assert kept.sent["key"] == "${env:HOOKLINE_SECRET_A}"
    assert kept.key_version == 1
    assert "canary" not in repr(bench.base)
    assert bench.plan(text).changes == ()


def test_key_that_the_workspace_answers_is_not_recorded(bench: Bench) -> None:
    """A workspace that tells the key does not get it into the state."""
    bench.secrets = GivenSecrets({"HOOKLINE_SECRET_A": "canary"})
    bench.transport = Rewriting(bench.transport, "key", lambda _: "canary", adds=True)
    bench.apply('webhook: {name: a, flow_name: one}\naccess: {key: "${env:HOOKLINE_SECRET_A}"}')
    assert bench.base.records
    assert "canary" not in repr(bench.base)


def test_missing_secret_stops_before_the_first_write(bench: Bench) -> None:
    """All secrets are had before anything is written."""
    keyed = 'webhook: {name: z, flow_name: one}\naccess: {key: "${env:HOOKLINE_SECRET_Z}"}'
    with pytest.raises(NeedsMending) as caught:
        bench.apply(A, keyed, keyed.replace("name: z", "name: y"))
    assert [each.code for each in caught.value.diagnostics] == [Code.SEC_UNSET]
    assert bench.workspace.list("webhook") == []
    assert bench.journal.lines == []


def test_failure_skips_the_rest_and_keeps_what_was_written(bench: Bench) -> None:
    """The first refusal ends the run, deletes included; what was done is in the answer."""
    bench.apply("webhook: {name: old, flow_name: one}")
    bench.refusing = '"name": "b"'
    applied = bench.apply(A, B, "webhook: {name: c, flow_name: one}")
    assert results(applied) == [
        ("a", Result.CREATED),
        ("b", Result.FAILED),
        ("c", Result.SKIPPED),
        ("old", Result.SKIPPED),
    ]
    assert isinstance(applied.failure, AccessRefused)
    assert [outcome.reason for outcome in applied.run.outcomes[2:]] == [
        "a change before failed"
    ] * 2
    assert applied.written
    assert {each.name for each in applied.records} == {"a", "old"}
    assert bench.workspace.by_name("webhook", "old") is not None


def test_interrupted_run_keeps_what_was_written(bench: Bench) -> None:
    """Ctrl-C in the middle of a write leaves that one unknown and the rest in the answer."""
    bench.transport = InterruptedTransport(bench.transport, '"name": "b"')
    applied = bench.apply(A, B, "webhook: {name: c, flow_name: one}")
    assert results(applied) == [
        ("a", Result.CREATED),
        ("b", Result.UNKNOWN),
        ("c", Result.SKIPPED),
    ]
    assert isinstance(applied.failure, Interrupted)
    assert [outcome.reason for outcome in applied.run.outcomes] == [
        "",
        "interrupted",
        "interrupted",
    ]
    assert {each.name for each in applied.records} == {"a"}


def test_intent_is_journalled_before_each_write(bench: Bench) -> None:
    """Whatever happens to the run, the journal knows what was about to be written."""
    bench.apply(A)
    assert bench.journal.lines == ["run1 intends create a None", "run1 created a"]


def test_read_only_record_is_opened_and_closed(bench: Bench) -> None:
    """A webhook that git keeps read-only can still be changed by git."""
    text = "webhook: {name: a, flow_name: one, description: first, is_readonly: true}"
    bench.apply(text)
    assert results(bench.apply(text.replace("first", "second"))) == [("a", Result.UPDATED)]
    live = bench.webhook("a").values
    assert (live["description"], live["is_readonly"]) == ("second", True)


def test_lost_record_is_made_again(bench: Bench) -> None:
    """A record that somebody deleted gets a new id, and the old one is forgotten."""
    bench.apply(A)
    old = bench.webhook("a").id
    bench.workspace.delete("webhook", old)
    assert results(bench.apply(A)) == [("a", Result.CREATED)]
    assert set(bench.base.records) == {bench.webhook("a").id}
    assert bench.plan(A).changes == ()


def test_drift_is_restored(bench: Bench) -> None:
    """A change made by hand is set back."""
    bench.apply(A)
    bench.set_by_hand("a", description="hand")
    assert results(bench.apply(A)) == [("a", Result.UPDATED)]
    assert bench.webhook("a").values["description"] == "first"


def test_value_in_the_servers_own_form_is_said_once_and_is_no_drift(bench: Bench) -> None:
    """What the server trims is recorded as its form of what was sent."""
    bench.transport = Rewriting(bench.transport, "description", lambda value: str(value).upper())
    for text in (A, A.replace("first", "Second")):
        applied = bench.apply(text)
        assert [each.code for each in applied.diagnostics] == [Code.VAL_NORMALISED]
        assert bench.plan(text).changes == ()


def test_value_that_the_server_ignores_did_not_converge(bench: Bench) -> None:
    """A flag that came back as it was is no success, and the next plan shows it again."""
    bench.transport = Rewriting(bench.transport, "is_enabled", lambda _: False)
    text = f"{A}\naccess: {{is_enabled: true}}"
    applied = bench.apply(text)
    assert applied.failure is not None
    assert "did not converge: is_enabled" in str(applied.failure)
    (again,) = bench.plan(text).changes
    assert again.action == "update"


PRODUCTIVE = "webhook: {name: a, flow_name: one, description: first, is_productive: true}"


def test_plan_whose_webhook_moved_is_stale(bench: Bench) -> None:
    """A value that the plan compared and somebody changed meanwhile stops before the write."""
    bench.apply(PRODUCTIVE)
    plan = bench.plan(PRODUCTIVE.replace("first", "second"))
    bench.set_by_hand("a", is_productive=False)
    applied = bench.carry_out(plan)
    assert results(applied) == [("a", Result.FAILED)]
    assert isinstance(applied.failure, Stale)
    assert "is_productive was True and is False now" in str(applied.failure)
    assert not applied.written
    assert bench.webhook("a").values["description"] == "first"


def test_webhook_that_moved_is_not_deleted(bench: Bench) -> None:
    """What somebody still works on stays, also when its definition went."""
    bench.apply(A, B)
    plan = bench.plan(B)
    bench.set_by_hand("a", description="hand")
    assert results(bench.carry_out(plan)) == [("a", Result.FAILED)]
    assert bench.webhook("a").values["description"] == "hand"


def test_unrelated_property_does_not_make_a_plan_stale(bench: Bench) -> None:
    """What the definition does not manage may move."""
    bench.apply(A)
    plan = bench.plan(A.replace("first", "second"))
    bench.set_by_hand("a", is_enabled=True)
    assert results(bench.carry_out(plan)) == [("a", Result.UPDATED)]


def test_what_moves_during_the_write_is_shown_by_the_next_plan(bench: Bench) -> None:
    """A property that somebody changes at that moment is not recorded as applied."""
    bench.apply(PRODUCTIVE)
    changed = PRODUCTIVE.replace("first", "second")
    plan = bench.plan(changed)
    bench.transport = Meddling(
        bench.transport, b"second", lambda: bench.set_by_hand("a", is_productive=False)
    )
    assert results(bench.carry_out(plan)) == [("a", Result.UPDATED)]
    (again,) = bench.plan(changed).changes
    assert [(field.name, field.cause.kind) for field in again.fields] == [
        ("is_productive", CauseKind.DRIFT)
    ]


def test_webhook_that_somebody_made_after_the_plan_is_left_alone(bench: Bench) -> None:
    """A create never takes over a record that came in between."""
    plan = bench.plan(A)
    bench.workspace.create("webhook", {"name": "a", "flow_name": "two"}, "by hand")
    before = bench.webhook("a").values
    applied = bench.carry_out(plan)
    assert results(applied) == [("a", Result.FAILED)]
    assert isinstance(applied.failure, Stale)
    assert not applied.written
    assert bench.webhook("a").values == before


def test_plan_that_something_refuses_is_not_carried_out(bench: Bench) -> None:
    """The gate stands before the first write, whoever calls."""
    bench.workspace.create("webhook", {"name": "a", "flow_name": "two"}, "by hand")
    with pytest.raises(Blocked) as caught:
        bench.apply(A, B)
    assert [each.code for each in caught.value.diagnostics] == [Code.PLN_UNMANAGED]
    assert bench.workspace.by_name("webhook", "b") is None


def test_bug_in_the_middle_of_a_run_loses_nothing(bench: Bench) -> None:
    """An error that nobody foresaw ends the run; what was written before it is recorded."""

    def fail() -> None:
        raise ZeroDivisionError

    bench.transport = Meddling(bench.transport, b'"name": "b"', fail)
    applied = bench.apply(A, B)
    assert results(applied) == [("a", Result.CREATED), ("b", Result.UNKNOWN)]
    assert isinstance(applied.failure, Defect)
    assert [each.name for each in applied.records] == ["a"]


def test_lost_answer_is_unknown_and_counts_as_written(bench: Bench) -> None:
    """A write whose answer never came may have happened, and is not called a failure."""
    bench.transport = Deaf(bench.transport, b'"name": "b"')
    applied = bench.apply(A, B)
    assert results(applied) == [("a", Result.CREATED), ("b", Result.UNKNOWN)]
    assert applied.written
    assert isinstance(applied.failure, AnswerLost)


def test_write_that_cannot_be_read_back_is_recorded_by_its_answer(bench: Bench) -> None:
    """What the workspace acknowledged stands in the state, with the id that it gave."""
    plan = bench.plan(A, B)
    bench.refusing = "GET b'' /api/latest/webhook/"
    bench.refusing_after = 1
    applied = bench.carry_out(plan)
    assert results(applied) == [("a", Result.CREATED), ("b", Result.SKIPPED)]
    assert applied.failure is not None
    bench.refusing = ""
    assert [each.id for each in applied.records] == [bench.webhook("a").id]


def test_record_that_was_opened_is_closed_again_after_a_failure(bench: Bench) -> None:
    """A change that is refused half-way does not leave a read-only record open."""
    text = "webhook: {name: a, flow_name: one, description: first, is_readonly: true}"
    bench.apply(text)
    bench.refusing = "second"
    applied = bench.apply(text.replace("first", "second"))
    assert results(applied) == [("a", Result.FAILED)]
    assert applied.written
    bench.refusing = ""
    assert bench.webhook("a").values["is_readonly"] is True


def test_record_that_cannot_be_opened_is_not_touched(bench: Bench) -> None:
    """A lock that may not be cleared ends the change before anything is written."""
    text = "webhook: {name: a, flow_name: one, description: first, is_readonly: true}"
    bench.apply(text)
    bench.refusing = '"is_readonly": false'
    applied = bench.apply(text.replace("first", "second"))
    assert results(applied) == [("a", Result.FAILED)]
    assert not applied.written


def test_number_in_place_of_a_text_did_not_converge(bench: Bench) -> None:
    """Only a text can be another form of a text."""
    bench.transport = Rewriting(bench.transport, "description", lambda _: 7)
    applied = bench.apply(A)
    assert "did not converge: description" in str(applied.failure)


def test_read_only_webhook_that_git_manages_can_be_deleted(bench: Bench) -> None:
    """The flag that git set is cleared before the delete; its message stands in the outcome."""
    bench.apply("webhook: {name: a, flow_name: one, is_readonly: true}", B)
    applied = bench.apply(B)
    assert results(applied) == [("a", Result.DELETED)]
    assert applied.run.outcomes[0].message.startswith("Add the hooks")
    assert bench.workspace.by_name("webhook", "a") is None


def test_journal_that_fails_before_a_write_stops_it(bench: Bench) -> None:
    """Nothing is written that could not be written down before."""
    bench.journal = FullJournal(intents=1)
    applied = bench.apply(A, B)
    assert results(applied) == [("a", Result.CREATED), ("b", Result.FAILED)]
    assert bench.workspace.by_name("webhook", "b") is None
    assert [each.name for each in applied.records] == ["a"]


def test_journal_that_fails_after_a_write_keeps_the_write(bench: Bench) -> None:
    """What was written is in the answer, and the run ends there."""
    bench.journal = FullJournal(outcomes=0)
    applied = bench.apply(A, B)
    assert results(applied) == [("a", Result.CREATED), ("b", Result.SKIPPED)]
    assert [each.name for each in applied.records] == ["a"]


def test_failed_run_keeps_the_commit_that_is_applied_whole(bench: Bench) -> None:
    """The newest whole commit does not move while something of it is missing."""
    bench.refusing = '"name": "b"'
    assert bench.apply(A, B).run.applied_commit == ""
    bench.refusing = ""
    assert bench.apply(A, B).run.applied_commit == HEAD.sha


def test_webhook_that_was_renamed_by_hand_is_nobody_elses(bench: Bench) -> None:
    """A name that a managed webhook took in the workspace blocks; it is not adopted twice."""
    bench.apply(A)
    bench.set_by_hand("a", name="z")
    made = bench.plan(A, A.replace("name: a", "name: z"))
    assert [(change.name, change.action, change.blocked) for change in made.changes] == [
        ("a", "update", None),
        ("z", "create", Blocker.CONFLICT),
    ]
