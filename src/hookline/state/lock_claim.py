"""What stands in the lock of a target: who holds it, from where, and for how long."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

FORMAT_VERSION = 1

_MOST_BYTES = 8192
"""More is in no lock; what anybody can push to a remote is read with a bound."""
_LONGEST_LEASE = 3600.0
"""A longer one would keep a target from its jobs for hours after a crash, so it is not believed."""

_Kind = TypeVar("_Kind", str, int, float)


@dataclass(frozen=True, slots=True)
class Process:
    """A process, so that those who can see it know whether it is still there."""

    pid: int
    """Its number."""
    start: int
    """When it began, in ticks since its machine started, for its number is given again."""
    boot: str
    """What its machine calls the time since it was started last; empty when it does not say."""
    namespace: str
    """Within what its number and its start are counted, as in one container."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sign of life of whoever holds a target."""

    id: str
    """What `hookline unlock` takes, 12 hex digits."""
    who: str
    """Who runs it, as git calls them."""
    purpose: str
    """What it is for, for example `apply`."""
    host: str
    """The name of its machine, for people."""
    process: Process
    """The process that holds it."""
    lease: float
    """For how many seconds it holds the target without another sign of life."""
    since: datetime
    """When it was taken, by the clock of its machine, for people."""
    beat: int = 0
    """How many signs of life came before this one, so that no two locks are the same."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """What stands in a lock's place and cannot be understood, so it is nobody's to take."""

    why: str
    """What is wrong with it."""


def write_claim(claim: Claim) -> bytes:
    """Give the content of `lock.json`."""
    stored = {
        "format_version": FORMAT_VERSION,
        "id": claim.id,
        "who": claim.who,
        "purpose": claim.purpose,
        "host": claim.host,
        "pid": claim.process.pid,
        "start": claim.process.start,
        "boot": claim.process.boot,
        "namespace": claim.process.namespace,
        "lease": claim.lease,
        "since": claim.since.isoformat(timespec="seconds"),
        "beat": claim.beat,
    }
    return (json.dumps(stored, indent=2, sort_keys=True) + "\n").encode("ascii")


def read_claim(content: bytes | None) -> Claim | Foreign:
    """Understand the content of `lock.json`, which is None when there is no such file."""
    if content is None:
        return Foreign("it holds no lock.json")
    if len(content) > _MOST_BYTES:
        return Foreign("its lock.json is too large")
    try:
        stored = json.loads(content)
        if not isinstance(stored, dict):
            return Foreign("its lock.json is damaged")
        if _get(stored, "format_version", int) > FORMAT_VERSION:
            return Foreign("a newer Hookline wrote it")
        return _claim(stored)
    except (ValueError, OverflowError, RecursionError):
        return Foreign("its lock.json is damaged")


def _claim(stored: Mapping[str, object]) -> Claim:
    since = datetime.fromisoformat(_get(stored, "since", str))
    lease = float(_get(stored, "lease", float))
    if since.tzinfo is None or not 0 < lease <= _LONGEST_LEASE:
        raise ValueError
    return Claim(
        id=_get(stored, "id", str),
        who=_get(stored, "who", str),
        purpose=_get(stored, "purpose", str),
        host=_get(stored, "host", str),
        process=Process(
            pid=_get(stored, "pid", int),
            start=_get(stored, "start", int),
            boot=_get(stored, "boot", str),
            namespace=_get(stored, "namespace", str),
        ),
        lease=lease,
        since=since.astimezone(UTC),
        beat=_get(stored, "beat", int),
    )


def _get(stored: Mapping[str, object], key: str, kind: type[_Kind]) -> _Kind:
    """Give one value of the wanted kind; a whole number is a number too, a boolean is none."""
    value = stored.get(key)
    if kind is float and type(value) is int:
        value = float(value)
    is_number = isinstance(value, float) and math.isfinite(value)
    if type(value) is kind and (is_number or kind is not float):
        return kind(value)
    raise ValueError(key)
