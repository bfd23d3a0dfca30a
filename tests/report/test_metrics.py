from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookline.model.outcome import Outcome, Result
from hookline.model.round import History, Left, Round, RoundResult
from hookline.report.metrics import history_in_metrics, render_metrics
from tests.support.webhooks import NOW

DONE = Round(
    "staging",
    NOW,
    NOW + timedelta(milliseconds=1250),
    RoundResult.LEFT,
    3,
    commit="b" * 40,
    applied_commit="a" * 40,
    run="0123456789ab",
    outcomes=(Outcome(Result.CREATED, "a"), Outcome(Result.CREATED, "b")),
    left=(Left("c", "update", "conflict", "git and the workspace have both moved"),),
    drift=2,
)
AT = int(NOW.timestamp())


def test_round_as_metrics() -> None:
    """Each metric is explained, typed, and has a sample for each of its labels."""
    history = History(NOW - timedelta(hours=1), 4, NOW + timedelta(minutes=5))
    counts = "".join(
        f'hookline_sync_changes{{target="staging",result="{each}"}} {2 * (each == "created")}\n'
        for each in Result
    )
    assert render_metrics(DONE, history) == (
        "# HELP hookline_sync_up Whether the last round could read git and the workspace.\n"
        "# TYPE hookline_sync_up gauge\n"
        'hookline_sync_up{target="staging"} 1\n'
        "# HELP hookline_sync_last_run_timestamp_seconds When the last round ended.\n"
        "# TYPE hookline_sync_last_run_timestamp_seconds gauge\n"
        f'hookline_sync_last_run_timestamp_seconds{{target="staging"}} {AT + 1}.250\n'
        "# HELP hookline_sync_last_success_timestamp_seconds When a round last ended with the "
        "target as git says.\n"
        "# TYPE hookline_sync_last_success_timestamp_seconds gauge\n"
        f'hookline_sync_last_success_timestamp_seconds{{target="staging"}} {AT - 3600}\n'
        "# HELP hookline_sync_consecutive_failures How many rounds on end did not end so.\n"
        "# TYPE hookline_sync_consecutive_failures gauge\n"
        'hookline_sync_consecutive_failures{target="staging"} 4\n'
        "# HELP hookline_sync_exit_code The exit code of the last round.\n"
        "# TYPE hookline_sync_exit_code gauge\n"
        'hookline_sync_exit_code{target="staging"} 3\n'
        "# HELP hookline_sync_duration_seconds How long the last round took.\n"
        "# TYPE hookline_sync_duration_seconds gauge\n"
        'hookline_sync_duration_seconds{target="staging"} 1.250\n'
        "# HELP hookline_sync_changes What became of the changes of the last round.\n"
        "# TYPE hookline_sync_changes gauge\n"
        f"{counts}"
        "# HELP hookline_sync_blocked How many webhooks the last round left as they were.\n"
        "# TYPE hookline_sync_blocked gauge\n"
        'hookline_sync_blocked{target="staging"} 1\n'
        "# HELP hookline_sync_drift How many webhooks the last round found changed by hand.\n"
        "# TYPE hookline_sync_drift gauge\n"
        'hookline_sync_drift{target="staging"} 2\n'
        "# HELP hookline_sync_applied_commit_info The newest commit that the target is known to "
        "match.\n"
        "# TYPE hookline_sync_applied_commit_info gauge\n"
        f'hookline_sync_applied_commit_info{{target="staging",commit="{"a" * 40}"}} 1\n'
        "# HELP hookline_sync_next_run_timestamp_seconds When the next round is due.\n"
        "# TYPE hookline_sync_next_run_timestamp_seconds gauge\n"
        f'hookline_sync_next_run_timestamp_seconds{{target="staging"}} {AT + 300}\n'
    )


def test_what_is_unknown_has_no_sample() -> None:
    """A round that read nothing leaves no old value, and no zero that looks like one."""
    failed = Round("staging", NOW, NOW, RoundResult.AWAY, 7)
    text = render_metrics(failed, History(failures=1))
    assert 'hookline_sync_up{target="staging"} 0\n' in text
    for name in ("last_success", "blocked", "drift", "applied_commit", "next_run"):
        assert name not in text


@given(
    target=st.text(st.characters(codec="utf-8"), max_size=20),
    success=st.none()
    | st.datetimes(
        datetime(2000, 1, 1),
        datetime(2100, 1, 1),
        timezones=st.just(UTC),
    ),
    failures=st.integers(0, 10**9),
)
def test_history_is_read_back(target: str, success: datetime | None, failures: int) -> None:
    """Whatever the target is called, the next process knows what this one knew."""
    text = render_metrics(replace(DONE, target=target), History(success, failures))
    told = history_in_metrics(text, target)
    assert told is not None
    assert told.failures == failures
    assert (told.last_success is None) == (success is None)
    if success and told.last_success:
        assert abs(told.last_success - success) < timedelta(milliseconds=1)


@pytest.mark.parametrize("text", ["", "hookline_sync_consecutive_failures 1\n", "\0"])
def test_other_text_says_nothing(text: str) -> None:
    """A file of something else, or of another target, has no history for this one."""
    assert history_in_metrics(text, "staging") is None
    assert history_in_metrics(render_metrics(DONE, History()), "production") is None
