"""The journal: what a run is about to do and what came of it, on disk before it goes on.

It stands beside the git objects, shared by all linked working trees:
`<git folder>/hookline/journal/<target>/<run>.jsonl`, one JSON value a line. The file of a run that
was recorded in the state is gone; one that is there belongs to a run that did not finish.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hookline.git.repository import Repository
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Outcome, Result
from hookline.model.unfinished import Begun, Unfinished
from hookline.model.values import JSON
from hookline.state.target import check_target

FORMAT_VERSION = 1


class FileJournal:
    """The journal of one target; takes the repository and the target's name.

    `plan_digest` is that of the saved plan whose changes are written down.
    """

    def __init__(self, repository: Repository, target: str, plan_digest: str = "") -> None:
        check_target(target)
        self._plan = {"plan_digest": plan_digest} if plan_digest else {}
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

    def unfinished_of(self, plan_digest: str) -> Unfinished | None:
        """Give what a run did that was carrying out this saved plan; None when there is none.

        Raises `NeedsMending` (`CFG-PATH`) when a journal cannot be read.
        """
        for run_id in self.unfinished():
            entries = list(self._entries(run_id))
            if any(entry.get("plan_digest") == plan_digest for entry in entries):
                return Unfinished(run_id, _begun(entries))
        return None

    def _entries(self, run_id: str) -> Iterator[Mapping[str, JSON]]:
        """Give the entries of a run; one that a crash cut off was never acted upon."""
        try:
            lines = self._file(run_id).read_bytes().splitlines()
        except OSError as error:
            raise NeedsMending.because(
                Code.CFG_PATH,
                f"the journal {self._file(run_id)} cannot be read: {error.strerror}",
                hint="mend the permissions; it says what a run that did not finish has written",
            ) from error
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield entry

    def _append(self, run_id: str, entry: Mapping[str, JSON]) -> None:
        line = json.dumps({"format_version": FORMAT_VERSION, **self._plan, **entry}) + "\n"
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


def _begun(entries: list[Mapping[str, JSON]]) -> tuple[Begun, ...]:
    """Join each intent with the outcome that was written down after it, if any was."""
    begun: list[Begun] = []
    for entry in entries:
        name, action, result = (entry.get(key) for key in ("name", "intend", "settle"))
        record_id = entry.get("record_id")
        known = record_id if isinstance(record_id, str) else None
        if not isinstance(name, str):
            continue
        if isinstance(action, str):
            begun.append(Begun(name, action, known, None))
        elif isinstance(result, str) and result in list(Result):
            places = [index for index, each in enumerate(begun) if each.name == name]
            for place in places[-1:]:
                before = begun[place]
                begun[place] = replace(
                    before, record_id=known or before.record_id, result=Result(result)
                )
    return tuple(begun)


def _append_synced(file: Path, line: bytes) -> None:
    is_new = not file.exists()
    if not is_new and _is_cut_off(file):
        # What comes now must not be lost with the entry that a crash cut off.
        line = b"\n" + line
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


def _is_cut_off(file: Path) -> bool:
    with file.open("rb") as stream:
        if not stream.seek(0, os.SEEK_END):
            return False
        stream.seek(-1, os.SEEK_END)
        return stream.read() != b"\n"
