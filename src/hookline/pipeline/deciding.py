"""Runs that change nothing in a workspace, and only what is recorded of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hookline.model.outcome import Outcome, Result
from hookline.model.ports import StateStore
from hookline.model.state import AppliedRecord, AppliedState, Beginning, Run


def let_go(states: StateStore, beginning: Beginning, at: datetime) -> AppliedState | None:
    """Record that nothing holds the target any more; gives None when nothing did."""
    base = states.read()
    if base.hold is None:
        return None
    run = _run(base, beginning, at)
    states.record(run, base, tuple(base.records.values()), (), base.workspace_id)
    return base


def forget(
    states: StateStore,
    base: AppliedState,
    records: Sequence[AppliedRecord],
    beginning: Beginning,
    at: datetime,
) -> Run:
    """Record that these of the records are no longer managed; the workspace keeps them."""
    gone = {record.id for record in records}
    left = tuple(record for record in base.records.values() if record.id not in gone)
    run = replace(_run(base, beginning, at, records), hold=base.hold)
    states.record(run, base, left, (), base.workspace_id)
    return run


def begin_anew(
    states: StateStore, base: AppliedState, root: str, beginning: Beginning, at: datetime
) -> Run:
    """Record that nothing is applied, from no folder but `root` and to no workspace yet."""
    records = tuple(base.records.values())
    run = _run(AppliedState(root=root, number=base.number), beginning, at, records)
    states.record(run, base, (), (), None)
    return run


def _run(
    base: AppliedState,
    beginning: Beginning,
    at: datetime,
    released: Sequence[AppliedRecord] = (),
) -> Run:
    """Make a run that applies no commit, and holds nothing."""
    return Run(
        id=beginning.id,
        at=at,
        who=beginning.who,
        commit="",
        worktree=False,
        applied_commit=base.commit or "",
        root=base.root or "",
        outcomes=tuple(
            Outcome(Result.RELEASED, each.name, each.id, each.path)
            for each in sorted(released, key=lambda each: each.name)
        ),
        purpose=beginning.purpose,
        number=base.number + 1,
    )
