"""The files that say how a job stands: one for programs, one for Prometheus."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hookline.cli.json_output import json_text
from hookline.files import read_bounded, write_whole
from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import NeedsMending
from hookline.model.round import History, Round
from hookline.report.metrics import history_in_metrics, render_metrics
from hookline.report.sync_status import history_in_status, round_to_json

_LARGEST = 16 * 1024 * 1024
"""So many bytes of a file are read back at most; a status names each webhook of its round."""


@dataclass(frozen=True, slots=True)
class SyncFiles:
    """Where a job says how it stands."""

    status: Path | None = None
    """`--status`."""
    metrics: Path | None = None
    """`--metrics`."""

    def history(self, target: str) -> History:
        """Give what the files know of earlier rounds, which other processes may have done."""
        told = _read(self.status, history_in_status, target)
        told = told or _read(self.metrics, history_in_metrics, target)
        return told or History()

    def write(self, done: Round, history: History) -> None:
        """Write each file aside and move it into place, so that a reader gets all of it or none.

        Raises `NeedsMending` (`CFG-PATH`) with every file that cannot be written.
        """
        problems: list[Diagnostic] = []
        if self.status:
            problems += _write(self.status, json_text(round_to_json(done, history)))
        if self.metrics:
            problems += _write(self.metrics, render_metrics(done, history))
        if problems:
            raise NeedsMending(*problems)


def _write(path: Path, text: str) -> tuple[Diagnostic, ...]:
    """Write a file; gives what kept it from being written."""
    try:
        write_whole(path, text.encode("utf-8", "backslashreplace"))
    except NeedsMending as error:
        return error.diagnostics
    return ()


def _read(
    path: Path | None, parse: Callable[[str, str], History | None], target: str
) -> History | None:
    if path is None or not path.is_file():
        return None
    try:
        return parse(read_bounded(path, _LARGEST).decode("utf-8", "replace"), target)
    except NeedsMending:
        # It is about to be written anew; what kept it from being read is told then.
        return None
