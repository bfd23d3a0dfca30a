"""Plan → apply → journal: a plan is carried out, and what became of it recorded."""

from typing import TYPE_CHECKING

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, Interrupted, Stale
from hookline.model.ports import StateStore
from hookline.model.saved_plan import NOT_SAVED, Saved
from hookline.pipeline.planning import Planned

if TYPE_CHECKING:
    # A plan must not pay for what only an apply needs.
    from hookline.apply import Applier
    from hookline.model.applied import Applied


def apply(
    planned: Planned,
    applier: "Applier",
    states: StateStore,
    run_id: str,
    who: str,
    saved: Saved = NOT_SAVED,
) -> "Applied":
    """Carry out a plan that nothing refuses, and record what became of it in the state.

    What was written is recorded also when something failed: that failure is in the answer, and so
    is a state that could not be recorded. Raises `Stale` (`STA-MOVED`) before the first write when
    another run was recorded since the plan was made.
    """
    made = planned.plan
    if states.read().revision != made.state_revision:
        raise Stale.because(
            Code.STA_MOVED,
            f"another run was recorded for {made.target} since this was planned",
            hint="plan again, and apply that plan",
        )
    applied = applier.apply(made, planned.base, run_id, who, saved)
    if not applied.run.outcomes and not made.follows:
        return applied
    workspace_id = made.workspace.id or planned.base.workspace_id
    try:
        states.record(applied.run, planned.base, applied.records, planned.files, workspace_id)
        applier.journal.close(run_id)
    except HooklineError as error:
        return applied.ending(error)
    except KeyboardInterrupt:
        return applied.ending(
            Interrupted.because(
                Code.PLN_INTERRUPTED,
                "interrupted while the run was being recorded",
                hint="plan again: what was written and not recorded shows as unmanaged or drift",
            )
        )
    return applied
