"""What holds a change back, and the commands that settle it."""

import shlex
from dataclasses import dataclass

from hookline.model.change import Blocker, Change, Delete
from hookline.model.guard import Guard
from hookline.report.style import safe_text


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing to do about a change that is held back."""

    purpose: str
    """What comes of it, as "to take it over"."""
    command: tuple[str, ...] = ()
    """The words of a command, quoted for a shell; none where it is not ours to do."""


_WHY = {
    Blocker.UNMANAGED: "the workspace has a webhook of this name that nobody manages",
    Blocker.CONFLICT: "git and the workspace have both moved",
    Blocker.LOOK_UP: "what it refers to was renamed in the workspace",
    Blocker.TRASH: "a webhook in the trash still holds this name",
    Blocker.OSCILLATION: "somebody else keeps setting back what git says",
}

_GUARDS = {
    Guard.HOLD: "the hold on this target",
    Guard.EMPTY: "the guard against an empty target",
    Guard.DEFINITIONS: "the guard on definition files",
    Guard.SHORT_LIST: "the guard against short lists",
    Guard.DELETES: "the guard on deletes",
    Guard.CHANGES: "the guard on changes",
    Guard.PROTECT: "the guard on protected names",
    Guard.READ_ONLY: "the guard on what is read-only",
    Guard.LAST_ENABLED: "the guard on last enabled webhooks",
    Guard.REWIND: "the guard against rewinds",
}


def why_blocked(change: Change) -> str:
    """Say in one sentence what is in the way, or by which guard; empty when nothing is."""
    if change.blocked is None:
        return ""
    if isinstance(change.blocked, Guard):
        return safe_text(change.why_blocked) or f"by {_GUARDS[change.blocked]}"
    return safe_text(change.why_blocked) or _WHY[change.blocked]


def ways_out(change: Change, target: str) -> list[WayOut]:
    """Give what can be done about it; what has no command stands in `why_blocked` already."""
    git = _plan(target, "--take", f"git:{change.name}")
    workspace = _plan(target, "--take", f"workspace:{change.name}")
    match change.blocked:
        case Blocker.UNMANAGED:
            return [WayOut("to take it over", _plan(target, "--adopt", change.name))]
        case Blocker.CONFLICT if isinstance(change, Delete):
            return [
                WayOut("to delete it all the same", git),
                WayOut("to leave it, no longer managed", workspace),
            ]
        case Blocker.CONFLICT if not change.why_blocked:
            return [
                WayOut("to let git win", git),
                WayOut("to leave it as the workspace has it", workspace),
            ]
        case Blocker.OSCILLATION:
            return [
                WayOut("to let git win once more", git),
                WayOut("to leave it as the workspace has it", workspace),
            ]
        case Blocker.TRASH if not change.why_blocked:
            return [WayOut("to go on, restore it or delete it for good in the workspace")]
        case _:
            return []


def _plan(target: str, *options: str) -> tuple[str, ...]:
    """Give the command that plans anew with a decision; the plan then says how to apply it."""
    words = ("hookline", "plan", "--target", target, *options)
    return tuple(safe_text(shlex.quote(word)) for word in words)
