"""One file of the working tree: an ordinary one, read with a bound, or the reason why not."""

import errno
import os
import stat
from pathlib import Path

from hookline.model.diagnostics import Diagnostic
from hookline.source import problems
from hookline.source.limits import Limits

# Not waiting matters for a named pipe, which would keep the run waiting for a writer.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read_file(file: Path, path: str, limits: Limits) -> bytes | Diagnostic:
    """Read `file`, which people call `path`; a symlink is not followed."""
    try:
        handle = os.open(file, _FLAGS)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return problems.symlink(path)
        return problems.unreadable(path, error.strerror or "unknown reason")
    with os.fdopen(handle, "rb") as stream:
        about = os.fstat(stream.fileno())
        if not stat.S_ISREG(about.st_mode):
            return problems.unreadable(path, "it is no ordinary file")
        if about.st_size > limits.file_bytes:
            return problems.too_large(path, about.st_size, limits)
        data = stream.read(limits.file_bytes + 1)
    return problems.too_large(path, None, limits) if len(data) > limits.file_bytes else data
