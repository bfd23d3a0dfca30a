"""One round of `sync`: fetch, plan, and apply what the target's policy lets a job apply."""

import traceback
from dataclasses import dataclass, field
from pathlib import Path

from hookline import __version__
from hookline.cli.carrying_out import Terms, carry_out_plan
from hookline.cli.options import Common
from hookline.cli.planning import Asked, make_plan
from hookline.cli.stopping import Stop
from hookline.cli.telling import tell_what, tell_where
from hookline.config.checkouts import checkout_of
from hookline.git.upstream import newest
from hookline.model.applied import Applied
from hookline.model.codes import Code
from hookline.model.errors import Defect, HooklineError, NeedsMending
from hookline.model.plan import Plan
from hookline.model.ports import Clock
from hookline.model.round import Round
from hookline.model.settings import Target
from hookline.model.state import AppliedState
from hookline.pipeline import Planned
from hookline.pipeline.syncing import require_onward
from hookline.report.rounds import Found, round_of
from hookline.wiring import Line

PURPOSE = "sync"


@dataclass(frozen=True, slots=True)
class Job:
    """What a job is asked to do, in every round the same."""

    directory: Path
    """`-C`."""
    target_name: str | None = None
    """`--target`."""
    ref: str | None = None
    """`--commit`; None for the upstream of the current branch."""
    root: Path | None = None
    """The folder of checkouts; None to work in the repository at hand."""
    needs_path: bool = False
    """Whether the target must name its checkout: the folder was given for this very job."""
    terms: Terms = field(default_factory=Terms)
    """How a plan is carried out."""


def do_round(job: Job, common: Common, stop: Stop, clock: Clock) -> Round:
    """Do one round and give what came of it, whatever went wrong; only a second signal ends it."""
    found = Found(job.target_name or "", clock.now())
    try:
        _sync(job, common, stop, found)
    except HooklineError as error:
        found.failure = error
    except Exception as error:  # noqa: BLE001  the next round may do better, and has to come
        traceback.print_exc()
        found.failure = Defect.because(
            Code.CLI_BUG,
            f"{type(error).__name__}: {error}",
            hint=f"this is a bug in Hookline {__version__}; please report the lines above",
        )
    return round_of(found, clock.now())


def _sync(job: Job, common: Common, stop: Stop, found: Found) -> None:
    """Do a round, and note in `found` how far it gets."""
    directory = _folder_of(job)
    found.folder = "" if directory == job.directory else str(directory)
    stop.require()
    ref = job.ref or newest(directory)
    stop.require()
    # What is asked for is read anew each time: the configuration may be another one by now.
    with Line.open(directory, ref) as line:
        target = line.target(job.target_name)
        tell_where(line, common, target)
        found.target, found.commit = target.name, line.source.commit
        found.base = line.states(target).read()
        if found.commit:
            require_onward(line.source, found.commit, found.base, target.name)
        stop.require()
        checked, planned = make_plan(
            line, target, Asked(target_name=target.name, ref=ref, holds_back=True)
        )
        tell_what(checked, common, planned)
        found.plan, found.held, found.base = planned.plan, planned.held, planned.base
        if planned.plan.is_refused or not _does_anything(planned.plan, planned.base):
            return
        stop.require()
        found.applied = _apply(line, target, planned, common, job.terms, stop)


def _apply(
    line: Line, target: Target, planned: Planned, common: Common, terms: Terms, stop: Stop
) -> Applied:
    applied = carry_out_plan(line, target, planned, common, terms, purpose=PURPOSE, stop=stop)
    if isinstance(applied.failure, Defect):
        traceback.print_exception(applied.failure.__cause__)
    return applied


def _does_anything(plan: Plan, base: AppliedState) -> bool:
    """Say whether a run would write or record anything; else there is no need of the lock."""
    return bool(plan.changes or plan.follows or plan.unrecorded or base.hold)


def _folder_of(job: Job) -> Path:
    """Give where to work: the repository at hand, or the checkout that the target names.

    Which checkout that is, the configuration at hand says, as its `HEAD` has it.
    """
    if job.root is None:
        return job.directory
    with Line.open(job.directory) as line:
        target = line.target(job.target_name)
        if target.repository_path is None:
            if job.needs_path:
                raise _without_path(line, target)
            return job.directory
        place = line.config.at(("targets", target.name, "repository_path"))
        folder = checkout_of(target, job.root, place)
    _require_same_workspace(target, folder)
    return folder


def _without_path(line: Line, target: Target) -> NeedsMending:
    return NeedsMending.because(
        Code.CFG_VALUE,
        f"target {target.name} has no `repository_path:`, so it is not known which checkout is its",
        location=line.config.at(("targets", target.name)),
        hint="add it, or leave --repository-root out",
    )


def _require_same_workspace(target: Target, folder: Path) -> None:
    """Raise `NeedsMending` (`CFG-TARGET`) when the checkout's own target is another workspace."""
    with Line.open(folder) as line:
        theirs = line.target(target.name)
        if theirs.workspace == target.workspace:
            return
        raise NeedsMending.because(
            Code.CFG_TARGET,
            f"target {target.name} is {theirs.workspace} in its checkout {folder}, and "
            f"{target.workspace} in the configuration that names the checkout",
            location=line.config.at(("targets", target.name, "workspace")),
            hint="write the same address in both",
        )
