"""The message of a run's commit, for the people who read `git log --first-parent`."""

from collections import Counter

from hookline.model.outcome import Outcome, Result
from hookline.model.state import Run


def begin_message(target: str) -> str:
    """Give the message of the empty commit with which a target's chain begins."""
    return (
        f"Begin the applied state of {target}\n\n"
        "Each commit after this one records a run of Hookline: `run.json` says what became of\n"
        "each change, `records/` what the workspace holds since, and the second parent is the\n"
        "commit that was applied.\n"
    )


def run_message(run: Run, target: str) -> str:
    """Give the message of one run: a summary, a line for each outcome, and trailers."""
    what = run.commit[:7] or "no commit yet"
    if run.worktree:
        what = f"the working tree (on {what})"
    lines = [f"Apply {what} to {target}: {_summary(run.outcomes)}", ""]
    if run.outcomes:
        lines += [*(_line(outcome) for outcome in run.outcomes), ""]
    lines.append(f"Hookline-Run: {_plain(run.id)}")
    if run.commit and not run.worktree:
        lines.append(f"Hookline-Commit: {run.commit}")
    lines.append(f"Hookline-By: {_plain(run.who)}")
    return "\n".join(lines) + "\n"


def _summary(outcomes: tuple[Outcome, ...]) -> str:
    counted = Counter(outcome.result for outcome in outcomes)
    counts = [f"{counted[result]} {result.value}" for result in Result if counted[result]]
    return ", ".join(counts) or "nothing written, only recorded"


def _line(outcome: Outcome) -> str:
    place = f" ({_plain(outcome.path)})" if outcome.path else ""
    reason = f": {_plain(outcome.reason)}" if outcome.reason else ""
    return f"  {outcome.result.value:<8}  webhook/{_plain(outcome.name)}{place}{reason}"


def _plain(text: str) -> str:
    """Keep a foreign text on its line, so that it cannot pass for a trailer or a terminal code."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
