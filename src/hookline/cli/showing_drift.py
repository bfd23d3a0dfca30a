"""`hookline status --drift`: say what was changed in the workspace by hand."""

import sys

from hookline.cli.applied_line import open_applied
from hookline.cli.counting_in import count_in, tell_of_unrecorded
from hookline.cli.json_output import write_json
from hookline.cli.options import Common
from hookline.cli.telling import tell_where
from hookline.cli.terminal import style_for
from hookline.model.drift import Drift
from hookline.report.drift import drift_to_json, render_drift
from hookline.report.fields import FieldView
from hookline.tracking.drift import find_drift


def show_drift(common: Common, target_name: str | None) -> tuple[Drift, ...]:
    """Compare what was applied with the workspace, and show what differs."""
    with open_applied(common.directory) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        reader = line.reader(target)
        base = count_in(line, target, line.states(target), reader)
        found = find_drift(base, target, reader, line.table)
        now = line.clock.now()
    managed = len(base.records)
    if common.format == "json":
        write_json(drift_to_json(found, target, managed, base.unrecorded))
    else:
        tell_of_unrecorded(base.unrecorded, common)
        view = FieldView(style_for(sys.stdout, common.color), now)
        sys.stdout.write(render_drift(found, target, managed, view))
    return found
