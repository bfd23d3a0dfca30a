"""Runs and their outcomes as people and programs read them."""

from dataclasses import replace
from datetime import UTC, datetime

from hookline.model.outcome import Outcome, Result
from hookline.model.state import Run
from hookline.report.runs import MOST_OUTCOMES, count_outcomes, render_runs, runs_to_json
from hookline.report.style import Style

RUN = Run(
    "run1",
    datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
    "Ada <ada@example.com>",
    "3f2a9c1" + "0" * 33,
    False,
    "3f2a9c1" + "0" * 33,
    "",
    (
        Outcome(Result.CREATED, "a", "w1", "webhooks/a.yaml", "c" * 40),
        Outcome(Result.FAILED, "b\x1b[2J", None, "webhooks/b.yaml", "c" * 40, "not\nyou"),
        Outcome(Result.SKIPPED, "c", None, "webhooks/c.yaml", "c" * 40),
    ),
)


def test_run_tells_when_who_from_which_commit_and_outcomes() -> None:
    """A run is read at a glance, and hostile names stay on their line."""
    assert render_runs([RUN], Style()) == (
        "run run1  2026-11-23 09:05 UTC  3f2a9c1  1 created, 1 failed, 1 skipped\n"
        "  by Ada <ada@example.com>\n"
        "  + webhook/a  created\n"
        "  ! webhook/b\\x1b[2J  failed: not\\nyou\n"
        "  . webhook/c  skipped\n"
    )


def test_runs_are_parted_by_a_line() -> None:
    """Several runs do not run together."""
    assert render_runs([RUN, RUN], Style()).count("\n\n") == 1


def test_json_holds_every_outcome() -> None:
    """Programs get full ids and null for what there is not."""
    shown = runs_to_json([RUN], "staging")
    assert shown["target"] == "staging"
    assert shown["runs"] == [
        {
            "id": "run1",
            "number": None,
            "purpose": "apply",
            "at": "2026-11-23T09:05:00+00:00",
            "who": "Ada <ada@example.com>",
            "commit": "3f2a9c1" + "0" * 33,
            "worktree": False,
            "outcomes": [
                {
                    "result": "created",
                    "address": "webhook/a",
                    "id": "w1",
                    "path": "webhooks/a.yaml",
                    "commit": "c" * 40,
                    "reason": None,
                },
                {
                    "result": "failed",
                    "address": "webhook/b\x1b[2J",
                    "id": None,
                    "path": "webhooks/b.yaml",
                    "commit": "c" * 40,
                    "reason": "not\nyou",
                },
                {
                    "result": "skipped",
                    "address": "webhook/c",
                    "id": None,
                    "path": "webhooks/c.yaml",
                    "commit": "c" * 40,
                    "reason": None,
                },
            ],
        }
    ]


def test_counts_of_nothing() -> None:
    """A run without outcomes wrote nothing, and says so."""
    assert count_outcomes(()) == "nothing written"


def test_a_run_tells_its_number_and_what_it_was_for() -> None:
    """What goes without saying, an apply, is not said."""
    second = render_runs([replace(RUN, number=1234, purpose="rollback to 12ab")], Style())
    assert second.splitlines()[1] == "  number 1,234, rollback to 12ab, by Ada <ada@example.com>"
    assert "apply" not in render_runs([replace(RUN, number=2)], Style())


def test_of_many_outcomes_those_that_failed_are_shown_first() -> None:
    """What went wrong is not hidden behind what went well."""
    many = [Outcome(Result.CREATED, f"w{number}") for number in range(MOST_OUTCOMES + 5)]
    run = replace(RUN, outcomes=(*many, Outcome(Result.FAILED, "bad", reason="not you")))
    shown = render_runs([run], Style(), whole=False, more="hookline log -v").splitlines()
    assert shown[2] == "  ! webhook/bad  failed: not you"
    assert shown[3:] == [
        *(f"  + webhook/w{number}  created" for number in range(MOST_OUTCOMES - 1)),
        "  and 6 more (hookline log -v)",
    ]
    assert "more" not in render_runs([run], Style())


def test_a_run_that_applied_no_commit_names_none() -> None:
    """A forget only records something; a working tree before the first commit is named."""
    forget = replace(RUN, commit="", purpose="forget")
    head = "run run1  2026-11-23 09:05 UTC  1 created, 1 failed, 1 skipped\n"
    assert render_runs([forget], Style()).startswith(head)
    unborn = render_runs([replace(RUN, commit="", worktree=True)], Style())
    assert "UTC  the working tree (on no commit yet)  1 created" in unborn
