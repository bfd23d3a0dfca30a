"""Differences and their basis → the plan."""

from collections.abc import Sequence

from hookline.model.change import Change, Delete
from hookline.model.difference import Difference, Standing
from hookline.model.plan import Plan, Unmanaged
from hookline.model.state import AppliedRecord
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.changes import change_for, origin_of, write_for
from hookline.stages.plan.guards import judge
from hookline.stages.plan.remarks import remarks_on

LOCATION = "project_id"


def make_plan(differences: Sequence[Difference], basis: Basis) -> Plan:
    """Decide what to do about every difference; the order is that of showing and of carrying out.

    Deletes come last, so that nothing is taken away before what replaces it is there.
    """
    changes: list[Change] = []
    unchanged: list[str] = []
    follows: list[AppliedRecord] = []
    for difference in differences:
        change = change_for(difference, basis)
        if change is not None:
            changes.append(change)
        elif difference.desired is not None:
            unchanged.append(difference.name)
            follows += _follow(difference)
    changes.sort(key=lambda change: (isinstance(change, Delete), change.name))
    return Plan(
        target=basis.target.name,
        workspace=basis.workspace,
        commit=basis.commit,
        worktree=basis.worktree,
        root=basis.root,
        applied_commit=basis.base.commit,
        state_revision=basis.base.revision,
        changes=tuple(changes),
        unchanged=tuple(unchanged),
        follows=tuple(follows),
        unmanaged=_unmanaged(differences, basis),
        guards=judge(changes, differences, basis),
        diagnostics=(*basis.diagnostics, *remarks_on(differences)),
    )


def _follow(difference: Difference) -> list[AppliedRecord]:
    """Give the base of an unchanged webhook as it is now, when that is not what is recorded.

    So a file that moved, or a value that somebody already set by hand, costs no write.
    """
    desired, base, live = difference.desired, difference.base, difference.live
    if desired is None or base is None or live is None:
        return []
    origin = origin_of(desired)
    write = write_for(desired, {}, difference)
    read_back = {name: live.values.get(name) for name in desired.values if name in live.values}
    follower = AppliedRecord(
        id=base.id,
        name=base.name,
        path=origin.path,
        document=origin.document,
        blob=origin.blob,
        commit=base.commit,
        sent=write.managed,
        read_back=read_back,
        key_version=base.key_version,
        outcome=base.outcome,
    )
    return [] if follower == base else [follower]


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
