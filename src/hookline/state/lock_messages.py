"""What is said about locks."""

import math
from datetime import datetime

from hookline.model.codes import Code
from hookline.model.errors import Locked, Stale
from hookline.state.lock_claim import Claim, Foreign
from hookline.state.lock_process import is_here

_SLACK = 10
"""So many seconds more than a lease are offered for waiting, for the looking itself."""
_LONGEST = 200
"""So much is shown of a name from a lock, which anybody who can push can choose."""


def holder(claim: Claim) -> str:
    """Say who holds a lock: "Ada <ada@example.com>, apply on build-7 (process 12) since …"."""
    who, purpose, host = (_short(text) for text in (claim.who, claim.purpose, claim.host))
    since = stamp(claim.since)
    return f"{who}: {purpose} on {host} (process {claim.process.pid}) since {since}"


def held(target: str, claim: Claim, seen: float) -> Locked:
    """Say that somebody holds the target, and what to do; `seen` is for how long unchanged."""
    if is_here(claim.process):
        way = f"process {claim.process.pid} of this machine is still there"
    else:
        left = math.ceil(max(claim.lease - seen, 0)) + _SLACK
        way = f"should that run be dead, --lock-timeout {left} gets past it"
    return Locked.because(
        Code.LCK_HELD,
        f"{target} is locked by {holder(claim)}",
        hint=f"wait for it with --lock-timeout SECONDS; {way}, and this removes its lock at once: "
        f"{unlocking(target, claim.id)}",
    )


def not_ours(target: str, ref: str, value: str, found: Foreign) -> Locked:
    """Say that what stands in the lock's place cannot be understood, and how to remove it."""
    return Locked.because(
        Code.LCK_FOREIGN,
        f"{target} counts as locked: {ref} is at {value[:12]}, and {found.why}",
        hint=f"upgrade Hookline if others use a newer one; when nobody is at work there, remove "
        f"it: {unlocking(target, value[:12])}",
    )


def contested(target: str, ref: str) -> Locked:
    """Say that the lock was free, and somebody else was quicker each time."""
    return Locked.because(
        Code.LCK_HELD,
        f"{target} was free, and others were quicker each time",
        hint=f"try again; if it goes on, see what writes to {ref}",
    )


def lost(target: str, now: Claim | Foreign | None) -> Stale:
    """Say that the lock is not ours any more; nothing more may be written."""
    if isinstance(now, Claim):
        what = f"now it is locked by {holder(now)}"
    elif now is None:
        what = "it is gone: somebody removed it, or another run took it over and has ended"
    else:
        what = "something else is in its place"
    return Stale.because(
        Code.LCK_LOST,
        f"this run lost its lock of {target}, so it stopped before its next write: {what}",
        hint="see that no other run is at work, then plan again: what was written is recorded",
    )


def given_back(target: str) -> Stale:
    """Say that the run has ended, and with it its lock."""
    return Stale.because(
        Code.LCK_LOST, f"this run gave its lock of {target} back, so it begins no further write"
    )


def other_id(target: str, asked: str, claim: Claim) -> Locked:
    """Say that the lock is not the one that somebody wanted to remove."""
    return Locked.because(
        Code.LCK_OTHER,
        f"the lock of {target} is not {asked}, so it stays; it is {claim.id}, "
        f"held by {holder(claim)}",
        hint=f"if it is this one that has to go: {unlocking(target, claim.id)}",
    )


def unlocking(target: str, id_: str) -> str:
    """Give the command that removes a lock."""
    return f"hookline unlock {_short(id_)} --target {target}"


def stamp(moment: datetime) -> str:
    """Give a moment in UTC to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
