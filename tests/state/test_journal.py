import json
from pathlib import Path

import pytest

from hookline.git.repository import Repository, open_repository
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Outcome, Result
from hookline.model.unfinished import Begun, Unfinished
from hookline.state.journal import FileJournal
from tests.support.repository import make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Give a repository with one commit."""
    return open_repository(make_repository(tmp_path / "r", {"a": "1"}).path)


def _lines(journal: FileJournal, run_id: str) -> list[dict[str, object]]:
    text = (journal.folder / f"{run_id}.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_intents_and_outcomes_are_lines_in_their_order(repository: Repository) -> None:
    """Each entry is on the disk as soon as the call is back."""
    journal = FileJournal(repository, "staging")
    journal.intend("r1", "signup", None, "create")
    assert len(_lines(journal, "r1")) == 1
    journal.settle("r1", Outcome(Result.CREATED, "signup", "id-1"))
    assert _lines(journal, "r1") == [
        {"format_version": 1, "intend": "create", "name": "signup", "record_id": None},
        {
            "format_version": 1,
            "settle": "created",
            "name": "signup",
            "record_id": "id-1",
            "reason": "",
        },
    ]


def test_a_run_that_was_not_closed_is_known(repository: Repository) -> None:
    """What a crash leaves behind is found by the next run; a closed run leaves nothing."""
    journal = FileJournal(repository, "staging")
    for run_id in ("r1", "r2"):
        journal.intend(run_id, "signup", None, "create")
    journal.close("r1")
    assert FileJournal(repository, "staging").unfinished() == ("r2",)
    journal.close("r2")
    journal.close("neverbegun")
    assert journal.unfinished() == ()


def test_targets_do_not_see_each_other(repository: Repository) -> None:
    """Each target has a journal of its own."""
    FileJournal(repository, "staging").intend("r1", "signup", None, "create")
    assert FileJournal(repository, "production").unfinished() == ()


def test_the_journal_lies_in_gits_own_folder(repository: Repository) -> None:
    """The working tree stays clean, and linked working trees share the journal."""
    FileJournal(repository, "staging").intend("r1", "signup", None, "create")
    assert repository.worktree is not None
    assert repository.git.run("ls-files", "--others") == b""
    linked = repository.worktree.parent / "linked"
    repository.git.run("worktree", "add", "--quiet", "-b", "side", values=[str(linked)])
    assert FileJournal(open_repository(linked), "staging").unfinished() == ("r1",)


def test_a_journal_that_cannot_be_written_stops_the_run(repository: Repository) -> None:
    """Without a journal no write may happen: the call raises, and names the file."""
    blocking = repository.common_folder / "hookline"
    blocking.write_text("in the way")
    with pytest.raises(NeedsMending) as caught:
        FileJournal(repository, "staging").intend("r1", "signup", None, "create")
    [problem] = caught.value.diagnostics
    assert problem.code is Code.CFG_PATH
    assert str(blocking) in problem.message


def test_only_the_account_can_read_the_journal(repository: Repository) -> None:
    """The journal holds names and answers of the workspace: no other account reads it."""
    journal = FileJournal(repository, "staging")
    journal.intend("r1", "signup", None, "create")
    mode = (journal.folder / "r1.jsonl").stat().st_mode
    assert mode & 0o077 == 0


def test_a_run_id_never_leads_out_of_the_folder(repository: Repository) -> None:
    """An id that is no plain name is refused."""
    with pytest.raises(ValueError, match="run's id"):
        FileJournal(repository, "staging").intend("../../x", "signup", None, "create")


def test_the_run_of_a_saved_plan_is_found_with_what_it_had_begun(repository: Repository) -> None:
    """After a crash the journal tells which changes of a plan are settled, and which in doubt."""
    FileJournal(repository, "staging", "other").intend("r0", "signup", None, "create")
    FileJournal(repository, "staging").intend("r1", "signup", None, "create")
    journal = FileJournal(repository, "staging", "digest")
    journal.intend("r2", "signup", None, "create")
    journal.settle("r2", Outcome(Result.CREATED, "signup", "id-1"))
    journal.intend("r2", "refund", "id-2", "update")
    found = FileJournal(repository, "staging").unfinished_of("digest")
    assert found == Unfinished(
        "r2",
        (
            Begun("signup", "create", "id-1", Result.CREATED),
            Begun("refund", "update", "id-2", None),
        ),
    )
    assert journal.unfinished_of("unknown") is None
    journal.close("r2")
    assert journal.unfinished_of("digest") is None


def test_an_entry_that_a_crash_cut_off_takes_no_other_with_it(repository: Repository) -> None:
    """What was not wholly written was not acted upon, and what is written next is read."""
    journal = FileJournal(repository, "staging", "digest")
    journal.intend("r1", "signup", None, "create")
    file = journal.folder / "r1.jsonl"
    file.write_bytes(file.read_bytes() + b'{"format_version": 1, "settle": "cre')
    assert journal.unfinished_of("digest") == Unfinished(
        "r1", (Begun("signup", "create", None, None),)
    )
    journal.settle("r1", Outcome(Result.CREATED, "signup", "id-1"))
    assert journal.unfinished_of("digest") == Unfinished(
        "r1", (Begun("signup", "create", "id-1", Result.CREATED),)
    )


def test_foreign_lines_in_a_journal_are_passed_over(repository: Repository) -> None:
    """A journal is read as far as it is understood."""
    journal = FileJournal(repository, "staging", "digest")
    journal.intend("r1", "signup", None, "create")
    file = journal.folder / "r1.jsonl"
    lines = (b"[1]", b"{}", b'{"settle": ["x"], "name": "signup"}', b'{"settle": "x", "name": 1}')
    file.write_bytes(file.read_bytes() + b"\n".join(lines) + b"\n")
    found = journal.unfinished_of("digest")
    assert found is not None
    assert [begun.result for begun in found.begun] == [None]
