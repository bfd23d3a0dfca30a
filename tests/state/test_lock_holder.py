import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending, Stale, Unreachable
from hookline.state.lock_claim import Claim, Process, read_claim, write_claim
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
    messages: list[str] = field(default_factory=list)
    away: HooklineError | OSError | None = None
    deaf: bool = False
    """Whether it does what is asked, and the answer is lost."""
    moves: int = 0
    looks: int = 0

    def look(self) -> Found | None:
        """Give what stands there."""
        self.looks += 1
        self._answer()
        return Found(self.value, self.stored.get(self.value)) if self.value else None

    def make(self, content: bytes, message: str, at: datetime) -> str:
        """Store a value."""
        self.messages.append(f"{at:%H:%M} {message}")
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


def claim_of(who: str) -> Claim:
    """Give the claim of somebody."""
    process = Process(1, 1, "boot", "pid")
    return Claim("0123456789ab", who, "apply", "build", process, 60, SINCE)


@dataclass
class Held:
    """A lock of 60 seconds in our hands, at an hour that tests choose."""

    remote: Remote = field(default_factory=Remote)
    now: float = 0.0
    lease: float = 60

    def __post_init__(self) -> None:
        timing = Timing(self.lease, 1, clock=lambda: self.now)
        self.holder = Holder(self.remote, claim_of("Ada <a@x>"), "staging", timing)

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


def test_each_sign_of_life_is_numbered(held: Held) -> None:
    """No two of them are the same value, and each says which one it is, of which lock."""
    for _ in range(2):
        held.after(21)()
    assert held.remote.moves == 3
    claims = [read_claim(content) for content in held.remote.stored.values()]
    assert claims == [replace(claim_of("Ada <a@x>"), beat=number) for number in range(3)]
    assert held.remote.messages[1] == (
        "14:02 Lock staging: apply by Ada <a@x>\n\n"
        "Sign of life 1 of 0123456789ab, good for 60 seconds.\n"
    )


@pytest.mark.parametrize("lost_answer", [False, True])
def test_lock_is_given_back_in_one_exchange(held: Held, lost_answer: bool) -> None:
    """After signs of life, one whose answer was lost among them, it stands where it was put."""
    held.after(21)()
    held.remote.away, held.remote.deaf = (AWAY, True) if lost_answer else (None, False)
    held.holder.beat()
    held.remote.away, held.remote.deaf = None, False
    held.holder.beat()
    moves, looks = held.remote.moves, held.remote.looks
    assert held.holder.release() == ""
    assert held.remote.value is None
    assert (held.remote.moves, held.remote.looks) == (moves + 1, looks)


def test_release_of_a_lock_that_was_removed_is_no_trouble(held: Held) -> None:
    """Nothing has to be taken away, and nothing that others put there is."""
    held.remote.value = None
    assert held.holder.release() == ""
    other = Held()
    assert other.holder.take(None)
    other.remote.value = "theirs"
    assert other.holder.release() == ""
    assert other.remote.value == "theirs"


def test_somebody_who_came_in_between_is_named(held: Held) -> None:
    """Behind a lost answer another run may get in just when this one goes on from there."""
    held.remote.away, held.remote.deaf = AWAY, True
    held.holder.beat()
    held.remote.away, held.remote.deaf = None, False
    move = held.remote.move

    def too_late(new: str | None, old: str | None) -> bool:
        if old == held.remote.value:
            held.remote.value = "theirs"
            held.remote.stored["theirs"] = write_claim(claim_of("Grace"))
        return move(new, old)

    held.remote.move = too_late  # type: ignore[method-assign]
    gate = held.after(21)
    with pytest.raises(Stale, match=r"lock of staging.*now it is locked by Grace: apply on build"):
        gate()


def test_write_after_the_end_names_the_target(held: Held) -> None:
    """A run of several targets says which of them it gave back."""
    held.holder.release()
    with pytest.raises(Stale, match="gave its lock of staging back"):
        held.holder.require()


def test_what_could_not_be_confirmed_is_told_whole(held: Held) -> None:
    """A sign of life that took too long failed in no way that git could tell."""
    move = held.remote.move

    def slowly(new: str | None, old: str | None) -> bool:
        held.now += 46
        return move(new, old)

    held.remote.move = slowly  # type: ignore[method-assign]
    gate = held.after(21)
    with pytest.raises(Unreachable) as caught:
        gate()
    [problem] = caught.value.diagnostics
    assert problem.message == (
        "the lock of staging could not be confirmed for 46 seconds, so this run stopped before "
        "its next write: the last sign of life took too long"
    )
    assert problem.hint == (
        "another run may hold it by now; see what is wrong there, then plan again"
    )


@dataclass
class Listening(Remote):
    """A place that says when it was moved some times."""

    wanted: int = 4
    reached: threading.Event = field(default_factory=threading.Event)

    def move(self, new: str | None, old: str | None) -> bool:
        """Move, and say when it was often enough."""
        done = super().move(new, old)
        if self.moves == self.wanted:
            self.reached.set()
        return done


def _beating(holder: Holder) -> threading.Thread:
    """Let it give signs of life, and give the thread that does; those of other tests may linger."""
    before = set(threading.enumerate())
    holder.keep_beating()
    [thread] = set(threading.enumerate()) - before
    return thread


def test_signs_of_life_come_from_a_thread_of_their_own() -> None:
    """They come without a write, until the lock is given back, and keep no program from its end."""
    remote = Listening()
    held = Held(remote, lease=0.03)
    assert held.holder.take(None)
    thread = _beating(held.holder)
    assert (thread.name, thread.daemon) == ("hookline-lock", True)
    assert remote.reached.wait(5)
    assert held.holder.release() == ""
    thread.join(5)
    assert not thread.is_alive()
    assert remote.value is None


def test_signs_of_life_end_when_the_lock_is_lost() -> None:
    """A run whose lock is somebody else's no longer asks for it."""
    held = Held(lease=0.3)
    assert held.holder.take(None)
    held.remote.value = "theirs"
    thread = _beating(held.holder)
    thread.join(5)
    assert not thread.is_alive()
    assert held.remote.moves == 2
    with pytest.raises(Stale):
        held.holder.require()
