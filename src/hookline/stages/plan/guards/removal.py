"""Definitions that are gone by mistake rather than by wish: all of them, or with their files."""

from hookline.model.change import Delete, Release
from hookline.model.guard import Guard, GuardVerdict, OverrideKind
from hookline.model.overrides import as_option
from hookline.stages.plan.guards.proposal import (
    IN_JSON,
    Proposal,
    allowing,
    counted,
    listed,
    names_of,
)


def judge_empty(proposal: Proposal) -> GuardVerdict:
    """Refuse to leave a target without definitions while something is managed there."""
    if any(each.desired for each in proposal.differences) or not proposal.managed:
        return GuardVerdict(Guard.EMPTY, True, "")
    target = proposal.basis.target.name
    text = f"no definition for {target}, and {counted(proposal.managed)} managed there"
    if target in proposal.allowed(OverrideKind.EMPTY):
        used = proposal.allowed_by(OverrideKind.EMPTY, [target])
        return GuardVerdict(Guard.EMPTY, True, text, allowed_by=used)
    return GuardVerdict(
        Guard.EMPTY,
        False,
        f"{text}; check `definitions:` in hookline.yaml and `only:`, or to mean it: "
        + as_option(OverrideKind.EMPTY, [target]),
        names_of(proposal.changes),
    )


def judge_definitions(proposal: Proposal) -> GuardVerdict:
    """Refuse to remove what still has its file, which `definitions:` stopped matching.

    Where nobody looked, every file may be there still.
    """
    removed = [change for change in proposal.changes if isinstance(change, Delete | Release)]
    unmatched = proposal.basis.unmatched
    hit = [change for change in removed if unmatched is None or change.path in unmatched]
    if not hit:
        return GuardVerdict(Guard.DEFINITIONS, True, "")
    names = names_of(hit)
    allowed = proposal.allowed(OverrideKind.DELETE)
    held = [change for change in hit if change.name not in allowed]
    if not held:
        used = proposal.allowed_by(OverrideKind.DELETE, names)
        return GuardVerdict(Guard.DEFINITIONS, True, _why(hit, proposal), allowed_by=used)
    option = allowing(OverrideKind.DELETE, [*dict.fromkeys(names_of(held))], IN_JSON)
    return GuardVerdict(
        Guard.DEFINITIONS,
        False,
        f"{_why(held, proposal)}; to remove them all the same: {option}",
        names_of(held),
    )


def _why(changes: list[Delete | Release], proposal: Proposal) -> str:
    paths = list(dict.fromkeys(change.path for change in changes))
    files = f"{counted(len(paths), 'file')} ({listed(paths)})"
    if proposal.basis.unmatched is None:
        return f"cannot tell whether {files} of removed webhooks still exist"
    verb = "is" if len(paths) == 1 else "are"
    return f"{files} {verb} still there, and `definitions:` in hookline.yaml stopped matching"
