"""The door itself: help, wrong usage, locales, and readers that go away."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Shop

Done = tuple[int, bytes, bytes]
"""Exit code, standard output and standard error of a process."""

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


def unheard(shop: Shop, *arguments: str, stream: str = "stdout", **environment: str) -> Done:
    """Run the command line with a reader that has gone away before anything was written."""
    theirs, ours = os.pipe()
    os.close(theirs)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hookline", *arguments],
            cwd=shop.path,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=ours if stream != "stderr" else subprocess.PIPE,
            stderr=ours if stream != "stdout" else subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(ours)
    return done.returncode, done.stdout or b"", done.stderr or b""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["validate"], 0),
        (["plan"], 0),
        (["plan", "--detailed-exitcode"], 2),
        (["plan", "--detailed-exitcode", "--format", "json"], 2),
        (["plan", "--target", "nope", "--format", "json"], 64),
        (["log"], 0),
        (["schema", "diff", "nope", "nope"], 1),
    ],
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_reader_that_goes_away_changes_no_exit_code(
    shop: Shop, arguments: list[str], code: int, unbuffered: str
) -> None:
    """`hookline plan | head -1` ends quietly, and with the code it would have had."""
    answer = unheard(shop, *arguments, PYTHONUNBUFFERED=unbuffered)
    assert (answer[0], answer[1]) == (code, b"")
    assert b"Traceback" not in answer[2]
    assert b"Exception ignored" not in answer[2]
    assert unheard(shop, *arguments, stream="both", PYTHONUNBUFFERED=unbuffered)[0] == code


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_stream_changes_no_exit_code(shop: Shop, closed: str) -> None:
    """A job that closes its output gets its exit code, and no file takes the output's place."""
    for command, code in (("plan --detailed-exitcode", 2), ("plan --target nope", 64)):
        shell = f"'{sys.executable}' -m hookline {command} {closed}"
        done = subprocess.run(
            ["/bin/sh", "-c", shell], cwd=shop.path, capture_output=True, check=False
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
    assert shop.hookline("plan").code == 0


def test_apply_goes_on_when_nobody_reads_what_it_says(shop: Shop) -> None:
    """Half an apply would be worse than an unread one: it is carried out and recorded."""
    assert unheard(shop, "apply", "--yes", stream="both")[0] == 0
    assert len(shop.workspace.list("webhook")) == 2
    assert shop.hookline("plan").out.startswith("No changes.")


def test_error_that_nobody_reads_keeps_its_exit_code(shop: Shop) -> None:
    """A script that closed standard error still learns what happened."""
    assert unheard(shop, "plan", "--target", "nope", stream="stderr") == (64, b"", b"")


def test_output_that_cannot_be_written_is_told(shop: Shop) -> None:
    """A full disk behind standard output is something to mend, not a bug of ours."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hookline", "plan"],
            cwd=shop.path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    words = b"error[CFG-PATH] the output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (1, words)


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
    ("typed", "code", "told"),
    [
        ("yes\n", 0, b" "),
        ("y\n", 1, b" Nothing was written.\n"),
        ("no\n", 1, b" Nothing was written.\n"),
        # Ctrl-D and Ctrl-C end the line of the question, which a typed answer has done.
        ("\x04", 1, b" \nNothing was written.\n"),
        ("\x03", 130, b" \nerror[PLN-INTERRUPTED] interrupted; nothing was written\n"),
    ],
)
def test_only_the_word_yes_applies(shop: Shop, typed: str, code: int, told: bytes) -> None:
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
    # Who asks in other words than these would wait for an answer for ever.
    patience = threading.Timer(30, process.kill)
    patience.start()
    asked = b""
    while not asked.endswith(b"\nType yes to apply:") and (read := process.stderr.read(1)):
        asked += read
    os.write(terminal, typed.encode())
    said = process.stderr.read()
    process.stderr.close()
    patience.cancel()
    assert (process.wait(), said) == (code, told), asked.decode()
    os.close(terminal)
    os.close(its_end)
    assert b"2 to create, 0 unchanged." in asked
    assert len(shop.workspace.list("webhook")) == (0 if code else 2)
