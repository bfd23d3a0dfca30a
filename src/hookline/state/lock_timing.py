"""The times of a lock, all of them in seconds."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from hookline.state.lock_process import boottime


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a lock holds, and how often it is looked at."""

    lease: float
    """How long it holds its target without another sign of life."""
    poll: float
    """How long somebody who waits for it waits before looking again."""
    clock: Callable[[], float] = boottime
    """Gives seconds that nobody sets, and that go on while the machine is suspended."""
    pause: Callable[[float], None] = time.sleep
    """Lets so many seconds pass."""

    @property
    def beat(self) -> float:
        """How long after a sign of life the next one is due: one may be lost."""
        return self.lease / 3

    @property
    def safe(self) -> float:
        """How long after it a write may begin: the last quarter is for the write itself."""
        return safe_for(self.lease)

    @property
    def patience(self) -> float:
        """How long after a failed sign of life another one is tried."""
        return self.lease / 24


def safe_for(lease: float) -> float:
    """Give for how long a holder with this lease trusts its last sign of life."""
    return lease * 3 / 4


LOCAL = Timing(lease=60, poll=0.5)
"""In one's own repository a beat takes hundredths of a second; a busy disk may delay some."""
REMOTE = Timing(lease=120, poll=5)
"""A push takes seconds, and a network may be away for a minute without stopping a run."""
EXCHANGE = REMOTE.lease / 4
"""How long one exchange about a lock may take: a beat that hangs leaves time for another."""
