from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookline.git.repository import Repository, open_repository
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import Interrupted, Locked, Stale
from hookline.state.lock import TargetLock, Teller
from hookline.state.lock_claim import Claim, Foreign, Process, read_claim, write_claim
from hookline.state.lock_holder import Holder
from hookline.state.lock_observer import Observer
from hookline.state.lock_place import LocalPlace, Place
from hookline.state.lock_timing import Timing
from tests.support.repository import make_repository

ELSEWHERE = Process(4711, 99, "another boot", "pid:[1]")
"""A process that nobody here can see."""
SINCE = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)


class FixedClock:
    """A clock that dates every lock alike."""

    def now(self) -> datetime:
        """Give the one moment."""
        return SINCE


@dataclass
class Seconds:
    """Seconds that pass when somebody waits."""

    at: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Give the time."""
        return self.at

    def pause(self, seconds: float) -> None:
        """Let them pass at once."""
        self.waits.append(seconds)
        self.at += seconds


@dataclass
class Stop:
    """A gate that somebody closes in the end."""

    after: int
    asked: int = 0

    def require(self) -> None:
        """Raise when it is closed."""
        self.asked += 1
        if self.asked > self.after:
            raise Interrupted.because(Code.PLN_INTERRUPTED, "interrupted")


@dataclass
class World:
    """One target, and those who want it."""

    repository: Repository
    folder: Path
    seconds: Seconds = field(default_factory=Seconds)
    poll: float = 0.5
    told: list[str] = field(default_factory=list)
    told_waiting: list[str] = field(default_factory=list)

    @property
    def timing(self) -> Timing:
        """The times of a local lock, by the seconds of this world."""
        return Timing(60, self.poll, clock=self.seconds, pause=self.seconds.pause)

    @property
    def place(self) -> Place:
        """Where the lock stands."""
        return LocalPlace(self.repository, "staging")

    def lock(self, who: str = "Ada <ada@example.com>", seen: str = "seen") -> TargetLock:
        """Give the lock as somebody has it; `seen` is the file of their clone."""
        observer = Observer(self.folder / seen, self.seconds, lambda: "this boot")
        teller = Teller(self.told.append, self.told_waiting.append)
        return TargetLock(self.place, "staging", who, FixedClock(), self.timing, observer, teller)

    def claim(self, process: Process = ELSEWHERE, beat: int = 0) -> Claim:
        """Give the claim of somebody else."""
        grace = "Grace <grace@example.com>"
        return Claim("0123456789ab", grace, "sync", "build-7", process, 60, SINCE, beat)

    def put(self, content: bytes) -> str:
        """Put something into the place of the lock, whatever stands there."""
        found = self.place.look()
        value = self.place.make(content, "put there", SINCE)
        assert self.place.move(value, found.value if found else None)
        return value

    def held_by_another(self, process: Process = ELSEWHERE, beat: int = 0) -> str:
        """Let somebody else hold it."""
        return self.put(write_claim(self.claim(process, beat)))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give a repository with one commit."""
    made = make_repository(tmp_path / "r", {"a": "1"})
    return World(open_repository(made.path), tmp_path)


def kept_out(lock: TargetLock, wait: float = 0, code: Code = Code.LCK_HELD) -> Diagnostic:
    """Let somebody try, expect exit code 6, and give what they are told."""
    with pytest.raises(Locked) as caught, lock.held("apply", wait):
        pytest.fail("got in")
    return only_problem(caught.value, code)


def not_unlocked(lock: TargetLock, id_: str, code: Code) -> Diagnostic:
    """Let somebody unlock, expect exit code 6, and give what they are told."""
    with pytest.raises(Locked) as caught:
        lock.unlock(id_)
    return only_problem(caught.value, code)


def only_problem(error: Locked, code: Code) -> Diagnostic:
    """Give the one thing that is told, of which the code is known."""
    [problem] = error.diagnostics
    assert (error.exit_code, problem.code) == (6, code)
    return problem


def test_one_gets_in_and_leaves_nothing(world: World) -> None:
    """While the target is held nobody else gets in; afterwards there is no ref."""
    with world.lock().held("apply") as gate:
        gate.require()
        kept_out(world.lock("Grace <g@example.com>"))
        gate.require()
    assert world.place.look() is None
    with world.lock("Grace <g@example.com>").held("sync") as gate:
        gate.require()


def test_lock_is_a_commit_with_one_file(world: World) -> None:
    """Any git shows who holds a target: a commit without a parent, and `lock.json` in it."""
    git = world.repository.git
    with world.lock().held("apply"):
        ref = "refs/hookline/lock/staging"
        assert git.run("ls-tree", "--name-only", values=[ref]) == b"lock.json\n"
        assert git.run("rev-list", "--count", values=[ref]) == b"1\n"
        subject = git.run("log", "--format=%s", values=[ref]).decode()
        assert subject == "Lock staging: apply by Ada <ada@example.com>\n"


def test_who_is_kept_out_learns_who_holds_it(world: World) -> None:
    """The message names the holder, what for, where and since when, and how to end it."""
    world.held_by_another()
    problem = kept_out(world.lock())
    assert problem.message == (
        "staging is locked by Grace <grace@example.com>: sync on build-7 (process 4711) "
        "since 2026-11-20 14:02 UTC"
    )
    assert "hookline unlock 0123456789ab --target staging" in problem.hint
    assert "--lock-timeout 70" in problem.hint


def test_wait_that_is_offered_is_what_is_left(world: World) -> None:
    """Who has watched for a while need not wait for a whole lease any more."""
    world.held_by_another()
    lock = world.lock()
    kept_out(lock)
    world.seconds.at += 40.5
    assert "--lock-timeout 30 gets past it" in kept_out(lock).hint


def test_lock_is_given_back_when_the_run_fails(world: World) -> None:
    """Whatever ends the run, Ctrl-C too, the target is free after it."""
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), world.lock().held("apply"):
            raise error
        assert world.place.look() is None


def test_lease_is_over_when_this_observer_saw_it_pass(world: World) -> None:
    """A dead holder elsewhere is waited out by the observer's own clock, and that is told."""
    world.held_by_another()
    kept_out(world.lock(), wait=59)
    with world.lock().held("apply", wait=5) as gate:
        gate.require()
    [told] = world.told
    assert told.startswith("Took staging over from a run without a sign of life for 6")
    assert "Grace <grace@example.com>: sync on build-7" in told


def test_sign_of_life_begins_the_lease_anew(world: World) -> None:
    """A holder that beats is never waited out, however long somebody waits."""
    world.poll = 5
    world.held_by_another()
    lock = world.lock()
    for beat in range(1, 5):
        kept_out(lock, wait=50)
        world.held_by_another(beat=beat)
    assert world.told == []


def test_job_that_comes_again_need_not_wait(world: World) -> None:
    """A second process of the same clone goes on from what the first one saw."""
    world.held_by_another()
    kept_out(world.lock())
    world.seconds.at += 61
    kept_out(world.lock(seen="another clone"))
    with world.lock().held("sync"):
        assert len(world.told) == 1
    assert not (world.folder / "seen").exists()


def test_waiting_is_told_once_and_ends_with_the_lock(world: World) -> None:
    """Who waits is told for whom, looks every now and then, and gets in when the lock goes."""
    world.held_by_another()
    world.poll = 0.4
    let_pass = world.seconds.pause

    def leave(seconds: float) -> None:
        let_pass(seconds)
        if len(world.seconds.waits) == 3:
            world.lock().unlock("0123456789ab")

    world.seconds.pause = leave  # type: ignore[method-assign]
    with world.lock().held("apply", wait=600) as gate:
        gate.require()
    [told] = world.told_waiting
    assert told.startswith("Waiting, since staging is locked by Grace")
    assert all(0.3 <= wait <= 0.5 for wait in world.seconds.waits)
    assert len({*world.seconds.waits}) == 3
    assert world.told == []


def test_waiting_ends_when_it_should_not_go_on(world: World) -> None:
    """Ctrl-C, which closes a gate, ends the wait within half a second, and nothing is held."""
    world.held_by_another()
    world.poll = 100
    stop = Stop(after=3)
    with pytest.raises(Interrupted), world.lock().held("apply", 600, [stop]):
        pytest.fail("got in")
    assert world.seconds.waits == [0.5] * 3
    world.lock().unlock("0123456789ab")
    with world.lock().held("apply", 600, [stop]):
        assert stop.asked == 4


def test_holder_that_was_taken_over_stops_before_its_next_write(world: World) -> None:
    """After a pause that was longer than the lease, the gate notices, and stays shut."""
    with world.lock().held("apply") as gate:
        gate.require()
        taken = world.held_by_another()
        world.seconds.at += 61
        for _ in range(2):
            with pytest.raises(Stale) as caught:
                gate.require()
            [problem] = caught.value.diagnostics
            assert problem.code is Code.LCK_LOST
            assert "now it is locked by Grace" in problem.message
            assert caught.value.exit_code == 4
    found = world.place.look()
    assert found is not None
    assert found.value == taken


def test_holder_whose_lock_was_removed_stops(world: World) -> None:
    """What `unlock` took away is noticed with the next beat that is due."""
    with world.lock().held("apply") as gate:
        found = world.place.look()
        assert found is not None
        claim = read_claim(found.content)
        assert isinstance(claim, Claim)
        assert world.lock().unlock(claim.id) == claim
        world.seconds.at += 21
        with pytest.raises(Stale, match="removed it, or another run took it over and has ended"):
            gate.require()


def test_pause_that_nobody_used_does_no_harm(world: World) -> None:
    """When the same value still stands there, nobody was in: the lease begins anew."""
    with world.lock().held("apply") as gate:
        before = world.place.look()
        world.seconds.at += 3600
        gate.require()
        after = world.place.look()
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_gate_asks_git_only_when_a_beat_is_due(world: World) -> None:
    """Between two beats a write costs no call of git."""
    with world.lock().held("apply") as gate:
        before = world.place.look()
        for _ in range(20):
            world.seconds.at += 1
            gate.require()
        assert world.place.look() == before
        world.seconds.at += 1
        gate.require()
        assert world.place.look() != before


def test_gate_stays_shut_after_the_run(world: World) -> None:
    """A write that is late, in a thread that goes on, does not begin without the lock."""
    with world.lock().held("apply") as gate:
        pass
    with pytest.raises(Stale, match="gave its lock"):
        gate.require()


def test_targets_do_not_lock_each_other(world: World) -> None:
    """Each target has a lock of its own, also when one name begins with the other."""
    other = LocalPlace(world.repository, "staging-eu")
    holder = Holder(other, world.claim(), "staging-eu", world.timing)
    assert holder.take(None)
    with world.lock().held("apply") as gate:
        gate.require()
    assert other.look() is not None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is damaged"),
        (b"[]", "is damaged"),
        (b'{"format_version": 1}', "is damaged"),
        (b'{"format_version": 2}', "a newer Hookline wrote it"),
        (b"[" * 100_000, "too large"),
    ],
)
def test_what_is_not_understood_is_never_free(world: World, content: bytes, why: str) -> None:
    """Damaged, foreign and newer locks keep everybody out, however long they were seen."""
    world.poll = 1000
    value = world.put(content)
    problem = kept_out(world.lock(), 10_000, Code.LCK_FOREIGN)
    assert why in problem.message
    assert f"hookline unlock {value[:12]} --target staging" in problem.hint
    assert isinstance(world.lock().unlock(value[:12]), Foreign)
    assert world.place.look() is None


def test_something_else_in_the_place_is_never_free(world: World) -> None:
    """A ref that somebody pointed at a commit or a file of their own counts as locked."""
    git = world.repository.git
    world.poll = 1000
    for name in ("HEAD", "HEAD:a"):
        git.run("update-ref", values=["refs/hookline/lock/staging", name])
        problem = kept_out(world.lock(), 10_000, Code.LCK_FOREIGN)
        assert "it holds no lock.json" in problem.message


def test_unlock_removes_only_the_lock_that_is_meant(world: World) -> None:
    """A wrong id is refused, and names the holder; without a lock there is nothing to do."""
    lock = world.lock()
    assert lock.unlock("0123456789ab") is None
    world.held_by_another()
    for wrong in ("0123456789ac", "", "0123"):
        problem = not_unlocked(lock, wrong, Code.LCK_OTHER)
        assert "held by Grace <grace@example.com>: sync on build-7" in problem.message
    world.held_by_another(beat=1)
    assert lock.unlock("0123456789ab") == world.claim(beat=1)
    assert world.place.look() is None


def test_unlock_of_a_foreign_lock_takes_no_short_id(world: World) -> None:
    """What is not understood goes only with the twelve digits that were shown."""
    value = world.put(b"")
    for wrong in ("", value[:6], "0" * 12):
        not_unlocked(world.lock(), wrong, Code.LCK_FOREIGN)
    assert world.place.look() is not None
