"""`hookline rollback --now`: apply earlier definitions once more, and hold the target there."""

import sys
from dataclasses import replace

from hookline.cli.applied import report, show_plan, unwritten
from hookline.cli.asking import is_confirmed
from hookline.cli.carrying_out import Terms, carry_out_plan, require_possible
from hookline.cli.earlier import require_applicable
from hookline.cli.options import Common
from hookline.cli.planning import Asked, make_plan
from hookline.cli.rolling_back import write
from hookline.cli.telling import tell_diagnostics, tell_what
from hookline.cli.terminal import style_for
from hookline.model.earlier import Rollback
from hookline.model.errors import Blocked
from hookline.model.plan import Plan
from hookline.model.settings import Target
from hookline.model.state import Hold
from hookline.report.plan_text import summary
from hookline.report.rollback import count_files, render_rollback, rollback_to_json
from hookline.report.style import safe_text
from hookline.wiring import Line

EXIT_DECLINED = 1


def roll_back_now(
    here: Line,
    target: Target,
    rollback: Rollback,
    asked: Asked,
    common: Common,
    terms: Terms,
    *,
    yes: bool,
) -> int:
    """Show the plan of the earlier commit, ask, carry it out, and write the files too.

    `here` is the line of the working tree. Raises `NeedsMending` for what no commit at hand holds
    (`RBK-WORKTREE`, `RBK-COMMIT`); gives the exit code.
    """
    commit = require_applicable(rollback.to, target)
    asked = replace(asked, target_name=target.name, ref=commit.sha, sets_back=True)
    with Line.open(common.directory, commit.sha) as line:
        target = line.target(asked.target_name)
        checked, planned = make_plan(line, target, asked)
        tell_what(checked, common, planned)
        plan = planned.plan
        source = ("--commit", commit.short)
        show_plan(plan, line.clock.now(), common, source, asks=not yes)
        if plan.is_refused:
            return unwritten(plan, common, Blocked.exit_code)
        require_possible(line, target, plan, holds=True)
        if not yes and not is_confirmed(_question(plan), "roll back", common):
            sys.stderr.write("Nothing was written.\n")
            return unwritten(plan, common, EXIT_DECLINED)
        run_id = line.new_run_id()
        applied = carry_out_plan(
            line,
            target,
            planned,
            common,
            terms,
            purpose=f"rollback to {_place(rollback)}",
            hold=Hold(run_id, commit.sha, line.who(), line.clock.now()),
            run_id=run_id,
        )
    # The workspace comes first: the files can be had once more, by the same command without --now.
    write(here, rollback)
    beside = {"rollback": rollback_to_json(rollback, target.name)}
    code = report(plan, applied, common, beside)
    if common.format == "text":
        _tell_files(rollback, target, common)
    return code


def _question(plan: Plan) -> str:
    commit = plan.commit.short if plan.commit else ""
    return f"Set {safe_text(plan.target)} back to {commit} and hold it there: {summary(plan)}"


def _place(rollback: Rollback) -> str:
    """Name what is gone back to, as the purpose of the run."""
    return rollback.to.run.id if rollback.to.run else rollback.to.named


def _tell_files(rollback: Rollback, target: Target, common: Common) -> None:
    """Show what the working tree has again, and what ends the hold."""
    tell_diagnostics(rollback.diagnostics, common)
    if rollback.files:
        shown = render_rollback(rollback, target.name, style_for(sys.stdout, common.color))
        sys.stdout.write(f"\n{shown}{count_files(rollback)}.\n")
    name = safe_text(target.name)
    sys.stdout.write(
        f"{name} is held there until these files are merged, or somebody lets go:\n"
        f"hookline rollback --resume --target {name}\n"
    )
