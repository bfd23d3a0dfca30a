import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending, Stale, Unreachable
from hookline.state.lock_claim import Claim, Process
from hookline.state.lock_holder import Holder
from hookline.state.lock_place import Found
from hookline.state.lock_timing import Timing

SINCE = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
AWAY = Unreachable.because(Code.GIT_UNREACHABLE, "origin does not answer")


@dataclass
class Remote:
    """A place that can be away, and whose answers can be lost."""

    ref: str = "refs/hookline/lock/staging"
    value: str | None = None
    stored: dict[str, bytes] = field(default_factory=dict)
    away: HooklineError | OSError | None = None
    deaf: bool = False
    """Whether it does what is asked, and the answer is lost."""
    moves: int = 0

    def look(self) -> Found | None:
        """Give what stands there."""
        self._answer()
        return Found(self.value, self.stored.get(self.value)) if self.value else None

    def make(self, content: bytes, message: str, at: datetime) -> str:  # noqa: ARG002  the port's signature
        """Store a value."""
        value = f"v{len(self.stored)}"
        self.stored[value] = content
        return value

    def move(self, new: str | None, old: str | None) -> bool:
        """Move from `old` to `new`."""
        self.moves += 1
        if self.away is None and self.value != old:
            return False
        if self.away is None or self.deaf:
            self.value = new
        self._answer()
        return True

    def _answer(self) -> None:
        if self.away is not None:
            raise self.away


@dataclass
class Held:
    """A lock of 60 seconds in our hands, at an hour that tests choose."""

    remote: Remote = field(default_factory=Remote)
    now: float = 0.0

    def __post_init__(self) -> None:
        process = Process(1, 1, "boot", "pid")
        claim = Claim("0123456789ab", "Ada <a@x>", "apply", "build", process, 60, SINCE)
        self.holder = Holder(self.remote, claim, "staging", Timing(60, 1, clock=lambda: self.now))

    def after(self, seconds: float) -> Callable[[], None]:
        """Let time pass, and give the gate."""
        self.now += seconds
        return self.holder.require


@pytest.fixture
def held() -> Held:
    """Give a lock that was just taken."""
    made = Held()
    assert made.holder.take(None)
    return made


def _code(error: HooklineError) -> Code:
    [problem] = error.diagnostics
    return problem.code


def test_remote_may_be_away_while_the_lease_lasts(held: Held) -> None:
    """For three quarters of the lease writes go on; then they stop, as unreachable."""
    held.remote.away = AWAY
    for seconds in (10, 15, 20):
        held.after(seconds)()
    gate = held.after(1)
    with pytest.raises(Unreachable) as caught:
        gate()
    assert caught.value.exit_code == 7
    assert _code(caught.value) is Code.LCK_UNSURE
    assert "for 46 seconds" in str(caught.value)
    assert "origin does not answer" in str(caught.value)


def test_remote_that_is_away_is_not_asked_for_each_write(held: Held) -> None:
    """Many writes in a moment cost one exchange that fails, not one each."""
    held.remote.away = AWAY
    gate = held.after(21)
    for _ in range(50):
        gate()
    assert held.remote.moves == 2
    held.after(3)()
    assert held.remote.moves == 3


def test_remote_that_comes_back_in_time_is_no_trouble(held: Held) -> None:
    """One sign of life that arrives begins the lease anew."""
    held.remote.away = AWAY
    held.after(40)()
    held.remote.away = None
    held.after(4)()
    held.remote.away = AWAY
    held.after(45)()


def test_lock_that_nobody_took_meanwhile_is_still_ours(held: Held) -> None:
    """After the lease too: the same value stands there, so nobody has been in."""
    held.remote.away = AWAY
    gate = held.after(50)
    with pytest.raises(Unreachable):
        gate()
    held.remote.away = None
    held.after(100)()


def test_git_that_cannot_be_started_counts_as_away(held: Held) -> None:
    """What fails on this machine is told as something to mend, and nothing more is written."""
    held.remote.away = OSError(11, "Resource temporarily unavailable")
    held.after(30)()
    gate = held.after(30)
    with pytest.raises(NeedsMending) as caught:
        gate()
    assert _code(caught.value) is Code.LCK_UNSURE
    assert "Resource temporarily unavailable" in str(caught.value)


def test_sign_of_life_whose_answer_was_lost_is_ours(held: Held) -> None:
    """When it arrived after all, the next one goes on from there."""
    held.remote.away, held.remote.deaf = AWAY, True
    held.holder.beat()
    held.remote.away, held.remote.deaf = None, False
    held.after(21)()
    held.after(21)()
    assert held.holder.release() == ""
    assert held.remote.value is None


def test_somebody_else_is_noticed_behind_a_lost_answer(held: Held) -> None:
    """Another value is not ours, whatever became of our last sign of life."""
    held.remote.away, held.remote.deaf = AWAY, True
    held.holder.beat()
    held.remote.away, held.remote.value = None, "theirs"
    gate = held.after(21)
    with pytest.raises(Stale) as caught:
        gate()
    assert _code(caught.value) is Code.LCK_LOST
    assert "something else is in its place" in str(caught.value)
    assert held.holder.release() == ""
    assert held.remote.value == "theirs"


def test_lost_lock_is_not_asked_for_again(held: Held) -> None:
    """Once lost, always lost: no later beat brings it back."""
    held.remote.value = None
    held.holder.beat()
    moves = held.remote.moves
    for _ in range(3):
        gate = held.after(30)
        with pytest.raises(Stale):
            gate()
    held.holder.beat()
    assert held.remote.moves == moves


def test_lease_counts_from_before_a_sign_of_life_was_sent(held: Held) -> None:
    """An observer may see it early and the answer may come late: the earlier moment counts."""
    move = held.remote.move

    def slowly(new: str | None, old: str | None) -> bool:
        held.now += 46
        return move(new, old)

    held.remote.move = slowly  # type: ignore[method-assign]
    gate = held.after(21)
    with pytest.raises(Unreachable, match="could not be confirmed for 46 seconds"):
        gate()


def test_release_takes_away_what_a_lost_answer_left() -> None:
    """A lock that was put there without our knowing goes too."""
    remote = Remote(away=AWAY, deaf=True)
    fresh = Held(remote)
    with pytest.raises(Unreachable):
        fresh.holder.take(None)
    assert remote.value is not None
    remote.away, remote.deaf = None, False
    assert fresh.holder.release() == ""
    assert remote.value is None


def test_release_tells_why_a_lock_stays(held: Held) -> None:
    """A remote that is away in the end is no error of the run, and is told."""
    held.remote.away = AWAY
    assert held.holder.release() == "origin does not answer"
    with pytest.raises(Stale, match="begins no further write"):
        held.holder.require()


def test_release_leaves_what_is_not_ours() -> None:
    """A lock that was never taken, since somebody else has it, stays as it is."""
    fresh = Held(Remote(value="theirs"))
    assert not fresh.holder.take(None)
    # It is not even looked for: the run that was kept out ends at once.
    fresh.remote.away = AWAY
    assert fresh.holder.release() == ""
    assert fresh.remote.value == "theirs"
    assert fresh.remote.moves == 1


def test_writes_that_begin_together_ask_once(held: Held) -> None:
    """Of many threads that find a beat due, one gives it and the others wait for it."""
    gate = held.after(21)
    threads = [threading.Thread(target=gate) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held.remote.moves == 2
