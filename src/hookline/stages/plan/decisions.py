"""What is done about each property that differs: the policies of DESIGN 4."""

from dataclasses import dataclass

from hookline.model.change import Blocker, CauseKind
from hookline.model.choices import Side
from hookline.model.difference import Difference, KeyStep, PropertyDifference
from hookline.model.settings import OnConflict, OnDrift
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON, same
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.fields import KEY, KEY_IS_SET, is_key_drift
from hookline.stages.plan.oscillation import fights

BY_CHOICE = "--take workspace"
BY_POLICY = "on_conflict: workspace"
BY_DRIFT = "on_drift: keep"
BY_BEFORE = "decided in an earlier run"


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
    key: Left | None = None
    """The caller's key, where that stays as the workspace has it."""
    blocked: Blocker | None = None
    """What holds the whole webhook back."""
    why: str = ""
    """What exactly is in the way."""

    @property
    def kept(self) -> dict[str, JSON]:
        """What the state remembers as left: property → the workspace's value.

        Of a key that is whether one is set, since nobody answers the key itself.
        """
        left = (*self.left, *([self.key] if self.key else []))
        return {each.difference.name: each.difference.live for each in left if each.is_recorded}


def decide(difference: Difference, basis: Basis) -> Decision:
    """Decide property by property; one that is in conflict holds back the whole webhook."""
    side = basis.side_of(difference)
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
    key = _judge_key(difference, side, basis)
    blocked = Blocker.CONFLICT if conflicts else None
    why = ""
    if blocked is None and side is not Side.GIT and (told := fights(difference, written, basis)):
        blocked, why = Blocker.OSCILLATION, told
    return Decision(tuple(written), tuple(left), key, blocked, why)


def _judge_key(difference: Difference, side: Side | None, basis: Basis) -> Left | None:
    """Say that the workspace's word on the key is left; None when git's is followed."""
    key = difference.desired.key if difference.desired else None
    if difference.key is KeyStep.KEEP or key is None or not is_key_drift(difference, key):
        return None
    is_set = difference.live is not None and difference.live.values.get(KEY_IS_SET) is True
    wanted = key.reference is not None
    drift = PropertyDifference(KEY, wanted, is_set, CauseKind.DRIFT, wanted)
    return _judge_drift(drift, difference.base, side, basis)


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
        return Left(each, BY_BEFORE, is_recorded=True)
    if each.note and same(each.live, each.applied):
        # Nobody touched the webhook: what it refers to was made again, and it follows.
        return None
    return Left(each, BY_DRIFT, is_recorded=False) if leaves_drift(basis) else None


def leaves_drift(basis: Basis) -> bool:
    """Say whether the target keeps what is changed there by hand."""
    return basis.target.on_drift is OnDrift.KEEP
