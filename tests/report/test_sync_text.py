from dataclasses import replace

import pytest

from hookline.model.guard import Guard, GuardVerdict
from hookline.model.outcome import Outcome, Result
from hookline.model.round import Left, Round, RoundResult
from hookline.report.style import Style
from hookline.report.sync_text import render_round
from tests.support.webhooks import NOW

SEE = "hookline plan --target staging"
DONE = Round("staging", NOW, NOW, RoundResult.UNCHANGED, 0, commit="b" * 40)
CREATED = (Outcome(Result.CREATED, "a"),)
LEFT = (Left("c", "update", "conflict", "git and the workspace have both moved"),)
VERDICT = GuardVerdict(Guard.DELETES, False, "deletes 9 of 9, limit 2")


def shown(**changed: object) -> str:
    """Show a round that differs from one with nothing to do."""
    return render_round(replace(DONE, **changed), Style(), SEE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "last"),
    [
        ({}, "No changes. staging matches bbbbbbb."),
        ({"kept": 1}, "No changes. staging matches bbbbbbb, apart from 1 difference left."),
        (
            {"result": RoundResult.APPLIED, "run": "r1", "outcomes": CREATED, "kept": 2},
            "1 created (run r1). staging matches bbbbbbb, apart from 2 differences left.",
        ),
        (
            {"result": RoundResult.LEFT, "left": LEFT},
            f"No other changes. staging does not match bbbbbbb yet: 1 webhook left. See: {SEE}",
        ),
        (
            {"result": RoundResult.LEFT, "left": LEFT, "run": "r1", "outcomes": CREATED},
            f"1 created (run r1). staging does not match bbbbbbb yet: 1 webhook left. See: {SEE}",
        ),
        (
            {"result": RoundResult.REFUSED, "guards": (VERDICT,), "applied_commit": "a" * 40},
            f"Refused, and nothing was written. staging stays at aaaaaaa. See: {SEE}",
        ),
        (
            {"result": RoundResult.REFUSED},
            "Refused, and nothing was written. staging stays at what was applied last.",
        ),
        (
            {
                "result": RoundResult.FAILED,
                "run": "r1",
                "outcomes": (*CREATED, Outcome(Result.SKIPPED, "b", reason="a change failed")),
            },
            "1 created, 1 skipped (run r1). staging does not match bbbbbbb yet.",
        ),
    ],
)
def test_last_line_says_how_the_target_stands(changed: dict[str, object], last: str) -> None:
    """Whoever reads only the last line knows what was done, and whether the target is right."""
    assert shown(**changed).splitlines()[-1] == last


@pytest.mark.parametrize(
    "result", [RoundResult.AWAY, RoundResult.LOCKED, RoundResult.FAILED, RoundResult.STOPPED]
)
def test_round_that_did_nothing_leaves_it_to_its_problems(result: RoundResult) -> None:
    """What went wrong before anything was done is told elsewhere, and no line claims more."""
    assert shown(result=result) == ""


def test_lines_are_what_was_done_what_was_left_and_who_refused() -> None:
    """Each change is a line, and a guard says why; nothing in a name acts on a terminal."""
    odd = (Left("c\x1b[31m", "update", "conflict", "why"),)
    text = shown(result=RoundResult.LEFT, outcomes=CREATED, run="r1", left=odd, guards=(VERDICT,))
    assert text.splitlines()[:2] == [
        "  + webhook/a  created",
        "  ! webhook/c\\x1b[31m  left: why",
    ]
    refused = shown(result=RoundResult.REFUSED, guards=(VERDICT,))
    assert refused.splitlines()[0] == "Refused (deletes): deletes 9 of 9, limit 2"
