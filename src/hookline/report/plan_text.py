"""A plan as text that fits 80 columns."""

import shlex
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from hookline.documents.words import count_of
from hookline.model.change import Action
from hookline.model.plan import Plan
from hookline.report.causes import is_untold
from hookline.report.fields import FieldView
from hookline.report.guards import limits, refusals
from hookline.report.kept import render_kept
from hookline.report.plan_changes import ChangeView
from hookline.report.style import Style, safe_text
from hookline.report.width import WIDTH, cells, joined, wrapped

APPLY_WITH = "Apply with:"

NAMED = 3
"""How many unmanaged or left out webhooks are named before the rest is counted."""


def render_plan(plan: Plan, style: Style, now: datetime, offer: str = "", saved: str = "") -> str:
    """Show a plan: the verdict, each change with its cause, the counts, the guards.

    `saved` says where it was saved; `offer` is the command that applies it, shown at the end.
    """
    saving = wrapped(saved, rest="  ") if saved else []
    fields = FieldView(style, now)
    changes = ChangeView(fields, plan.target)
    if not plan.changes and not plan.is_refused:
        lines = [*render_kept(plan.kept, fields), *_about(plan), *wrapped(no_changes(plan))]
        return _text([*lines, *saving])
    lines = [*_heading(plan), ""]
    for change in plan.changes:
        lines += changes.lines(change)
    lines += ["", *render_kept(plan.kept, fields)]
    counts = summary(plan).replace(", ", ",\n").split("\n")
    lines += [style(line, "bold") for line in joined(counts)]
    lines += _about(plan)
    lines += limits(plan.guards) if plan.changes else []
    lines += refusals(plan.guards, style)
    lines += ["Nothing will be written until that is settled."] if plan.is_refused else []
    lines += saving
    if offer and not plan.is_refused and not plan.offline:
        lines += _offer(offer)
    return _text(lines)


def no_changes(plan: Plan) -> str:
    """Say that there is nothing to do, and what agrees with what."""
    if plan.left_out:
        return "No changes of the webhooks that were named."
    if plan.offline:
        target, desired = safe_text(plan.target), desired_name(plan)
        return f"No changes. {desired} is what {target} got last; live was not read."
    return f"No changes. {standing(plan)}"


def standing(plan: Plan) -> str:
    """Say how the target stands to what is desired once the plan is carried out."""
    target, desired = safe_text(plan.target), desired_name(plan)
    if plan.left_out:
        left = count_of(len(plan.left_out), "webhook")
        return f"{target} does not match {desired} yet: {left} left out."
    kept = f", apart from {count_of(len(plan.kept), 'difference')} left" if plan.kept else ""
    return f"{target} matches {desired}{kept}."


def desired_name(plan: Plan) -> str:
    """Name what is desired: the commit's short id, or the working tree."""
    commit = plan.commit.short if plan.commit else "no commit yet"
    return f"the working tree (on {commit})" if plan.worktree else commit


def summary(plan: Plan) -> str:
    """Give the counts in the future tense, "1 to create, 12 unchanged."."""
    pending = Counter(change.action for change in plan.pending)
    counts = [f"{pending[action]} to {action}" for action in Action if pending[action]]
    counts += [f"{len(plan.blocked)} blocked"] if plan.blocked else []
    return ", ".join([*counts, f"{len(plan.unchanged)} unchanged"]) + "."


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _offer(command: str) -> list[str]:
    """Give the command in one line where it fits; else so that it can be pasted all the same."""
    words = [safe_text(shlex.quote(word)) for word in shlex.split(command)]
    line = f"{APPLY_WITH} {' '.join(words)}"
    return [line] if cells(line) <= WIDTH else [APPLY_WITH, *joined(words, "  ", "    ", " \\")]


def _heading(plan: Plan) -> list[str]:
    target, address = safe_text(plan.target), safe_text(plan.workspace.address)
    verb = "would change" if plan.offline or plan.is_refused else "will change"
    where = "(offline: live was not read)" if plan.offline else f"({address})"
    what, match = f"Hookline {verb} {target} {where}", f"to match {desired_name(plan)}"
    is_short = cells(f"{what} {match}") <= WIDTH
    lines = [f"{what} {match}"] if is_short else [*wrapped(what, rest="  "), f"  {match}"]
    return [*lines, *_against(plan)]


def _against(plan: Plan) -> list[str]:
    """Count which changes the branch brings, and which wait to be applied already."""
    if plan.since is None:
        return []
    causes = [change.cause for change in plan.changes]
    told = "this clone cannot tell which changes are this branch's"
    if not any(is_untold(cause) for cause in causes):
        origins = Counter(cause.origin for cause in causes)
        told = _origins(origins["this branch"], origins["already pending"])
    return wrapped(f"Against {safe_text(plan.since)}: {told}.", rest="  ")


def _origins(new: int, pending: int) -> str:
    verb = "comes" if new <= 1 else "come"
    before = f", {pending} {'was' if pending == 1 else 'were'} pending before" if pending else ""
    return f"{count_of(new, 'change') if new else 'no change'} {verb} from this branch{before}"


def _about(plan: Plan) -> list[str]:
    """Tell what stands beside the changes: who was left out, is unmanaged, or was allowed."""
    lines: list[str] = []
    if plan.left_out:
        names = _names(plan.left_out)
        lines += wrapped(f"Left out, because they were not named: {names}.", rest="  ")
    if plan.unmanaged:
        names = _names([each.name for each in plan.unmanaged])
        lines += wrapped(f"Unmanaged, and left alone: {names}.", rest="  ")
    for each in plan.overrides:
        values = ", ".join(map(safe_text, each.values))
        source = safe_text(each.source)
        lines += wrapped(f"Allowed: {each.kind} {values} ({source})", rest="  ")
    return lines


def _names(names: Sequence[str]) -> str:
    """Name the first webhooks, and count the rest."""
    named = ", ".join(safe_text(name) for name in names[:NAMED])
    rest = len(names) - NAMED
    return f"{named} and {rest:,} more" if rest > 0 else named
