"""`hookline apply PLAN`: carry out a plan that was saved, exactly."""

from dataclasses import replace
from pathlib import Path

from hookline.cli.applied import report, show_plan, unwritten
from hookline.cli.carrying_out import Terms, carry_out_plan, require_possible
from hookline.cli.options import Common
from hookline.cli.telling import tell_more, tell_where
from hookline.model.codes import Code
from hookline.model.errors import Blocked, NeedsMending
from hookline.pipeline import Planned
from hookline.pipeline.saved import require_applicable, require_same_workspace
from hookline.planfile.file import load_plan
from hookline.wiring import Line


def apply_saved(file: Path, common: Common, target_name: str | None, terms: Terms) -> int:
    """Carry out the plan in `file`, and give the exit code; nobody is asked.

    The definitions, the configuration and the folder are those of the plan, wherever the command
    is started in the repository and whatever is checked out.
    """
    saved, warnings = load_plan(common.directory / file, str(file))
    plan = replace(saved.plan, diagnostics=(*warnings, *saved.plan.diagnostics))
    if plan.commit is None:
        raise _without_commit(file)
    with Line.open(common.directory, plan.commit.sha, folder=plan.root) as line:
        target = line.target(plan.target)
        tell_where(line, common, target)
        source = ("--commit", plan.commit.short)
        tell_more(common, plan=f"{saved.digest}, made {saved.made_at:%Y-%m-%d %H:%M} UTC")
        states = line.states(target)
        base = require_applicable(saved, line.surroundings(target_name, target), states)
        if plan.is_refused:
            show_plan(plan, line.clock.now(), common, source, asks=False)
            return unwritten(plan, common, Blocked.exit_code)
        reader = line.reader(target)
        require_same_workspace(plan, reader)
        require_possible(line, target, plan)
        show_plan(plan, line.clock.now(), common, source, asks=False)
        files = line.source.snapshot(line.settings.definitions).files
        planned = Planned(plan, base, files)
        applied = carry_out_plan(line, target, planned, common, terms, digest=saved.digest)
        return report(plan, applied, common)


def _without_commit(file: Path) -> NeedsMending:
    return NeedsMending.because(
        Code.PLN_FORM,
        f"{file} is a plan of a working tree without a commit, which cannot be applied",
        hint="commit the definitions, plan again, and apply that plan",
    )
