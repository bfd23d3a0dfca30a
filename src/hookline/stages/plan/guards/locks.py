"""What the workspace would refuse to change: read-only webhooks, projects and bundles."""

from collections.abc import Iterator

from hookline.model.change import Create, Delete, Rename, Update
from hookline.model.guard import Guard, GuardVerdict
from hookline.model.record import Record
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.guards.places import Place, locations
from hookline.stages.plan.guards.proposal import Patched, Proposal, Written, listed

READONLY = "is_readonly"


def judge_read_only(proposal: Proposal) -> GuardVerdict:
    """Refuse to write to a record, or into a place, whose lock the definition does not manage.

    What does not say whether it is locked counts as locked. There is no override: the workspace
    itself would refuse.
    """
    reasons: list[str] = []
    names: list[str] = []
    for change in proposal.changes:
        if isinstance(change, Create | Update | Rename | Delete):
            reason = next(_locks(change, proposal), "")
            reasons += [f"{change.name} ({reason})"] if reason else []
            names += [change.name] if reason else []
    if not reasons:
        return GuardVerdict(Guard.READ_ONLY, True, "")
    return GuardVerdict(
        Guard.READ_ONLY,
        False,
        f"{listed(reasons)}: the workspace refuses changes until that is cleared there",
        tuple(names),
    )


def _locks(change: Written, proposal: Proposal) -> Iterator[str]:
    """Say what is in the way of a change, where it is now and where it goes."""
    if isinstance(change, Update | Rename | Delete):
        yield from _locks_of_record(change, proposal)
    if isinstance(change, Create | Update | Rename):
        for found, record_type in locations(proposal.basis):
            value = change.write.values.get(found.name)
            if isinstance(value, str):
                yield from _lock_of(Place(record_type, value), proposal.basis)


def _locks_of_record(change: Patched, proposal: Proposal) -> Iterator[str]:
    live = proposal.live_of(change)
    if live is None:
        yield "it was not read, so nobody can tell whether it is read-only"
        return
    flag = live.values.get(READONLY)
    if not change.unlock and flag is not False:
        yield READONLY if flag is True else "cannot tell whether it is read-only"
    for found, record_type in locations(proposal.basis):
        yield from _lock_of_parent(found.name, record_type, live, proposal.basis)


def _lock_of_parent(name: str, record_type: str, live: Record, basis: Basis) -> Iterator[str]:
    """Say whether the place a record lies in is locked: by the record's own word, or its own."""
    flag = live.values.get(f"is_{record_type}_readonly")
    value = live.values.get(name)
    if flag is True:
        yield f"is_{record_type}_readonly"
    elif isinstance(value, str):
        place = Place(record_type, value)
        if flag is not False or value in basis.catalog.locked:
            yield from _lock_of(place, basis)
    elif flag is not False and name not in live.values:
        yield f"cannot tell whether its {record_type} is read-only"


def _lock_of(place: Place, basis: Basis) -> Iterator[str]:
    """Say whether a place is locked, by what the workspace answered of it."""
    if place.id in basis.catalog.locked:
        yield f"its {place.type} is read-only"
    elif place.id not in basis.catalog.unlocked:
        yield f"cannot tell whether {place.describe(basis)} is read-only"
