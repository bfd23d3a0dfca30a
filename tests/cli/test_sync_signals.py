"""A job that stays, as a process of its own: it ends when it is told to, and at once."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from hookline.cli.stopping import Stop
from hookline.cli.sync_loop import wait_for
from tests.cli.conftest import Shop

CHILD = """
import os, signal, sys
import select
from types import SimpleNamespace
from hookline.cli import sync_loop, syncing
from hookline.cli.main import run
from hookline.workspace.embedded import EmbeddedWorkspace

moment, number = sys.argv[1], int(sys.argv[2])
carry, writes, look = EmbeddedWorkspace.send, [], syncing.make_plan

def reached(now):
    if now == moment:
        os.kill(os.getpid(), number)

def send(workspace, request):
    if request.method == "GET":
        return carry(workspace, request)
    writes.append(request)
    reached(f"before write {len(writes)}")
    answer = carry(workspace, request)
    reached(f"after write {len(writes)}")
    return answer

def make_plan(*arguments):
    made = look(*arguments)
    reached("after the plan")
    return made

def wait(*arguments):
    reached("in the wait")
    return select.select(*arguments)

EmbeddedWorkspace.send, syncing.make_plan = send, make_plan
sync_loop.select = SimpleNamespace(select=wait)
sys.exit(run(["sync", "--every", "1h", "--status", "status.json", *sys.argv[3:]]))
"""
"""Syncs, and gets a signal at one moment."""


def sync_until(
    shop: Shop, moment: str, number: int, *more: str
) -> subprocess.CompletedProcess[str]:
    """Sync in a process that gets a signal in its midst."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, moment, str(number), *more],
        cwd=shop.path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signal_between_rounds_ends_the_wait_at_once(shop: Shop, number: int, code: int) -> None:
    """Nobody waits an hour for a job to notice that it is to end, and no round follows."""
    done = sync_until(shop, "in the wait", number, "--format", "json")
    assert done.returncode == code
    (told,) = (json.loads(line) for line in done.stdout.splitlines())
    assert (told["result"], told["exit_code"]) == ("applied", 0)
    assert told["next_at"]
    assert "Traceback" not in done.stderr
    status = json.loads((shop.path / "status.json").read_text())
    assert (status["result"], status["next_at"]) == ("applied", None)


def test_signal_that_came_before_the_wait_is_not_waited_for() -> None:
    """Who was asked to end does not begin to wait."""
    stop = Stop()
    stop.asked.set()
    begun = time.monotonic()
    wait_for(60, stop)
    assert time.monotonic() - begun < 30


def test_wait_ends_by_itself() -> None:
    """Without any signal it lasts as long as it is to."""
    begun = time.monotonic()
    wait_for(0.05, Stop())
    assert 0.05 <= time.monotonic() - begun < 30


def test_write_under_way_is_finished_and_recorded(shop: Shop) -> None:
    """What was written by then is recorded, the lock is free, and the rest is for later."""
    done = sync_until(shop, "before write 1", signal.SIGTERM)
    assert done.returncode == 5
    assert "Stopping: the writes under way are finished and recorded." in done.stderr
    status = json.loads((shop.path / "status.json").read_text())
    assert (status["result"], status["exit_code"], status["next_at"]) == ("stopped", 5, None)
    assert (status["counts"]["created"], status["counts"]["skipped"]) == (1, 1)
    refs = shop.repository.git("for-each-ref", "--format=%(refname)", "refs/hookline")
    assert refs.split() == ["refs/hookline/state/local"]
    run = json.loads(shop.repository.git("show", "refs/hookline/state/local:run.json"))
    assert run["purpose"] == "sync"
    assert shop.hookline("sync").code == 0
    assert shop.hookline("plan").out.startswith("No changes.")


def test_signal_before_the_first_write_writes_nothing(shop: Shop) -> None:
    """A job that was told to end while it planned ends without having begun."""
    done = sync_until(shop, "after the plan", signal.SIGTERM)
    assert done.returncode == 143
    assert shop.workspace.list("webhook") == []
    status = json.loads((shop.path / "status.json").read_text())
    assert (status["result"], status["exit_code"]) == ("stopped", 143)


def test_signal_after_the_last_write_is_not_lost(shop: Shop) -> None:
    """The round is whole by then, and still no other follows."""
    done = sync_until(shop, "after write 2", signal.SIGTERM)
    assert done.returncode == 143
    status = json.loads((shop.path / "status.json").read_text())
    assert (status["result"], status["next_at"]) == ("applied", None)
    assert shop.hookline("plan").out.startswith("No changes.")
