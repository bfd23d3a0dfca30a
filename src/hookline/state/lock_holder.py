"""Holding a lock: signs of life, and the question whether it is still ours.

A holder trusts its lock for a while after its last confirmed sign of life, counted from before that
was sent, so that no observer can have seen the lease pass by then. What it cannot confirm it does
not believe: then nothing more is written.
"""

import threading
from dataclasses import replace

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending, Stale, Unreachable
from hookline.state.lock_claim import Claim, Foreign, read_claim, write_claim
from hookline.state.lock_messages import given_back, lost
from hookline.state.lock_place import Found, Place
from hookline.state.lock_timing import Timing

_RELEASE_WITHIN = 5.0
"""How many seconds the end of a run waits for a sign of life that is under way."""


class Holder:
    """The lock of a target in the hands of this run: the `Gate` of its writes.

    Takes where the lock stands, what to claim there, the target's name, and the times.
    """

    def __init__(self, place: Place, claim: Claim, target: str, timing: Timing) -> None:
        self._place, self._target, self._timing = place, target, timing
        self._claim = claim
        self._value: str | None = None
        self._sent: set[str] = set()
        """What may stand there by now: when an answer is lost, nobody knows."""
        self._confirmed = self._failed = timing.clock()
        self._lost: Stale | None = None
        self._trouble: HooklineError | OSError | None = None
        self._beating = threading.Lock()
        self._ending = threading.Event()

    def take(self, old: str | None) -> bool:
        """Put our claim where `old` stands; say whether that worked."""
        began = self._timing.clock()
        value = self._send()
        if not self._place.move(value, old):
            self._sent.clear()
            return False
        self._settle(value, began)
        return True

    def keep_beating(self) -> None:
        """Give signs of life from a thread of its own until the lock is released or lost."""
        threading.Thread(target=self._beat_on, name="hookline-lock", daemon=True).start()

    def require(self) -> None:
        """Raise when no further write may begin, since the lock may be somebody else's.

        `Stale` (`LCK-LOST`) when it is; what kept a sign of life from being confirmed, as
        `Unreachable` for a remote, when that is so long ago that it may be. Asks git only when a
        beat is due.
        """
        if self._ending.is_set():
            raise given_back(self._target)
        if self._is_due():
            with self._beating:
                # The thread may have given it while this one waited.
                if self._is_due():
                    self._try_to_renew()
        if self._lost is not None:
            raise self._lost
        silent = self._timing.clock() - self._confirmed
        if silent > self._timing.safe:
            raise self._unconfirmed(silent)

    def beat(self) -> None:
        """Give a sign of life now; what comes of it is told by `require`."""
        with self._beating:
            self._try_to_renew()

    def release(self) -> str:
        """Take our claim away, if it still stands there; give why it could not be, else nothing.

        A lock that stays is free when its lease has passed.
        """
        self._ending.set()
        if not self._sent or not self._beating.acquire(timeout=_RELEASE_WITHIN):
            return "" if not self._sent else "a sign of life is still under way"
        try:
            return self._remove()
        except (HooklineError, OSError) as error:
            return str(error)
        finally:
            self._beating.release()

    def _remove(self) -> str:
        if self._lost is not None:
            return ""
        if self._value is None or not self._place.move(None, self._value):
            found = self._place.look()
            if found is not None and found.value in self._sent:
                self._place.move(None, found.value)
        self._sent.clear()
        return ""

    def _beat_on(self) -> None:
        while not self._ending.wait(self._timing.beat) and self._lost is None:
            self.beat()

    def _is_due(self) -> bool:
        now = self._timing.clock()
        is_time = now - self._confirmed > self._timing.beat
        return is_time and now - self._failed > self._timing.patience

    def _try_to_renew(self) -> None:
        if self._lost is not None or self._ending.is_set():
            return
        try:
            self._renew(self._timing.clock())
        except (HooklineError, OSError) as error:
            self._trouble, self._failed = error, self._timing.clock()

    def _renew(self, began: float) -> None:
        """Move the lock from our last sign of life to another one, or learn that it is lost."""
        self._claim = replace(self._claim, beat=self._claim.beat + 1)
        value = self._send()
        before = self._value
        if self._place.move(value, before):
            self._settle(value, began)
            return
        found = self._place.look()
        if found is not None and found.value in self._sent and found.value != before:
            # An earlier one had arrived, and only its answer had not.
            if self._place.move(value, found.value):
                self._settle(value, began)
                return
            found = self._place.look()
        self._lost = lost(self._target, _read(found))

    def _send(self) -> str:
        message = (
            f"Lock {self._target}: {self._claim.purpose} by {self._claim.who}\n\n"
            f"Sign of life {self._claim.beat} of {self._claim.id}, good for "
            f"{self._claim.lease:g} seconds.\n"
        )
        value = self._place.make(write_claim(self._claim), message, self._claim.since)
        self._sent.add(value)
        return value

    def _settle(self, value: str, began: float) -> None:
        self._value, self._confirmed, self._trouble = value, began, None

    def _unconfirmed(self, silent: float) -> HooklineError:
        kind: type[HooklineError]
        match self._trouble:
            case HooklineError() as trouble:
                kind, why = type(trouble), str(trouble)
            case OSError() as trouble:
                kind, why = NeedsMending, str(trouble)
            case None:
                kind, why = Unreachable, "the last sign of life took too long"
        return kind.because(
            Code.LCK_UNSURE,
            f"the lock of {self._target} could not be confirmed for {silent:.0f} seconds, so this "
            f"run stopped before its next write: {why}",
            hint="another run may hold it by now; see what is wrong there, then plan again",
        )


def _read(found: Found | None) -> Claim | Foreign | None:
    return None if found is None else read_claim(found.content)
