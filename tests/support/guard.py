"""The guard of the core's tests: they may read, and start or write nothing.

What carries a run is core too (`apply`, `write`, `journal`, `pipeline`), and its tests are exempt:
they use the real embedded workspace, real git repositories and real files, because what they show
is that the core and the edges agree. The import contracts keep those modules from opening anything
themselves.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

import pytest

CORE_ROOMS = frozenset({"model", "documents", "tables", "stages", "report"})
"""The folders under `tests/` whose tests are guarded."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_FORBIDDEN = {
    "os.exec": "start a process",
    "os.fork": "start a process",
    "os.posix_spawn": "start a process",
    "os.system": "start a process",
    "subprocess.Popen": "start a process",
    "socket.__new__": "open a socket",
    "socket.getaddrinfo": "look up a host",
    "sqlite3.connect": "open a database",
}
"""Audit event → what the test tried."""

_NOT_OURS = frozenset({"__pycache__", ".hypothesis", ".pytest_cache"})
"""Folders in which Python and the test tools keep things of their own while a test runs."""

_guarded: list[str] = []
"""The test that is guarded now: empty, or its one name."""


def is_of_the_core(test_file: PurePath, tests: PurePath) -> bool:
    """Say whether a test file belongs to a room of the core."""
    return test_file.is_relative_to(tests) and test_file.relative_to(tests).parts[0] in CORE_ROOMS


@contextmanager
def guarding(test: str) -> Iterator[None]:
    """Fail `test` at the line that writes a file, opens a socket or starts a process."""
    _guarded.append(test)
    try:
        yield
    finally:
        _guarded.remove(test)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if not _guarded:
        return
    if event == "open":
        _watch_open(*arguments)
    elif event in _FORBIDDEN:
        _refuse(f"{_FORBIDDEN[event]} ({event})")


def _watch_open(path: object, _mode: object, flags: object) -> None:
    if not isinstance(flags, int) or not flags & _WRITES or not isinstance(path, str | bytes):
        return
    name = os.fsdecode(path)
    if name != os.devnull and _NOT_OURS.isdisjoint(PurePath(name).parts):
        _refuse(f"write the file {name}")


def _refuse(what: str) -> None:
    pytest.fail(
        f"{_guarded[-1]} is a test of the core, and tried to {what}. The core only reads: "
        "give it text or values and look at the value that it returns. When the file, the socket "
        "or the process is the point, the code belongs to an edge, and its test under that "
        "edge's folder in tests/."
    )


# An audit hook sees every way to open something, the ones inside libraries included, and cannot
# be removed again: so there is one for the whole run, which does nothing while nobody is guarded.
sys.addaudithook(_watch)
