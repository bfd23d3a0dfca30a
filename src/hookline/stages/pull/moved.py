"""Who moved since the last apply: what git changed is not overwritten by a pull of everything."""

from collections.abc import Iterable, Sequence

from hookline.model.edits import Found
from hookline.model.equality import equal, kind_of
from hookline.model.property import Property
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON

_PENDING = (
    "git changed it since the last apply, and the workspace did not: name the webhook to pull it "
    "all the same"
)
_CONFLICT = "in conflict, both sides changed it: name the webhook to take the workspace's side"
_NEW = "git manages it only since the last apply: name the webhook to take the workspace's side"


def is_as_applied(known: Iterable[Property], found: Found, applied: AppliedRecord) -> bool:
    """Say whether the workspace still holds what it answered after the last apply."""
    for each in known:
        name = each.looks_up or each.name
        if name in applied.kept or name not in applied.read_back or name not in found.values:
            return False
        if not equal(kind_of(each.type), found.values[name], applied.read_back[name]):
            return False
    return True


def why_it_stays(
    parts: Sequence[Property], known: Property, says: JSON, found: Found, applied: AppliedRecord
) -> str | None:
    """Say why git's value is not overwritten; None where git did not move since the last apply.

    `parts` are what the workspace stores for `known`.
    """
    if not any((each.looks_up or each.name) in applied.sent for each in parts):
        return _NEW
    if not _git_moved(known, says, applied):
        return None
    return _PENDING if is_as_applied(parts, found, applied) else _CONFLICT


def _git_moved(known: Property, says: JSON, applied: AppliedRecord) -> bool:
    """Say whether git wants something else than what was sent; else it is the server's own form."""
    if known.looks_up:
        return applied.spelled.get(known.looks_up) != says
    return not equal(kind_of(known.type), applied.sent.get(known.name), says)
