"""A run that goes on after another one has taken it for dead and removed its journal."""

from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.outcome import Result
from hookline.model.state import Beginning
from hookline.model.unfinished import Begun, Unfinished
from hookline.state.journal import FileJournal
from tests.support.plans import SMALL
from tests.support.repository import make_repository

RUN = Beginning("r1", "Ada <ada@example.com>", number=4)
(CREATE,) = SMALL.changes
DONE = Attempt(outcome_of(CREATE, Result.CREATED, record_id="id-1"), sent=True)


@pytest.fixture
def journals(tmp_path: Path) -> tuple[FileJournal, FileJournal]:
    """Give the journal as a run sees it that is under way, and as another process does."""
    repository = open_repository(make_repository(tmp_path / "r", {"a": "1"}).path)
    own, other = FileJournal(repository, "staging"), FileJournal(repository, "staging")
    own.begin(RUN, SMALL)
    return own, other


def test_a_write_under_way_is_told_again_with_what_came_of_it(
    journals: tuple[FileJournal, FileJournal],
) -> None:
    """Its plan, its intent and its outcome are all in the journal that begins anew."""
    own, other = journals
    own.intend("r1", CREATE)
    other.close("r1")
    own.settle("r1", DONE)
    begun = Begun("signup", "create", "id-1", DONE)
    assert other.unfinished() == (Unfinished(RUN, SMALL, (begun,), late=True),)


def test_a_write_that_begins_late_is_told_alone(
    journals: tuple[FileJournal, FileJournal],
) -> None:
    """What was settled before was recorded by the other run, and is not told again."""
    own, other = journals
    own.intend("r1", CREATE)
    own.settle("r1", DONE)
    other.close("r1")
    own.intend("r1", CREATE)
    assert other.unfinished() == (
        Unfinished(RUN, SMALL, (Begun("signup", "create", None),), late=True),
    )


def test_a_run_that_nobody_took_for_dead_is_not_late(
    journals: tuple[FileJournal, FileJournal],
) -> None:
    """As long as its journal is there it simply goes on."""
    own, other = journals
    own.intend("r1", CREATE)
    (found,) = other.unfinished()
    assert not found.late


def test_discarded_journals_are_gone_also_when_nobody_can_read_them(
    journals: tuple[FileJournal, FileJournal],
) -> None:
    """Beginning anew leaves nothing that could bring anything back."""
    own, other = journals
    (own.folder / "r2.jsonl").write_text('{"format_version": 9, "begin": {}}\n')
    (own.folder / "notes.txt").write_text("mine")
    other.discard()
    assert [file.name for file in own.folder.iterdir()] == ["notes.txt"]
