from dataclasses import replace

import pytest

from hookline.model.outcome import Outcome, Result
from hookline.state.message import begin_message, mention_of, run_message, trailer_of
from tests.support.states import make_run

COMMIT = "3f2a9c1" + "0" * 33


def test_a_run_as_people_read_it() -> None:
    """The subject sums up, a line tells each outcome, and trailers say run, commit and who."""
    run = make_run(
        COMMIT,
        Outcome(Result.UPDATED, "paid", "2", "webhooks/paid.yaml"),
        Outcome(Result.CREATED, "refund", "3", "webhooks/refund.yaml"),
        Outcome(Result.CREATED, "signup", "4", "webhooks/signup.yaml"),
        Outcome(Result.FAILED, "late", None, "webhooks/late.yaml", reason="403 Forbidden"),
        Outcome(Result.DELETED, "gone", "5"),
    )
    assert run_message(run, "staging") == (
        "Apply 3f2a9c1 to staging: 2 created, 1 updated, 1 deleted, 1 failed\n"
        "\n"
        "  updated   webhook/paid (webhooks/paid.yaml)\n"
        "  created   webhook/refund (webhooks/refund.yaml)\n"
        "  created   webhook/signup (webhooks/signup.yaml)\n"
        "  failed    webhook/late (webhooks/late.yaml): 403 Forbidden\n"
        "  deleted   webhook/gone\n"
        "\n"
        "Hookline-Run: run1\n"
        f"Hookline-Commit: {COMMIT}\n"
        "Hookline-By: Grace Hopper <grace@example.com>\n"
    )


def test_a_run_that_wrote_nothing() -> None:
    """A run that only recorded, as for a moved file, says so."""
    message = run_message(replace(make_run(COMMIT), outcomes=()), "staging")
    assert message.splitlines()[0] == "Apply 3f2a9c1 to staging: nothing written, only recorded"
    assert message.splitlines()[2] == "Hookline-Run: run1"


def test_a_run_without_a_commit() -> None:
    """The working tree of an unborn branch is named as what it is, without a trailer."""
    message = run_message(make_run("", worktree=True), "local")
    assert message.startswith("Apply the working tree (on no commit yet) to local: 1 created\n")
    assert "Hookline-Commit" not in message


def test_a_foreign_text_stays_on_its_line() -> None:
    """What a workspace answered cannot pass for a trailer, nor move a terminal's cursor."""
    reason = "no\n\nHookline-By: Mallory <m@x>\n\x1b[2J"
    message = run_message(make_run(COMMIT, Outcome(Result.FAILED, "x", reason=reason)), "staging")
    assert "  failed    webhook/x: no Hookline-By: Mallory <m@x> [2J\n" in message
    assert [line for line in message.splitlines() if line.startswith("Hookline-By")] == [
        "Hookline-By: Grace Hopper <grace@example.com>"
    ]


@pytest.mark.parametrize(
    ("purpose", "subject"),
    [
        ("apply", "Apply 3f2a9c1 to staging: 1 created"),
        ("sync", "Sync staging with 3f2a9c1: 1 created"),
        ("rollback to 5d1c", "Roll back staging to 5d1c: 1 created"),
        ("forget", "Forget webhooks of staging: 1 created"),
        ("resume", "Let go of the hold on staging: 1 created"),
    ],
)
def test_the_subject_says_what_a_run_was_for(purpose: str, subject: str) -> None:
    """Whoever reads the log sees at once what was no ordinary apply."""
    message = run_message(replace(make_run(COMMIT), purpose=purpose), "staging")
    assert message.splitlines()[0] == subject


def test_the_beginning_tells_of_what_was_thinned() -> None:
    """How many runs are gone stands in the subject, and the last of them below."""
    assert begin_message("staging").startswith("Begin the applied state of staging\n\n")
    assert "thinned" not in begin_message("staging")
    last = replace(make_run(COMMIT, run_id="5d1c"), number=7)
    lines = begin_message("staging", 7, last).splitlines()
    assert lines[0] == "Begin the applied state of staging, after 7 older runs"
    assert lines[-1] == "was run 5d1c (number 7) of 2026-11-23 14:30 UTC."
    assert begin_message("staging", 1, last).splitlines()[0].endswith("after 1 older run")


def test_the_beginning_as_people_read_it() -> None:
    """It explains the commits after it, and what of them is gone."""
    last = replace(make_run(COMMIT, run_id="5d1c"), number=7)
    usual = (
        "Begin the applied state of staging\n"
        "\n"
        "Each commit after this one records a run of Hookline: `run.json` says what became of\n"
        "each change, `records/` what the workspace holds since, and the second parent is the\n"
        "commit that was applied.\n"
    )
    assert begin_message("staging") == usual
    assert begin_message("staging", 0, last) == usual
    assert begin_message("staging", 2, last) == (
        usual.replace("staging\n", "staging, after 2 older runs\n") + "\n"
        "Older runs were thinned away, as `state.keep` of the target says; the last of them\n"
        "was run 5d1c (number 7) of 2026-11-23 14:30 UTC.\n"
    )
    assert begin_message("staging", 1) == usual.replace("staging\n", "staging, after 1 older run\n")


def test_a_run_of_the_working_tree_names_the_commit_below_it() -> None:
    """What was applied is no commit, so there is no trailer for one."""
    message = run_message(make_run(COMMIT, worktree=True), "staging")
    assert message.startswith("Apply the working tree (on 3f2a9c1) to staging: 1 created\n")
    assert "Hookline-Commit" not in message


def test_the_message_is_what_runs_are_found_by() -> None:
    """The mention of a webhook and the trailer of a run stand in it word for word."""
    run = make_run(COMMIT, Outcome(Result.UPDATED, "a\tb"), run_id="5d\n1c")
    message = run_message(replace(run, purpose="rollback to\x1b5d"), "staging")
    assert message.startswith("Roll back staging to 5d: 1 updated\n")
    mention, trailer = mention_of("a\tb"), trailer_of("5d\n1c")
    assert f"  updated   {mention}\n" in message
    assert f"\n{trailer}\n" in message
    assert (mention, trailer) == ("webhook/a b", "Hookline-Run: 5d 1c")
