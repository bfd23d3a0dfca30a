"""A removal and a create that may be one rename: nobody decides that but the user."""

import shlex
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from hookline.model.change import Blocker, Change, Create, Delete, Release
from hookline.model.difference import Difference
from hookline.model.values import JSON

FLOW = "flow_id"
NAMED = 3
"""How many webhooks are named before the rest is counted."""


def name_possible_renames(
    changes: Iterable[Change], differences: Iterable[Difference], defined: Collection[str]
) -> list[Change]:
    """Warn each removal and each create that start the same flow of one another.

    What `defined` names is still there, for another target, and has no other name now.
    """
    known = list(changes)
    removed = [
        each
        for each in known
        if (isinstance(each, Delete) or _is_released(each)) and each.name not in defined
    ]
    created = [each for each in known if isinstance(each, Create) and _is_new(each)]
    if not removed or not created:
        return known
    flows = {each.name: _flows_of(each) for each in differences}

    def alike(name: str, others: Iterable[Change]) -> list[str]:
        return [each.name for each in others if flows[name] & flows[each.name]]

    told: dict[str, str] = {}
    for each in created:
        if olds := alike(each.name, removed):
            option = _accepting(olds[0] if len(olds) == 1 else "OLD", each.name)
            what = f"it starts the same flow as {_listed(olds)}, whose definition is gone"
            declared = f"renamed_from: {olds[0]}" if len(olds) == 1 else "renamed_from"
            told[each.name] = (
                f"{what}; if it is that one under another name, say `{declared}` in it, or {option}"
            )
    for other in removed:
        if news := alike(other.name, created):
            option = _accepting(other.name, news[0] if len(news) == 1 else "NEW")
            what = f"{_listed(news)} would be new and starts the same flow"
            told[other.name] = f"{what}; if it is this one under another name: {option}"
    return [
        replace(each, warnings=(*each.warnings, told[each.name])) if each.name in told else each
        for each in known
    ]


def _is_released(change: Change) -> bool:
    return isinstance(change, Release) and not change.gone


def _is_new(change: Create) -> bool:
    return change.forgets is None and not isinstance(change.blocked, Blocker)


def _flows_of(difference: Difference) -> set[tuple[str, JSON]]:
    """Give the flow that a webhook starts, by name and by id: either makes two the same."""
    desired, base = difference.desired, difference.base
    if desired is not None:
        name, record_id = desired.names.get(FLOW), desired.values.get(FLOW)
    else:
        name, record_id = (base.spelled.get(FLOW), base.sent.get(FLOW)) if base else (None, None)
    known: list[tuple[str, JSON]] = [("name", name), ("id", record_id)]
    return {(kind, value) for kind, value in known if isinstance(value, str)}


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(f"webhook/{name}" for name in names[:NAMED]) + more


def _accepting(old: str, new: str) -> str:
    return f"--accept-rename {shlex.quote(f'{old}={new}')}"
