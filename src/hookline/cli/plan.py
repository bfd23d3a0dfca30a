"""`hookline plan`: show what apply would change in the workspace."""

import sys

import click

from hookline.cli.json_output import write_json
from hookline.cli.options import Common
from hookline.cli.plan_file import Saving, applying_file, refuse_saving, saving_options
from hookline.cli.planning import Asked, applying, make_plan, open_line, planning_options
from hookline.cli.telling import tell_about_source, tell_of_plan, tell_what, tell_where
from hookline.cli.terminal import style_for
from hookline.model.errors import Blocked
from hookline.report.plan_json import plan_to_json
from hookline.report.plan_text import render_plan
from hookline.report.saved_plan import saved_to, saved_to_json

EXIT_PENDING = 2


@click.command(name="plan")
@planning_options(reading_only=True)
@saving_options
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when changes are pending.")
def command(
    common: Common,
    asked: Asked,
    saving: Saving,
    detailed_exitcode: bool,
) -> int:
    """Show what apply would change in the workspace. Nothing is written to it."""
    if saving.out:
        refuse_saving(asked)
    with open_line(common.directory, asked) as line:
        target = line.target(asked.target_name)
        tell_where(line, common, target)
        checked, planned = make_plan(line, target, asked)
        saved = None
        if saving.out:
            saved = line.save_plan(common.directory / saving.out, planned.plan, saving.lasting)
    tell_what(checked, common, planned)
    tell_about_source(checked.snapshot, common)
    if common.format == "json":
        about = {"saved": saved_to_json(saved)} if saved else {}
        write_json({**plan_to_json(planned.plan), **about})
    else:
        tell_of_plan(planned.plan, common, asked.source_options())
        style = style_for(sys.stdout, common.color)
        offer = applying(target, common.directory, asked)
        told = ""
        if saving.out and saved:
            offer = applying_file(saving.out, common.directory)
            told = saved_to(str(saving.out), saved)
        sys.stdout.write(render_plan(planned.plan, style, line.clock.now(), offer, told))
    if planned.plan.is_refused:
        return Blocked.exit_code
    return EXIT_PENDING if detailed_exitcode and planned.plan.changes else 0
