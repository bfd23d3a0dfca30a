"""What is done about each property that differs: the policies of DESIGN 4."""

from dataclasses import dataclass

from hookline.model.change import Blocker, CauseKind
from hookline.model.choices import Side
from hookline.model.difference import Difference, PropertyDifference
from hookline.model.settings import OnConflict, OnDrift
from hookline.model.state import AppliedRecord, Flip
from hookline.model.values import JSON, same
from hookline.stages.plan.basis import Basis

MOST_FLIPS = 3
"""How often running a value is restored before the two who set it have to talk."""

BY_CHOICE = "--take workspace"
BY_POLICY = "on_conflict: workspace"
BY_DRIFT = "on_drift: keep"


@dataclass(frozen=True, slots=True)
class Left:
    """One property that stays as the workspace has it."""

    difference: PropertyDifference
    """The property and its two values."""
    by: str
    """What decided it."""
    is_recorded: bool
    """Whether the state remembers it, so that it stays decided until one side moves again."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done about one webhook."""

    written: tuple[PropertyDifference, ...] = ()
    """What is set as git says; while it is blocked, what would be."""
    left: tuple[Left, ...] = ()
    """What stays as the workspace has it."""
    blocked: Blocker | None = None
    """What holds the whole webhook back."""
    why: str = ""
    """What exactly is in the way."""

    @property
    def kept(self) -> dict[str, JSON]:
        """What the state remembers as left: property → the workspace's value."""
        return {
            each.difference.name: each.difference.live for each in self.left if each.is_recorded
        }


def decide(difference: Difference, basis: Basis) -> Decision:
    """Decide property by property; one that is in conflict holds back the whole webhook."""
    side = basis.choices.side(difference.name)
    written: list[PropertyDifference] = []
    left: list[Left] = []
    conflicts: list[str] = []
    for each in difference.properties:
        verdict = _judge(each, difference.base, side, basis)
        if isinstance(verdict, Left):
            left.append(verdict)
            continue
        written.append(each)
        conflicts += [each.name] if verdict is Blocker.CONFLICT else []
    blocked = Blocker.CONFLICT if conflicts else None
    why = ""
    if blocked is None and side is not Side.GIT and (fights := _fights(written, difference, basis)):
        blocked, why = Blocker.OSCILLATION, fights
    return Decision(tuple(written), tuple(left), blocked, why)


def _judge(
    each: PropertyDifference, base: AppliedRecord | None, side: Side | None, basis: Basis
) -> Left | Blocker | None:
    """Say that a property is left, or in conflict; None when git's value is written."""
    if each.kind is CauseKind.DRIFT:
        return _judge_drift(each, base, side, basis)
    if each.kind is not CauseKind.CONFLICT or side is Side.GIT:
        return None
    if side is Side.WORKSPACE:
        return Left(each, BY_CHOICE, is_recorded=True)
    match basis.target.on_conflict:
        case OnConflict.GIT:
            return None
        case OnConflict.WORKSPACE:
            return Left(each, BY_POLICY, is_recorded=True)
        case OnConflict.BLOCK:
            return Blocker.CONFLICT


def _judge_drift(
    each: PropertyDifference, base: AppliedRecord | None, side: Side | None, basis: Basis
) -> Left | None:
    if side is Side.GIT:
        return None
    if side is Side.WORKSPACE:
        return Left(each, BY_CHOICE, is_recorded=True)
    if base and each.name in base.kept and same(base.kept[each.name], each.live):
        return Left(each, BY_CHOICE, is_recorded=True)
    return Left(each, BY_DRIFT, is_recorded=False) if leaves_drift(basis) else None


def leaves_drift(basis: Basis) -> bool:
    """Say whether the target keeps what is changed there by hand."""
    return basis.target.on_drift is OnDrift.KEEP


def flips_after(
    difference: Difference, written: tuple[PropertyDifference, ...], basis: Basis
) -> dict[str, tuple[Flip, ...]]:
    """Count what somebody set back and is now restored; what git moved begins anew.

    What the user decides with `--take git` begins anew too.
    """
    before = difference.base.flips if difference.base else {}
    after = dict(before)
    live = difference.live
    for each in written:
        if each.kind is not CauseKind.DRIFT or each.note or live is None:
            after.pop(each.name, None)
            continue
        flip = Flip(
            basis.people.get(live.modified_by or "", live.modified_by), live.text("modified_at")
        )
        is_decided = basis.choices.side(difference.name) is Side.GIT
        after[each.name] = (*(() if is_decided else before.get(each.name, ())), flip)
    return after


def _fights(written: list[PropertyDifference], difference: Difference, basis: Basis) -> str:
    """Say which properties were set back too often, by whom and when; empty when none was."""
    flips = difference.base.flips if difference.base else {}
    told = []
    for each in written:
        running = flips.get(each.name, ())
        if each.kind is not CauseKind.DRIFT or len(running) < MOST_FLIPS:
            continue
        again = flips_after(difference, (each,), basis)[each.name][-MOST_FLIPS - 1 :]
        times = ", ".join(f"{flip.by or 'somebody'} at {flip.at or 'some time'}" for flip in again)
        told.append(f"{each.name} was set back {len(running)} times running and again: {times}")
    return "; ".join(told)
