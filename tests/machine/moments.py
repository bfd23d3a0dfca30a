"""Moments of a run: where a process dies, as by SIGKILL, or somebody comes between two writes.

An audit hook sees whatever the program is about to do to the world: start git, open a database,
write, move or remove a file. So no code has to be wrapped, and none can be forgotten. What dies is
a fork of this process: nothing is caught, closed, released or flushed.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

KILLED = 137
"""What a shell answers for a process that was killed."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PROCESSES_AND_DATABASES = frozenset({"subprocess.Popen", "sqlite3.connect"})
_FILES = frozenset({"os.rename", "os.remove"})


@dataclass
class _Fuse:
    """Counts what a process does, from the first file on that it writes below `begins`."""

    folder: str
    begins: str
    left: int
    is_lit: bool = field(default=False, init=False)

    def burn(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count one event; at the last one the process ends here."""
        path = _path(event, arguments)
        self.is_lit = self.is_lit or path.startswith(self.begins)
        if not self.is_lit or not (event in _PROCESSES_AND_DATABASES or self._is_ours(path)):
            return
        if self.left == 0:
            os._exit(KILLED)
        self.left -= 1

    def _is_ours(self, path: str) -> bool:
        return path.startswith(self.folder)


@dataclass
class _Interjection:
    """Does something in the middle of a run, at one of the writes of its journal."""

    journal: str
    left: int
    act: Callable[[], None]

    def burn(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count one event; at the last one it is done, once."""
        if event == "open" and _path(event, arguments).startswith(self.journal):
            self.left -= 1
            if self.left < 0:
                _burning.remove(self)
                self.act()


_burning: list[_Fuse | _Interjection] = []
"""What this process waits for: nothing, or the one."""


def run_until_killed(work: Callable[[], int], folder: Path, moment: int) -> int:
    """Do `work` in a process of its own, dead at the given `moment`; gives its exit code.

    Moments are counted from where it begins to write its journal or its lock, from 0. `KILLED` when
    it did not live to see the end.
    """
    child = os.fork()
    if child == 0:
        _burning.append(_Fuse(str(folder), str(folder / ".git" / "hookline"), moment))
        code = 70
        try:
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@contextmanager
def interjecting(act: Callable[[], None], folder: Path, number: int) -> Iterator[None]:
    """Do `act` just before the journal is written for the given time, counted from 0.

    An intent is written before the program looks whether it may still write; so what comes at that
    moment has to be noticed.
    """
    interjection = _Interjection(str(folder / ".git" / "hookline" / "journal"), number, act)
    _burning.append(interjection)
    try:
        yield
    finally:
        _burning[:] = [each for each in _burning if each is not interjection]


def _path(event: str, arguments: tuple[object, ...]) -> str:
    """Give the path that is about to be written, moved or removed; empty when it is none."""
    if event == "open":
        path, _, flags = arguments
        writes = isinstance(flags, int) and bool(flags & _WRITES)
    else:
        path, writes = arguments[0] if arguments else "", event in _FILES
    return os.fsdecode(path) if writes and isinstance(path, str | bytes | os.PathLike) else ""


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _burning and (event == "open" or event in _FILES or event in _PROCESSES_AND_DATABASES):
        _burning[0].burn(event, arguments)


# It cannot be removed again: so there is one for the whole run, which does nothing without a fuse.
sys.addaudithook(_watch)
