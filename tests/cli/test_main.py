"""The door itself: help, wrong usage, locales, and readers that go away."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import Answer, Shop

OWN_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes standard input the terminal that Ctrl-C comes from, and goes on as another program."""


def started(shop: Shop, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "hookline", *arguments],
        cwd=shop.path,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def test_locale_without_arrows_gets_escapes(shop: Shop) -> None:
    """A terminal that cannot show a character does not end the run."""
    shop.hookline("apply", "--yes")
    text = (shop.path / "webhooks/onboarding.yaml").read_text().replace("account", "login")
    shop.commit("Say what it does", {"webhooks/onboarding.yaml": text})
    done = started(shop, "plan", LC_ALL="POSIX", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 0
    assert rb'"Creates the account." \u2192 "Creates the login."' in done.stdout


def test_reader_that_goes_away_is_no_error(shop: Shop) -> None:
    """`hookline plan | head -1` ends quietly."""
    command = f"'{sys.executable}' -m hookline plan | true"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=shop.path, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["vali"], "No such command 'vali'. Did you mean 'validate'?"),
        (["plan", "--no-such"], "No such option"),
        (["plan", "--target"], "requires an argument"),
        (["plan", "--commit", "HEAD", "--worktree"], "give one of them"),
    ],
)
def test_wrong_usage_is_exit_64(
    hookline: Callable[..., Answer], arguments: list[str], words: str
) -> None:
    """A wrong command line is answered on stderr, with what was probably meant."""
    answer = hookline(*arguments)
    assert (answer.code, answer.out) == (64, "")
    assert words in answer.err


def test_help_lists_every_command_on_stdout(hookline: Callable[..., Answer]) -> None:
    """Help that was asked for is a result."""
    answer = hookline("--help")
    assert answer.code == 0
    for name in ("validate", "plan", "apply", "log", "schema", "workspace"):
        assert f"\n  {name} " in answer.out


def test_diff_is_another_name_of_plan(shop: Shop) -> None:
    """Users of decK type `diff`."""
    assert shop.hookline("diff").out == shop.hookline("plan").out


@pytest.mark.parametrize(
    ("typed", "code", "count"), [("yes", 0, 2), ("y", 1, 0), ("no", 1, 0), ("\x03", 130, 0)]
)
def test_only_the_word_yes_applies(shop: Shop, typed: str, code: int, count: int) -> None:
    """On a terminal apply asks; everything but the word, Ctrl-C included, writes nothing."""
    terminal, its_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, sys.executable, "-m", "hookline", "apply"],
        cwd=shop.path,
        stdin=its_end,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    asked = b""
    while not asked.endswith(b"changes local: "):
        asked += process.stderr.read(1)
    os.write(terminal, typed.encode() + b"\n")
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == code
    os.close(terminal)
    os.close(its_end)
    assert b"2 to create, 0 unchanged." in asked
    assert (count == 0) == (b"othing" in said)
    assert len(shop.workspace.list("webhook")) == count
