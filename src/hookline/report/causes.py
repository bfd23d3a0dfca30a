"""Why a value changes, as people read it."""

import re
from datetime import datetime

from hookline.model.change import Cause, CauseKind
from hookline.report.style import safe_text
from hookline.report.times import ago, day_and_time

UNKNOWN = "unknown"
"""What the note of a cause begins with whose commit nobody could find."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def describe_cause(cause: Cause, now: datetime, *, settled: bool = False) -> list[str]:
    """Say why a value changes: the commit, who changed the workspace, or in a conflict both.

    `settled` says that a conflict holds nothing back, so that git's value is written.
    """
    match cause.kind:
        case CauseKind.DRIFT:
            return [f"drift: {_by_hand(cause, now)}"]
        case CauseKind.CONFLICT if cause.author is None and cause.at is None:
            return [_in_git(cause, now), *(["git wins the conflict"] if settled else [])]
        case CauseKind.CONFLICT:
            label = "git wins" if settled else "conflict"
            return [_in_git(cause, now), f"{label}: {_by_hand(cause, now, 'too, ')}"]
        case CauseKind.COMMIT | CauseKind.ADOPT:
            return [_in_git(cause, now)]


def is_untold(cause: Cause) -> bool:
    """Say whether git moved and yet nobody could tell whether on this branch."""
    if cause.kind is CauseKind.DRIFT or cause.origin is not None:
        return False
    return cause.commit is not None or cause.note.startswith(UNKNOWN)


def by_hand(cause: Cause, now: datetime) -> str:
    """Say what happened in the workspace, as "changed in the workspace by carla, 20 Nov 14:02"."""
    return _by_hand(cause, now)


def _by_hand(cause: Cause, now: datetime, too: str = "") -> str:
    if cause.author is None and cause.at is None:
        return safe_text(cause.note) or "deleted in the workspace"
    what = "changed in the workspace"
    if cause.kind is CauseKind.DRIFT and cause.note:
        what = f"{safe_text(cause.note)}, last changed"
    when = f", {day_and_time(cause.at, now)}" if cause.at else ""
    return f"{what} {too}by {_person(cause.author)}{when}"


def _person(author: str | None) -> str:
    """Name who changed the workspace; of an id that nobody can read, its beginning."""
    if author is None:
        return "somebody"
    return author[:8] if _UUID.fullmatch(author) else safe_text(author)


def _in_git(cause: Cause, now: datetime) -> str:
    """Name the commit; first, where it was asked for, whether this branch brings it."""
    origin = f"{cause.origin}: " if cause.origin else ""
    commit = cause.commit
    if commit is None:
        note = safe_text(cause.note) or "unknown: uncommitted, or beyond a shallow clone"
        return f"{origin}{'commit ' if note.startswith(UNKNOWN) else ''}{note}"
    merge = f" in merge {cause.merge.short}" if cause.merge else ""
    when = ago(commit.authored_at, now)
    who = safe_text(commit.author)
    return f"{origin}{commit.short}{merge} by {who}, {when}: {safe_text(commit.subject)}"
