"""Changes that are carried out several at a time, in a real embedded workspace."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier, Lock

import pytest

from hookline.model.applied import Applied
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import (
    AccessRefused,
    HooklineError,
    Interrupted,
    NeedsMending,
    PartlyApplied,
    Stale,
)
from hookline.model.http import Request, Response, Transport
from hookline.model.outcome import Result
from hookline.workers import ThreadWorkers
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.bench import Bench, FullJournal, InterruptedTransport, Meddling

NAMES = [f"hook-{number}" for number in range(8)]


def hook(name: str, description: str = "first") -> str:
    """Give a definition."""
    return f"webhook: {{name: {name}, flow_name: one, description: {description}}}"


@dataclass
class Watched:
    """A transport that knows which writes are under way; a `Transport`."""

    inner: Transport
    meeting: Barrier | None = None
    """Where writes wait for each other; broken when not enough of them come."""
    refusing: tuple[bytes, int] = (b"nothing", 0)
    """What the body of a refused write holds, and the status that it is answered with."""
    under_way: int = 0
    most: int = 0
    order: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def send(self, request: Request) -> Response:
        """Carry a request."""
        if request.method == "GET":
            return self.inner.send(request)
        with self.lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            self.order.append(request.method)
        try:
            if self.meeting:
                self.meeting.wait(20)
            needle, status = self.refusing
            if needle in request.body:
                return Response(status, {"content-type": "application/json"}, b'{"error": "no"}')
            return self.inner.send(request)
        finally:
            with self.lock:
                self.under_way -= 1


@dataclass
class After:
    """A gate that closes after some changes; a `Gate`."""

    open_for: int
    failure: HooklineError

    def require(self) -> None:
        """Let the first ones through."""
        self.open_for -= 1
        if self.open_for < 0:
            raise self.failure


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give an embedded workspace with one flow."""
    made = Bench(EmbeddedWorkspace(tmp_path / "local.db"))
    made.workspace.create("flow", {"name": "one"}, "seed")
    return made


def results(applied: Applied) -> dict[str, Result]:
    """Give what became of each change."""
    return {outcome.name: outcome.result for outcome in applied.run.outcomes}


def watch(bench: Bench, **how: object) -> Watched:
    """Put a watched transport in front of the workspace."""
    watched = Watched(bench.transport, **how)  # type: ignore[arg-type]
    bench.transport = watched
    return watched


def test_as_many_writes_are_under_way_as_is_allowed(bench: Bench) -> None:
    """Four writes wait for each other, and none waits in vain; a fifth never is among them."""
    watched = watch(bench, meeting=Barrier(4))
    bench.workers = ThreadWorkers(4)
    applied = bench.apply(*(hook(name) for name in NAMES))
    assert results(applied) == dict.fromkeys(NAMES, Result.CREATED)
    assert watched.most == 4


def test_outcomes_come_in_the_order_of_the_changes(bench: Bench) -> None:
    """Whoever was faster, a run reads the same each time."""
    bench.workers = ThreadWorkers(8)
    applied = bench.apply(*(hook(name) for name in reversed(NAMES)))
    assert [each.name for each in applied.run.outcomes] == NAMES
    assert {each.name for each in bench.base.records.values()} == set(NAMES)


def test_deletes_begin_when_everything_else_has_ended(bench: Bench) -> None:
    """Nothing is taken away while what replaces it is still being written."""
    bench.apply(hook("old"))
    watched = watch(bench)
    bench.workers = ThreadWorkers(8)
    bench.apply(*(hook(name) for name in NAMES))
    assert watched.order == ["POST"] * 8 + ["DELETE"]


def test_what_is_under_way_at_a_failure_is_finished_and_nothing_begins_after_it(
    bench: Bench,
) -> None:
    """The writes beside the one that failed count, the rest is skipped, and no delete is tried."""
    bench.apply(hook("old"))
    watched = watch(bench, meeting=Barrier(2), refusing=(b"hook-1", 403))
    bench.workers = ThreadWorkers(2)
    applied = bench.apply(*(hook(name) for name in NAMES))
    found = results(applied)
    assert found["hook-1"] is Result.FAILED
    assert found["hook-0"] is Result.CREATED
    assert found["old"] is Result.SKIPPED
    assert "DELETE" not in watched.order
    assert isinstance(applied.failure, AccessRefused)
    made = {record.name for record in bench.workspace.list("webhook")} - {"old"}
    assert made == {name for name, result in found.items() if result is Result.CREATED}
    assert len(made) <= 2


def test_keep_going_does_what_the_others_need(bench: Bench) -> None:
    """One webhook that moved holds back itself and every delete, and nothing else."""
    bench.apply(hook("hook-0"), hook("hook-1"), hook("old"))
    wanted = [hook(name, "second") for name in NAMES]
    plan = bench.plan(*wanted)
    bench.set_by_hand("hook-0", description="by hand")
    bench.keep_going = True
    applied = bench.carry_out(plan)
    expected = dict.fromkeys(NAMES, Result.CREATED) | {
        "hook-0": Result.FAILED,
        "hook-1": Result.UPDATED,
        "old": Result.SKIPPED,
    }
    assert results(applied) == expected
    assert isinstance(applied.failure, Stale)
    assert bench.webhook("hook-0").values["description"] == "by hand"


def test_keep_going_tells_every_failure(bench: Bench) -> None:
    """Two webhooks that moved are two problems."""
    bench.apply(hook("hook-0"), hook("hook-1"))
    plan = bench.plan(hook("hook-0", "second"), hook("hook-1", "second"))
    for name in ("hook-0", "hook-1"):
        bench.set_by_hand(name, description="by hand")
    bench.keep_going = True
    told = [each.message for each in bench.carry_out(plan).diagnostics]
    assert [("hook-0" in each, "hook-1" in each) for each in told] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("status", "kind", "goes_on"),
    [(403, AccessRefused, False), (422, NeedsMending, True), (409, Stale, True)],
)
def test_keep_going_stops_where_the_next_write_would_fail_as_well(
    bench: Bench, status: int, kind: type[HooklineError], *, goes_on: bool
) -> None:
    """What the workspace refuses to the user, it refuses for every webhook."""
    watch(bench, refusing=(b"hook-0", status))
    bench.keep_going = True
    applied = bench.apply(hook("hook-0"), hook("hook-1"))
    assert isinstance(applied.failure, kind)
    expected = Result.CREATED if goes_on else Result.SKIPPED
    assert results(applied) == {"hook-0": Result.FAILED, "hook-1": expected}


def test_keep_going_does_not_go_on_without_a_journal(bench: Bench) -> None:
    """A disk that is full is full for the next webhook too."""
    bench.journal = FullJournal(intents=0)
    bench.keep_going = True
    applied = bench.apply(hook("hook-0"), hook("hook-1"))
    assert list(results(applied).values()) == [Result.FAILED, Result.SKIPPED]


STOPS: list[tuple[Callable[..., HooklineError], str]] = [
    (Interrupted.because, "interrupted"),
    (Stale.because, "a change before failed"),
]


@pytest.mark.parametrize(("because", "reason"), STOPS)
def test_a_gate_that_closes_ends_the_run_between_two_writes(
    bench: Bench, because: Callable[..., HooklineError], reason: str
) -> None:
    """What was written is recorded, the rest is skipped, and why is told once."""
    failure = because(Code.PLN_INTERRUPTED, "closed")
    bench.gates = (After(2, failure),)
    bench.keep_going = True
    applied = bench.apply(*(hook(name) for name in NAMES[:4]))
    assert list(results(applied).values()) == [Result.CREATED] * 2 + [Result.SKIPPED] * 2
    assert {each.reason for each in applied.run.outcomes[2:]} == {reason}
    assert applied.failure is failure
    assert [each.message for each in applied.diagnostics] == ["closed"]
    assert len(bench.base.records) == 2
    assert applied.written


def test_a_gate_that_is_closed_from_the_start_lets_nothing_through(bench: Bench) -> None:
    """No write, no record, and the failure is the gate's."""
    failure = Stale.because(Code.PLN_INTERRUPTED, "closed")
    bench.gates = (After(0, failure),)
    applied = bench.apply(hook("hook-0"))
    assert applied.failure is failure
    assert not applied.written
    assert bench.workspace.list("webhook") == []


def test_what_was_written_is_looked_at_again_at_the_end(bench: Bench) -> None:
    """A webhook that somebody changes while the others are written has not converged."""
    bench.apply(hook("hook-0"), hook("hook-1"))
    wanted = [hook("hook-0", "second"), hook("hook-1", "third")]
    plan = bench.plan(*wanted)

    def by_hand() -> None:
        bench.set_by_hand("hook-0", description="by hand")

    bench.transport = Meddling(bench.transport, at=b"third", act=by_hand)
    applied = bench.carry_out(plan)
    (problem,) = applied.diagnostics
    assert '"hook-0" was changed by' in problem.message
    assert problem.message.endswith("again before the run ended: description")
    assert isinstance(applied.failure, PartlyApplied)
    assert set(results(applied).values()) == {Result.UPDATED}
    (change,) = bench.plan(*wanted).changes
    assert change.cause.kind == "drift"


def test_ctrl_c_during_a_write_says_which_one(bench: Bench) -> None:
    """Whether that write arrived is not known, and the user reads how to find out."""
    bench.transport = InterruptedTransport(bench.transport, '"name": "hook-1"')
    applied = bench.apply(hook("hook-1"))
    (outcome,) = applied.run.outcomes
    assert (outcome.result, outcome.reason) == (Result.UNKNOWN, "interrupted")
    assert applied.written
    assert applied.diagnostics == (
        Diagnostic(
            Severity.ERROR,
            Code.PLN_INTERRUPTED,
            'interrupted while webhook "hook-1" was being written',
            hint="plan again to see whether that write arrived",
        ),
    )


def test_a_bug_during_a_write_is_told_as_one(bench: Bench) -> None:
    """The webhook and the error are named, its traceback is kept, and the write may have come."""
    bug = ZeroDivisionError("by zero")

    def fail() -> None:
        raise bug

    bench.transport = Meddling(bench.transport, b'"name": "hook-1"', fail)
    applied = bench.apply(hook("hook-1"))
    (outcome,) = applied.run.outcomes
    assert (outcome.result, outcome.reason) == (Result.UNKNOWN, "a bug")
    assert applied.written
    assert applied.failure is not None
    assert applied.failure.__cause__ is bug
    assert applied.diagnostics == (
        Diagnostic(
            Severity.ERROR,
            Code.CLI_BUG,
            'webhook "hook-1": ZeroDivisionError: by zero',
            hint="this is a bug in Hookline; please report it with the lines above",
        ),
    )
