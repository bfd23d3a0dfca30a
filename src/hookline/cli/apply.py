"""`hookline apply`: change the workspace to match the definitions."""

import sys
from dataclasses import replace

import click

from hookline.cli.applied import report, show_plan, unwritten
from hookline.cli.apply_saved import apply_saved
from hookline.cli.asking import is_confirmed
from hookline.cli.carrying_out import Terms, carry_out_plan, carrying_options, require_possible
from hookline.cli.options import Common
from hookline.cli.plan_file import as_file_too, plan_file_among, refuse_options
from hookline.cli.planning import Asked, make_plan, open_line, planning_options
from hookline.cli.telling import tell_about_source, tell_what, tell_where
from hookline.model.codes import Code
from hookline.model.errors import Blocked, NeedsMending, WrongUsage
from hookline.model.plan import Plan
from hookline.model.settings import Target
from hookline.report.plan_text import summary
from hookline.report.style import safe_text

EXIT_DECLINED = 1


@click.command(name="apply")
@planning_options(names=False)
@click.argument("arguments", metavar="[PLAN | NAME]...", nargs=-1)
@click.option("--yes", is_flag=True, help="Do not ask; needed without a terminal.")
@carrying_options
def command(
    common: Common,
    asked: Asked,
    arguments: tuple[str, ...],
    yes: bool,
    terms: Terms,
) -> int:
    """Change the workspace to match the definitions, after showing the plan and asking.

    PLAN is a file that `hookline plan --out` saved: it is carried out as it is, without asking.
    NAME, which may hold wildcards, narrows what is changed.
    """
    asked = replace(asked, names=arguments)
    if file := plan_file_among(arguments, common.directory):
        refuse_options(asked, file)
        return apply_saved(file, common, asked.target_name, terms)
    with open_line(common.directory, asked) as line:
        target = line.target(asked.target_name)
        _refuse_worktree(target, worktree=asked.worktree)
        tell_where(line, common, target)
        try:
            checked, planned = make_plan(line, target, asked)
        except NeedsMending as error:
            raise as_file_too(error, arguments, common.directory) from None
        tell_what(checked, common, planned)
        tell_about_source(checked.snapshot, common)
        show_plan(planned.plan, line.clock.now(), common, asked.source_options(), asks=not yes)
        if planned.plan.is_refused:
            return unwritten(planned.plan, common, Blocked.exit_code)
        require_possible(line, target, planned.plan)
        if planned.plan.changes and not yes and not _is_confirmed(planned.plan, common):
            sys.stderr.write("Nothing was written.\n")
            return unwritten(planned.plan, common, EXIT_DECLINED)
        applied = carry_out_plan(line, target, planned, common, terms)
        return report(planned.plan, applied, common)


def _refuse_worktree(target: Target, *, worktree: bool) -> None:
    if worktree and not target.is_embedded:
        raise WrongUsage.because(
            Code.CFG_TARGET,
            f"the working tree is not applied to {target.name}: what is written there must be "
            "in a commit",
            hint="commit the change and apply the commit",
        )


def _is_confirmed(plan: Plan, common: Common) -> bool:
    """Ask whether a plan that was shown is to be carried out."""
    return is_confirmed(f"Change {safe_text(plan.target)}: {summary(plan)}", "apply", common)
