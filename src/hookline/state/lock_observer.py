"""How long a lock was seen unchanged, by this machine's own clock and nobody else's.

Two machines agree on no time, so a lease is measured by whoever waits for its end: it has passed
when the same value was seen for longer. A sighting is kept in a file, so that a job that comes
every few minutes need not stay to see it.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeGuard

from hookline.files import PRIVATE, read_bounded, write_whole
from hookline.model.errors import NeedsMending
from hookline.state.lock_process import boottime, boottime_name

_MOST_BYTES = 4096


class Observer:
    """Watches the lock of one target.

    Takes the file that keeps its sightings, the clock that it measures with, and a name for what
    that clock counts from: a sighting by another clock says nothing.
    """

    def __init__(
        self,
        file: Path,
        clock: Callable[[], float] = boottime,
        clock_name: Callable[[], str] = boottime_name,
    ) -> None:
        self.file = file
        self._clock = clock
        self._clock_name = clock_name
        self._seen: tuple[str, float] | None = None

    def watch(self, value: str) -> float:
        """Note that the lock holds `value`, and give for how many seconds it has been seen so."""
        now = self._clock()
        first = self._first_seen(value, now)
        if first is None:
            first = now
            self._keep(value, first)
        self._seen = value, first
        return now - first

    def forget(self) -> None:
        """Drop what was seen, since that lock is gone."""
        self._seen = None
        with suppress(OSError):
            self.file.unlink()

    def _first_seen(self, value: str, now: float) -> float | None:
        seen, at = self._seen or self._kept() or ("", now)
        return at if seen == value and at <= now else None

    def _kept(self) -> tuple[str, float] | None:
        """Give the sighting of an earlier process; one that is damaged was never there."""
        try:
            kept = json.loads(read_bounded(self.file, _MOST_BYTES))
        except (NeedsMending, ValueError, RecursionError):
            return None
        if not isinstance(kept, dict) or not self._clock_name():
            return None
        value, at = kept.get("value"), kept.get("at")
        is_ours = kept.get("clock") == self._clock_name()
        return (value, at) if is_ours and isinstance(value, str) and _is_time(at) else None

    def _keep(self, value: str, at: float) -> None:
        kept = {"value": value, "clock": self._clock_name(), "at": at}
        # Without the file the next process begins to watch anew; that is later, and not wrong.
        with suppress(NeedsMending):
            write_whole(self.file, (json.dumps(kept) + "\n").encode(), PRIVATE)


def _is_time(at: object) -> TypeGuard[float]:
    return isinstance(at, float | int) and not isinstance(at, bool) and at >= 0
