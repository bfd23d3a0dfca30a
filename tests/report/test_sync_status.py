import json
from dataclasses import replace
from datetime import timedelta

import pytest

from hookline.model.round import History, Round, RoundResult
from hookline.report.sync_status import history_in_status, round_to_json
from tests.support.webhooks import NOW

DONE = Round("staging", NOW, NOW, RoundResult.UNCHANGED, 0, drift=0)
BEFORE = History(NOW - timedelta(hours=1), 4, NOW + timedelta(minutes=5))


def written(done: Round = DONE, history: History = BEFORE) -> str:
    """Give the text of a status file."""
    return json.dumps(round_to_json(done, history))


def test_history_is_read_back() -> None:
    """The next process knows when one last succeeded and how often it did not since."""
    told = history_in_status(written(), "staging")
    assert told == History(BEFORE.last_success, BEFORE.failures)
    assert history_in_status(written(history=History()), "staging") == History()


def test_history_of_another_target_is_not_taken_over() -> None:
    """Who names the same file for two targets does not get the one's success for the other's."""
    assert history_in_status(written(replace(DONE, target="production")), "staging") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        '{"target": "staging"}',
        '{"target": "staging", "failures": "x", "last_success_at": null}',
        '{"target": "staging", "failures": 1, "last_success_at": "yesterday"}',
    ],
)
def test_text_that_is_no_status_says_nothing(text: str) -> None:
    """A file that somebody else wrote has no history."""
    assert history_in_status(text, "staging") is None


def test_times_have_their_zone() -> None:
    """Whoever reads the file needs no guess about what its times mean."""
    told = round_to_json(DONE, BEFORE)
    assert told["next_at"] == "2026-11-23T12:05:00+00:00"
    assert told["ended_at"] == told["started_at"] == "2026-11-23T12:00:00+00:00"
