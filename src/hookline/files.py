"""Files: read with a bound, written aside and moved into place."""

import contextlib
import os
import tempfile
from pathlib import Path

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending


def read_bounded(path: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes.

    Raises `NeedsMending`: `CFG-PATH` when it cannot be read, `FIL-SIZE` when it is larger.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise NeedsMending.because(
            Code.CFG_PATH, f"{path} cannot be read: {error.strerror}"
        ) from error
    if len(data) > limit:
        raise NeedsMending.because(
            Code.FIL_SIZE, f"{path} is larger than {limit:,} bytes, the most that is read"
        )
    return data


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write `data` so that `path` holds either all of it or what it held before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(mode)
        Path(aside).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(aside).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the move itself last through a power cut, where the system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
