"""The lock of a target: of several runs at a time, one gets in.

`refs/hookline/lock/<target>` names a commit with one file, `lock.json`: who holds the target, and
for how long without another sign of life. It moves by compare-and-swap, and is judged by what the
observer itself has seen; docs/state-format.md has the whole format.
"""

import os
import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from hookline.git.remotes import Remote
from hookline.git.repository import Repository
from hookline.model.errors import Locked
from hookline.model.ports import Clock, Gate
from hookline.state.lock_claim import Claim, Foreign, read_claim
from hookline.state.lock_holder import Holder
from hookline.state.lock_messages import contested, held, holder, not_ours, other_id
from hookline.state.lock_observer import Observer
from hookline.state.lock_place import Found, LocalPlace, Place, RemotePlace
from hookline.state.lock_process import is_gone, this_process
from hookline.state.lock_timing import EXCHANGE, LOCAL, REMOTE, Timing
from hookline.state.target import check_target

_NOTICED_WITHIN = 0.5
"""How many seconds somebody who waits may take to notice that he should not."""
_TRIES = 20
"""How often a free lock is reached for; others can be quicker only while they come and go."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Where a lock tells what people want to know."""

    tell: Callable[[str], None] = lambda _: None
    """Takes what happened, a sentence without its full stop."""
    tell_waiting: Callable[[str], None] = lambda _: None
    """Takes whom a run waits for, once, for those who sit before a terminal."""


SILENT = Teller()


class TargetLock:
    """The lock of one target.

    Takes where it stands, the target's name, who asks for it, the clock that dates it for people,
    its times, what watches it, and where to tell.
    """

    def __init__(
        self,
        place: Place,
        target: str,
        who: str,
        clock: Clock,
        timing: Timing,
        observer: Observer,
        teller: Teller = SILENT,
    ) -> None:
        self.ref = place.ref
        self._place, self._target, self._who, self._clock = place, target, who, clock
        self._timing, self._observer, self._teller = timing, observer, teller

    @contextmanager
    def held(self, purpose: str, wait: float = 0.0, stops: Sequence[Gate] = ()) -> Iterator[Gate]:
        """Hold the target inside the block, for `purpose`, and give what each write asks first.

        Waits up to `wait` seconds for somebody else, while `stops` let it go on. Raises `Locked`
        (`LCK-HELD`, `LCK-FOREIGN`) when it stays held, and what `git.exchange.remote_failure`
        gives when the remote does not answer.
        """
        hold = Holder(self._place, self._claim(purpose), self._target, self._timing)
        try:
            self._acquire(hold, wait, stops)
            hold.keep_beating()
            yield hold
        finally:
            if why := hold.release():
                self._teller.tell(
                    f"The lock of {self._target} was not removed ({why}); it is free in "
                    f"{self._timing.lease:g} seconds"
                )

    def unlock(self, id_: str) -> Claim | Foreign | None:
        """Remove the lock that has this id, and give what it was; None when nothing is locked.

        A lock that cannot be understood has the first 12 digits of its value for an id. Raises
        `Locked` (`LCK-OTHER`, `LCK-FOREIGN`) when the lock there is another one.
        """
        while (found := self._place.look()) is not None:
            read = read_claim(found.content)
            if isinstance(read, Foreign):
                if not _is_start_of(id_, found.value):
                    raise not_ours(self._target, self.ref, found.value, read)
            elif read.id != id_:
                raise other_id(self._target, id_, read)
            # A sign of life in between moves it, and it is still the same lock.
            if self._place.move(None, found.value):
                self._observer.forget()
                return read
        self._observer.forget()
        return None

    def _claim(self, purpose: str) -> Claim:
        return Claim(
            id=secrets.token_hex(6),
            who=self._who,
            purpose=purpose,
            host=os.uname().nodename,
            process=this_process(),
            lease=self._timing.lease,
            since=self._clock.now(),
        )

    def _acquire(self, hold: Holder, wait: float, stops: Sequence[Gate]) -> None:
        deadline = self._timing.clock() + wait
        for _ in range(_TRIES):
            found, note = self._wait(deadline, stops)
            if hold.take(found.value if found else None):
                self._observer.forget()
                if note:
                    self._teller.tell(note)
                return
        raise contested(self._target, self.ref)

    def _wait(self, deadline: float, stops: Sequence[Gate]) -> tuple[Found | None, str]:
        """Wait until the lock is free; give what is left of the last one, and why that is over."""
        told = False
        while True:
            found = self._place.look()
            judged = self._judge(found)
            if isinstance(judged, str):
                return found, judged
            left = deadline - self._timing.clock()
            if left <= 0:
                raise judged
            if not told:
                self._teller.tell_waiting(f"Waiting, since {judged}")
                told = True
            self._pause(left, stops)

    def _judge(self, found: Found | None) -> Locked | str:
        """Say why what was found keeps us out; where it does not, what is to be told of that."""
        if found is None:
            return ""
        claim = read_claim(found.content)
        if isinstance(claim, Foreign):
            return not_ours(self._target, self.ref, found.value, claim)
        if is_gone(claim.process):
            return f"Took {self._target} over from a run whose process is gone: {holder(claim)}"
        seen = self._observer.watch(found.value)
        if seen <= claim.lease:
            return held(self._target, claim, seen)
        return (
            f"Took {self._target} over from a run without a sign of life for {seen:.0f} seconds: "
            f"{holder(claim)}"
        )

    def _pause(self, most: float, stops: Sequence[Gate]) -> None:
        # Those who wait for the same lock must not all look at the same moment.
        jitter = random.uniform(0.75, 1.25)  # noqa: S311  no secret
        until = self._timing.clock() + min(self._timing.poll * jitter, most)
        while (left := until - self._timing.clock()) > 0:
            for stop in stops:
                stop.require()
            self._timing.pause(min(left, _NOTICED_WITHIN))


def lock_of(
    repository: Repository,
    remote: Remote | None,
    target: str,
    who: str,
    clock: Clock,
    teller: Teller | None = None,
    timing: Timing | None = None,
) -> TargetLock:
    """Give the lock of a target on `remote`, or in the repository itself without one.

    Raises `NeedsMending` (`CFG-TARGET`) for a target name that cannot be a part of a ref.
    """
    check_target(target)
    place: Place
    if remote is None:
        place, usual = LocalPlace(repository, target), LOCAL
    else:
        place = RemotePlace(repository, replace(remote, seconds=EXCHANGE), target)
        usual = REMOTE
    timing = timing or usual
    seen = repository.common_folder / "hookline" / "lock-seen" / f"{target}.json"
    observer = Observer(seen, timing.clock)
    return TargetLock(place, target, who, clock, timing, observer, teller or SILENT)


def _is_start_of(id_: str, value: str) -> bool:
    return len(id_) >= 12 and value.startswith(id_)
