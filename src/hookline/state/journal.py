"""The journal: what a run is about to do and what came of it, on disk before it goes on.

It stands beside the git objects, shared by all linked working trees:
`<git folder>/hookline/journal/<target>/<run>.jsonl`, one JSON value a line. The file of a run that
was recorded in the state is gone; one that is there belongs to a run that did not finish.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

from hookline.git.repository import Repository
from hookline.model.applied import Attempt
from hookline.model.change import Change
from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.noun_form import WrongForm, from_json, to_json
from hookline.model.outcome import Outcome
from hookline.model.plan import Plan
from hookline.model.state import AppliedRecord, Beginning
from hookline.model.unfinished import Begun, Unfinished
from hookline.model.values import JSON
from hookline.state.target import journal_folder

FORMAT_VERSION = 2
"""The newest form of a journal that this Hookline reads and writes."""


class FileJournal:
    """The journal of one target; takes the repository and the target's name.

    `plan_digest` is that of the saved plan whose changes are written down.
    """

    def __init__(self, repository: Repository, target: str, plan_digest: str = "") -> None:
        self._plan_digest = plan_digest
        self._turn = Lock()
        self._begun: dict[str, Mapping[str, JSON]] = {}
        self._under_way: dict[str, Mapping[str, JSON]] = {}
        self.folder = journal_folder(repository, target)

    def begin(self, run: Beginning, plan: Plan) -> None:
        """Write down what the run is about to carry out.

        Raises `NeedsMending` (`CFG-PATH`) when that fails: nothing may be written then.
        """
        if self._file(run.id).exists():
            # The run is taken up again, and everything it needs is there.
            return
        entry = {"run": to_json(run), "plan": to_json(plan), "plan_digest": self._plan_digest}
        begin: dict[str, JSON] = {"format_version": FORMAT_VERSION, "begin": entry}
        self._append(run.id, begin)
        self._begun[run.id] = begin

    def intend(self, run_id: str, change: Change) -> None:
        """Write down, before the write, what will be tried.

        Raises `NeedsMending` (`CFG-PATH`) when that fails: the write must then not happen.
        """
        entry: dict[str, JSON] = {
            "intend": change.action.value,
            "name": change.name,
            "record_id": change.record_id,
        }
        self._append(run_id, entry)
        self._under_way[change.name] = entry

    def settle(self, run_id: str, attempt: Attempt) -> None:
        """Write down, after the write, what became of it, and what is applied from now on."""
        entry: dict[str, JSON] = {
            "outcome": to_json(attempt.outcome),
            "sent": attempt.sent,
            "record": to_json(attempt.record),
            "drops": list(attempt.drops),
        }
        self._append(run_id, {"settle": attempt.outcome.result.value, **entry})
        self._under_way.pop(attempt.outcome.name, None)

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

    def discard(self) -> None:
        """Remove every journal of the target, also one that cannot be read.

        Raises `NeedsMending` (`CFG-PATH`) when that fails.
        """
        for file in self.folder.glob("*.jsonl"):
            if file.stem.isalnum():
                self.close(file.stem)

    def unfinished(self) -> tuple[Unfinished, ...]:
        """Give the runs that were begun and never closed, the oldest first.

        A run that died before its first entry was whole had done nothing and is left out. Raises
        `NeedsMending`: `CFG-PATH` when a journal cannot be read, `STA-FORMAT` when it is damaged.
        """
        files = [file for file in self.folder.glob("*.jsonl") if file.stem.isalnum()]
        ordered = sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))
        found = (_unfinished(list(_entries(file)), file) for file in ordered)
        return tuple(each for each in found if each is not None)

    def _append(self, run_id: str, entry: Mapping[str, JSON]) -> None:
        file = self._file(run_id)
        try:
            with self._turn:
                self.folder.mkdir(parents=True, exist_ok=True)
                entries = [*self._said_before(run_id, file), entry]
                lines = "".join(json.dumps(each) + "\n" for each in entries)
                _append_synced(file, lines.encode())
        except OSError as error:
            raise NeedsMending.because(
                Code.CFG_PATH,
                f"the journal {file} cannot be written: {error.strerror}",
                hint="make room or mend the permissions; nothing is written to the workspace "
                "without a journal",
            ) from error

    def _said_before(self, run_id: str, file: Path) -> Sequence[Mapping[str, JSON]]:
        """Give what has to be said again, when another run has recorded this one meanwhile.

        That took it for dead, and removed its journal; what it still does must not be lost.
        """
        begin = self._begun.get(run_id)
        if begin is None or file.exists():
            return ()
        return ({**begin, "late": True}, *self._under_way.values())

    def _file(self, run_id: str) -> Path:
        if not run_id.isalnum():
            raise ValueError(f"a run's id has letters and digits only, not {run_id!r}")
        return self.folder / f"{run_id}.jsonl"


def _entries(file: Path) -> Iterator[Mapping[str, JSON]]:
    """Give the entries of a run; one that a crash cut off was never acted upon."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"the journal {file} cannot be read: {error.strerror}",
            hint="mend the permissions; it says what a run that did not finish has written",
        ) from error
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def _unfinished(entries: Sequence[Mapping[str, JSON]], file: Path) -> Unfinished | None:
    """Build what the entries of one file tell; None when not even the first one is whole."""
    begin = entries[0].get("begin") if entries else None
    if not isinstance(begin, dict):
        return None
    version = entries[0].get("format_version")
    if version != FORMAT_VERSION:
        raise _damaged(file, f"its form is {version}, and this Hookline reads {FORMAT_VERSION}")
    try:
        run = from_json(begin["run"], Beginning, where="run")
        plan = from_json(begin["plan"], Plan)
        digest = begin["plan_digest"]
        begun = _begun(entries[1:])
    except (KeyError, WrongForm) as error:
        raise _damaged(file, str(error)) from error
    # What was asked for is what came.
    assert isinstance(run, Beginning)  # noqa: S101
    assert isinstance(plan, Plan)  # noqa: S101
    return Unfinished(run, plan, begun, str(digest), late=entries[0].get("late") is True)


def _begun(entries: Sequence[Mapping[str, JSON]]) -> tuple[Begun, ...]:
    """Join each intent with the outcome that was written down after it, if any was."""
    begun: list[Begun] = []
    for entry in entries:
        if "settle" in entry:
            attempt = _attempt(entry)
            places = [i for i, each in enumerate(begun) if each.name == attempt.outcome.name]
            for place in places[-1:]:
                before = begun[place]
                known = attempt.outcome.record_id or before.record_id
                begun[place] = Begun(before.name, before.action, known, attempt)
        elif "intend" in entry:
            begun.append(Begun(str(entry["name"]), str(entry["intend"]), _record_id(entry)))
    return tuple(begun)


def _record_id(entry: Mapping[str, JSON]) -> str | None:
    record_id = entry["record_id"]
    if record_id is None or isinstance(record_id, str):
        return record_id
    raise WrongForm(f"record_id: str is needed, not {record_id!r}")


def _attempt(entry: Mapping[str, JSON]) -> Attempt:
    outcome = from_json(entry["outcome"], Outcome, where="outcome")
    record = from_json(entry["record"], AppliedRecord | None, where="record")
    drops = from_json(entry["drops"], tuple[str, ...], where="drops")
    # What was asked for is what came.
    assert isinstance(outcome, Outcome)  # noqa: S101
    assert record is None or isinstance(record, AppliedRecord)  # noqa: S101
    assert isinstance(drops, tuple)  # noqa: S101
    return Attempt(outcome, entry["sent"] is True, record, drops)


def _damaged(file: Path, why: str) -> HooklineError:
    return NeedsMending.because(
        Code.STA_FORMAT,
        f"the journal of a run that did not finish cannot be read: {file}: {why}",
        hint="apply with the Hookline that was running, or move the file away and plan again: what "
        "that run wrote then shows as unmanaged or drift",
    )


def _append_synced(file: Path, line: bytes) -> None:
    is_new = not file.exists()
    if not is_new and _is_cut_off(file):
        # What comes now must not be lost with the entry that a crash cut off.
        line = b"\n" + line
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "ab") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        folder = os.open(file.parent, os.O_RDONLY)
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
