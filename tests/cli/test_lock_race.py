"""Whole command lines that want the same target at the same moment."""

import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Shop
from tests.support.repository import run_git


def start(folder: Path, *options: str) -> "subprocess.Popen[str]":
    """Start an apply that asks nobody."""
    return subprocess.Popen(
        [sys.executable, "-m", "hookline", "apply", "--yes", *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_applies_at_the_same_time_write_each_webhook_once(shop: Shop) -> None:
    """One does it; another finds it locked, done since it planned, or nothing left to do."""
    running = [start(shop.path) for _ in range(4)]
    told = [process.communicate()[1] for process in running]
    codes = [process.returncode for process in running]
    assert "Traceback" not in "".join(told)
    assert {*codes} <= {0, 4, 6}, told
    assert 0 in codes
    names = sorted(record.name for record in shop.workspace.list("webhook"))
    assert names == ["invoice-paid", "signup"]
    runs = shop.repository.git("log", "--first-parent", "--format=%s", "refs/hookline/state/local")
    assert runs.count("2 created") == 1
    assert shop.repository.git("for-each-ref", "refs/hookline/lock/") == ""


def test_apply_waits_as_long_as_it_is_told(shop: Shop) -> None:
    """With `--lock-timeout` a run begins when the one before has ended, and is not kept out."""
    other = shop.repository.git("commit-tree", "-m", "Lock", "HEAD^{tree}")
    shop.repository.git("update-ref", "refs/hookline/lock/local", other)
    assert shop.hookline("apply", "--yes", "--lock-timeout", "0.1").code == 6
    waiting = start(shop.path, "--lock-timeout", "60")
    run_git(shop.path, "update-ref", "-d", "refs/hookline/lock/local", other)
    _, told = waiting.communicate()
    assert (waiting.returncode, told) == (0, "")
    assert len(shop.workspace.list("webhook")) == 2
