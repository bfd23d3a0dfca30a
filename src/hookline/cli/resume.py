"""`hookline rollback --resume`: let go of a target that was set back."""

import sys

from hookline.cli.carrying_out import Terms, record_unfinished
from hookline.cli.json_output import write_json
from hookline.cli.locking import teller_for
from hookline.cli.options import Common
from hookline.model.settings import Target
from hookline.model.state import Beginning
from hookline.pipeline.deciding import let_go
from hookline.report.style import safe_text
from hookline.report.times import stamp
from hookline.report.width import wrapped
from hookline.wiring import Line

FORMAT_VERSION = 1
PURPOSE = "resume"


def resume(line: Line, target: Target, common: Common, terms: Terms) -> int:
    """Record that nothing holds `target`, and say what did; gives the exit code."""
    beginning = Beginning(line.new_run_id(), line.who(), PURPOSE)
    with line.lock(target, teller_for(common)).held(PURPOSE, terms.lock_timeout):
        record_unfinished(line, target)
        before = let_go(line.states(target), beginning, line.clock.now())
    hold = before.hold if before else None
    if common.format == "json":
        write_json(
            {
                "format_version": FORMAT_VERSION,
                "target": target.name,
                "run": beginning.id if hold else None,
                "was_held": {"run": hold.run, "commit": hold.commit, "who": hold.who}
                if hold
                else None,
                "diagnostics": [],
            }
        )
    elif hold is None:
        sys.stdout.write(f"Nothing holds {safe_text(target.name)}.\n")
    else:
        name = safe_text(target.name)
        told = (
            f"{name} is no longer held at {hold.commit[:7]}, where {safe_text(hold.who)} set it "
            f"back at {stamp(hold.at)} (run {beginning.id})."
        )
        lines = [*wrapped(told), f"What was merged waits: hookline plan --target {name}"]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0
