"""A plan as text that fits 80 columns."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hookline.model.change import (
    Action,
    Adopt,
    Blocker,
    Cause,
    CauseKind,
    Change,
    Delete,
    FieldChange,
    Release,
    Rename,
)
from hookline.model.plan import Plan
from hookline.report.style import Style, safe_text
from hookline.report.times import ago, day_and_time
from hookline.report.values import show, show_pair

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WIDTH = 80
FIELD_INDENT = 6
NAMED = 3
"""How many unmanaged webhooks are named before the rest is counted."""

_LOOKS = {
    Action.CREATE: "green",
    Action.UPDATE: "yellow",
    Action.RENAME: "yellow",
    Action.DELETE: "red",
    Action.ADOPT: "cyan",
    Action.RELEASE: "cyan",
}


def render_plan(plan: Plan, style: Style, now: datetime, offer: str = "") -> str:
    """Show a plan: the verdict, each change with its cause, the counts, the guards.

    `offer` is the command that applies it, shown at the end.
    """
    if not plan.changes and not plan.is_refused:
        return "\n".join([*_unmanaged(plan), no_changes(plan)]) + "\n"
    view = _View(style, now)
    lines = [f"{_heading(plan)}", ""]
    for change in plan.changes:
        lines += view.change(change)
    lines += ["", style(summary(plan), "bold")]
    lines += _unmanaged(plan)
    lines += _guards(plan, style)
    if offer and not plan.is_refused:
        lines.append(f"Apply with: {safe_text(offer)}")
    return "\n".join(lines) + "\n"


def no_changes(plan: Plan) -> str:
    """Say that there is nothing to do, and what agrees with what."""
    return f"No changes. {safe_text(plan.target)} matches {desired_name(plan)}."


def desired_name(plan: Plan) -> str:
    """Name what is desired: the commit's short id, or the working tree."""
    commit = plan.commit.short if plan.commit else "no commit yet"
    return f"the working tree (on {commit})" if plan.worktree else commit


def _heading(plan: Plan) -> str:
    target = f"{safe_text(plan.target)} ({safe_text(plan.workspace.address)})"
    verb = "would like to change" if plan.is_refused else "will change"
    return f"Hookline {verb} {target} to match {desired_name(plan)}"


def summary(plan: Plan) -> str:
    """Give the counts in the future tense, "1 to create, 12 unchanged."."""
    pending = Counter(change.action for change in plan.pending)
    counts = [f"{pending[action]} to {action}" for action in Action if pending[action]]
    counts += [f"{len(plan.blocked)} blocked"] if plan.blocked else []
    return ", ".join([*counts, f"{len(plan.unchanged)} unchanged"]) + "."


def _unmanaged(plan: Plan) -> list[str]:
    """Name the first webhooks that nobody defines, and count the rest."""
    if not plan.unmanaged:
        return []
    names = ", ".join(safe_text(each.name) for each in plan.unmanaged[:NAMED])
    rest = len(plan.unmanaged) - NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return [f"Unmanaged, and left alone: {names}{more}."]


def _guards(plan: Plan, style: Style) -> list[str]:
    """Show what the guards say: the numbers of those that pass, the reason of those that do not."""
    passed = [verdict.message for verdict in plan.guards if verdict.passed and verdict.message]
    refused = [verdict for verdict in plan.guards if not verdict.passed]
    lines = [f"Guards: {'; '.join(passed)}."] if plan.changes and passed else []
    lines += [
        f"{style(f'Refused ({verdict.name})', 'bold', 'red')}: {safe_text(verdict.message)}"
        for verdict in refused
    ]
    if plan.is_refused:
        lines.append("Nothing will be written until that is settled.")
    return lines


@dataclass(frozen=True, slots=True)
class _View:
    style: Style
    now: datetime

    def change(self, change: Change) -> list[str]:
        lines = [self._headline(change)]
        lines += self._fields(change.fields)
        if isinstance(change, Release):
            what = "is gone already" if change.gone else "stays in the workspace"
            lines.append(f"{' ' * FIELD_INDENT}{what}, and is no longer managed")
        if isinstance(change, Adopt) and not change.fields:
            lines.append(f"{' ' * FIELD_INDENT}is as defined already, and will be managed")
        lines += [f"{' ' * FIELD_INDENT}{safe_text(text)}" for text in change.warnings]
        if change.blocked:
            lines += [
                f"{' ' * FIELD_INDENT}{self.style(text, 'red')}" for text in _why_blocked(change)
            ]
        return lines

    def _headline(self, change: Change) -> str:
        address = f"webhook/{safe_text(change.name)}"
        if isinstance(change, Rename):
            address = f"webhook/{safe_text(change.renamed_from)} → {address}"
        left = f"  {change.action.symbol} {address}"
        right = _place(change)
        gap = max(2, WIDTH - len(left) - len(right))
        if len(left) + gap + len(right) > WIDTH:
            return f"{self.style(left, 'bold', _LOOKS[change.action])}\n{right:>{WIDTH}}"
        return f"{self.style(left, 'bold', _LOOKS[change.action])}{' ' * gap}{right}"

    def _fields(self, fields: Iterable[FieldChange]) -> list[str]:
        known = list(fields)
        column = max((len(field.name) for field in known), default=0) + 2
        lines: list[str] = []
        for index, field in enumerate(known):
            lines += self._field(field, column)
            following = known[index + 1].cause if index + 1 < len(known) else None
            if field.cause != following:
                lines += self._cause(field.cause, column)
        return lines

    def _field(self, field: FieldChange, column: int) -> list[str]:
        width = WIDTH - FIELD_INDENT - column
        lead = f"{' ' * FIELD_INDENT}{field.name:<{column}}"
        note = f" ({safe_text(field.note)})" if field.note else ""
        if field.secret:
            after = "will be set" if field.after is not None else "will be taken away"
            return [f"{lead}{after}{note}"]
        if field.before is None:
            return [f"{lead}{show(field.after, width - len(note))}{note}"]
        short_before, short_after = show(field.before, 10**6), show(field.after, 10**6)
        if len(short_before) + len(short_after) + len(note) + 3 <= width:
            return [f"{lead}{short_before} → {short_after}{note}"]
        before, after = show_pair(field.before, field.after, width - len(note) - 2)
        return [f"{lead}{before}", f"{' ' * (FIELD_INDENT + column - 2)}→ {after}{note}"]

    def _cause(self, cause: Cause, column: int) -> list[str]:
        return [self._aside(text, column) for text in describe_cause(cause, self.now)]

    def _aside(self, text: str, column: int) -> str:
        below_values = FIELD_INDENT + column
        fits = below_values + len(text) <= WIDTH
        indent = below_values if fits else FIELD_INDENT + 2
        room = WIDTH - indent
        shown = text if len(text) <= room else text[: room - 1] + "…"
        return " " * indent + self.style(shown, "dim")


def describe_cause(cause: Cause, now: datetime) -> list[str]:
    """Say why a value changes: the commit, who changed the workspace, or in a conflict both."""
    by_hand = f"by {_person(cause.author)}"
    if cause.at is not None:
        by_hand += f", {day_and_time(cause.at, now)}"
    match cause.kind:
        case CauseKind.DRIFT if cause.author is None and cause.at is None:
            return ["drift: deleted in the workspace"]
        case CauseKind.DRIFT:
            return [f"drift: changed in the workspace {by_hand}"]
        case CauseKind.CONFLICT:
            too = f"conflict: changed in the workspace too, {by_hand}"
            return [_describe_commit(cause, now), too]
        case CauseKind.COMMIT | CauseKind.ADOPT:
            return [_describe_commit(cause, now)]


def _person(author: str | None) -> str:
    """Name who changed the workspace; of an id that nobody can read, its beginning."""
    if author is None:
        return "somebody"
    return author[:8] if _UUID.fullmatch(author) else safe_text(author)


def _describe_commit(cause: Cause, now: datetime) -> str:
    commit = cause.commit
    if commit is None:
        return "commit unknown: uncommitted, or beyond a shallow clone"
    when = ago(commit.authored_at, now)
    return f"{commit.short} by {safe_text(commit.author)}, {when}: {safe_text(commit.subject)}"


def _place(change: Change) -> str:
    if isinstance(change, Delete | Release):
        commit = change.cause.commit
        return f"removed in {commit.short}" if commit else "removed"
    return f"{safe_text(change.origin.path)}:{change.origin.line}"


def _why_blocked(change: Change) -> list[str]:
    match change.blocked:
        case Blocker.UNMANAGED:
            return [
                "blocked: the workspace has a webhook of this name that nobody manages",
                f"to take it over: --adopt {safe_text(shlex.quote(change.name))}",
            ]
        case Blocker.CONFLICT:
            return [
                "blocked: git and the workspace have both moved",
                "change one side so that both agree, then plan again",
            ]
        case _:
            return [f"blocked: {safe_text(change.why_blocked)}"] if change.blocked else []
