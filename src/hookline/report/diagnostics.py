"""Diagnostics as text and as JSON-shaped data."""

from collections.abc import Iterable

from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.location import Location
from hookline.model.values import JSON
from hookline.report.style import Style, safe_text

FORMAT_VERSION = 1

_LOOKS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def render_text(diagnostics: Iterable[Diagnostic], style: Style) -> str:
    """Show each problem with its place, source line, caret and hint."""
    return "".join(_render(found, style) for found in diagnostics)


def _render(found: Diagnostic, style: Style) -> str:
    place = f"{safe_text(str(found.location))}: " if found.location else ""
    head = style(f"{found.severity}[{found.code}]", "bold", _LOOKS[found.severity])
    lines = [f"{style(place, 'bold')}{head} {safe_text(found.message)}"]
    if found.location:
        lines += _excerpt(found.location)
    for other in found.related:
        lines.append(f"  {safe_text(str(other.location))}: {safe_text(other.message)}")
        lines += _excerpt(other.location)
    if found.hint:
        lines.append(f"  hint: {safe_text(found.hint)}")
    return "\n".join(lines) + "\n"


def _excerpt(location: Location) -> list[str]:
    if not location.excerpt.strip():
        return []
    before = safe_text(location.excerpt[: location.column - 1])
    covered = safe_text(location.excerpt[location.column - 1 :][: location.width])
    caret = " " * len(before) + "^" * max(1, len(covered))
    return [f"    {safe_text(location.excerpt)}", f"    {caret}"]


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
        for found in diagnostics
    ]


def _place(location: Location | None) -> dict[str, JSON]:
    if location is None:
        return {"path": None, "line": None, "column": None}
    return {"path": location.path, "line": location.line, "column": location.column}
