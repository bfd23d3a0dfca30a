"""How each webhook of a target stands: the verdict that a plan implies, webhook by webhook."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from hookline.model.change import (
    Action,
    Blocker,
    Cause,
    CauseKind,
    Change,
    Create,
    Delete,
    Release,
    Rename,
)
from hookline.model.location import Location
from hookline.model.plan import Kept, Plan
from hookline.report.blocked import why_blocked
from hookline.report.style import safe_text


class Status(StrEnum):
    """How a webhook stands, the most important first."""

    CONFLICT = "conflict"
    """Git and the workspace have both moved."""
    BLOCKED = "blocked"
    """Something else holds it back."""
    UNMANAGED = "unmanaged"
    """It is defined, and a webhook of its name exists that nobody manages."""
    DRIFTED = "drifted"
    """Somebody changed it in the workspace, whether that is restored or kept."""
    PENDING = "pending"
    """Git moved, and that is not applied yet."""
    SYNCED = "synced"
    """Git, what was applied and the workspace agree."""


@dataclass(frozen=True, slots=True)
class WebhookStatus:
    """How one webhook stands, and why."""

    name: str
    """Its name."""
    status: Status
    """How it stands."""
    reason: str = ""
    """Why, in a few words that are safe for a terminal; empty when it is synced."""
    action: Action | None = None
    """What `apply` would do; None when nothing."""
    properties: tuple[str, ...] = ()
    """The properties that differ, as a definition spells them."""
    path: str = ""
    """The file of its definition, or of the one it had."""
    line: int | None = None
    """The line it begins at; None when the definition is gone."""

    @property
    def place(self) -> str:
        """Its `path:line`, as far as there is one."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


def statuses_of(plan: Plan, places: Mapping[str, Location]) -> list[WebhookStatus]:
    """Give the status of every webhook that is defined or was applied, the worst first.

    `places` says where each definition stands, by the webhook's name.
    """
    kept = {name: list(each) for name, each in groupby(plan.kept, lambda one: one.name)}
    found = [_of_change(change, kept.pop(change.name, [])) for change in plan.changes]
    found += [_of_kept(name, each, places.get(name)) for name, each in kept.items()]
    told = {each.name for each in found}
    found += [_synced(name, places.get(name)) for name in plan.unchanged if name not in told]
    order = list(Status)
    return sorted(found, key=lambda each: (order.index(each.status), each.name))


def _of_change(change: Change, kept: list[Kept]) -> WebhookStatus:
    left = [each.property for each in kept]
    reason = _in_the_way(change) if change.blocked else _reason(change)
    return WebhookStatus(
        name=change.name,
        status=_status(change),
        reason="; ".join([reason, *([f"left: {', '.join(left)}"] if left else [])]),
        action=change.action,
        properties=(*(field.name for field in change.fields), *left),
        path=change.path,
        line=None if isinstance(change, Delete | Release) else change.origin.line,
    )


def _in_the_way(change: Change) -> str:
    """Say in a few words what holds a webhook back; the exact sentence where there is one."""
    if change.why_blocked:
        return why_blocked(change)
    match change.blocked:
        case Blocker.CONFLICT:
            names = ", ".join(safe_text(field.name) for field in change.fields)
            return f"{names}, on both sides" if names else "removed in git, changed there"
        case Blocker.UNMANAGED:
            return f"nobody manages it yet: --adopt {safe_text(shlex.quote(change.name))}"
        case _:
            return why_blocked(change)


def _status(change: Change) -> Status:
    match change.blocked:
        case Blocker.CONFLICT:
            return Status.CONFLICT
        case Blocker.UNMANAGED:
            return Status.UNMANAGED
        case None if change.cause.kind is CauseKind.DRIFT:
            return Status.DRIFTED
        case None:
            return Status.PENDING
        case _:
            return Status.BLOCKED


def _reason(change: Change) -> str:
    """Say in a few words what happens to a webhook, and which commit or person is behind it."""
    if change.cause.kind is CauseKind.DRIFT:
        return _drift(change)
    match change:
        case Create():
            what = "create"
        case Rename():
            what = f"rename from {safe_text(change.renamed_from)}"
        case Delete():
            what = "delete"
        case Release(gone=True):
            what = "forget, gone already"
        case Release():
            what = "release"
        case _:
            what = ", ".join(safe_text(field.name) for field in change.fields)
    return f"{what or 'adopt'}{_commit(change.cause)}"


def _drift(change: Change) -> str:
    if isinstance(change, Create):
        return "deleted in the workspace"
    names = ", ".join(safe_text(field.name) for field in change.fields)
    return f"{names}{_person(change.cause)}"


def _commit(cause: Cause) -> str:
    return f" ({cause.commit.short})" if cause.commit else ""


def _person(cause: Cause) -> str:
    return f", by {safe_text(cause.author)}" if cause.author else ""


def _of_kept(name: str, kept: list[Kept], place: Location | None) -> WebhookStatus:
    names = tuple(each.property for each in kept if each.property)
    what = f"left: {', '.join(map(safe_text, names))}" if names else "deleted there, left so"
    return WebhookStatus(
        name=name,
        status=Status.DRIFTED,
        reason=f"{what} ({safe_text(kept[0].by)})",
        properties=names,
        path=place.path if place else "",
        line=place.line if place else None,
    )


def _synced(name: str, place: Location | None) -> WebhookStatus:
    path, line = (place.path, place.line) if place else ("", None)
    return WebhookStatus(name, Status.SYNCED, path=path, line=line)
