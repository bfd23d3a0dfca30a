"""What was changed by hand since it was applied, as text and as JSON-shaped data."""

from collections.abc import Sequence

from hookline.documents.words import count_of
from hookline.model.change import Cause
from hookline.model.drift import Drift, DriftedProperty, Fate
from hookline.model.settings import Target
from hookline.model.state import Run
from hookline.model.values import JSON
from hookline.report.causes import by_hand
from hookline.report.fields import INDENT, FieldView
from hookline.report.style import safe_text
from hookline.report.width import cells, joined, wrapped

FORMAT_VERSION = 1
"""The form of the JSON output."""

DELETED = "was deleted in the workspace"

FATES = {
    Fate.RESTORED: "the next apply sets it back",
    Fate.KEPT: "is left so: on_drift: keep",
    Fate.DECIDED: "is left so, as decided in an earlier run",
}
"""What the next apply does about a value, in words."""

FATES_OF_THE_GONE = {
    Fate.RESTORED: "the next apply makes it again, with a new id",
    Fate.KEPT: "is not made again: on_drift: keep",
}
"""What it does about a webhook that is gone."""


def render_drift(found: Sequence[Drift], target: Target, managed: int, view: FieldView) -> str:
    """Show each webhook that is not as it was applied, and count those that are.

    `managed` is how many were applied; with none of them nothing can have drifted.
    """
    place = safe_text(f"{target.name} ({target.workspace})")
    if not managed:
        return f"Nothing was applied to {safe_text(target.name)} yet, so nothing can drift.\n"
    if not found:
        count = count_of(managed, "webhook")
        return "\n".join([*joined([f"No drift: {place}", "is as applied,", f"{count}."]), ""])
    head = joined([place, "is not as it was applied:"])
    lines = [*(view.style(line, "bold") for line in head), ""]
    for each in found:
        lines += [*webhook_lines(each, view), ""]
    left = managed - len(found)
    return "\n".join([*lines, *joined([f"{len(found):,} drifted,", f"{left:,} as applied."]), ""])


def webhook_lines(drift: Drift, view: FieldView) -> list[str]:
    """Show one webhook: its properties with both values, who changed it, and what comes of it."""
    lines = wrapped(f"webhook/{safe_text(drift.name)}", "  ", " " * INDENT)
    if drift.gone is not None:
        lines += [f"{' ' * INDENT}{DELETED}{_deleted_by(drift.cause)}"]
        return lines + view.asides([FATES_OF_THE_GONE[drift.gone]])
    column = max(cells(safe_text(each.name)) for each in drift.properties) + 2
    for index, each in enumerate(drift.properties):
        sides = (("applied", each.applied), ("workspace", each.live))
        lines += view.sides(each.name, sides, column)
        following = drift.properties[index + 1 : index + 2]
        if not following or following[0].fate is not each.fate:
            lines += view.asides([by_hand(drift.cause, view.now), FATES[each.fate]], column)
    return lines


def _deleted_by(cause: Cause) -> str:
    return f" by {safe_text(cause.author)}" if cause.author else ""


def drift_to_json(
    found: Sequence[Drift], target: Target, managed: int, unrecorded: Sequence[Run] = ()
) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data, in the same order.

    `unrecorded` are the runs that did not finish, and are counted in.
    """
    return {
        "format_version": FORMAT_VERSION,
        "target": target.name,
        "workspace": target.workspace,
        "on_drift": target.on_drift.value,
        "summary": {"drifted": len(found), "as_applied": managed - len(found)},
        "unrecorded": unrecorded_to_json(unrecorded),
        "webhooks": [
            {
                "address": f"webhook/{each.name}",
                "id": each.record_id,
                "path": each.path,
                "deleted": each.gone is not None,
                "next_apply": each.gone.value if each.gone else None,
                **cause_to_json(each.cause),
                "properties": [property_to_json(prop) for prop in each.properties],
            }
            for each in found
        ],
    }


def property_to_json(each: DriftedProperty) -> JSON:
    """Give one property as JSON-shaped data."""
    return {
        "name": each.name,
        "applied": each.applied,
        "live": each.live,
        "next_apply": each.fate.value,
    }


def cause_to_json(cause: Cause) -> dict[str, JSON]:
    """Give who changed a webhook, and when; null where nobody can say it."""
    return {
        "by": cause.author,
        "at": cause.at.isoformat() if cause.at else None,
        "note": cause.note or None,
    }


def unrecorded_to_json(runs: Sequence[Run]) -> JSON:
    """Give runs that did not finish, in the form of others; nobody knows when they ended."""
    return [{"id": run.id, "number": run.number, "at": None, "who": run.who} for run in runs]
