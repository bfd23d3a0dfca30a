"""`hookline log`: list the runs that changed the workspace."""

import sys
from pathlib import Path

import click

from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.target_options import target_option
from hookline.cli.telling import tell_where
from hookline.cli.terminal import style_for
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.report.runs import render_runs, runs_to_json
from hookline.wiring import Line


@click.command(name="log")
@common_options()
@target_option
@click.option(
    "-n", "--max-count", "limit", type=click.IntRange(min=1), help="Show this many runs at most."
)
def command(common: Common, target_name: str | None, limit: int | None) -> int:
    """List the runs that changed the workspace, newest first."""
    with _open(common.directory) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        runs = line.states(target).runs(limit)
    if common.format == "json":
        write_json(runs_to_json(runs, target.name))
    elif runs:
        sys.stdout.write(render_runs(runs, style_for(sys.stdout, common.color)))
    else:
        sys.stdout.write(f"Nothing was applied to {target.name} yet.\n")
    return 0


def _open(directory: Path) -> Line:
    """Read the configuration of HEAD; before the first commit that of the working tree."""
    try:
        return Line.open(directory)
    except NeedsMending as error:
        if all(problem.code is not Code.GIT_UNBORN for problem in error.diagnostics):
            raise
        return Line.open(directory, worktree=True)
