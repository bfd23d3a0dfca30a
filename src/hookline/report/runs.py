"""Runs and their outcomes, as text and as JSON-shaped data."""

from collections import Counter
from collections.abc import Iterable, Sequence

from hookline.model.outcome import Outcome, Result
from hookline.model.state import Run
from hookline.model.values import JSON
from hookline.report.style import Style, safe_text
from hookline.report.times import stamp

FORMAT_VERSION = 1

MOST_OUTCOMES = 10
"""So many outcomes of a run are shown; the rest is counted."""

_SYMBOLS = {
    Result.CREATED: "+",
    Result.UPDATED: "~",
    Result.RENAMED: ">",
    Result.DELETED: "-",
    Result.ADOPTED: "=",
    Result.RELEASED: "x",
    Result.FAILED: "!",
    Result.SKIPPED: ".",
    Result.UNKNOWN: "?",
}
_BAD = {Result.FAILED, Result.UNKNOWN}
_USUAL = "apply"
"""The purpose that goes without saying."""


def count_outcomes(outcomes: Sequence[Outcome]) -> str:
    """Give the counts in the past tense, "3 created, 1 failed"; "nothing" when there are none."""
    counted = Counter(outcome.result for outcome in outcomes)
    counts = [f"{counted[each]} {each}" for each in Result if counted[each]]
    return ", ".join(counts) or "nothing written"


def render_outcomes(outcomes: Iterable[Outcome], style: Style) -> str:
    """Show what became of each change, a line each."""
    lines = []
    for outcome in outcomes:
        head = f"  {_SYMBOLS[outcome.result]} webhook/{safe_text(outcome.name)}"
        looks = ("red",) if outcome.result in _BAD else ()
        reason = f": {safe_text(outcome.reason)}" if outcome.reason else ""
        lines.append(f"{head}  {style(outcome.result.value, *looks)}{reason}\n")
    return "".join(lines)


def render_runs(runs: Iterable[Run], style: Style, *, whole: bool = True, more: str = "") -> str:
    """Show the runs, newest first: when, who, from which commit, and what became of each.

    Unless `whole`, a run shows a few outcomes, what failed among the first, and counts the others;
    `more` is the command that shows all.
    """
    blocks = []
    for run in runs:
        head = style(f"run {run.id}", "bold", "yellow")
        shown = run.outcomes if whole else _most_telling(run.outcomes)
        hidden = len(run.outcomes) - len(shown)
        lines = [
            "  ".join([head, stamp(run.at), *_source(run), count_outcomes(run.outcomes)]),
            f"  {_about(run)}",
            render_outcomes(shown, style).rstrip("\n"),
            f"  and {hidden:,} more ({more})" if hidden else "",
        ]
        blocks.append("\n".join(line for line in lines if line) + "\n")
    return "\n".join(blocks)


def _source(run: Run) -> list[str]:
    """Say which commit was applied; a run that only records something applies none."""
    if run.worktree:
        return [f"the working tree (on {run.commit[:7] or 'no commit yet'})"]
    return [run.commit[:7]] if run.commit else []


def _about(run: Run) -> str:
    """Say which run of the target it is, what it was for unless that is usual, and who ran it."""
    parts = [f"number {run.number:,}"] if run.number else []
    parts += [safe_text(run.purpose)] if run.purpose != _USUAL else []
    return ", ".join([*parts, f"by {safe_text(run.who)}"])


def _most_telling(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Give the outcomes that are shown of many: what failed, then the first ones."""
    if len(outcomes) <= MOST_OUTCOMES:
        return outcomes
    bad = [each for each in outcomes if each.result in _BAD]
    good = [each for each in outcomes[:MOST_OUTCOMES] if each.result not in _BAD]
    return [*bad, *good][:MOST_OUTCOMES]


def runs_to_json(
    runs: Iterable[Run], target: str, unrecorded: Iterable[Run] = ()
) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data, every outcome among them.

    `unrecorded` are runs that did not finish, which the next apply records.
    """
    return {
        "format_version": FORMAT_VERSION,
        "target": target,
        "unrecorded": [{**_run_to_json(run), "at": None} for run in unrecorded],
        "runs": [_run_to_json(run) for run in runs],
    }


def _run_to_json(run: Run) -> dict[str, JSON]:
    return {
        "id": run.id,
        "number": run.number or None,
        "purpose": run.purpose,
        "at": run.at.isoformat(),
        "who": run.who,
        "commit": run.commit or None,
        "worktree": run.worktree,
        "outcomes": [outcome_to_json(each) for each in run.outcomes],
    }


def outcome_to_json(outcome: Outcome) -> JSON:
    """Give one outcome as JSON-shaped data."""
    return {
        "result": outcome.result.value,
        "address": f"webhook/{outcome.name}",
        "id": outcome.record_id,
        "path": outcome.path or None,
        "commit": outcome.commit or None,
        "reason": outcome.reason or None,
    }
