"""Ctrl-C and SIGTERM during a run: once finishes what is under way, twice stops at once."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, current_thread, main_thread
from types import FrameType

from hookline.model.codes import Code
from hookline.model.errors import Interrupted, Terminated

_KINDS: dict[int, type[Interrupted]] = {
    signal.SIGINT: Interrupted,
    signal.SIGTERM: Terminated,
}
_FIRST = "\nStopping: the writes under way are finished and recorded. Once more stops at once.\n"
_SECOND = "\nhookline: stopped at once; the journal knows what was begun\n"


@dataclass(slots=True)
class Stop:
    """Whether somebody asked the run to end; a `Gate`."""

    asked: Event = field(default_factory=Event)
    """Set when somebody has; whoever waits for something waits for this too."""
    kind: type[Interrupted] = Interrupted
    """How they did."""

    def require(self) -> None:
        """Raise `Interrupted` or `Terminated` (`PLN-INTERRUPTED`) when no write may begin."""
        if self.asked.is_set():
            raise self.kind.because(
                Code.PLN_INTERRUPTED,
                "interrupted: what was under way is finished, the rest was not begun",
                hint="the next apply does the rest",
            )


@contextmanager
def stopping() -> Iterator[Stop]:
    """Turn Ctrl-C and SIGTERM into a `Stop` while the block runs; a second one ends the process.

    Only the main thread gets signals; in another one the `Stop` is never asked.
    """
    stop = Stop()
    if current_thread() is not main_thread():
        yield stop
        return

    def notice(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  a handler's signature
        kind = _KINDS[number]
        if stop.asked.is_set():
            _say(_SECOND)
            # Threads that wait for an answer would keep an ordinary exit waiting.
            os._exit(kind.exit_code)
        stop.kind = kind
        stop.asked.set()
        _say(_FIRST)

    before = {number: signal.signal(number, notice) for number in _KINDS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text: str) -> None:
    """Write to stderr by its number: a handler may have interrupted a write of ours."""
    with suppress(OSError):
        os.write(2, text.encode())
