"""What stands at the other end of our output: a terminal, a file, or a reader that goes away."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.report.style import Style
from hookline.report.width import WIDTH

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

WIDEST = 120
"""So many cells a line takes at most where a terminal has more."""


def style_for(stream: TextIO, when: str = "auto") -> Style:
    """Decide on colour: `always`, `never`, or by NO_COLOR, FORCE_COLOR, TERM and the stream."""
    if when != "auto":
        return Style(when == "always")
    if os.environ.get("NO_COLOR"):
        return Style(False)
    if os.environ.get("FORCE_COLOR"):
        return Style(True)
    return Style(stream.isatty() and os.environ.get("TERM") != "dumb")


def width_of(stream: TextIO) -> int:
    """Give how many cells a line takes at most: the terminal's width, within what reads well."""
    if not stream.isatty():
        return WIDTH
    import shutil

    return min(WIDEST, max(WIDTH, shutil.get_terminal_size().columns))


@contextmanager
def patient_streams() -> Iterator[None]:
    """Let stdout and stderr bear, inside the block, whatever stands at their other end.

    A reader that goes away, as `head` does, gets no more and stops nothing: half an apply would be
    worse than an unread one. A terminal that cannot show an arrow gets its escape.
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_patient(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _patient(stream: TextIO | None) -> TextIO:
    """Give a stream to the same place; one that is no file of the system stays as it is."""
    if stream is None:
        # Whoever started us closed it. Its number must not go to the next file that is opened.
        return Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.reconfigure(errors="backslashreplace")
    binary = stream.buffer
    raw = getattr(binary, "raw", binary)
    if not isinstance(raw, io.FileIO):
        return stream
    outlet = _Outlet(raw)
    return io.TextIOWrapper(
        # Python writes to the file itself when it is told not to keep anything back.
        cast("io.BufferedWriter", outlet) if raw is binary else io.BufferedWriter(outlet),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Outlet(io.RawIOBase):
    """Writes to a file until that fails, and then to nobody."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        self._is_lost = False

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw.isatty()

    def fileno(self) -> int:
        return self._raw.fileno()

    def write(self, data: "ReadableBuffer", /) -> int | None:
        if not self._is_lost:
            try:
                return self._raw.write(data)
            except BrokenPipeError:
                self._is_lost = True
            except OSError as error:
                self._is_lost = True
                raise NeedsMending.because(
                    Code.CFG_PATH, f"the output cannot be written: {error.strerror}"
                ) from error
        return memoryview(data).nbytes
