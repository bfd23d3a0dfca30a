import errno
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hookline.git.repository import Repository, open_repository
from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Change, Delete
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Result
from hookline.model.state import AppliedRecord, Beginning, Brought
from hookline.model.unfinished import Begun, Unfinished
from hookline.state.journal import FileJournal
from tests.support.plans import SMALL
from tests.support.repository import make_repository

(CREATE,) = SMALL.changes
DELETE = Delete(name="legacy", cause=CREATE.cause, record_id="id-2", path="a.yaml", message="x")
RUN = Beginning("r1", "Ada <ada@example.com>", "sync")
RECORD = AppliedRecord(
    "id-1",
    "signup",
    "webhooks/a.yaml",
    0,
    "b" * 40,
    "c" * 40,
    {"name": "signup"},
    {"name": "signup"},
    brought={"name": Brought("r1", "c" * 40)},
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Give a repository with one commit."""
    return open_repository(make_repository(tmp_path / "r", {"a": "1"}).path)


@pytest.fixture
def journal(repository: Repository) -> FileJournal:
    """Give a journal in which a run has begun, and nothing of it."""
    made = FileJournal(repository, "staging")
    made.begin(RUN, SMALL)
    return made


def lines(journal: FileJournal) -> list[dict[str, object]]:
    """Give the lines of the run."""
    return [json.loads(line) for line in (journal.folder / "r1.jsonl").read_text().splitlines()]


def done(change: Change, record_id: str = "id-1") -> Attempt:
    """Give an attempt that succeeded."""
    return Attempt(outcome_of(change, Result.CREATED, record_id=record_id), True, RECORD, ("id-0",))


def test_each_entry_is_a_line_and_on_the_disk_when_the_call_is_back(journal: FileJournal) -> None:
    """The plan comes first, then intents and outcomes in the order in which they happened."""
    assert [[*line] for line in lines(journal)] == [["format_version", "begin"]]
    journal.intend("r1", CREATE)
    assert lines(journal)[-1] == {
        "intend": CREATE.action.value,
        "name": CREATE.name,
        "record_id": CREATE.record_id,
    }
    journal.settle("r1", done(CREATE))
    assert lines(journal)[-1]["settle"] == "created"
    assert len(lines(journal)) == 3


def test_a_run_that_was_not_closed_is_found_with_all_that_it_did(journal: FileJournal) -> None:
    """Plan, purpose, what was settled and what was under way come back as they were."""
    journal.intend("r1", CREATE)
    journal.settle("r1", done(CREATE))
    journal.intend("r1", DELETE)
    assert journal.unfinished() == (
        Unfinished(
            RUN,
            SMALL,
            (
                Begun(CREATE.name, CREATE.action.value, "id-1", done(CREATE)),
                Begun("legacy", "delete", "id-2", None),
            ),
        ),
    )
    journal.close("r1")
    journal.close("neverbegun")
    assert journal.unfinished() == ()


def test_the_last_attempt_at_a_webhook_is_the_one_that_counts(journal: FileJournal) -> None:
    """A webhook that stepped aside for another is begun twice, and its outcomes stay apart."""
    journal.intend("r1", CREATE)
    journal.settle("r1", done(CREATE, "id-7"))
    journal.intend("r1", CREATE)
    journal.settle("r1", done(CREATE, "id-8"))
    (found,) = journal.unfinished()
    assert [each.record_id for each in found.begun] == ["id-7", "id-8"]
    last = found.find(CREATE)
    assert last is not None
    assert last.record_id == "id-8"


def test_a_saved_plan_is_told_by_its_digest(repository: Repository) -> None:
    """The journal of a saved plan names it, so that the same plan can be taken up again."""
    journal = FileJournal(repository, "staging", "5c1")
    journal.begin(RUN, SMALL)
    assert [each.plan_digest for each in FileJournal(repository, "staging").unfinished()] == ["5c1"]


def test_a_run_that_is_taken_up_again_goes_on_in_its_journal(journal: FileJournal) -> None:
    """What it did before stays known when it begins a second time."""
    journal.intend("r1", CREATE)
    before = lines(journal)
    journal.begin(RUN, SMALL)
    assert lines(journal) == before


def test_the_oldest_run_comes_first(repository: Repository) -> None:
    """Runs are recorded in the order in which they happened, whatever their ids."""
    journal = FileJournal(repository, "staging")
    for number, run_id in enumerate(("zz", "aa", "mm")):
        journal.begin(Beginning(run_id, "Ada"), SMALL)
        file = journal.folder / f"{run_id}.jsonl"
        os.utime(file, ns=(number, number))
    assert [each.run.id for each in journal.unfinished()] == ["zz", "aa", "mm"]


def test_targets_do_not_see_each_other(journal: FileJournal, repository: Repository) -> None:
    """Each target has a journal of its own."""
    assert journal.unfinished()
    assert FileJournal(repository, "production").unfinished() == ()


def test_the_journal_lies_in_gits_own_folder(journal: FileJournal, repository: Repository) -> None:
    """The working tree stays clean, and linked working trees share the journal."""
    assert repository.worktree is not None
    assert repository.git.run("ls-files", "--others") == b""
    linked = repository.worktree.parent / "linked"
    repository.git.run("worktree", "add", "--quiet", "-b", "side", values=[str(linked)])
    other = FileJournal(open_repository(linked), "staging")
    assert other.unfinished() == journal.unfinished() != ()


CALLS: list[Callable[[FileJournal], None]] = [
    lambda journal: journal.begin(RUN, SMALL),
    lambda journal: journal.intend("r1", CREATE),
    lambda journal: journal.settle("r1", done(CREATE)),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_journal_that_cannot_be_written_stops_the_run(
    repository: Repository, call: Callable[[FileJournal], None]
) -> None:
    """Without a journal no write may happen: each call raises, and names the file."""
    blocking = repository.common_folder / "hookline"
    blocking.write_text("in the way")
    journal = FileJournal(repository, "staging")
    with pytest.raises(NeedsMending) as caught:
        call(journal)
    assert told(caught) == Diagnostic(
        Severity.ERROR,
        Code.CFG_PATH,
        f"the journal {journal.folder / 'r1.jsonl'} cannot be written: "
        f"{os.strerror(errno.ENOTDIR)}",
        hint="make room or mend the permissions; nothing is written to the workspace "
        "without a journal",
    )


def test_only_the_account_can_read_the_journal(journal: FileJournal) -> None:
    """The journal holds names and answers of the workspace: no other account reads it."""
    mode = (journal.folder / "r1.jsonl").stat().st_mode
    assert mode & 0o077 == 0


def test_a_run_id_never_leads_out_of_the_folder(repository: Repository) -> None:
    """An id that is no plain name is refused."""
    with pytest.raises(ValueError, match="run's id"):
        FileJournal(repository, "staging").intend("../../x", CREATE)


def test_an_entry_that_a_crash_cut_off_takes_no_other_with_it(journal: FileJournal) -> None:
    """What was not wholly written was not acted upon, and what is written next is read."""
    journal.intend("r1", CREATE)
    file = journal.folder / "r1.jsonl"
    file.write_bytes(file.read_bytes() + b'{"settle": "cre')
    (found,) = journal.unfinished()
    assert [each.result for each in found.begun] == [None]
    journal.settle("r1", done(CREATE))
    (found,) = journal.unfinished()
    assert [each.result for each in found.begun] == [Result.CREATED]


@pytest.mark.parametrize("kept", [0, 1, 40])
def test_a_run_that_died_before_its_first_entry_had_done_nothing(
    journal: FileJournal, kept: int
) -> None:
    """Without a whole plan nothing was written to the workspace, and there is nothing to record."""
    file = journal.folder / "r1.jsonl"
    file.write_bytes(file.read_bytes()[:kept])
    assert journal.unfinished() == ()


def told(caught: pytest.ExceptionInfo[NeedsMending]) -> Diagnostic:
    """Give the one problem that is told."""
    [problem] = caught.value.diagnostics
    return problem


FORMS: list[tuple[bytes, bytes, str]] = [
    (b'"format_version": 2', b'"format_version": 3', "its form is 3, and this Hookline reads 2"),
    (b'"who": ', b'"whom": ', "run: who is missing"),
    (b'"worktree": false', b'"worktree": 7', "plan.worktree: bool is needed, not 7"),
    (b'"plan_digest"', b'"digest"', "'plan_digest'"),
    (b'"name": "signup", "record_id": null', b'"name": "signup"', "'record_id'"),
    (
        b'"name": "signup", "record_id": null',
        b'"name": "signup", "record_id": 7',
        "record_id: str is needed, not 7",
    ),
    (b'"result": "created"', b'"result": 7', "outcome.result: 7 is not a valid Result"),
    (b'"record": {"id": "id-1"', b'"record": {"id": 7', "record.id: str is needed, not 7"),
    (b'"drops": ["id-0"]', b'"drops": 7', "drops: a list is needed"),
    (b'"sent": true', b'"was_sent": true', "'sent'"),
]
"""What stands in a journal, what stands there instead, and what is wrong with that."""


@pytest.mark.parametrize(("old", "new", "said"), FORMS)
def test_a_journal_that_is_not_understood_stops_the_next_run(
    journal: FileJournal, old: bytes, new: bytes, said: str
) -> None:
    """What a run wrote is never passed over; the file, what is wrong and the way out are told."""
    journal.intend("r1", CREATE)
    journal.settle("r1", done(CREATE))
    file = journal.folder / "r1.jsonl"
    whole = file.read_bytes()
    assert old in whole
    file.write_bytes(whole.replace(old, new, 1))
    with pytest.raises(NeedsMending) as caught:
        journal.unfinished()
    assert told(caught) == Diagnostic(
        Severity.ERROR,
        Code.STA_FORMAT,
        f"the journal of a run that did not finish cannot be read: {file}: {said}",
        hint="apply with the Hookline that was running, or move the file away and plan again: what "
        "that run wrote then shows as unmanaged or drift",
    )


def test_a_journal_that_cannot_be_read_stops_the_next_run(journal: FileJournal) -> None:
    """A file that the machine does not give is told with what it is for."""
    file = journal.folder / "r2.jsonl"
    file.mkdir()
    with pytest.raises(NeedsMending) as caught:
        journal.unfinished()
    assert told(caught) == Diagnostic(
        Severity.ERROR,
        Code.CFG_PATH,
        f"the journal {file} cannot be read: {os.strerror(errno.EISDIR)}",
        hint="mend the permissions; it says what a run that did not finish has written",
    )


def test_a_journal_that_cannot_be_removed_is_told(journal: FileJournal) -> None:
    """A run whose journal stays would be looked at again: the user reads which file to remove."""
    file = journal.folder / "r2.jsonl"
    file.mkdir()
    with pytest.raises(NeedsMending) as caught:
        journal.close("r2")
    problem = told(caught)
    start = "the journal of a finished run cannot be removed: "
    assert problem.message.removeprefix(start) in {
        os.strerror(errno.EISDIR),
        os.strerror(errno.EPERM),
    }
    assert (problem.code, problem.hint) == (Code.CFG_PATH, f"remove it by hand: {file}")


def test_what_leaves_no_record_is_read_as_it_was_written(journal: FileJournal) -> None:
    """A delete that arrived and a write that was refused are told apart after a crash."""
    deleted = Attempt(outcome_of(DELETE, Result.DELETED), True, None, ("id-2",))
    refused = Attempt(outcome_of(CREATE, Result.FAILED, "not you"))
    for change, attempt in ((DELETE, deleted), (CREATE, refused)):
        journal.intend("r1", change)
        journal.settle("r1", attempt)
    (found,) = journal.unfinished()
    assert [each.attempt for each in found.begun] == [deleted, refused]
    assert [each.record_id for each in found.begun] == ["id-2", None]


def test_lines_that_are_no_entries_are_passed_over(journal: FileJournal) -> None:
    """An outcome without its intent, and a line that holds nothing, take nothing from the rest."""
    journal.settle("r1", done(DELETE))
    file = journal.folder / "r1.jsonl"
    file.write_bytes(file.read_bytes() + b"\n7\n{}\n")
    journal.intend("r1", CREATE)
    journal.settle("r1", done(CREATE))
    journal.intend("r1", DELETE)
    (found,) = journal.unfinished()
    assert [(each.name, each.result) for each in found.begun] == [
        (CREATE.name, Result.CREATED),
        ("legacy", None),
    ]


def test_other_files_in_the_folder_are_no_journals(journal: FileJournal) -> None:
    """What an editor or a copy leaves beside the journals is not read."""
    begun = journal.unfinished()
    whole = (journal.folder / "r1.jsonl").read_bytes()
    for name in ("r1.jsonl.orig", "r1-copy.jsonl", "notes.txt"):
        (journal.folder / name).write_bytes(whole)
    assert journal.unfinished() == begun


def test_an_empty_journal_is_no_entry_that_was_cut_off(journal: FileJournal) -> None:
    """A crash before the first byte leaves an empty file, in which the next entry comes first."""
    file = journal.folder / "r1.jsonl"
    file.write_bytes(b"")
    journal.intend("r1", CREATE)
    assert [*lines(journal)[0]] == ["intend", "name", "record_id"]


def test_threads_write_whole_lines(journal: FileJournal) -> None:
    """Several writes may be under way at a time, and none of their entries is lost."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: journal.intend("r1", CREATE), range(40)))
    assert len(lines(journal)) == 41
