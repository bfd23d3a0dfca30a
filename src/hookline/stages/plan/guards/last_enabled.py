"""Projects and bundles that nobody could call into any more."""

from collections.abc import Iterator
from dataclasses import dataclass

from hookline.model.change import Create, Delete, Rename, Update
from hookline.model.guard import Guard, GuardVerdict, OverrideKind
from hookline.model.values import Values
from hookline.stages.plan.guards.places import NOWHERE, Place, place_of
from hookline.stages.plan.guards.proposal import Patched, Proposal, allowing, listed, names_of

ENABLED = "is_enabled"


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a webhook lies and whether it can be called; None for what is not known."""

    place: Place | None
    enabled: bool | None


_UNKNOWN = _Seat(None, None)
"""The seat of a record that was not read."""


@dataclass(frozen=True, slots=True)
class _Loss:
    """A place that loses, or may lose, an enabled webhook and has no other."""

    place: Place | None
    """Which; None when the workspace does not say."""
    names: tuple[str, ...]
    """The webhooks it loses."""
    certain: bool
    """Whether they are known to be enabled."""


def judge_last_enabled(proposal: Proposal) -> GuardVerdict:
    """Refuse to take the last enabled webhook from a project or bundle.

    Unmanaged webhooks count too. A webhook that does not answer whether it is enabled counts as
    enabled where it is taken away, and as disabled where it stays.
    """
    losses = [*_losses(proposal)]
    allowed = proposal.allowed(OverrideKind.LAST)
    held = [loss for loss in losses if not allowed & _spellings(loss.place, proposal)]
    if held:
        return _refusal(held, proposal)
    if not losses:
        return GuardVerdict(Guard.LAST_ENABLED, True, "")
    spelled = [name for loss in losses for name in _spellings(loss.place, proposal)]
    used = proposal.allowed_by(OverrideKind.LAST, spelled)
    text = listed([_describe(loss, proposal) for loss in losses], "; ")
    return GuardVerdict(Guard.LAST_ENABLED, True, text, allowed_by=used)


def _refusal(held: list[_Loss], proposal: Proposal) -> GuardVerdict:
    text = listed([_describe(loss, proposal) for loss in held], "; ")
    places = [*dict.fromkeys(loss.place.name(proposal.basis) for loss in held if loss.place)]
    where = "plan again with the first ones, and it names the next"
    option = allowing(OverrideKind.LAST, places, where) if places else ""
    return GuardVerdict(
        Guard.LAST_ENABLED,
        False,
        f"{text}; to allow it: {option}" if option else text,
        tuple(dict.fromkeys(name for loss in held for name in loss.names)),
    )


def _describe(loss: _Loss, proposal: Proposal) -> str:
    names = listed(loss.names)
    if loss.place is None:
        return f"cannot tell which project loses its enabled webhook {names}"
    place = loss.place.describe(proposal.basis)
    if loss.certain:
        return f"{place} is left without an enabled webhook: it loses {names}"
    return f"cannot tell whether {place} is left without an enabled webhook: it loses {names}"


def _spellings(place: Place | None, proposal: Proposal) -> frozenset[str]:
    """Give the words that an override may name a place by."""
    return frozenset({place.name(proposal.basis), place.id}) if place else frozenset()


def _losses(proposal: Proposal) -> Iterator[_Loss]:
    """Give the places that have no enabled webhook after the plan, and had one before it."""
    before, after = _before(proposal), _after(proposal)
    taken: dict[Place | None, list[Patched]] = {}
    for change in proposal.changes:
        if isinstance(change, Update | Rename | Delete):
            seat = before.get(change.record_id, _UNKNOWN)
            if _is_taken(seat, after.get(change.record_id)):
                taken.setdefault(seat.place, []).append(change)
    for place, changes in taken.items():
        left = [seat for seat in after.values() if place and seat.place == place]
        if place == NOWHERE or any(seat.enabled for seat in left):
            continue
        was_enabled = any(before.get(change.record_id, _UNKNOWN).enabled for change in changes)
        certain = was_enabled and all(seat.enabled is False for seat in left)
        yield _Loss(place, names_of(changes), certain)


def _is_taken(before: _Seat, after: _Seat | None) -> bool:
    """Say whether a webhook that is not known to be disabled leaves its place, or is disabled."""
    if before.enabled is False:
        return False
    return after is None or after.place != before.place or after.enabled is False


def _before(proposal: Proposal) -> dict[str, _Seat]:
    return {key: _seat(record.values, proposal) for key, record in proposal.live.items()}


def _after(proposal: Proposal) -> dict[str, _Seat]:
    """Give the seat of each webhook when everything was carried out: id, or a new name → seat."""
    after = _before(proposal)
    for change in proposal.changes:
        match change:
            case Create():
                created = {ENABLED: False, **change.write.values}
                after[f"{change.action.symbol} {change.name}"] = _seat(created, proposal)
            case Delete():
                after.pop(change.record_id, None)
            case Update() | Rename():
                live = proposal.live_of(change)
                values = {**(live.values if live else {}), **change.write.values}
                after[change.record_id] = _seat(values, proposal)
            case _:
                # What is adopted or released is not written.
                continue
    return after


def _seat(values: Values, proposal: Proposal) -> _Seat:
    enabled = values.get(ENABLED)
    place = place_of(values, proposal.basis)
    return _Seat(place, enabled if isinstance(enabled, bool) else None)
