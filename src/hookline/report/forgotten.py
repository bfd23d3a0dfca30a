"""What was forgotten, as text and as JSON-shaped data."""

from collections.abc import Sequence

from hookline.model.forgotten import Forgotten
from hookline.model.values import JSON
from hookline.report.style import Style, safe_text
from hookline.report.width import WIDTH, cells, wrapped

FORMAT_VERSION = 1
"""The form of the JSON output."""

STILL_DEFINED = (
    "What is still defined is taken over again by the next apply where nothing differs; where "
    "something does, the plan calls it unmanaged and asks for --adopt."
)


def render_forgotten(forgotten: Sequence[Forgotten], style: Style) -> str:
    """Show each webhook, and where its definition still stands."""
    lines = [_line(each, style) for each in forgotten]
    if any(each.defined_at for each in forgotten):
        lines += ["", *wrapped(STILL_DEFINED)]
    return "".join(f"{line}\n" for line in lines)


def forgotten_to_json(
    forgotten: Sequence[Forgotten], target: str, run_id: str | None
) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data; without a run nothing was recorded."""
    return {
        "format_version": FORMAT_VERSION,
        "target": target,
        "run": run_id,
        "forgotten": [
            {
                "address": f"webhook/{each.record.name}",
                "id": each.record.id,
                "path": each.defined_at.path if each.defined_at else None,
                "line": each.defined_at.line if each.defined_at else None,
            }
            for each in forgotten
        ],
        "diagnostics": [],
    }


def _line(each: Forgotten, style: Style) -> str:
    head = f"  x webhook/{safe_text(each.record.name)}"
    if each.defined_at is None:
        return style(head, "bold")
    right = f"still defined: {safe_text(each.defined_at.path)}:{each.defined_at.line}"
    gap = max(2, WIDTH - cells(head) - cells(right))
    return f"{style(head, 'bold')}{' ' * gap}{right}"
