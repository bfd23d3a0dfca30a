"""Diagnostics as text and as JSON-shaped data."""

import re
import textwrap
from collections.abc import Iterable

from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.location import Location
from hookline.model.values import JSON
from hookline.report.excerpt import excerpt
from hookline.report.style import Style, safe_text
from hookline.report.width import WIDTH

FORMAT_VERSION = 1

_LOOKS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_HINT = "  hint: "

# A command stands behind what leads to it, and goes on to the next part of the sentence. What is
# in quotes belongs to it.
_COMMAND = re.compile(
    r"(?:(?<=: )|(?<=or )|(?<=see )|(?<=[`(]))(?:git|hookline) (?:'[^']*'|(?![;,] )[^`)'])+"
)
_JOINT = "\0"
"""Stands for a blank at which no line may end; a safe text holds none."""


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Order problems by file, line and column; those without a place come first."""
    return sorted(diagnostics, key=lambda found: found.location or Location("", 0, 0))


def render_text(diagnostics: Iterable[Diagnostic], style: Style) -> str:
    """Show each problem with its place, source line, caret, other places and hint."""
    return "".join(_render(found, style) for found in in_order(diagnostics))


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Give "3 errors, 1 warning in 2 files"; "no problems" when there are none."""
    found = list(diagnostics)
    numbers = {severity: sum(d.severity is severity for d in found) for severity in Severity}
    counts = [_count(number, severity.value) for severity, number in numbers.items() if number]
    files = {each.location.path for each in found if each.location}
    if not counts:
        return "no problems"
    return ", ".join(counts) + (f" in {_count(len(files), 'file')}" if files else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _render(found: Diagnostic, style: Style) -> str:
    place = f"{safe_text(str(found.location))}: " if found.location else ""
    head = style(f"{found.severity}[{found.code}]", "bold", _LOOKS[found.severity])
    lines = [f"{style(place, 'bold')}{head} {safe_text(found.message)}"]
    if found.location:
        lines += excerpt(found.location)
    for other in found.related:
        lines.append(f"  {safe_text(str(other.location))}: {safe_text(other.message)}")
        lines += excerpt(other.location)
    if found.hint:
        lines += _wrapped_hint(safe_text(found.hint))
    return "\n".join(lines) + "\n"


def _wrapped_hint(hint: str) -> list[str]:
    """Break a long hint between words only, and never in a command: it is there to be copied."""
    lines = textwrap.wrap(
        _COMMAND.sub(lambda found: found[0].replace(" ", _JOINT), hint),
        WIDTH,
        initial_indent=_HINT,
        subsequent_indent=" " * len(_HINT),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_JOINT, " ") for line in lines]


def to_json(diagnostics: Iterable[Diagnostic]) -> list[JSON]:
    """Give the same facts as JSON-shaped data, in the same order."""
    return [
        {
            "severity": found.severity.value,
            "code": found.code.value,
            "message": found.message,
            "hint": found.hint,
            **_place(found.location),
            "related": [{"message": o.message, **_place(o.location)} for o in found.related],
        }
        for found in in_order(diagnostics)
    ]


def _place(location: Location | None) -> dict[str, JSON]:
    if location is None:
        return {"path": None, "line": None, "column": None}
    return {"path": location.path, "line": location.line, "column": location.column}
