"""Asking for the word `yes` before anything is done that is hard to take back."""

import select
import signal
import sys

from hookline.cli.options import Common
from hookline.model.codes import Code
from hookline.model.errors import Interrupted, WrongUsage

CONFIRMATION = "yes"
LOOK_AGAIN = 0.2
"""How many seconds a Ctrl-C may wait to be noticed."""


def is_confirmed(what: str, verb: str, common: Common) -> bool:
    """Ask for the word `yes`; where nobody can read on, or answer, `--yes` is needed.

    `what` is the line above the question, and `verb` what the word leads to. Raises `WrongUsage`
    (`CLI-CONFIRM`) where it cannot be asked, and `Interrupted` at Ctrl-C.
    """
    if common.format != "text" or not sys.stdin.isatty():
        why = "this view cannot ask" if sys.stdin.isatty() else "there is no terminal to ask on"
        raise WrongUsage.because(
            Code.CLI_CONFIRM,
            f"{why}, so nothing was written",
            hint=f"to {verb} what is shown, run the same command with --yes",
        )
    question = f"\n{what}\nType {CONFIRMATION} to {verb}: "
    try:
        # A Ctrl-C in the middle of writing it would show the question twice.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            sys.stderr.write(question)
            sys.stderr.flush()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        # A signal just before a read that waits would only be noticed after it.
        while not select.select([sys.stdin], [], [], LOOK_AGAIN)[0]:
            continue
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        raise Interrupted.because(
            Code.PLN_INTERRUPTED, "interrupted; nothing was written"
        ) from None
    # Whoever ends the input with Ctrl-D leaves the line of the question open.
    sys.stderr.write("" if answer.endswith("\n") else "\n")
    return answer.strip() == CONFIRMATION
