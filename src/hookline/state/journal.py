"""The journal: what a run is about to do and what came of it, on disk before it goes on.

It stands beside the git objects, shared by all linked working trees:
`<git folder>/hookline/journal/<target>/<run>.jsonl`, one JSON value a line. The file of a run that
was recorded in the state is gone; one that is there belongs to a run that did not finish.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from hookline.git.repository import Repository
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Outcome
from hookline.model.values import JSON
from hookline.state.target import check_target

FORMAT_VERSION = 1


class FileJournal:
    """The journal of one target; takes the repository and the target's name."""

    def __init__(self, repository: Repository, target: str) -> None:
        check_target(target)
        self.folder = repository.common_folder / "hookline" / "journal" / target

    def intend(self, run_id: str, name: str, record_id: str | None, action: str) -> None:
        """Write down, before the write, what will be tried.

        Raises `NeedsMending` (`CFG-PATH`) when that fails: the write must then not happen.
        """
        self._append(run_id, {"intend": action, "name": name, "record_id": record_id})

    def settle(self, run_id: str, outcome: Outcome) -> None:
        """Write down, after the write, what became of it."""
        self._append(
            run_id,
            {
                "settle": outcome.result.value,
                "name": outcome.name,
                "record_id": outcome.record_id,
                "reason": outcome.reason,
            },
        )

    def close(self, run_id: str) -> None:
        """Forget the entries of a run that is recorded in the state.

        Raises `NeedsMending` (`CFG-PATH`) when that fails; the run is recorded all the same.
        """
        try:
            self._file(run_id).unlink(missing_ok=True)
        except OSError as error:
            raise NeedsMending.because(
                Code.CFG_PATH,
                f"the journal of a finished run cannot be removed: {error.strerror}",
                hint=f"remove it by hand: {self._file(run_id)}",
            ) from error

    def unfinished(self) -> tuple[str, ...]:
        """Give the ids of the runs that were begun and never closed."""
        return tuple(sorted(file.stem for file in self.folder.glob("*.jsonl")))

    def _append(self, run_id: str, entry: Mapping[str, JSON]) -> None:
        line = json.dumps({"format_version": FORMAT_VERSION, **entry}) + "\n"
        file = self._file(run_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _append_synced(file, line.encode("ascii"))
        except OSError as error:
            raise NeedsMending.because(
                Code.CFG_PATH,
                f"the journal {file} cannot be written: {error.strerror}",
                hint="make room or mend the permissions; nothing is written to the workspace "
                "without a journal",
            ) from error

    def _file(self, run_id: str) -> Path:
        if not run_id.isalnum():
            raise ValueError(f"a run's id has letters and digits only, not {run_id!r}")
        return self.folder / f"{run_id}.jsonl"


def _append_synced(file: Path, line: bytes) -> None:
    is_new = not file.exists()
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "ab") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        folder = os.open(file.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
