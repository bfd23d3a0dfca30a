"""Values that somebody keeps setting back, and runs keep restoring."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

from hookline.model.by_hand import was_written_last
from hookline.model.change import CauseKind
from hookline.model.choices import Side
from hookline.model.difference import Difference, PropertyDifference
from hookline.model.state import Flip
from hookline.model.values import same
from hookline.stages.plan.basis import Basis

MOST_FLIPS = 3
"""How often running a value is restored before the two who set it have to talk."""


def flips_after(
    difference: Difference, written: Iterable[PropertyDifference], basis: Basis
) -> dict[str, tuple[Flip, ...]]:
    """Count what somebody set back and is now restored; what git moved begins anew.

    What the user decides with `--take git` begins anew too.
    """
    after = _still_counted(difference)
    for each in written:
        if each.kind is not CauseKind.DRIFT or each.note:
            after.pop(each.name, None)
            continue
        is_decided = basis.side_of(difference) is Side.GIT
        before = () if is_decided else after.get(each.name, ())
        after[each.name] = (*before, *_flip(difference, basis))
    return after


def fights(difference: Difference, written: Iterable[PropertyDifference], basis: Basis) -> str:
    """Say which properties were set back too often, by whom and when; empty when none was."""
    flips = _still_counted(difference)
    told = [
        f"{each.name} was set back {len(flips[each.name])} times running, and now again: "
        + _who_and_when([*flips[each.name][-MOST_FLIPS:], *_flip(difference, basis)])
        for each in written
        if each.kind is CauseKind.DRIFT and len(flips.get(each.name, ())) >= MOST_FLIPS
    ]
    return "; ".join([*told, *_git_side(difference, basis)]) if told else ""


def _still_counted(difference: Difference) -> dict[str, tuple[Flip, ...]]:
    """Give the flips of the values that git has not moved since."""
    base, desired = difference.base, difference.desired
    if base is None or desired is None:
        return {}
    return {
        name: flips
        for name, flips in base.flips.items()
        if same(base.sent.get(name), desired.values.get(name))
    }


def _flip(difference: Difference, basis: Basis) -> tuple[Flip, ...]:
    live = difference.live
    if live is None:
        return ()
    if was_written_last(difference.base, difference.live):
        return (Flip(None, None),)
    who = basis.people.get(live.modified_by or "", live.modified_by)
    return (Flip(who, live.text("modified_at")),)


def _who_and_when(flips: Iterable[Flip]) -> str:
    """Tell the moments behind each other, as "carol 2026-11-01 14:00, 2026-11-01 16:00 UTC"."""
    runs = groupby(flips, key=lambda flip: flip.by or "somebody")
    return ", ".join(
        f"{who} {', '.join(_moment(each.at) for each in found)}" for who, found in runs
    )


def _moment(text: str | None) -> str:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return str(text)
    if at is None:
        return "at some time"
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at.tzinfo else f"{at:%Y-%m-%d %H:%M}"


def _git_side(difference: Difference, basis: Basis) -> list[str]:
    """Name who wrote what git says, as far as the newest commit of the file tells it."""
    path = difference.desired.definition.path if difference.desired else ""
    commit = basis.commits.get(path)
    return [f"git's side is {path}, by {commit.author} in {commit.short}"] if commit else []
