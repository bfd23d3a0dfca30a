from dataclasses import replace

from hookline.model.outcome import Outcome, Result
from hookline.state.message import run_message
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
