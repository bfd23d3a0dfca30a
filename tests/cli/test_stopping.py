"""Ctrl-C and SIGTERM in the middle of an apply, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from hookline.cli.stopping import stopping
from hookline.model.errors import Interrupted, Terminated
from tests.cli.conftest import PAID, Shop
from tests.support.repository import ScriptedRepository

CHILD = """
import os, signal, sys
from hookline.cli.main import run
from hookline.pipeline import applying
from hookline.workspace.embedded import EmbeddedWorkspace

moment, number, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
carry, look, writes = EmbeddedWorkspace.send, applying.remaining, []

def reached(now):
    if now == moment:
        for _ in range(times):
            os.kill(os.getpid(), number)

def send(workspace, request):
    if request.method == "GET":
        return carry(workspace, request)
    writes.append(request)
    reached(f"before write {len(writes)}")
    answer = carry(workspace, request)
    reached(f"after write {len(writes)}")
    return answer

def remaining(*arguments):
    left = look(*arguments)
    reached("before the writes")
    return left

EmbeddedWorkspace.send, applying.remaining = send, remaining
sys.exit(run(["apply", "--yes", *sys.argv[4:]]))
"""
"""Applies, and gets a signal so many times at one moment."""


def apply_until(
    shop: Shop, moment: str, number: int, times: int, *more: str
) -> subprocess.CompletedProcess[str]:
    """Apply in a process that gets signals in its midst."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, moment, str(number), str(times), *more],
        cwd=shop.path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def two(shop: Shop) -> Shop:
    """Give the shop with four webhooks to make."""
    more = {
        f"webhooks/{name}.yaml": PAID.replace("invoice-paid", name) for name in ("refund", "rebate")
    }
    shop.commit("More hooks", {**more})
    return shop


def journals(shop: Shop) -> list[Path]:
    """Give the journals that are still there."""
    return sorted((shop.path / ".git" / "hookline" / "journal").rglob("*.jsonl"))


def recorded(shop: Shop) -> list[str]:
    """Give what the newest recorded run says that became of each change."""
    state = ScriptedRepository(shop.path).git("show", "refs/hookline/state/local:run.json")
    return sorted(each["result"] for each in json.loads(state)["outcomes"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_finishes_the_write_under_way_and_records(two: Shop, number: int) -> None:
    """What was written is recorded, the rest is skipped, and the next apply does it."""
    done = apply_until(two, "before write 2", number, 1)
    assert done.returncode == 5
    assert "Stopping: the writes under way are finished and recorded." in done.stderr
    assert "interrupted: what was under way is finished, the rest was not begun" in done.stderr
    assert "2 created, 2 skipped" in done.stdout
    assert recorded(two) == ["created", "created", "skipped", "skipped"]
    assert journals(two) == []
    again = two.hookline("apply", "--yes")
    assert "2 created (run" in again.out
    assert two.hookline("plan").out.startswith("No changes.")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_two_signals_stop_at_once(two: Shop, number: int, code: int) -> None:
    """The journal keeps what was begun, and the next apply records it."""
    done = apply_until(two, "after write 2", number, 2)
    assert done.returncode == code
    assert "stopped at once; the journal knows what was begun" in done.stderr
    (journal,) = journals(two)
    again = two.hookline("apply", "--yes")
    assert again.code == 0
    assert f"Recorded run {journal.stem} by " in again.err
    assert "which did not finish: 2 of its 4 changes were carried out" in again.err
    assert "2 created (run" in again.out
    assert journals(two) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_before_anything_was_written_has_its_own_code(
    two: Shop, number: int, code: int
) -> None:
    """Nothing was written, so nothing is partly applied."""
    two.hookline("apply", "--yes")
    two.commit("Nothing left", {"webhooks/refund.yaml": None})
    done = apply_until(two, "before the writes", number, 1)
    assert done.returncode == code, done.stderr
    assert {record.name for record in two.workspace.list("webhook")} >= {"refund"}


def test_json_is_whole_when_a_run_is_stopped(two: Shop) -> None:
    """Programs learn what became of every change, and why it ended, in the same form."""
    done = apply_until(two, "before write 1", signal.SIGTERM, 1, "--format", "json")
    assert done.returncode == 5
    told = json.loads(done.stdout)
    assert [each["result"] for each in told["outcomes"]] == ["created"] + ["skipped"] * 3
    assert [each["code"] for each in told["diagnostics"]] == ["PLN-INTERRUPTED"]


@pytest.mark.parametrize(
    ("number", "kind"), [(signal.SIGINT, Interrupted), (signal.SIGTERM, Terminated)]
)
def test_a_signal_closes_the_gate_and_the_handlers_come_back(
    number: int, kind: type[Interrupted], capfd: pytest.CaptureFixture[str]
) -> None:
    """While the block runs a signal only closes the gate; after it everything is as before."""
    before = signal.getsignal(number)
    with stopping() as stop:
        stop.require()
        os.kill(os.getpid(), number)
        with pytest.raises(kind):
            stop.require()
    assert signal.getsignal(number) is before
    assert "Stopping:" in capfd.readouterr().err


def test_another_thread_gets_no_signals(capfd: pytest.CaptureFixture[str]) -> None:
    """Where Python delivers no signals there is nothing to handle."""
    asked: list[bool] = []

    def run() -> None:
        with stopping() as stop:
            asked.append(stop.asked.is_set())

    thread = Thread(target=run)
    thread.start()
    thread.join()
    assert asked == [False]
    assert capfd.readouterr().err == ""
