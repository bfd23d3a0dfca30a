"""What the guards say of a plan, as text and as JSON-shaped data."""

import re
from collections.abc import Sequence

from hookline.model.guard import GuardVerdict
from hookline.model.values import JSON
from hookline.report.style import Style, safe_text
from hookline.report.width import joined, wrapped

_WORDS = re.compile(r"--[a-z-]+ (?:'[^']*'|\S)+|\S+")
"""A word, or an option with what it is given: they are not parted."""


def limits(verdicts: Sequence[GuardVerdict]) -> list[str]:
    """Show the numbers of the guards that pass, and who allowed what they would have refused."""
    passed = [_passed(verdict) for verdict in verdicts if verdict.passed and verdict.message]
    return wrapped(f"Guards: {'; '.join(passed)}.", rest="  ") if passed else []


def _passed(verdict: GuardVerdict) -> str:
    allowed = f" (allowed by {safe_text(verdict.allowed_by)})" if verdict.allowed_by else ""
    return safe_text(verdict.message) + allowed


def refusals(verdicts: Sequence[GuardVerdict], style: Style) -> list[str]:
    """Show the reason of each guard that refuses."""
    lines: list[str] = []
    for verdict in verdicts:
        if not verdict.passed:
            head = f"Refused ({verdict.name})"
            words = _WORDS.findall(f"{head}: {safe_text(verdict.message)}")
            first, *rest = joined(words, rest="  ")
            lines += [style(head, "bold", "red") + first.removeprefix(head), *rest]
    return lines


def guards_to_json(verdicts: Sequence[GuardVerdict]) -> list[JSON]:
    """Give every verdict as JSON-shaped data."""
    return [
        {
            "name": verdict.name.value,
            "passed": verdict.passed,
            "message": verdict.message,
            "names": list(verdict.names),
            "allowed_by": verdict.allowed_by or None,
        }
        for verdict in verdicts
    ]
