"""A round of a job as text: a line a change, and a last line that says how the target stands."""

from hookline.documents.words import count_of
from hookline.model.round import Left, Round, RoundResult
from hookline.report.guards import refusals
from hookline.report.runs import count_outcomes, render_outcomes
from hookline.report.style import Style, safe_text

SHORT = 7
"""How many characters of a commit's id people quote."""


def render_round(done: Round, style: Style, more: str) -> str:
    """Show a round; `more` is the command that shows what is left or refused in whole.

    Gives nothing when it failed before it did anything: then the problems say it all.
    """
    lines = [_left(each, style) for each in done.left]
    if done.result is RoundResult.REFUSED:
        lines += refusals(done.guards, style)
    last = _last_line(done, more)
    return render_outcomes(done.outcomes, style) + "".join(
        f"{line}\n" for line in [*lines, *([last] if last else [])]
    )


def _left(left: Left, style: Style) -> str:
    return f"  ! webhook/{safe_text(left.name)}  {style('left', 'yellow')}: {left.why}"


def _last_line(done: Round, more: str) -> str:
    target, commit = safe_text(done.target), _short(done.commit)
    written = f"{count_outcomes(done.outcomes)} (run {done.run}). " if done.run else ""
    match done.result:
        case RoundResult.UNCHANGED | RoundResult.APPLIED:
            kept = f", apart from {count_of(done.kept, 'difference')} left" if done.kept else ""
            return f"{written or 'No changes. '}{target} matches {commit}{kept}."
        case RoundResult.LEFT:
            left = count_of(len(done.left), "webhook")
            rest = written or "No other changes. "
            return f"{rest}{target} does not match {commit} yet: {left} left. See: {more}"
        case RoundResult.REFUSED:
            stays = f"{target} stays at {_short(done.applied_commit)}"
            see = f" See: {more}" if done.guards else ""
            return f"Refused, and nothing was written. {stays}.{see}"
        case _ if written:
            return f"{written}{target} does not match {commit} yet."
        case _:
            return ""


def _short(commit: str | None) -> str:
    return commit[:SHORT] if commit else "what was applied last"
