"""What `apply` shows: the plan before it, and what became of it."""

import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime

from hookline.cli.json_output import write_json
from hookline.cli.options import Common
from hookline.cli.telling import tell_diagnostics, tell_of_plan
from hookline.cli.terminal import style_for
from hookline.model.applied import Applied
from hookline.model.errors import Defect, PartlyApplied
from hookline.model.plan import Plan
from hookline.report.diagnostics import to_json
from hookline.report.plan_json import plan_to_json
from hookline.report.plan_text import no_changes, render_plan, standing
from hookline.report.runs import count_outcomes, outcome_to_json, render_outcomes

FORMAT_VERSION = 1


def show_plan(
    plan: Plan, now: datetime, common: Common, source: Sequence[str], *, asks: bool
) -> None:
    """Show the plan to people; a quiet run only shows what it asks about, or why it refuses.

    `source` are the options that name what the definitions were read from.
    """
    if common.format != "text":
        return
    tell_of_plan(plan, common, source)
    if plan.is_refused or (plan.changes and (asks or not common.quiet)):
        sys.stdout.write(render_plan(plan, style_for(sys.stdout, common.color), now))
        sys.stdout.flush()
        if asks and not plan.is_refused and sys.stdin.isatty() and not sys.stdout.isatty():
            # The plan went to a file, and whoever is asked has to see it.
            sys.stderr.write(render_plan(plan, style_for(sys.stderr, common.color), now))


def unwritten(plan: Plan, common: Common, exit_code: int) -> int:
    """Leave without having written anything."""
    if common.format == "json":
        write_json(_as_json(plan, None))
    return exit_code


def report(
    plan: Plan, applied: Applied, common: Common, beside: Mapping[str, object] | None = None
) -> int:
    """Show what became of each change, and give the exit code; as JSON, with what is `beside`."""
    run = applied.run
    if common.format == "json":
        write_json({**_as_json(plan, applied), **(beside or {})})
    elif not run.outcomes and applied.failure is None:
        sys.stdout.write(f"{no_changes(plan)}\n")
    elif run.outcomes:
        sys.stdout.write(f"\n{render_outcomes(run.outcomes, style_for(sys.stdout, common.color))}")
        done = f" {standing(plan)}" if applied.failure is None else ""
        sys.stdout.write(f"\n{count_outcomes(run.outcomes)} (run {run.id}).{done}\n")
    if common.format == "text":
        sys.stdout.flush()
        tell_diagnostics(applied.diagnostics, common)
    if applied.failure is None:
        return 0
    if isinstance(applied.failure, Defect):
        traceback.print_exception(applied.failure.__cause__)
    return PartlyApplied.exit_code if applied.written else applied.failure.exit_code


def _as_json(plan: Plan, applied: Applied | None) -> dict[str, object]:
    """Give plan and outcomes together; without `applied` nothing was tried."""
    outcomes = applied.run.outcomes if applied else ()
    return {
        "format_version": FORMAT_VERSION,
        "plan": plan_to_json(plan),
        "run": applied.run.id if applied and outcomes else None,
        "outcomes": [outcome_to_json(outcome) for outcome in outcomes],
        "diagnostics": to_json(applied.diagnostics if applied else ()),
    }
