"""What is known of processes, from the real `/proc` and from one that a test wrote."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hookline.state import lock_process
from hookline.state.lock_claim import Process
from hookline.state.lock_process import boottime, boottime_name, is_gone, is_here, this_process

PROC = Path("/proc")

pytestmark = pytest.mark.skipif(not (PROC / "self/ns/pid").exists(), reason="needs Linux's /proc")


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    """Give a process that waits for its input, and that any signal would end."""
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL); print(flush=True); input()"
    line = [sys.executable, "-S", "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process


def _like_us(pid: int, start: int) -> Process:
    return replace(this_process(), pid=pid, start=start)


def _start_of(pid: int) -> int:
    return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[19])


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that stands for `/proc`; as yet it knows nothing."""
    monkeypatch.setattr(lock_process, "_PROC", tmp_path)
    return tmp_path


def _write(proc: Path, pid: int, stat: str) -> None:
    """Write a `/proc` in which one process is known."""
    boot = proc / "sys/kernel/random/boot_id"
    boot.parent.mkdir(parents=True, exist_ok=True)
    boot.write_text("boot-1\n")
    for kind in ("pid", "time"):
        link = proc / "self/ns" / kind
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(f"{kind}:[7]")
    (proc / str(pid)).mkdir(exist_ok=True)
    (proc / str(pid) / "stat").write_text(stat)


def _stat(name: str, state: str, start: int) -> str:
    return f"1 ({name}) {state} {' '.join('0' * 18)} {start} 0 0\n"


def test_this_process_is_described_as_the_system_does() -> None:
    """Its number and start, and within what they count."""
    spaces = [str((PROC / "self/ns" / kind).readlink()) for kind in ("pid", "time")]
    boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    ours = Process(os.getpid(), _start_of(os.getpid()), boot, " ".join(spaces))
    assert this_process() == ours
    assert is_here(ours)
    assert not is_gone(ours)


def test_the_clock_has_the_name_of_what_it_counts_from() -> None:
    """The start of the machine, and the namespace that may shift it."""
    boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    assert boottime_name() == f"{boot} {(PROC / 'self/ns/time').readlink()}"
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= boottime() <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_a_process_elsewhere_is_never_known_to_be_gone() -> None:
    """After a restart, and in another container, a number means somebody else."""
    ours = replace(this_process(), pid=2**22 + 1)
    assert is_gone(ours)
    for process in (
        replace(ours, boot="another"),
        replace(ours, boot=""),
        replace(ours, namespace="pid:[1]"),
        replace(ours, namespace=""),
    ):
        assert not is_here(process)
        assert not is_gone(process)


def test_a_process_that_ended_is_gone(child: "subprocess.Popen[bytes]") -> None:
    """While it runs it is there; when it ended and nobody has asked for it yet it is gone."""
    process = _like_us(child.pid, _start_of(child.pid))
    assert not is_gone(process)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert is_gone(process)
    child.wait()
    assert is_gone(process)


def test_looking_at_a_process_does_it_no_harm(child: "subprocess.Popen[bytes]") -> None:
    """It goes on with what it was about to do."""
    assert not is_gone(_like_us(child.pid, _start_of(child.pid)))
    child.communicate(b"go on\n", timeout=30)
    assert child.returncode == 0


def test_a_number_that_was_given_again_is_another_process(
    child: "subprocess.Popen[bytes]",
) -> None:
    """A later start tells them apart."""
    assert is_gone(_like_us(child.pid, _start_of(child.pid) - 1))


@pytest.mark.parametrize("pid", [0, -1, 2**70])
def test_a_number_that_no_process_has_says_nothing(pid: int) -> None:
    """To the system zero and less are groups of processes, and what is too large is an error."""
    assert not is_gone(_like_us(pid, 1))


@pytest.mark.parametrize(("state", "gone"), [("S", False), ("Z", True), ("X", True), ("x", True)])
def test_a_name_may_hold_anything(written: Path, state: str, gone: bool) -> None:
    """The state stands behind the last bracket, whatever a process calls itself."""
    _write(written, os.getpid(), _stat("a) Z (b", state, 42))
    process = this_process()
    assert process == Process(os.getpid(), 42, "boot-1", "pid:[7] time:[7]")
    assert is_gone(process) is gone
    assert boottime_name() == "boot-1 time:[7]"


@pytest.mark.parametrize("stat", ["", "1 (a) S 0 0\n", f"1 (a) S {' '.join('0' * 18)}\n"])
def test_a_process_that_cannot_be_seen_counts_as_there(written: Path, stat: str) -> None:
    """One that exists and does not show its start may be the one that holds the lock."""
    _write(written, os.getpid(), stat)
    assert this_process().start == 0
    assert not is_gone(replace(this_process(), start=5))


def test_the_first_process_of_a_container_is_one_like_others(written: Path) -> None:
    """A run may have been the first one of its own, as in a job; its number is one."""
    _write(written, 1, _stat("sh", "S", 42))
    assert not is_gone(replace(this_process(), pid=1, start=42))
    assert is_gone(replace(this_process(), pid=1, start=41))


def test_the_shortest_line_that_has_a_start(written: Path) -> None:
    """Nothing behind the start is needed."""
    _write(written, os.getpid(), f"1 (a) S {' '.join('0' * 18)} 42")
    assert this_process().start == 42


def test_a_system_without_proc_knows_of_no_process(written: Path) -> None:
    """Then nobody is known to be gone, and no sighting outlives its process."""
    assert this_process() == Process(os.getpid(), 0, "", "")
    assert boottime_name() == ""
    assert not is_here(this_process())
    assert not is_gone(replace(this_process(), pid=2**22 + 1))
    assert list(written.iterdir()) == []


def test_a_system_without_namespaces_still_names_its_clock(written: Path) -> None:
    """The start of the machine is enough for a name, and not for knowing a process."""
    _write(written, os.getpid(), _stat("a", "S", 42))
    for kind in ("pid", "time"):
        (written / "self/ns" / kind).unlink()
    assert boottime_name() == "boot-1"
    assert this_process().namespace == ""
    assert not is_here(this_process())


def test_a_system_that_does_not_name_its_start_knows_of_no_process(written: Path) -> None:
    """Without it a process of before a restart would look like one of after it."""
    _write(written, os.getpid(), _stat("a", "S", 42))
    (written / "sys/kernel/random/boot_id").unlink()
    assert this_process() == Process(os.getpid(), 42, "", "pid:[7] time:[7]")
    assert not is_here(this_process())
    assert boottime_name() == ""
