"""How the webhooks of a target stand, as text and as JSON-shaped data."""

from collections import Counter
from collections.abc import Sequence

from hookline.model.plan import Plan
from hookline.model.values import JSON
from hookline.report.diagnostics import to_json
from hookline.report.guards import guards_to_json, refusals
from hookline.report.plan_text import desired_name
from hookline.report.status import Status, WebhookStatus
from hookline.report.style import Style, safe_text
from hookline.report.width import WIDTH, broken, cells, cut, joined, padded, wrapped

FORMAT_VERSION = 1
"""The form of the JSON output."""

MOST_NAME = 24
"""So many cells the column of names has at most; a longer name has a line of its own."""

MOST_PLACE = 32
"""So many cells a place takes at most beside a reason; of a longer one the beginning is cut."""

_STATUS_WIDTH = max(map(len, Status))
_INDENT = 2 + _STATUS_WIDTH + 2
"""So many cells stand before a name."""

_LOOKS = {
    Status.CONFLICT: "red",
    Status.BLOCKED: "red",
    Status.UNMANAGED: "red",
    Status.DRIFTED: "yellow",
    Status.PENDING: "yellow",
    Status.SYNCED: "green",
}


def render_status(
    plan: Plan,
    found: Sequence[WebhookStatus],
    style: Style,
    *,
    whole: bool,
    more: str,
    width: int = WIDTH,
) -> str:
    """Show the verdict, a line for each webhook that is not synced, and what nobody defines.

    `whole` shows those that are synced too. `more` is the command that shows what would be done.
    `width` is how many cells the lines of webhooks take at most.
    """
    shown = [each for each in found if whole or each.status is not Status.SYNCED]
    lines = [style(line, "bold") for line in _verdict(plan, found)]
    lines += ["", *_table(shown, style, width), ""] if shown else []
    if plan.unmanaged:
        names = [f"{safe_text(each.name)}," for each in plan.unmanaged]
        names[-1] = names[-1][:-1] + "."
        lines += joined(["Unmanaged, and left alone:", *names], rest="  ")
    lines += refusals(plan.guards, style)
    if _is_settled(found):
        return "\n".join(lines) + "\n"
    return "\n".join([*lines, *joined(["What would be done:", safe_text(more)], rest="  ")]) + "\n"


def status_to_json(plan: Plan, found: Sequence[WebhookStatus]) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data, in the same order; those that are synced too."""
    counted = Counter(each.status for each in found)
    return {
        "format_version": FORMAT_VERSION,
        "target": plan.target,
        "workspace": plan.workspace.address,
        "commit": plan.commit.sha if plan.commit else None,
        "worktree": plan.worktree,
        "applied_commit": plan.applied_commit,
        "offline": plan.offline,
        "summary": {status.value: counted[status] for status in Status},
        "webhooks": [
            {
                "address": f"webhook/{each.name}",
                "status": each.status.value,
                "reason": each.reason or None,
                "action": each.action.value if each.action else None,
                "properties": list(each.properties),
                "path": each.path or None,
                "line": each.line,
            }
            for each in found
        ],
        "unmanaged": [{"name": each.name, "id": each.id} for each in plan.unmanaged],
        "guards": guards_to_json(plan.guards),
        "diagnostics": to_json(plan.diagnostics),
    }


def _is_settled(found: Sequence[WebhookStatus]) -> bool:
    return all(each.status is Status.SYNCED for each in found)


def _verdict(plan: Plan, found: Sequence[WebhookStatus]) -> list[str]:
    counted = Counter(each.status for each in found)
    counts = [f"{counted[status]:,} {status}," for status in Status if counted[status]]
    counts = counts or ["nothing is defined,"]
    counts[-1] = counts[-1][:-1] + "."
    sync = "in sync" if _is_settled(found) else "not in sync"
    read = "Offline, live was not read: " if plan.offline else ""
    head = f"{read}{safe_text(plan.target)} is {sync} with {desired_name(plan)}:"
    *lines, last = wrapped(head, rest="  ")
    return [*lines, *joined([last, *counts], rest="  ")]


def _table(shown: Sequence[WebhookStatus], style: Style, width: int) -> list[str]:
    """Give a line for each webhook; a reason that does not fit into it goes below."""
    longest = max(cells(safe_text(each.name)) for each in shown)
    names = min(MOST_NAME, longest)
    lines: list[str] = []
    for each in shown:
        name, place = safe_text(each.name), _end_of(safe_text(each.place), MOST_PLACE)
        room = width - _INDENT - names - 4 - cells(place)
        status = f"  {style(padded(each.status, _STATUS_WIDTH), _LOOKS[each.status])}  "
        if cells(name) <= names and cells(each.reason) <= room:
            row = f"{padded(name, names)}  {padded(each.reason, room)}  {place}"
            lines.append(f"{status}{row}".rstrip())
            continue
        first, *rest = _named(name, safe_text(each.place), width - _INDENT)
        lines += [status + first, *(" " * _INDENT + line for line in rest)]
        below = " " * (_INDENT + 2)
        lines += [below + line.rstrip() for line in broken(each.reason, width - len(below))]
    return lines


def _named(name: str, place: str, room: int) -> list[str]:
    """Give all of a name, and the place at the right of its last line or of one more."""
    *before, last = broken(name, room)
    place = _end_of(place, max(MOST_PLACE, room - cells(last) - 2))
    if cells(last) + 2 + cells(place) <= room:
        return [*before, padded(last, room - cells(place)) + place]
    return [*before, last, padded("", room - cells(place)) + place]


def _end_of(place: str, room: int) -> str:
    """Give the end of a place, which names the file and the line."""
    return place if cells(place) <= room else cut(place[::-1], room)[::-1]
