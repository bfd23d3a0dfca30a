"""Files: read with a bound, written aside and moved into place."""

import contextlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending

# Not waiting matters for a named pipe, which would keep the run waiting for a writer.
_READING = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_CREATING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_NEW_FILE = 0o644
PRIVATE = 0o600
"""The permissions of a file that only its owner may read."""


@dataclass(frozen=True, slots=True)
class FileFound:
    """A file that was read, and who may read it."""

    data: bytes
    """Its content."""
    mode: int
    """Its permissions, as `0o600`."""


def read_bounded(path: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes; a symlink to one is followed.

    Raises `NeedsMending`: `CFG-PATH` when it cannot be read, `FIL-SIZE` when it is larger.
    """
    return _read(path, limit, _READING).data


def read_unlinked(path: Path, limit: int) -> FileFound:
    """Read a file like `read_bounded`, together with its permissions; a symlink is refused."""
    if path.is_symlink():
        raise _refused(path, "read", OSError(0, "it is a symlink"))
    return _read(path, limit, _READING | os.O_NOFOLLOW)


def _read(path: Path, limit: int, flags: int) -> FileFound:
    try:
        found = _read_regular(path, limit + 1, flags)
    except OSError as error:
        raise _refused(path, "read", error) from error
    if len(found.data) > limit:
        raise NeedsMending.because(
            Code.FIL_SIZE, f"{path} is larger than {limit:,} bytes, the most that is read"
        )
    return found


def _read_regular(path: Path, most: int, flags: int) -> FileFound:
    handle = os.open(path, flags)
    try:
        about = os.fstat(handle)
        _require_regular(about)
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return FileFound(stream.read(most), about.st_mode & 0o777)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write `data` so that `path` holds either all of it or what it held before.

    The file has the permissions `mode` from its first byte on; without `mode` a new one gets those
    that the umask leaves, and an existing one keeps its own. A symlink is refused: moving the file
    into its place would part two places that were kept as one, and writing through it would change
    a file that nobody named. Raises `NeedsMending` (`CFG-PATH`) with the system's reason when it
    cannot be written.
    """
    try:
        before = _mode_of(path)
        mode = before if mode is None else mode
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data, mode)
    except OSError as error:
        raise _refused(path, "written", error) from error


def _mode_of(path: Path) -> int | None:
    """Give the permissions of the file that will be replaced; None when there is none."""
    try:
        about = path.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(about.st_mode):
        raise OSError(0, "it is a symlink")
    _require_regular(about)
    return about.st_mode & 0o777


def _require_regular(about: os.stat_result) -> None:
    if stat.S_ISDIR(about.st_mode):
        raise OSError(0, "it is a folder")
    if not stat.S_ISREG(about.st_mode):
        raise OSError(0, "it is no ordinary file")


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    """Write a file of a name of its own, and move it to `path` when all of it is on the disk."""
    aside = path.with_name(f".hookline-{secrets.token_hex(8)}")
    handle = os.open(aside, _CREATING, _NEW_FILE if mode is None else mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            if mode is not None:
                os.fchmod(stream.fileno(), mode)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            aside.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the move itself last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refused(path: Path, done: str, error: OSError) -> NeedsMending:
    return NeedsMending.because(
        Code.CFG_PATH, f"{path} cannot be {done}: {error.strerror or 'unknown reason'}"
    )
