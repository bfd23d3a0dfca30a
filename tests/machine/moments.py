"""Moments of a run: where a process dies, as by SIGKILL, or somebody comes between two writes.

An audit hook sees whatever the program is about to do to the world: start git, open a database,
connect to a server, write, move or remove a file. So no code has to be wrapped, and none can be
forgotten. What dies is
a fork of this process: nothing is caught, closed, released or flushed.
"""

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

KILLED = 137
"""What a shell answers for a process that was killed."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OTHERS = frozenset({"subprocess.Popen", "sqlite3.connect", "socket.connect"})
_FILES = frozenset({"os.rename", "os.remove"})


@dataclass(frozen=True)
class Recording:
    """A moment counted from the push of the state on, from 0; another one is a number."""

    number: int


Moment = int | Recording
"""Counted from where a run begins to push, or to write its journal or its lock, from 0."""


@dataclass
class _Fuse:
    """Counts what a process does, from its first push or file below `begins` on.

    With `pushed` only a push that names it is one to begin with, and no file is.
    """

    folder: str
    begins: str
    pushed: str
    left: int
    act: Callable[[], None]
    is_lit: bool = field(default=False, init=False)

    def burn(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count one event; at the last one it does what it is there for, once."""
        path = _path(event, arguments)
        begins = not self.pushed and path.startswith(self.begins)
        self.is_lit = self.is_lit or begins or _is_push(event, arguments, self.pushed)
        if not self.is_lit or not (event in _OTHERS or self._is_ours(path)):
            return
        self.left -= 1
        if self.left < 0:
            _burning.remove(self)
            self.act()

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


def run_until_killed(work: Callable[[], int], folder: Path, moment: Moment) -> int:
    """Do `work` in a process of its own, dead at the given `moment`; gives its exit code.

    `KILLED` when it did not live to see the end.
    """
    with warnings.catch_warnings():
        # Newer Pythons warn of other threads: those that hand tests out hold nothing of ours.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _burning.append(_fuse(folder, moment, lambda: os._exit(KILLED)))
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
    with _waiting(_Interjection(str(folder / ".git" / "hookline" / "journal"), number, act)):
        yield


@contextmanager
def coming_between(act: Callable[[], None], folder: Path, moment: Moment) -> Iterator[None]:
    """Do `act` at a moment of a run."""
    with _waiting(_fuse(folder, moment, act)):
        yield


def _fuse(folder: Path, moment: Moment, act: Callable[[], None]) -> _Fuse:
    begins = str(folder / ".git" / "hookline")
    if isinstance(moment, Recording):
        return _Fuse(str(folder), begins, "refs/hookline/state/", moment.number, act)
    return _Fuse(str(folder), begins, "", moment, act)


@contextmanager
def _waiting(each: _Fuse | _Interjection) -> Iterator[None]:
    _burning.append(each)
    try:
        yield
    finally:
        _burning[:] = [other for other in _burning if other is not each]


def _is_push(event: str, arguments: tuple[object, ...], ref: str) -> bool:
    """Say whether a process is about to be started that pushes what begins with `ref`."""
    line = arguments[1] if event == "subprocess.Popen" else ()
    return (
        isinstance(line, list | tuple) and "push" in line and any(ref in str(each) for each in line)
    )


def _path(event: str, arguments: tuple[object, ...]) -> str:
    """Give the path that is about to be written, moved or removed; empty when it is none."""
    if event == "open":
        path, _, flags = arguments
        writes = isinstance(flags, int) and bool(flags & _WRITES)
    else:
        path, writes = arguments[0] if arguments else "", event in _FILES
    return os.fsdecode(path) if writes and isinstance(path, str | bytes | os.PathLike) else ""


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _burning and (event == "open" or event in _FILES or event in _OTHERS):
        _burning[0].burn(event, arguments)


# It cannot be removed again: so there is one for the whole run, which does nothing without a fuse.
sys.addaudithook(_watch)
