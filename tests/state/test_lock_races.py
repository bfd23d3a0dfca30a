"""What happens when several reach for one lock in the same moment, and how the waiting goes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, Locked, Stale, Unreachable
from hookline.state.lock import TargetLock, Teller
from hookline.state.lock_claim import Claim, Process, write_claim
from hookline.state.lock_observer import Observer
from hookline.state.lock_place import Found
from hookline.state.lock_timing import Timing

SINCE = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
GRACE = Claim("0123456789ab", "Grace", "sync", "build-7", Process(9, 9, "b", "p"), 60, SINCE)
ADA = replace(GRACE, id="ba9876543210", who="Ada")


class FixedClock:
    """A clock that dates every lock alike."""

    def now(self) -> datetime:
        """Give the one moment."""
        return SINCE


@dataclass
class Crowd:
    """A place at which others are at work: after each look one of `comers` does something."""

    ref: str = "refs/hookline/lock/staging"
    value: str | None = None
    stored: dict[str, bytes] = field(default_factory=dict)
    comers: Iterator[Callable[[], None]] = field(default_factory=lambda: iter(()))
    away: HooklineError | None = None
    looks: int = 0

    def look(self) -> Found | None:
        """Give what stands there, and let somebody else come."""
        self.looks += 1
        found = Found(self.value, self.stored[self.value]) if self.value else None
        next(self.comers, lambda: None)()
        return found

    def make(self, content: bytes, message: str, at: datetime) -> str:  # noqa: ARG002  the port's signature
        """Store a value."""
        value = f"v{len(self.stored)}"
        self.stored[value] = content
        return value

    def move(self, new: str | None, old: str | None) -> bool:
        """Move from `old` to `new`."""
        if self.away is not None:
            raise self.away
        if self.value != old:
            return False
        self.value = new
        return True

    def put(self, claim: Claim | None) -> None:
        """Let somebody hold it, or nobody, whatever stands there."""
        self.value = self.make(write_claim(claim), "", SINCE) if claim else None


class Busy(Crowd):
    """A place that is free at each look, and taken right after it."""

    def look(self) -> Found | None:
        """Give nothing, and let somebody come."""
        self.looks += 1
        self.put(GRACE)
        return None


@dataclass
class Seconds:
    """Seconds that pass when somebody waits."""

    at: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Give the time."""
        return self.at

    def pause(self, seconds: float) -> None:
        """Let them pass at once; a wait without end fails."""
        assert len(self.waits) < 1000
        self.waits.append(seconds)
        self.at += seconds


@dataclass
class Corner:
    """One who wants the lock that the crowd is at."""

    file: Path
    crowd: Crowd = field(default_factory=Crowd)
    seconds: Seconds = field(default_factory=Seconds)
    told: list[str] = field(default_factory=list)
    told_waiting: list[str] = field(default_factory=list)

    def lock(self, poll: float = 0.4) -> TargetLock:
        """Give the lock as they have it."""
        timing = Timing(60, poll, clock=self.seconds, pause=self.seconds.pause)
        observer = Observer(self.file, self.seconds, lambda: "this boot")
        teller = Teller(self.told.append, self.told_waiting.append)
        clock = FixedClock()
        return TargetLock(self.crowd, "staging", "Me", clock, timing, observer, teller)


@pytest.fixture
def corner(tmp_path: Path) -> Corner:
    """Give somebody before a free lock."""
    return Corner(tmp_path / "seen")


def test_a_lock_that_others_are_always_quicker_at(corner: Corner) -> None:
    """Free at each look and taken at each try, it is given up in the end, and says so."""
    corner.crowd = Busy()
    with pytest.raises(Locked) as caught, corner.lock().held("apply"):
        pytest.fail("got in")
    [problem] = caught.value.diagnostics
    assert problem.code is Code.LCK_HELD
    assert problem.message == "staging was free, and others were quicker each time"
    assert problem.hint.endswith("see what writes to refs/hookline/lock/staging")
    assert corner.crowd.looks == 20


def test_a_race_that_was_lost_is_followed_by_waiting(corner: Corner) -> None:
    """Whoever was quicker is waited for like anybody else, and told by name."""
    corner.crowd.comers = iter([lambda: corner.crowd.put(GRACE)])
    with pytest.raises(Locked, match="staging is locked by Grace"), corner.lock().held("apply", 2):
        pytest.fail("got in")
    assert corner.told_waiting == [
        (
            "Waiting, since staging is locked by Grace: sync on build-7 (process 9) "
            "since 2026-11-20 14:02 UTC"
        )
    ]


def test_unlock_leaves_what_somebody_else_took_meanwhile(corner: Corner) -> None:
    """Between the look and the removal the lock may go to another run, and that one stays."""
    corner.crowd.put(GRACE)
    corner.crowd.comers = iter([lambda: corner.crowd.put(ADA)])
    with pytest.raises(Locked) as caught:
        corner.lock().unlock(GRACE.id)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.LCK_OTHER
    assert problem.message.startswith(
        "the lock of staging is not 0123456789ab, so it stays; it is ba9876543210, held by Ada: "
    )
    assert problem.hint.endswith(": hookline unlock ba9876543210 --target staging")
    assert corner.crowd.value == "v1"


def test_unlock_follows_a_sign_of_life(corner: Corner) -> None:
    """The lock that is meant may move while it is being removed; it is still the same one."""
    corner.crowd.put(GRACE)
    later = replace(GRACE, beat=1)
    corner.crowd.comers = iter([lambda: corner.crowd.put(later)])
    assert corner.lock().unlock(GRACE.id) == later
    assert corner.crowd.value is None


def test_unlock_of_what_is_not_understood_names_it(corner: Corner) -> None:
    """The ref and the digits that would remove it are told; more of them remove it too."""
    corner.crowd.value = "0123456789ab" + "c" * 28
    corner.crowd.stored[corner.crowd.value] = b"{}"
    for wrong in ("0123456789a", "0123456789ac"):
        with pytest.raises(Locked) as caught:
            corner.lock().unlock(wrong)
        [problem] = caught.value.diagnostics
        assert problem.message == (
            "staging counts as locked: refs/hookline/lock/staging is at 0123456789ab, "
            "and its lock.json is damaged"
        )
        assert problem.hint.endswith(": hookline unlock 0123456789ab --target staging")
    assert corner.lock().unlock("0123456789abcc") is not None
    assert corner.crowd.value is None


def test_unlock_forgets_what_was_seen(corner: Corner) -> None:
    """A later lock that looks the same is watched anew, whether there was something to remove."""
    for held in (True, False):
        corner.crowd.put(GRACE)
        with pytest.raises(Locked), corner.lock().held("apply"):
            pytest.fail("got in")
        assert corner.file.exists()
        if not held:
            corner.crowd.put(None)
        corner.lock().unlock(GRACE.id)
        assert not corner.file.exists()


def test_lease_is_over_a_moment_after_its_end(corner: Corner) -> None:
    """At sixty seconds it still holds; past them the lock is free, and who had it is told."""
    corner.crowd.put(GRACE)
    lock = corner.lock()
    for seconds in (0, 60):
        corner.seconds.at += seconds
        with pytest.raises(Locked), lock.held("apply"):
            pytest.fail("got in")
    corner.seconds.at += 1
    with lock.held("apply") as gate:
        gate.require()
    assert corner.told == [
        (
            "Took staging over from a run without a sign of life for 61 seconds: "
            "Grace: sync on build-7 (process 9) since 2026-11-20 14:02 UTC"
        )
    ]


@pytest.mark.parametrize("poll", [0.1, 0.4, 4])
def test_looks_come_at_uneven_times(corner: Corner, poll: float) -> None:
    """A quarter more or less than planned lies between two looks, in steps of half a second."""
    corner.crowd.put(GRACE)
    with pytest.raises(Locked), corner.lock(poll).held("apply", 30):
        pytest.fail("got in")
    assert corner.seconds.at == pytest.approx(1030)
    assert max(corner.seconds.waits) <= 0.5
    assert 30 / (1.25 * poll) <= corner.crowd.looks - 1 <= 30 / (0.75 * poll) + 1


def test_who_does_not_wait_looks_once(corner: Corner) -> None:
    """Without a time to wait nobody is told of waiting, and nobody waits."""
    corner.crowd.put(GRACE)
    with pytest.raises(Locked), corner.lock().held("apply"):
        pytest.fail("got in")
    assert (corner.crowd.looks, corner.seconds.waits, corner.told_waiting) == (1, [], [])


def test_a_lock_that_stays_is_told_at_the_end(corner: Corner) -> None:
    """A remote that is away when a run ends is no error: its lock goes with its lease."""
    with corner.lock().held("apply"):
        corner.crowd.away = Unreachable.because(Code.GIT_UNREACHABLE, "origin does not answer")
    assert corner.told == [
        "The lock of staging was not removed (origin does not answer); it is free in 60 seconds"
    ]


def test_a_lock_that_is_lost_says_of_which_target(corner: Corner) -> None:
    """The gate is that of the target, and what it raises names it."""
    with corner.lock().held("apply") as gate:
        corner.crowd.put(GRACE)
        corner.seconds.at += 21
        with pytest.raises(Stale, match="lost its lock of staging"):
            gate.require()
    assert corner.told == []
