"""`hookline apply`: change the workspace to match the definitions."""

import sys
import traceback
from datetime import datetime

import click

from hookline import pipeline
from hookline.cli.json_output import write_json
from hookline.cli.options import Common
from hookline.cli.planning import Asked, make_plan, open_line, planning_options
from hookline.cli.telling import (
    tell_about_source,
    tell_about_state,
    tell_diagnostics,
    tell_what,
    tell_where,
)
from hookline.cli.terminal import style_for
from hookline.model.applied import Applied
from hookline.model.codes import Code
from hookline.model.errors import Blocked, Defect, PartlyApplied, WrongUsage
from hookline.model.plan import Plan
from hookline.model.settings import Target
from hookline.report.diagnostics import to_json
from hookline.report.plan_json import plan_to_json
from hookline.report.plan_text import desired_name, no_changes, render_plan, summary
from hookline.report.runs import count_outcomes, outcome_to_json, render_outcomes
from hookline.report.style import safe_text

EXIT_DECLINED = 1
CONFIRMATION = "yes"
FORMAT_VERSION = 1


@click.command(name="apply")
@planning_options()
@click.option("--yes", is_flag=True, help="Do not ask; needed without a terminal.")
def command(
    common: Common,
    asked: Asked,
    yes: bool,
) -> int:
    """Change the workspace to match the definitions, after showing the plan and asking."""
    with open_line(common.directory, asked) as line:
        target = line.target(asked.target_name)
        _refuse_worktree(target, worktree=asked.worktree)
        tell_where(line, common, target)
        checked, planned = make_plan(line, target, asked)
        tell_what(checked, common, planned)
        tell_about_source(checked.snapshot, common)
        _show(planned.plan, line.clock.now(), common, asks=not yes)
        if planned.plan.is_refused:
            return _unwritten(planned.plan, common, Blocked.exit_code)
        applier = line.applier(target)
        # Before anybody is asked: a missing secret must not turn up after the yes.
        applier.prepare(planned.plan)
        if planned.plan.changes:
            tell_about_state(target, common)
            if not yes and not _is_confirmed(planned.plan, common):
                sys.stderr.write("Nothing was written.\n")
                return _unwritten(planned.plan, common, EXIT_DECLINED)
        states = line.states(target)
        applied = pipeline.apply(planned, applier, states, line.new_run_id(), line.who())
        return _report(planned.plan, applied, common)


def _refuse_worktree(target: Target, *, worktree: bool) -> None:
    if worktree and not target.is_embedded:
        raise WrongUsage.because(
            Code.CFG_TARGET,
            f"the working tree is not applied to {target.name}: what is written there must be "
            "in a commit",
            hint="commit the change and apply the commit",
        )


def _show(plan: Plan, now: datetime, common: Common, *, asks: bool) -> None:
    """Show the plan to people; a quiet run only shows what it asks about, or why it refuses."""
    if common.format != "text":
        return
    tell_diagnostics(plan.diagnostics, common)
    if plan.is_refused or (plan.changes and (asks or not common.quiet)):
        sys.stdout.write(render_plan(plan, style_for(sys.stdout, common.color), now))
        sys.stdout.flush()
        if asks and not plan.is_refused and sys.stdin.isatty() and not sys.stdout.isatty():
            # The plan went to a file, and whoever is asked has to see it.
            sys.stderr.write(render_plan(plan, style_for(sys.stderr, common.color), now))


def _unwritten(plan: Plan, common: Common, exit_code: int) -> int:
    """Leave without having written anything."""
    if common.format == "json":
        write_json(_as_json(plan, None))
    return exit_code


def _is_confirmed(plan: Plan, common: Common) -> bool:
    """Ask for the word `yes`; where nobody can read the plan or answer, `--yes` is needed."""
    if common.format != "text" or not sys.stdin.isatty():
        why = "this view cannot ask" if sys.stdin.isatty() else "there is no terminal to ask on"
        raise WrongUsage.because(
            Code.CLI_CONFIRM,
            f"{why}, so nothing was written",
            hint="read the plan, then run the same command with --yes",
        )
    target = safe_text(plan.target)
    sys.stderr.write(f"\nChange {target}: {summary(plan)}\nOnly the word {CONFIRMATION} does it: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == CONFIRMATION


def _report(plan: Plan, applied: Applied, common: Common) -> int:
    run = applied.run
    if common.format == "json":
        write_json(_as_json(plan, applied))
    elif not run.outcomes and applied.failure is None:
        sys.stdout.write(f"{no_changes(plan)}\n")
    elif run.outcomes:
        sys.stdout.write(f"\n{render_outcomes(run.outcomes, style_for(sys.stdout, common.color))}")
        matches = f" {safe_text(plan.target)} matches {desired_name(plan)}."
        done = matches if applied.failure is None else ""
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
