"""This machine, as far as a lock is concerned: its processes, and a clock that nobody sets.

Sources: proc(5) for `/proc/<pid>/stat` and the boot id, namespaces(7), time_namespaces(7),
clock_getres(2) for CLOCK_BOOTTIME, which goes on while a machine is suspended. Where a system has
none of them, nothing is known of other processes, and the monotonic clock is taken.
"""

import os
import time
from pathlib import Path

from hookline.state.lock_claim import Process

_PROC = Path("/proc")
_STATE, _START = 0, 19
"""Where a process's state and start stand in `stat`, counted from behind its name."""
_ENDED = ("Z", "X", "x")
"""A process that has ended, and whose parent has not asked for it yet."""


def boottime() -> float:
    """Give the seconds since this machine was started; no one can set them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def boottime_name() -> str:
    """Name what `boottime` counts from, so that it is compared only with itself; may be empty."""
    boot = _boot()
    return f"{boot} {_namespace('time')}".strip() if boot else ""


def this_process() -> Process:
    """Describe the process that runs this."""
    fields = _stat(os.getpid())
    start = int(fields[_START]) if fields else 0
    return Process(os.getpid(), start, _boot(), _namespaces())


def is_here(process: Process) -> bool:
    """Say whether it is, or was, a process that this one can see: of this start of the machine."""
    return process.boot == _boot() != "" and process.namespace == _namespaces() != ""


def is_gone(process: Process) -> bool:
    """Say whether it is certain that the process has ended; of another machine's it never is."""
    if not is_here(process) or process.pid <= 0:
        return False
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        pass
    fields = _stat(process.pid)
    if not fields:
        return False  # It is there and hidden from us, as another account's may be.
    return fields[_STATE] in _ENDED or int(fields[_START]) != process.start


def _stat(pid: int) -> list[str]:
    """Give what stands in `stat` behind the name, which may hold anything; empty if unknown."""
    try:
        text = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return []
    fields = text.rpartition(")")[2].split()
    return fields if len(fields) > _START else []


def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _namespaces() -> str:
    return " ".join(filter(None, (_namespace("pid"), _namespace("time"))))


def _namespace(kind: str) -> str:
    try:
        return str((_PROC / "self/ns" / kind).readlink())
    except OSError:
        return ""
