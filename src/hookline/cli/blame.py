"""`hookline blame`: say where each value of a webhook came from."""

import sys
from dataclasses import replace

import click

from hookline.cli.applied_line import open_applied
from hookline.cli.counting_in import tell_of_unrecorded, whole_trail
from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.target_options import target_option
from hookline.cli.telling import tell_where
from hookline.cli.terminal import style_for
from hookline.report.blame import blame_to_json, render_blame
from hookline.report.fields import FieldView
from hookline.tracking.blame import blame


@click.command(name="blame")
@click.argument("name", metavar="NAME")
@common_options()
@target_option
@click.option("--offline", is_flag=True, help="Read no workspace, so that drift is not shown.")
def command(common: Common, target_name: str | None, name: str, offline: bool) -> int:
    """Say where each value of a webhook came from: the commit, its author, and the run.

    NAME may be one that it had before, or that of a webhook that was deleted. Nothing is written.
    """
    with open_applied(common.directory) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        reader = None if offline else line.reader(target)
        trail, unrecorded = whole_trail(line, target, reader)
        found = replace(blame(name, trail, target, line.table, reader), unrecorded=unrecorded)
        now = line.clock.now()
    if common.format == "json":
        write_json(blame_to_json(found, target))
    else:
        tell_of_unrecorded(unrecorded, common)
        view = FieldView(style_for(sys.stdout, common.color), now)
        sys.stdout.write(render_blame(found, target, view))
    return 0
