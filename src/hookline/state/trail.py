"""The applied states of a target, read a piece at a time: what tracking asks for.

A run's file tells which webhooks it touched, so that thousands of runs are looked through as bytes
and only those parsed that mention what is looked for.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hookline.git.commits import read_commits
from hookline.git.objects import list_tree, read_blobs, read_objects
from hookline.git.process import failure
from hookline.git.refs import ref_value
from hookline.git.repository import Repository
from hookline.model.commit import Commit
from hookline.model.state import AppliedRecord, Run
from hookline.model.trail import RecordedRun
from hookline.model.values import JSON
from hookline.state.form import RECORDS, RUN, parse, read_record, record_path, run_in
from hookline.state.message import mention_of, trailer_of
from hookline.state.target import check_target

_WINDOWS = (64, 512, 2048)
"""How many runs are read at a time, the last number again and again: mostly a few are asked for."""


@dataclass(frozen=True)
class _Stored:
    revision: str
    before: str
    data: bytes

    @property
    def where(self) -> str:
        return f"{RUN} at {self.revision[:7]}"

    @cached_property
    def value(self) -> Mapping[str, JSON]:
        # A run may hold thousands of outcomes, and one question asks for it more than once.
        return parse(self.data, self.where)


class GitTrail:
    """The states of one target in one repository; a `Trail`.

    Raises `NeedsMending`: `CFG-TARGET` for a name that cannot be a part of a ref, `STA-FORMAT`
    for a state that is damaged or that a newer Hookline wrote.
    """

    def __init__(self, repository: Repository, target: str) -> None:
        check_target(target)
        self._git = repository.git
        self._ref = f"refs/hookline/state/{target}"
        self._read: list[_Stored] = []
        self._left: list[tuple[str, str]] | None = None

    def newest(self) -> str | None:
        """Give the newest state as it was when first asked; None when nothing was ever applied."""
        return self._newest

    @cached_property
    def _newest(self) -> str | None:
        return ref_value(self._git, self._ref)

    def runs(self, mentioning: Collection[str] = ()) -> Iterator[RecordedRun]:
        """Give the runs, newest first.

        With `mentioning` those that hold one of these texts, and of their outcomes only those
        whose name or record id it is: a run may have thousands.
        """
        needles = [_as_written(text) for text in mentioning]
        naming = frozenset(mentioning) if needles else None
        for stored in self._stored(are_few=not needles):
            if not needles or any(needle in stored.data for needle in needles):
                yield _recorded(stored, naming)

    def runs_on(self, name: str) -> Iterator[RecordedRun]:
        """Give the runs whose messages say that they did something to a webhook, newest first."""
        for stored in self._saying([mention_of(name)]):
            found = _recorded(stored, frozenset([name]))
            if found.run.outcomes:
                yield found

    def runs_called(self, ids: Collection[str]) -> Mapping[str, Run]:
        """Give those of these runs that are kept, by their ids, without their outcomes."""
        stored = self._saying([trailer_of(run_id) for run_id in ids])
        runs = (_recorded(each, frozenset()).run for each in stored)
        return {run.id: run for run in runs if run.id in ids}

    def run_at(self, revision: str) -> RecordedRun | None:
        """Give the run that left a state; None for a state that no run left."""
        # A shallow clone knows which state comes before, and does not have it.
        [file, before] = read_objects(self._git, [f"{revision}:{RUN}", f"{revision}^"])
        if file is None:
            return None
        return _recorded(_Stored(revision, before.id if before else "", file.data))

    def record(self, revision: str, record_id: str) -> AppliedRecord | None:
        """Give what a state holds of one record; None when it is not managed there."""
        path = record_path(record_id)
        [found] = read_objects(self._git, [f"{revision}:{path}"])
        return read_record(found.data, f"{path} at {revision[:7]}") if found else None

    def changes_of(self, record_id: str) -> Sequence[str]:
        """Give the states that hold something else of a record than those before, newest first."""
        options = ("--first-parent", "--full-history")
        path = record_path(record_id)
        out = self._git.run("rev-list", *options, values=[self._ref], paths=[path])
        return out.decode("ascii").split()

    def names(self) -> Mapping[str, str]:
        """Give id → name of every record that the newest state holds."""
        newest = self.newest()
        entries = list_tree(self._git, newest, [RECORDS], sized=False) if newest else []
        blobs = read_blobs(self._git, [entry.id for entry in entries])
        found = (read_record(data, each.path) for each, data in zip(entries, blobs, strict=True))
        return {record.id: record.name for record in found}

    def commits(self, ids: Collection[str]) -> Mapping[str, Commit]:
        """Give those of these commits that are at hand, by their full ids."""
        return read_commits(self._git, [each for each in ids if each])

    def _saying(self, texts: Sequence[str]) -> list[_Stored]:
        """Read the files of the runs whose messages hold one of these texts, newest first."""
        newest = self.newest() if texts else None
        if newest is None:
            return []
        # Each text goes with its option into one word, where it cannot be taken for another one.
        options = ["--first-parent", "--parents", "--fixed-strings", "--encoding=UTF-8"]
        options += [f"--grep={text}" for text in texts]
        return self._files(_rows(self._git.run("rev-list", *options, values=[newest])))

    def _files(self, chain: Sequence[tuple[str, str]]) -> list[_Stored]:
        found = read_objects(self._git, [f"{revision}:{RUN}" for revision, _ in chain])
        return [
            _Stored(revision, before, each.data)
            for (revision, before), each in zip(chain, found, strict=True)
            # The chain's first commit is no run.
            if each is not None
        ]

    def _stored(self, *, are_few: bool) -> Iterator[_Stored]:
        """Give the files of the runs, each read once, however often they are asked for."""
        done = 0
        while True:
            yield from self._read[done:]
            done = len(self._read)
            if not self._read_more(are_few=are_few):
                return

    def _read_more(self, *, are_few: bool) -> bool:
        """Read the next window of runs, a small one when few are asked for; false for none."""
        if self._left is None:
            self._left = self._chain()
        if not self._left:
            return False
        size = _WINDOWS[-1]
        if are_few:
            size = next((each for each in _WINDOWS if each > len(self._read)), size)
        window, self._left = self._left[:size], self._left[size:]
        self._read += self._files(window)
        return True

    def _chain(self) -> list[tuple[str, str]]:
        """Give the states and those before them, newest first."""
        answer = self._git.ask("rev-list", "--first-parent", "--parents", values=[self._ref])
        if answer.status and self.newest():
            raise failure("rev-list", self._git.directory, answer)
        return _rows(answer.out)


def _rows(out: bytes) -> list[tuple[str, str]]:
    """Read commits and their first parents."""
    rows = [line.split() for line in out.decode("ascii").splitlines()]
    return [(row[0], row[1] if len(row) > 1 else "") for row in rows]


def _recorded(stored: _Stored, naming: frozenset[str] | None = None) -> RecordedRun:
    run, workspace_id = run_in(stored.value, stored.where, naming)
    return RecordedRun(stored.revision, stored.before, run, workspace_id)


def _as_written(text: str) -> bytes:
    """Give a text as it stands in a file of the state, with its quotes."""
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "backslashreplace")
