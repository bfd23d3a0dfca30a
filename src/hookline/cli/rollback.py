"""`hookline rollback`: bring earlier definitions back."""

import sys
from dataclasses import replace

import click

from hookline.cli.carrying_out import Terms, carrying_options
from hookline.cli.destination import find_destination
from hookline.cli.earlier import read_earlier
from hookline.cli.json_output import write_json
from hookline.cli.options import Common
from hookline.cli.planning import Asked, planning_options
from hookline.cli.resume import resume
from hookline.cli.rolling_back import make_rollback, write
from hookline.cli.rolling_back_now import roll_back_now
from hookline.cli.telling import tell_diagnostics, tell_where
from hookline.cli.terminal import style_for
from hookline.model.codes import Code
from hookline.model.earlier import Rollback
from hookline.model.errors import WrongUsage
from hookline.model.settings import Target
from hookline.report.rollback import count_files, described, render_rollback, rollback_to_json
from hookline.wiring import Line


@click.command(name="rollback")
@planning_options(names=False, source=False)
@click.argument("destination", metavar="[RUN | COMMIT]", required=False)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--now", is_flag=True, help="Apply them too, and hold the target there.")
@click.option("--resume", "lets_go", is_flag=True, help="Let go of a target that is held.")
@click.option("--yes", is_flag=True, help="With --now, do not ask; needed without a terminal.")
@carrying_options
def command(
    common: Common,
    asked: Asked,
    destination: str | None,
    now: bool,
    lets_go: bool,
    yes: bool,
    terms: Terms,
) -> int:
    """Write earlier definitions into the working tree, to review and commit.

    RUN is the id of a run, or its beginning: they come back as that run left them. COMMIT is
    any name of a commit. With NAME, which may hold wildcards, only those webhooks come back.
    """
    _refuse_contradictions(asked, destination, now=now, lets_go=lets_go, yes=yes)
    with Line.open(common.directory, worktree=True) as line:
        target = line.target(asked.target_name)
        tell_where(line, common, target)
        if destination is None:
            return resume(line, target, common, terms)
        earlier = read_earlier(line, target, find_destination(line, target, destination))
        rollback = make_rollback(line, target, earlier, asked.names)
        if now:
            return roll_back_now(line, target, rollback, asked, common, terms, yes=yes)
        write(line, rollback)
    _show(rollback, target, common)
    return 0


def _refuse_contradictions(
    asked: Asked, destination: str | None, *, now: bool, lets_go: bool, yes: bool
) -> None:
    if lets_go and (destination or now or yes):
        why = "--resume lets go of a target, and takes neither a run nor --now nor --yes"
    elif not lets_go and destination is None:
        why = "what to go back to is missing: the id of a run (hookline log), or a commit"
    elif not now and (yes or replace(asked, names=()).options()):
        why = "--yes, and what decides about a plan, go with --now: nothing else is planned"
    else:
        return
    raise WrongUsage.because(Code.CLI_USAGE, why, hint="see hookline rollback --help")


def _show(rollback: Rollback, target: Target, common: Common) -> None:
    """Show what was written."""
    if common.format == "json":
        write_json(rollback_to_json(rollback, target.name))
        return
    tell_diagnostics(rollback.diagnostics, common)
    if not rollback.files:
        back = described(rollback.to, target.name)
        sys.stdout.write(f"Nothing to write: the definitions are those of {back} already.\n")
        return
    sys.stdout.write(render_rollback(rollback, target.name, style_for(sys.stdout, common.color)))
    sys.stdout.write(
        f"{count_files(rollback)}.\nReview with `git status` and `git diff`, then commit.\n"
    )
