"""Locks held by real processes, which are killed, stopped and woken up."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookline.git.remotes import ORIGIN, find_remote
from hookline.git.repository import open_repository
from hookline.model.errors import Locked
from hookline.state.lock import TargetLock, Teller, lock_of
from hookline.state.lock_process import is_gone, this_process
from hookline.state.lock_timing import Timing
from tests.support.repository import ScriptedRepository, make_repository, run_git

HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hookline.git.remotes import ORIGIN, find_remote
from hookline.git.repository import open_repository
from hookline.model.errors import HooklineError
from hookline.state.lock import lock_of
from hookline.state.lock_timing import Timing

class Clock:
    def now(self):
        return datetime.now(UTC)

folder, lease, wait = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
repository = open_repository(Path(folder))
remote = find_remote(repository.git, ORIGIN)
timing = Timing(lease, 0.02)
lock = lock_of(repository, remote, "staging", "Ada <a@x>", Clock(), timing=timing)
print("ready", flush=True)
sys.stdin.readline()
try:
    with lock.held("apply", wait) as gate:
        print("in", flush=True)
        while sys.stdin.readline():
            gate.require()
            print("may write", flush=True)
    print("out", flush=True)
except HooklineError as error:
    print(error.exit_code, error.diagnostics[0].code, flush=True)
"""
"""Takes the lock at the first line of its input, and asks the gate at every other."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present moment."""
        return datetime.now(UTC)


@dataclass
class Contender:
    """A process that wants the lock."""

    process: "subprocess.Popen[str]"

    def say(self, line: str = "go") -> None:
        """Let it take its next step."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """Wait for what it says next."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def step(self) -> str:
        """Let it take its next step, and wait for what it says of it."""
        self.say()
        return self.hear()

    def end(self) -> str:
        """Let it come to its end, and wait for what it says last."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.hear()


Start = Callable[..., Contender]
Folders = tuple[Path, Path]


@pytest.fixture(params=["one repository", "two clones"])
def folders(request: pytest.FixtureRequest, tmp_path: Path) -> Folders:
    """Give where two runs work: in the same repository, or in two clones of one origin."""
    made = make_repository(tmp_path / "made", {"a": "1"})
    if request.param == "one repository":
        return made.path, made.path
    run_git(tmp_path, "clone", "--quiet", "--bare", str(made.path), "origin.git")
    for name in ("first", "second"):
        run_git(tmp_path, "clone", "--quiet", "origin.git", name)
        clone = ScriptedRepository(tmp_path / name)
        clone.git("remote", "set-url", ORIGIN, str(tmp_path / "origin.git"))
    return tmp_path / "first", tmp_path / "second"


@pytest.fixture
def start() -> Iterator[Start]:
    """Give what starts a process that wants the lock and waits for its first line."""
    started: list[subprocess.Popen[str]] = []

    def begin(folder: Path, lease: float = 60, wait: float = 0) -> Contender:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder), str(lease), str(wait)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        contender = Contender(process)
        assert contender.hear() == "ready"
        return contender

    yield begin
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()


def lock_at(folder: Path, told: list[str] | None = None) -> TargetLock:
    """Give the lock as a run in this process has it."""
    repository = open_repository(folder)
    remote = find_remote(repository.git, ORIGIN)
    teller = Teller(told.append) if told is not None else None
    return lock_of(
        repository, remote, "staging", "Grace <g@x>", SystemClock(), teller, Timing(60, 0.02)
    )


def test_of_several_processes_exactly_one_gets_in(folders: Folders, start: Start) -> None:
    """Released together, one holds the target and each other one is told who, with exit code 6."""
    contenders = [start(folders[number % 2]) for number in range(4)]
    for contender in contenders:
        contender.say()
    heard = [contender.hear() for contender in contenders]
    assert sorted(heard) == ["6 LCK-HELD"] * 3 + ["in"]
    winner = contenders[heard.index("in")]
    assert winner.step() == "may write"
    assert winner.end() == "out"
    with lock_at(folders[1]).held("apply") as gate:
        gate.require()


def test_those_who_wait_get_in_one_after_the_other(folders: Folders, start: Start) -> None:
    """Who waits long enough gets in when the one before has left, and never earlier."""
    first, second = start(folders[0]), start(folders[1], wait=60)
    assert first.step() == "in"
    second.say()
    assert first.step() == "may write"
    assert first.end() == "out"
    assert second.hear() == "in"
    assert second.end() == "out"


def test_process_that_was_killed_holds_nothing(folders: Folders, start: Start) -> None:
    """On the same machine a dead holder is known to be dead: no wait, and it is told."""
    holder = start(folders[0])
    assert holder.step() == "in"
    with pytest.raises(Locked), lock_at(folders[1]).held("apply"):
        pytest.fail("got in")
    # Its parent, this test, has not asked for it yet: it is a zombie, and dead all the same.
    holder.process.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, holder.process.pid, os.WEXITED | os.WNOWAIT)
    told: list[str] = []
    with lock_at(folders[1], told).held("apply") as gate:
        gate.require()
    assert "a run whose process is gone: Ada <a@x>: apply on" in told[0]


def test_stopped_holder_notices_before_its_next_write(folders: Folders, start: Start) -> None:
    """Stopped past its lease it is taken over; woken up, it writes nothing and exits with 4."""
    holder = start(folders[0], lease=0.6)
    assert holder.step() == "in"
    holder.process.send_signal(signal.SIGSTOP)
    told: list[str] = []
    with lock_at(folders[1], told).held("sync", wait=60) as gate:
        holder.process.send_signal(signal.SIGCONT)
        assert holder.step() == "4 LCK-LOST"
        gate.require()
    assert "without a sign of life for" in told[0]


def test_beating_holder_is_never_taken_over(folders: Folders, start: Start) -> None:
    """A run that lasts many leases keeps its target by its signs of life."""
    holder = start(folders[0], lease=1.5)
    assert holder.step() == "in"
    with pytest.raises(Locked), lock_at(folders[1]).held("sync", wait=3):
        pytest.fail("got in")
    assert holder.step() == "may write"
    assert holder.end() == "out"


def test_process_that_ends_is_gone(start: Start, tmp_path: Path) -> None:
    """A process is there while it runs, and gone when it was killed or its number went on."""
    me = this_process()
    assert not is_gone(me)
    assert is_gone(replace(me, start=me.start + 1))
    assert not is_gone(replace(me, start=me.start + 1, boot="another"))
    assert not is_gone(replace(me, start=me.start + 1, namespace="pid:[1]"))
    assert not is_gone(replace(me, pid=0))
    holder = start(make_repository(tmp_path, {"a": "1"}).path)
    theirs = replace(me, pid=holder.process.pid, start=_start_of(holder.process.pid))
    assert not is_gone(theirs)
    holder.process.kill()
    holder.process.wait()
    assert is_gone(theirs)


def _start_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
