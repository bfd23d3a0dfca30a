"""The message of a run's commit, for the people who read `git log --first-parent`."""

from collections import Counter

from hookline.model.outcome import Outcome, Result
from hookline.model.state import Run

RUN_TRAILER = "Hookline-Run"


def begin_message(target: str, thinned: int = 0, last: Run | None = None) -> str:
    """Give the message of the empty commit with which a target's chain begins.

    `thinned` is how many runs were left out before the next commit, `last` the newest of them.
    """
    subject = f"Begin the applied state of {target}"
    if thinned:
        subject += f", after {thinned} older run{'' if thinned == 1 else 's'}"
    lines = [
        subject,
        "",
        "Each commit after this one records a run of Hookline: `run.json` says what became of",
        "each change, `records/` what the workspace holds since, and the second parent is the",
        "commit that was applied.",
    ]
    if thinned and last:
        lines += [
            "",
            "Older runs were thinned away, as `state.keep` of the target says; the last of them",
            f"was run {_plain(last.id)} (number {last.number}) of {last.at:%Y-%m-%d %H:%M} UTC.",
        ]
    return "\n".join(lines) + "\n"


def run_message(run: Run, target: str) -> str:
    """Give the message of one run: a summary, a line for each outcome, and trailers."""
    lines = [f"{_deed(run, target)}: {_summary(run.outcomes)}", ""]
    if run.outcomes:
        lines += [*(_line(outcome) for outcome in run.outcomes), ""]
    lines.append(trailer_of(run.id))
    if run.commit and not run.worktree:
        lines.append(f"Hookline-Commit: {run.commit}")
    lines.append(f"Hookline-By: {_plain(run.who)}")
    return "\n".join(lines) + "\n"


def mention_of(name: str) -> str:
    """Give what the message of each run says that did something to the webhook `name`.

    Others may say it too: it is also how longer names begin.
    """
    return f"webhook/{_plain(name)}"


def trailer_of(run_id: str) -> str:
    """Give the trailer by which a run's message can be found."""
    return f"{RUN_TRAILER}: {_plain(run_id)}"


def _deed(run: Run, target: str) -> str:
    """Say in half a line what a run was for."""
    what = run.commit[:7] or "no commit yet"
    if run.worktree:
        what = f"the working tree (on {what})"
    purpose, _, more = run.purpose.partition(" ")
    match purpose:
        case "sync":
            return f"Sync {target} with {what}"
        case "rollback":
            return f"Roll back {target} {_plain(more)}"
        case "forget":
            return f"Forget webhooks of {target}"
        case "resume":
            return f"Let go of the hold on {target}"
        case _:
            return f"Apply {what} to {target}"


def _summary(outcomes: tuple[Outcome, ...]) -> str:
    counted = Counter(outcome.result for outcome in outcomes)
    counts = [f"{counted[result]} {result.value}" for result in Result if counted[result]]
    return ", ".join(counts) or "nothing written, only recorded"


def _line(outcome: Outcome) -> str:
    place = f" ({_plain(outcome.path)})" if outcome.path else ""
    reason = f": {_plain(outcome.reason)}" if outcome.reason else ""
    return f"  {outcome.result.value:<8}  {mention_of(outcome.name)}{place}{reason}"


def _plain(text: str) -> str:
    """Keep a foreign text on its line, so that it cannot pass for a trailer or a terminal code."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
