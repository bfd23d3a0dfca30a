"""What a round of a job found → what came of it."""

from dataclasses import dataclass
from datetime import datetime

from hookline.model.applied import Applied
from hookline.model.change import Blocker, CauseKind, Change
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import (
    AccessRefused,
    Blocked,
    HooklineError,
    Interrupted,
    Locked,
    PartlyApplied,
    Unreachable,
)
from hookline.model.held import Held
from hookline.model.plan import Plan
from hookline.model.round import Left, Round, RoundResult
from hookline.model.state import AppliedState
from hookline.report.blocked import why_blocked
from hookline.report.style import safe_text

NAME_IN_USE = "name"
"""What holds back a webhook whose new name is not free yet."""


@dataclass(slots=True)
class Found:
    """How far a round got; filled in as it goes."""

    target: str
    """The target, by its name."""
    started_at: datetime
    """When it began."""
    folder: str = ""
    """Where it works, when that is not where it was started."""
    commit: Commit | None = None
    """The commit that it goes by."""
    base: AppliedState | None = None
    """What was applied before it."""
    plan: Plan | None = None
    """What there was to do, and what the guards say of it."""
    held: tuple[Held, ...] = ()
    """What the plan leaves out."""
    applied: Applied | None = None
    """What became of the plan; None when nothing was carried out."""
    failure: HooklineError | None = None
    """What ended it before that."""


def round_of(found: Found, ended_at: datetime) -> Round:
    """Say what came of a round."""
    run = found.applied.run if found.applied and found.applied.run.outcomes else None
    result, exit_code = _verdict(found)
    plan = found.plan
    return Round(
        target=found.target,
        started_at=found.started_at,
        ended_at=ended_at,
        result=result,
        exit_code=exit_code,
        folder=found.folder,
        commit=found.commit.sha if found.commit else None,
        applied_commit=_matching(found, result),
        run=run.id if run else None,
        outcomes=run.outcomes if run else (),
        left=tuple(_left(each) for each in found.held),
        drift=_count_drift(plan, found.held) if plan else None,
        kept=len(plan.kept) if plan else 0,
        guards=plan.guards if plan else (),
        diagnostics=_diagnostics(found),
    )


def _verdict(found: Found) -> tuple[RoundResult, int]:
    """Give what the round came to, and the exit code."""
    failure = found.failure or (found.applied.failure if found.applied else None)
    if failure:
        is_written = found.applied is not None and found.applied.written
        return _of_failure(failure), PartlyApplied.exit_code if is_written else failure.exit_code
    if found.plan and found.plan.is_refused:
        return RoundResult.REFUSED, Blocked.exit_code
    if found.held:
        return RoundResult.LEFT, Blocked.exit_code
    is_changed = found.applied is not None and bool(found.applied.run.outcomes)
    return RoundResult.APPLIED if is_changed else RoundResult.UNCHANGED, 0


def _of_failure(failure: HooklineError) -> RoundResult:
    match failure:
        case Interrupted():
            return RoundResult.STOPPED
        case Unreachable():
            return RoundResult.AWAY
        case AccessRefused():
            return RoundResult.DENIED
        case Locked():
            return RoundResult.LOCKED
        case Blocked():
            return RoundResult.REFUSED
        case _:
            return RoundResult.FAILED


def _matching(found: Found, result: RoundResult) -> str | None:
    """Give the newest commit that the target is known to match as a whole."""
    if found.commit and result in (RoundResult.UNCHANGED, RoundResult.APPLIED):
        return found.commit.sha
    return found.base.commit if found.base else None


def _left(held: Held) -> Left:
    change = held.change
    if held.waits_for:
        why = f"webhook/{safe_text(held.waits_for)}, which is left too, still has this name"
        return Left(change.name, change.action.value, NAME_IN_USE, why)
    kind = change.blocked or Blocker.CONFLICT
    return Left(change.name, change.action.value, kind.value, why_blocked(change))


def _count_drift(plan: Plan, held: tuple[Held, ...]) -> int:
    """Count the webhooks that somebody changed in the workspace, whatever becomes of that."""
    changes = [*plan.changes, *(each.change for each in held)]
    names = {change.name for change in changes if _is_drift(change)}
    return len(names | {each.name for each in plan.kept})


def _is_drift(change: Change) -> bool:
    by_hand = (CauseKind.DRIFT, CauseKind.CONFLICT)
    return any(cause.kind in by_hand for cause in (change.cause, *(f.cause for f in change.fields)))


def _diagnostics(found: Found) -> tuple[Diagnostic, ...]:
    """Give what a person should know of the round, each once."""
    planned = found.plan.diagnostics if found.plan else ()
    applied = found.applied.diagnostics if found.applied else ()
    failed = found.failure.diagnostics if found.failure else ()
    return tuple(dict.fromkeys((*planned, *applied, *failed)))
