"""`hookline apply PLAN`: carry out a plan that was saved, exactly."""

import sys
from dataclasses import replace
from pathlib import Path

from hookline.cli.applied import report, show_plan, unwritten
from hookline.cli.options import Common
from hookline.cli.telling import tell_about_state, tell_more, tell_where
from hookline.documents.words import count_of
from hookline.model.codes import Code
from hookline.model.errors import Blocked, NeedsMending
from hookline.model.saved_plan import Saved, SavedPlan
from hookline.model.settings import Target
from hookline.model.unfinished import Unfinished
from hookline.pipeline import Planned
from hookline.pipeline.applying import apply
from hookline.pipeline.resuming import Remaining, remaining
from hookline.pipeline.saved import require_applicable, require_same_workspace
from hookline.planfile.file import load_plan
from hookline.wiring import Line


def apply_saved(file: Path, common: Common, target_name: str | None) -> int:
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
        unfinished = line.journal(target).unfinished_of(saved.digest)
        left = remaining(plan, reader, unfinished)
        applier = line.applier(target, saved.digest)
        applier.prepare(left.plan)
        show_plan(plan, line.clock.now(), common, source, asks=False)
        _tell_before(target, saved, unfinished, left, common)
        files = line.source.snapshot(line.settings.definitions).files
        applied = apply(
            Planned(left.plan, base, files),
            applier,
            states,
            unfinished.run_id if unfinished else line.new_run_id(),
            line.who(),
            Saved(saved.digest, left.done),
        )
        return report(plan, applied, common)


def _tell_before(
    target: Target,
    saved: SavedPlan,
    unfinished: Unfinished | None,
    left: Remaining,
    common: Common,
) -> None:
    """Say where the state goes, and which run is taken up again."""
    if saved.plan.changes:
        tell_about_state(target, common)
    if unfinished and not common.quiet:
        whole = count_of(len(saved.plan.changes), "change")
        sys.stderr.write(
            f"Taking up run {unfinished.run_id}, which did not finish: "
            f"{len(left.done)} of {whole} were carried out by then.\n"
        )


def _without_commit(file: Path) -> NeedsMending:
    return NeedsMending.because(
        Code.PLN_FORM,
        f"{file} is a plan of a working tree without a commit, which cannot be applied",
        hint="commit the definitions, plan again, and apply that plan",
    )
