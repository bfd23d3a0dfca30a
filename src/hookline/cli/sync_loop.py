"""Rounds that repeat: when the next one is due, waiting for it, and ending cleanly."""

import os
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from hookline.cli.stopping import Stop
from hookline.model.errors import PartlyApplied
from hookline.model.ports import Clock
from hookline.model.round import History, Round, RoundResult

JITTER = 0.1
"""The share by which a wait is made longer or shorter, so that many jobs do not come at once."""
LONGEST_BACK_OFF = {RoundResult.AWAY: 1800.0, RoundResult.DENIED: 6 * 3600.0}
"""What makes waits longer and longer → how many seconds one lasts at most, unless that is usual.

Each round that is denied may be a failed login, and so many of those lock the account.
"""

Do = Callable[[], Round]
Publish = Callable[[Round, History], None]
Recall = Callable[[str], History]
Wait = Callable[[float, Stop], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often rounds come."""

    every: float
    """How many seconds lie between the end of a round and the next one."""
    chance: Callable[[], float]
    """Gives a number from 0 to 1 by chance."""

    def wait_after(self, result: RoundResult, in_vain: int) -> float:
        """Give how many seconds to wait after `in_vain` rounds on end, the last with `result`."""
        doubled = self.every * 2.0 ** min(in_vain, 30)
        longest = max(self.every, LONGEST_BACK_OFF.get(result, 0.0))
        return min(doubled, longest) * (1 - JITTER + 2 * JITTER * self.chance())


@dataclass(frozen=True, slots=True)
class Loop:
    """Everything that repeating needs."""

    do: Do
    """Does one round."""
    recall: Recall
    """Gives what is known of the rounds that other processes did for a target."""
    show: Publish
    """Shows a round to people."""
    publish: Publish
    """Writes the files that say how the job stands."""
    pace: Pace
    """How often."""
    wait: Wait
    """Waits for the next round, or until somebody asks to end."""
    stop: Stop
    """Whether somebody did."""
    clock: Clock
    """Tells the time."""

    def run(self) -> int:
        """Do rounds until somebody asks to end, and give the exit code.

        130 or 143, unless the round that was broken off had written a part.
        """
        in_vain = 0
        history: History | None = None
        while True:
            done = self.do()
            in_vain = in_vain + 1 if done.result in LONGEST_BACK_OFF else 0
            history = (history or self.recall(done.target)).after(done)
            seconds = self.pace.wait_after(done.result, in_vain)
            if not self.stop.asked.is_set():
                coming = self.clock.now() + timedelta(seconds=seconds)
                history = replace(history, next_at=coming)
            self.show(done, history)
            self.publish(done, history)
            self.wait(seconds, self.stop)
            if self.stop.asked.is_set():
                if history.next_at:
                    self.publish(done, replace(history, next_at=None))
                return _exit_code(done, self.stop)


def _exit_code(done: Round, stop: Stop) -> int:
    was_broken_off = done.result is RoundResult.STOPPED
    if was_broken_off and done.exit_code == PartlyApplied.exit_code:
        return done.exit_code
    return stop.kind.exit_code


def wait_for(seconds: float, stop: Stop) -> None:
    """Wait so long, or until a signal comes; call it in the main thread.

    A pipe that the signal itself writes to is what wakes it: an `Event` that a signal's function
    sets while the same thread waits for it may never be noticed.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        if not stop.asked.is_set():
            select.select([reading], [], [], seconds)
    finally:
        signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)
