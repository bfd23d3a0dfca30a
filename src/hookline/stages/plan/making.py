"""Differences and their basis → the plan."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hookline.model.change import Change, Delete, Rename
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.difference import Difference, Standing
from hookline.model.globs import matches
from hookline.model.guard import GuardVerdict
from hookline.model.plan import Kept, Plan, Unmanaged
from hookline.model.property import Risk
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.changes import settle
from hookline.stages.plan.doubt import name_possible_renames
from hookline.stages.plan.guards import judge
from hookline.stages.plan.guards.hold import SHORT
from hookline.stages.plan.remarks import remarks_on

if TYPE_CHECKING:
    from hookline.model.state import AppliedRecord

LOCATION = "project_id"


def make_plan(differences: Sequence[Difference], basis: Basis) -> Plan:
    """Decide what to do about every difference.

    Changes are ordered as people read them, the worst first and then by name; `apply` has an order
    of its own.
    """
    changes: list[Change] = []
    unchanged: list[str] = []
    follows: list[AppliedRecord] = []
    kept: list[Kept] = []
    named, left_out = _narrow(differences, basis)
    for difference in named:
        settled = settle(difference, basis)
        if settled.change is not None:
            changes.append(settled.change)
        elif difference.desired is not None:
            unchanged.append(difference.name)
        follows += settled.follows
        kept += settled.kept
    changes.sort(key=lambda change: (_rank(change), change.name))
    left = tuple(each.name for each in left_out if settle(each, basis).change is not None)
    verdicts = judge(changes, differences, basis)
    return Plan(
        target=basis.target.name,
        workspace=basis.workspace,
        commit=basis.commit,
        worktree=basis.worktree,
        root=basis.root,
        applied_commit=basis.base.commit,
        state_revision=basis.base.revision,
        unrecorded=tuple(run.id for run in basis.base.unrecorded),
        changes=tuple(
            name_possible_renames(_held_back(changes, verdicts), differences, basis.defined)
        ),
        unchanged=tuple(unchanged),
        follows=tuple(follows),
        unmanaged=_unmanaged(differences, basis),
        kept=tuple(kept),
        guards=verdicts,
        overrides=basis.overrides,
        diagnostics=(*basis.diagnostics, *remarks_on(named), *_about_a_hold(changes, left, basis)),
        since=basis.since,
        offline=basis.offline,
        left_out=left,
    )


def _about_a_hold(
    changes: Sequence[Change], left_out: Sequence[str], basis: Basis
) -> tuple[Diagnostic, ...]:
    """Say what becomes of a hold where nothing changes; where something does, a guard says so."""
    hold, commit = basis.base.hold, basis.commit
    if hold is None or commit is None or changes or left_out or basis.worktree:
        return ()
    since = f"{hold.who} set it back to {hold.commit[:SHORT]} at {hold.at:%Y-%m-%d %H:%M} UTC"
    target = basis.target.name
    if hold.is_over(commit.sha):
        then, hint = "git agrees by now, so that the next apply or sync lets go of it", ""
    else:
        then = "what is merged after that commit is held back"
        hint = f"to let go: hookline rollback --resume --target {target}"
    return (
        Diagnostic(
            Severity.NOTE, Code.PLN_HOLD, f"{target} is held, since {since}; {then}", hint=hint
        ),
    )


def _narrow(
    differences: Sequence[Difference], basis: Basis
) -> tuple[list[Difference], list[Difference]]:
    """Part what the user named from what stays as it is.

    Renames that need each other stay together: a name is free once its webhook has left it.
    """
    if not basis.names:
        return (
            [each for each in differences if each.name not in basis.held],
            [each for each in differences if each.name in basis.held],
        )
    wanted = {
        each.name
        for each in differences
        if matches(each.name, basis.names)
        or (each.renamed_from is not None and matches(each.renamed_from, basis.names))
    }
    renamed = {each.name: each.renamed_from for each in differences if each.renamed_from}
    while (
        more := {new for new, old in renamed.items() if old in wanted and new not in wanted}
        | {old for new, old in renamed.items() if new in wanted and old in renamed} - wanted
    ):
        wanted |= more
    return (
        [each for each in differences if each.name in wanted],
        [each for each in differences if each.name not in wanted],
    )


def _rank(change: Change) -> int:
    """Say how bad a change can be, from 0 for the worst: that of its worst field."""
    ranks = {risk: number for number, risk in enumerate(Risk)}
    own = ranks[Risk.BREAKS if isinstance(change, Delete | Rename) else Risk.NONE]
    return min((own, *(ranks[field.risk] for field in change.fields)))


def _held_back(changes: Iterable[Change], verdicts: Iterable[GuardVerdict]) -> list[Change]:
    """Mark every change that a guard refuses, unless something of its own holds it back."""
    refused = {
        name: verdict.name
        for verdict in reversed([*verdicts])
        if not verdict.passed
        for name in verdict.names
    }
    return [
        replace(change, blocked=refused[change.name])
        if change.blocked is None and change.name in refused
        else change
        for change in changes
    ]


def _unmanaged(differences: Sequence[Difference], basis: Basis) -> tuple[Unmanaged, ...]:
    """Give the webhooks that nobody defines, in the target's project when it names one."""
    project = basis.target.project
    here = basis.catalog.id_of("project", project) if project else None
    return tuple(
        Unmanaged(each.name, each.live.id)
        for each in differences
        if each.standing is Standing.UNMANAGED
        and each.desired is None
        and each.live is not None
        and (here is None or each.live.values.get(LOCATION) == here)
    )
