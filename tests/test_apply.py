"""Carrying out plans in a real embedded workspace, through the real client."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hookline.apply import Applier
from hookline.model.applied import Applied
from hookline.model.catalog import Catalog
from hookline.model.codes import Code
from hookline.model.desired import Desired
from hookline.model.errors import (
    AccessRefused,
    AnswerLost,
    Blocked,
    Interrupted,
    NeedsMending,
    Stale,
)
from hookline.model.http import Request, Response, Transport
from hookline.model.outcome import Outcome, Result
from hookline.model.plan import Blocker, CauseKind, Plan
from hookline.model.record import Record
from hookline.model.settings import Target
from hookline.model.state import AppliedState
from hookline.model.values import JSON
from hookline.remote.writer import EngineWriter
from hookline.stages.diff import diff
from hookline.stages.plan import Basis, make_plan
from hookline.stages.resolve import resolve
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.memory import GivenSecrets, ListJournal, StoppedClock
from tests.support.webhooks import HEAD, definition, webhook_table

TARGET = Target("local", "embedded:local.db", prune=True)
A = "webhook: {name: a, flow_name: one, description: first}"
B = "webhook: {name: b, flow_name: one}"


@dataclass
class Bench:
    """A workspace, and what was applied to it."""

    transport: Transport
    secrets: GivenSecrets = field(default_factory=GivenSecrets)
    journal: ListJournal = field(default_factory=ListJournal)
    base: AppliedState = field(default_factory=AppliedState)
    refusing: str = ""
    refusing_after: int = 0

    def send(self, request: Request) -> Response:
        """Carry a request, unless the test wants this one refused."""
        line = f"{request.method} {request.body!r} {request.path}"
        if self.refusing and self.refusing in line:
            self.refusing_after -= 1
            if self.refusing_after < 0:
                return Response(403, {"content-type": "application/json"}, b'{"error": "not you"}')
        return self.transport.send(request)

    @property
    def workspace(self) -> EngineWriter:
        """The client."""
        return EngineWriter(self, TARGET.workspace)

    def desire(self, *texts: str) -> list[Desired]:
        """Resolve definitions against the workspace."""
        catalog = Catalog.of({t: self.workspace.list(t) for t in ("flow", "project", "bundle")})
        found, problems = resolve(
            [definition(text) for text in texts], TARGET, catalog, webhook_table()
        )
        assert not problems
        return list(found)

    def plan(self, *texts: str) -> Plan:
        """Plan these definitions against what is live now."""
        catalog = Catalog.of({t: self.workspace.list(t) for t in ("flow", "project", "bundle")})
        basis = Basis(
            target=TARGET,
            workspace=self.workspace.identity(),
            base=self.base,
            catalog=catalog,
            table=webhook_table(),
            commit=HEAD,
        )
        live = self.workspace.list("webhook")
        return make_plan(diff(self.desire(*texts), self.base, live), basis)

    def apply(self, *texts: str) -> Applied:
        """Plan and carry out; what is recorded becomes the base."""
        return self.carry_out(self.plan(*texts))

    def carry_out(self, plan: Plan) -> Applied:
        """Carry out a plan that was made before."""
        applier = Applier(self.workspace, self.secrets, self.journal, StoppedClock())
        applied = applier.apply(plan, self.base, "run1", "Ada <ada@example.com>")
        records = {each.id: each for each in applied.records}
        self.base = replace(self.base, commit=HEAD.sha, records=records)
        return applied

    def webhook(self, name: str) -> Record:
        """Give the live webhook of this name."""
        found = self.workspace.by_name("webhook", name)
        assert found is not None
        return found

    def set_by_hand(self, webhook: str, /, **values: JSON) -> None:
        """Change a webhook as a colleague would."""
        self.workspace.update("webhook", self.webhook(webhook).id, values, "by hand")


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
    assert applied.written
    assert {each.name for each in applied.records} == {"a", "old"}
    assert bench.workspace.by_name("webhook", "old") is not None


def test_interrupted_run_keeps_what_was_written(bench: Bench) -> None:
    """Ctrl-C in the middle of a write leaves that one unknown and the rest in the answer."""
    bench.transport = _Interrupted(bench.transport, '"name": "b"')
    applied = bench.apply(A, B, "webhook: {name: c, flow_name: one}")
    assert results(applied) == [
        ("a", Result.CREATED),
        ("b", Result.UNKNOWN),
        ("c", Result.SKIPPED),
    ]
    assert isinstance(applied.failure, Interrupted)
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
    bench.transport = _Rewriting(bench.transport, "description", lambda value: str(value).upper())
    for text in (A, A.replace("first", "Second")):
        applied = bench.apply(text)
        assert [each.code for each in applied.diagnostics] == [Code.VAL_NORMALISED]
        assert bench.plan(text).changes == ()


def test_value_that_the_server_ignores_did_not_converge(bench: Bench) -> None:
    """A flag that came back as it was is no success, and the next plan shows it again."""
    bench.transport = _Rewriting(bench.transport, "is_enabled", lambda _: False)
    text = f"{A}\naccess: {{is_enabled: true}}"
    applied = bench.apply(text)
    assert applied.failure is not None
    assert "did not converge: is_enabled" in str(applied.failure)
    (again,) = bench.plan(text).changes
    assert again.action == "update"


@dataclass
class _Interrupted:
    """A transport during which somebody presses Ctrl-C."""

    inner: Transport
    at: str

    def send(self, request: Request) -> Response:
        """Carry a request, unless it is the one."""
        if self.at.encode() in request.body:
            raise KeyboardInterrupt
        return self.inner.send(request)


@dataclass
class _Rewriting:
    """A transport whose answers hold one value in another form."""

    inner: Transport
    name: str
    form: Callable[[JSON], JSON]

    def send(self, request: Request) -> Response:
        """Carry a request and rewrite the answer."""
        answer = self.inner.send(request)
        if not answer.body or "/webhook" not in request.path:
            return answer
        body = json.loads(answer.body)
        records = body if isinstance(body, list) else [body.get("webhook", body)]
        for each in records:
            if self.name in each:
                each[self.name] = self.form(each[self.name])
        return replace(answer, body=json.dumps(body).encode())


def test_what_moved_after_the_plan_is_shown_by_the_next_plan(bench: Bench) -> None:
    """An unrelated property that somebody changed meanwhile is not recorded as applied."""
    text = "webhook: {name: a, flow_name: one, description: first, is_productive: true}"
    bench.apply(text)
    changed = text.replace("first", "second")
    plan = bench.plan(changed)
    bench.set_by_hand("a", is_productive=False)
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


def test_lost_answer_is_unknown_and_counts_as_written(bench: Bench) -> None:
    """A write whose answer never came may have happened, and is not called a failure."""
    bench.transport = _Deaf(bench.transport, b'"name": "b"')
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


def test_read_only_webhook_that_git_manages_can_be_deleted(bench: Bench) -> None:
    """The flag that git set is cleared before the delete; its message stands in the outcome."""
    bench.apply("webhook: {name: a, flow_name: one, is_readonly: true}", B)
    applied = bench.apply(B)
    assert results(applied) == [("a", Result.DELETED)]
    assert applied.run.outcomes[0].message.startswith("Add the hooks")
    assert bench.workspace.by_name("webhook", "a") is None


def test_journal_that_fails_before_a_write_stops_it(bench: Bench) -> None:
    """Nothing is written that could not be written down before."""
    bench.journal = _FullJournal(intents=1)
    applied = bench.apply(A, B)
    assert results(applied) == [("a", Result.CREATED), ("b", Result.FAILED)]
    assert bench.workspace.by_name("webhook", "b") is None
    assert [each.name for each in applied.records] == ["a"]


def test_journal_that_fails_after_a_write_keeps_the_write(bench: Bench) -> None:
    """What was written is in the answer, and the run ends there."""
    bench.journal = _FullJournal(outcomes=0)
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


@dataclass
class _Deaf:
    """A transport that loses the answer to one request after it was carried out."""

    inner: Transport
    at: bytes

    def send(self, request: Request) -> Response:
        """Carry a request, and lose the answer when it is the one."""
        answer = self.inner.send(request)
        if self.at in request.body:
            raise AnswerLost.because(Code.API_UNREACHABLE, "the answer was lost")
        return answer


@dataclass
class _FullJournal(ListJournal):
    """A journal on a disk that fills up."""

    intents: int = 100
    outcomes: int = 100

    def intend(self, run_id: str, name: str, record_id: str | None, action: str) -> None:
        """Keep the intent while there is room."""
        if not self.intents:
            raise NeedsMending.because(Code.CFG_PATH, "the disk is full")
        self.intents -= 1
        super().intend(run_id, name, record_id, action)

    def settle(self, run_id: str, outcome: Outcome) -> None:
        """Keep the outcome while there is room."""
        if not self.outcomes:
            raise NeedsMending.because(Code.CFG_PATH, "the disk is full")
        self.outcomes -= 1
        super().settle(run_id, outcome)
