"""`hookline sync`: fetch, plan and apply by the target's policy, for scheduled jobs."""

import random
import re
from collections.abc import Callable

import click

from hookline.cli.carrying_out import Terms, carrying_options
from hookline.cli.options import Common, common_options
from hookline.cli.stopping import stopping
from hookline.cli.sync_files import SyncFiles
from hookline.cli.sync_loop import Loop, Pace, wait_for
from hookline.cli.sync_view import RoundView
from hookline.cli.syncing import Job, do_round
from hookline.cli.target_options import target_option
from hookline.config.checkouts import checkouts_root
from hookline.model.codes import Code
from hookline.model.errors import WrongUsage
from hookline.model.round import History, Round
from hookline.wiring import SystemClock

SHORTEST = 10
"""How many seconds lie between two rounds at least: each asks the git remote and the workspace."""
LONGEST = 7 * 24 * 3600
_UNITS = {"s": 1, "m": 60, "h": 3600}


def _seconds(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:  # noqa: ARG001  click's signature
    """Read how often rounds come, as `5m`."""
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,7})([smh])", text)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not SHORTEST <= seconds <= LONGEST:
        raise WrongUsage.because(
            Code.CLI_USAGE,
            f"--every {text}: it is no time from {SHORTEST}s to {LONGEST // 3600}h",
            hint="write a number of seconds, minutes or hours: 30s, 5m, 1h",
        )
    return seconds


def _options(command: Callable[..., int]) -> Callable[..., int]:
    """Add what only `sync` is told."""
    options = (
        click.option(
            "--commit",
            "ref",
            metavar="REF",
            help="Go by this commit or branch.  [default: the upstream of the current branch, "
            "fetched; else HEAD]",
        ),
        click.option(
            "--every",
            metavar="TIME",
            callback=_seconds,
            help="Stay, and do a round every so often: 30s, 5m, 1h.",
        ),
        click.option("--status", metavar="FILE", help="Write how the job stands to FILE, as JSON."),
        click.option("--metrics", metavar="FILE", help="Write metrics to FILE, for Prometheus."),
        click.option(
            "--repository-root",
            "root",
            metavar="DIR",
            help="Work in the checkout below DIR that the target's repository_path names.  "
            "[default: $GIT_REPOSITORY_SAVE_PATH]",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(name="sync")
@common_options()
@target_option
@_options
@carrying_options
def command(
    common: Common,
    target_name: str | None,
    ref: str | None,
    every: int | None,
    status: str | None,
    metrics: str | None,
    root: str | None,
    terms: Terms,
) -> int:
    """Fetch, plan, and apply what the target's policy lets a job apply; nobody is asked.

    A conflict or an unmanaged webhook is left and named while the rest is applied; a guard stops
    all of it. Either exits with 3.
    """
    folder = common.directory / root if root else checkouts_root()
    job = Job(common.directory, target_name, ref, folder, bool(root), terms)
    files = SyncFiles(*(common.directory / name if name else None for name in (status, metrics)))
    view = RoundView(common, repeats=every is not None)
    clock = SystemClock()
    with stopping() as stop:
        if every is None:
            done = do_round(job, common, stop, clock)
            history = files.history(done.target).after(done)
            view.show(done, history)
            return view.publish(files, done, history) or done.exit_code

        def publish(done: Round, history: History) -> None:
            view.publish(files, done, history)

        loop = Loop(
            do=lambda: do_round(job, common, stop, clock),
            recall=files.history,
            show=view.show,
            publish=publish,
            pace=Pace(every, random.random),
            wait=wait_for,
            stop=stop,
            clock=clock,
        )
        return loop.run()
