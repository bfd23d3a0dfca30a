"""What becomes of a webhook whose definition is gone."""

from hookline.model.change import Blocker, Delete, Release
from hookline.model.choices import Side
from hookline.model.difference import Difference, Standing
from hookline.model.settings import OnConflict
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import cause_of_removal, message_for
from hookline.stages.plan.writes import READONLY, is_locked, seen

IN_TRASH = "stays in the trash for two weeks"


def removal(difference: Difference, basis: Basis) -> Delete | Release:
    """Delete it where the target prunes, else release it; what is gone already is forgotten.

    One that somebody changed by hand since is in conflict, and the user or the policy decides.
    """
    base = difference.base
    assert base is not None  # noqa: S101  only what was applied can be removed
    cause = cause_of_removal(base.name, base.path, basis)
    gone = difference.standing is Standing.FORGOTTEN
    if gone or not basis.target.prune or _stays(difference, basis):
        return Release(
            name=difference.name, record_id=base.id, path=base.path, cause=cause, gone=gone
        )
    return Delete(
        name=difference.name,
        record_id=base.id,
        path=base.path,
        message=message_for(cause, base.path, basis),
        cause=cause,
        warnings=(IN_TRASH, *_elsewhere(base.name, basis), *_changed_since(difference)),
        unlock=is_locked(difference.live) and base.sent.get(READONLY) is True,
        blocked=_conflict(difference, basis),
        seen=seen(base.read_back, difference.live),
    )


def _stays(difference: Difference, basis: Basis) -> bool:
    """Say whether a webhook that was changed by hand is left to the workspace."""
    if not difference.properties:
        return False
    side = basis.side_of(difference)
    by_policy = basis.target.on_conflict is OnConflict.WORKSPACE and side is None
    return side is Side.WORKSPACE or by_policy


def _conflict(difference: Difference, basis: Basis) -> Blocker | None:
    if not difference.properties or basis.side_of(difference) is Side.GIT:
        return None
    return None if basis.target.on_conflict is OnConflict.GIT else Blocker.CONFLICT


def _elsewhere(name: str, basis: Basis) -> tuple[str, ...]:
    """Say that it is not gone from git, but from this target."""
    told = f"its definition is there, and no longer for {basis.target.name}"
    return (told,) if name in basis.defined else ()


def _changed_since(difference: Difference) -> tuple[str, ...]:
    """Say which properties of a webhook without a definition were changed by hand."""
    names = ", ".join(each.name for each in difference.properties)
    return (f"changed in the workspace since it was applied: {names}",) if names else ()
