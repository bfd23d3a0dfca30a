"""A saved plan → may it still be carried out: what is checked before anything is asked or written.

What is known without the workspace is checked first and told in one error, so that nobody logs in
for a plan that is of no use; then the workspace is read, and all that moved is told in one error.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import HooklineError, NeedsMending, Stale
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import StateStore, WorkspaceReader
from hookline.model.saved_plan import SavedPlan
from hookline.model.settings import Target
from hookline.model.state import AppliedState, Run

_AGAIN = "plan again, and apply that plan"
_MENDED = frozenset({Code.PLN_TARGET, Code.PLN_ADDRESS, Code.PLN_WORKSPACE, Code.PLN_SCHEMA})
"""What waiting or planning again does not help against: something was mixed up."""
_UNDONE = frozenset({Result.FAILED, Result.SKIPPED, Result.UNKNOWN})
_NAMED = 3
"""How many runs are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and when a saved plan is to be carried out."""

    now: datetime
    """The present moment."""
    schema: str
    """The digest of the definition schema that this Hookline holds definitions to."""
    asked: str | None
    """The target that the user named; None when none was."""
    targets: tuple[Target, ...]
    """The plan's target as the plan's own commit configures it, and as it is configured now."""


def require_applicable(saved: SavedPlan, here: Surroundings, states: StateStore) -> AppliedState:
    """Give the applied state that the plan was made from.

    Raises, with every reason, `NeedsMending` when the plan belongs elsewhere, else `Stale` when it
    is too old, was applied already, or another run came in between.
    """
    base = states.read()
    reasons = [*_elsewhere(saved, here), *_too_late(saved, here)]
    if (runs := moved_since(saved.plan, base, states)) is not None:
        reasons += _in_between(saved, runs)
    refuse_for(reasons)
    return base


def moved_since(plan: Plan, base: AppliedState, states: StateStore) -> Sequence[Run] | None:
    """Give the runs that came between a plan and the state `base`; None when nothing did.

    Runs that had not finished, and that the plan already counts in, come in between by being
    recorded, and change nothing. Another state altogether may have no run to name.
    """
    if base.revision == plan.state_revision:
        return None
    runs = states.runs_since(plan.state_revision)
    others = [run for run in runs if run.id not in plan.unrecorded]
    return None if runs and not others else others


def require_same_workspace(plan: Plan, workspace: WorkspaceReader) -> None:
    """Raise `NeedsMending` (`PLN-WORKSPACE`) when another workspace answers at the address."""
    answered = workspace.identity().id
    if plan.workspace.id in (None, answered):
        return
    refuse_for(
        [
            _reason(
                Code.PLN_WORKSPACE,
                f"{plan.target} answers as workspace {answered or 'without an id'}, and the plan "
                f"was made for workspace {plan.workspace.id}",
                "correct the target's address, or plan again for the workspace that answers",
            )
        ]
    )


def refuse_for(reasons: Sequence[Diagnostic]) -> None:
    """Raise what the reasons amount to; nothing when there are none."""
    if not reasons:
        return
    kind: type[HooklineError] = Stale
    if any(each.code in _MENDED for each in reasons):
        kind = NeedsMending
    raise kind(*reasons)


def _elsewhere(saved: SavedPlan, here: Surroundings) -> Iterable[Diagnostic]:
    """Say what of the plan belongs to another target, address or schema."""
    plan = saved.plan
    if here.asked is not None and here.asked != plan.target:
        yield _reason(
            Code.PLN_TARGET,
            f"the plan was made for {plan.target}, and --target says {here.asked}",
            f"leave --target out, or plan for {here.asked}",
        )
    others = {each.workspace for each in here.targets} - {plan.workspace.address}
    for address in sorted(others):
        yield _reason(
            Code.PLN_ADDRESS,
            f"the plan was made for {plan.target} at {plan.workspace.address}, which is "
            f"configured as {address}",
            _AGAIN,
        )
    if here.schema != saved.schema:
        yield _reason(
            Code.PLN_SCHEMA,
            f"the plan was made by Hookline {saved.tool_version}, which held definitions to "
            "another schema than this one does",
            "apply it with that Hookline, or plan again with this one",
        )


def _too_late(saved: SavedPlan, here: Surroundings) -> Iterable[Diagnostic]:
    if saved.is_expired(here.now):
        yield _reason(Code.PLN_EXPIRED, f"the plan expired at {_moment(saved.expires_at)}", _AGAIN)


def _in_between(saved: SavedPlan, runs: Sequence[Run]) -> Iterable[Diagnostic]:
    """Say what happened to the applied state since the plan was made."""
    own = next((run for run in runs if run.plan_digest == saved.digest), None)
    if own is not None:
        partly = any(outcome.result in _UNDONE for outcome in own.outcomes)
        yield _reason(
            Code.PLN_APPLIED,
            f"the plan was already applied{', in part,' if partly else ''} "
            f"by run {own.id} at {_moment(own.at)}",
            "plan again for what is left" if partly else "there is nothing left to do for it",
        )
        return
    named = [f"run {run.id} by {run.who} at {_moment(run.at)}" for run in runs[:_NAMED]]
    named += [f"{len(runs) - _NAMED} more"] if len(runs) > _NAMED else []
    happened = f": {', '.join(named)}" if named else ""
    yield _reason(
        Code.STA_MOVED,
        f"the applied state of {saved.plan.target} is not the one that was planned from{happened}",
        _AGAIN,
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _reason(code: Code, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, hint=hint)
