"""`hookline status`: say how each webhook stands."""

import shlex
import sys
from pathlib import Path

import click

from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.planning import Asked, make_plan, open_line
from hookline.cli.showing_drift import show_drift
from hookline.cli.target_options import HEAD, source_options, target_option
from hookline.cli.telling import tell_about_source, tell_of_plan, tell_what, tell_where
from hookline.cli.terminal import style_for, width_of
from hookline.model.codes import Code
from hookline.model.errors import Blocked, WrongUsage
from hookline.model.settings import Target
from hookline.report.status import statuses_of
from hookline.report.status_views import render_status, status_to_json

EXIT_PENDING = 2


@click.command(name="status")
@common_options()
@target_option
@source_options
@click.option(
    "--offline", is_flag=True, help="Read no workspace: compare with what was applied last."
)
@click.option(
    "--drift", "drift", is_flag=True, help="Only say what was changed in the workspace by hand."
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when changes are pending.")
def command(
    common: Common,
    target_name: str | None,
    ref: str,
    worktree: bool,
    offline: bool,
    drift: bool,
    detailed_exitcode: bool,
) -> int:
    """Say how each webhook stands: synced, pending, drifted, in conflict, blocked, unmanaged.

    Nothing is written. With -v, webhooks that are synced are listed too. With --drift the workspace
    is compared with what was applied last, and definitions are not read.
    """
    if drift:
        _refuse_with_drift(ref, worktree=worktree, offline=offline)
        drifted = show_drift(common, target_name)
        return EXIT_PENDING if detailed_exitcode and drifted else 0
    asked = Asked(target_name=target_name, ref=ref, worktree=worktree, offline=offline)
    with open_line(common.directory, asked) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        checked, planned = make_plan(line, target, asked)
    tell_what(checked, common, planned)
    tell_about_source(checked.snapshot, common)
    plan = planned.plan
    found = statuses_of(plan, {each.name: each.location for each in checked.definitions})
    if common.format == "json":
        write_json(status_to_json(plan, found))
    else:
        tell_of_plan(plan, common, asked.source_options())
        style = style_for(sys.stdout, common.color)
        more = _plan_command(target, common.directory, asked)
        width = width_of(sys.stdout)
        shown = render_status(plan, found, style, whole=common.verbose, more=more, width=width)
        sys.stdout.write(shown)
    if plan.is_refused:
        return Blocked.exit_code
    return EXIT_PENDING if detailed_exitcode and plan.changes else 0


def _refuse_with_drift(ref: str, *, worktree: bool, offline: bool) -> None:
    """Refuse what --drift has no use for: it reads no definitions, and the workspace always."""
    given = {"--commit": ref != HEAD, "--worktree": worktree, "--offline": offline}
    for option in (name for name, is_given in given.items() if is_given):
        raise WrongUsage.because(
            Code.CLI_USAGE,
            f"--drift compares the workspace with what was applied: {option} has no part in it",
            hint="leave one of the two out",
        )


def _plan_command(target: Target, directory: Path, asked: Asked) -> str:
    """Give the command that shows what would be done about it."""
    words = ["hookline", "plan", "--target", target.name]
    words += [] if directory == Path() else ["-C", str(directory)]
    words += ["--offline"] if asked.offline else []
    return shlex.join([*words, *asked.options()])
