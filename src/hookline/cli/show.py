"""`hookline show`: print a plan that was saved."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.plan_file import applying_file, require_there
from hookline.cli.telling import tell_of_plan
from hookline.cli.terminal import style_for
from hookline.planfile.file import load_plan
from hookline.report.plan_json import plan_to_json
from hookline.report.plan_text import render_plan
from hookline.report.saved_plan import render_saved, saved_to_json


@click.command(name="show")
@common_options()
@click.argument("file", metavar="PLAN", type=click.Path(path_type=Path))
def command(common: Common, file: Path) -> int:
    """Print a plan that was saved with `hookline plan --out`.

    It needs no repository, no workspace and no secret, and tells nothing about whether the plan
    can still be applied, except whether it has expired.
    """
    require_there(str(file), common.directory)
    saved, warnings = load_plan(common.directory / file, str(file))
    plan = replace(saved.plan, diagnostics=(*warnings, *saved.plan.diagnostics))
    if common.format == "json":
        write_json({**plan_to_json(plan), "saved": saved_to_json(saved)})
        return 0
    now = datetime.now(UTC)
    tell_of_plan(plan, common, ["--commit", plan.commit.short] if plan.commit else [])
    offer = "" if saved.is_expired(now) else applying_file(file, common.directory)
    style = style_for(sys.stdout, common.color)
    sys.stdout.write(render_plan(plan, style, now, offer))
    sys.stdout.write(render_saved(saved, now))
    return 0
