"""What is written down before and after each write."""

from dataclasses import replace

import pytest

from hookline.journal import Journalled, outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Cause, CauseKind, Change, Create, Release
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending, Stale
from hookline.model.outcome import Outcome, Result
from hookline.model.state import Beginning
from tests.support.bench import FullJournal
from tests.support.plans import SMALL

(CREATE,) = SMALL.changes
assert isinstance(CREATE, Create)
SHA = "3f2a9c1" + "0" * 33
MOVED = Stale.because(Code.API_CONFLICT, "it moved")


def begun(intents: int = 9, outcomes: int = 9) -> FullJournal:
    """Give the journal of a run, on a disk with room for so many entries."""
    journal = FullJournal(intents=intents, outcomes=outcomes)
    journal.begin(Beginning("run7", "Ada"), SMALL)
    return journal


def test_each_write_stands_between_its_intent_and_its_outcome() -> None:
    """The intent is there when the write begins, and the outcome when the call is back."""
    journal = begun()
    seen: list[list[str]] = []

    def write(change: Change) -> Attempt:
        seen.append([*journal.lines])
        return Attempt(outcome_of(change, Result.CREATED, record_id="w-1"), sent=True)

    attempt = Journalled(journal, "run7").attempt(CREATE, write)
    assert attempt.outcome.record_id == "w-1"
    assert seen == [["run7 intends create signup None"]]
    assert journal.lines == [*seen[0], "run7 created signup"]


def test_without_its_intent_nothing_is_written() -> None:
    """A disk that is full stops a write before it begins, and the outcome says why."""

    def write(_: Change) -> Attempt:
        pytest.fail("it was written")

    attempt = Journalled(begun(intents=0), "run7").attempt(CREATE, write)
    reason = "the disk is full"
    assert isinstance(attempt.failure, NeedsMending)
    assert str(attempt.failure) == reason
    assert attempt == Attempt(
        Outcome(Result.FAILED, "signup", None, "webhooks/a.yaml", SHA, reason),
        failure=attempt.failure,
    )


@pytest.mark.parametrize("failure", [None, MOVED])
def test_without_its_outcome_a_write_counts_and_ends_the_run(failure: Stale | None) -> None:
    """What was written stays so, and what went wrong first is what is told."""
    done = Attempt(outcome_of(CREATE, Result.CREATED), sent=True, failure=failure)
    attempt = Journalled(begun(outcomes=0), "run7").attempt(CREATE, lambda _: done)
    assert replace(attempt, failure=failure) == done
    assert isinstance(attempt.failure, Stale if failure else NeedsMending)


def test_an_outcome_says_what_is_known_of_its_cause() -> None:
    """A change that no commit explains has none, and a record that was there keeps its id."""
    release = Release(
        name="a", record_id="w-1", cause=Cause(CauseKind.DRIFT), path="webhooks/a.yaml"
    )
    expected = Outcome(Result.RELEASED, "a", "w-1", "webhooks/a.yaml", "", "")
    assert outcome_of(release, Result.RELEASED) == expected
    assert outcome_of(CREATE, Result.CREATED, record_id="w-2").record_id == "w-2"
