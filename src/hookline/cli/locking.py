"""`--lock-timeout`, and what is told of a lock on stderr."""

import sys
from collections.abc import Callable

import click

from hookline.cli.options import Common
from hookline.report.style import safe_text
from hookline.state.lock import Teller


def lock_timeout_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--lock-timeout`, which arrives as `lock_timeout`, in seconds."""
    return click.option(
        "--lock-timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0),
        default=0.0,
        help="Wait this long for another run to end.  [default: 0]",
    )(command)


def teller_for(common: Common) -> Teller:
    """Give what tells of a lock: nothing with `-q`, whom a run waits for on a terminal only."""

    def tell(text: str) -> None:
        if not common.quiet:
            sys.stderr.write(f"{safe_text(text)}\n")
            sys.stderr.flush()

    def tell_waiting(text: str) -> None:
        if sys.stderr.isatty():
            tell(text)

    return Teller(tell, tell_waiting)
