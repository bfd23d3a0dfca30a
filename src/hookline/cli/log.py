"""`hookline log`: list the runs that changed the workspace."""

import shlex
import sys
from pathlib import Path

import click

from hookline.cli.applied_line import open_applied
from hookline.cli.counting_in import LISTED_LATER, tell_of_unrecorded, whole_trail
from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.target_options import target_option
from hookline.cli.telling import tell_where
from hookline.cli.terminal import style_for
from hookline.model.settings import Target
from hookline.report.runs import render_runs, runs_to_json
from hookline.tracking.runs import log

MOST_RUNS = 50
"""So many runs are shown as text unless a number is asked for, or all of them with `-v`."""


@click.command(name="log")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@common_options()
@target_option
@click.option(
    "-n", "--max-count", "limit", type=click.IntRange(min=1), help="Show this many runs at most."
)
def command(
    common: Common, target_name: str | None, limit: int | None, names: tuple[str, ...]
) -> int:
    """List the runs that changed the workspace, newest first.

    With names, globs too, only the runs and outcomes of these webhooks, those under other names
    that they had included. Of many runs, and of many outcomes, the first are shown; -v shows all.
    """
    is_whole = common.verbose or common.format == "json"
    most = limit if limit or is_whole else MOST_RUNS
    with open_applied(common.directory) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        trail, waiting = whole_trail(line, target, None)
        # One more than is shown tells whether there are more.
        found = log(trail, target.name, names, most and most + len(waiting) + 1)
    unrecorded = [run for run in found if run.id in {each.id for each in waiting}]
    found = tuple(run for run in found if run not in unrecorded)
    runs = found[:most]
    if common.format == "json":
        write_json(runs_to_json(runs, target.name, unrecorded))
        return 0
    touching = {run.id for run in unrecorded}
    tell_of_unrecorded([run for run in waiting if run.id in touching], common, hint=LISTED_LATER)
    more = _command(target, common.directory, names)
    if not runs:
        what = "No run is recorded for" if waiting else "Nothing was applied to"
        sys.stdout.write(f"{what} {target.name} yet.\n")
    style = style_for(sys.stdout, common.color)
    sys.stdout.write(render_runs(runs, style, whole=is_whole, more=more))
    if len(found) > len(runs) and limit is None:
        sys.stdout.write(f"\nThere are earlier runs: {more}, or -n NUMBER\n")
    return 0


def _command(target: Target, directory: Path, names: tuple[str, ...]) -> str:
    """Give the command that shows all of it."""
    words = ["hookline", "log", "-v", "--target", target.name]
    words += [] if directory == Path() else ["-C", str(directory)]
    return shlex.join([*words, *names])
