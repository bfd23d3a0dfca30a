"""Plan → apply → journal: a plan is made ready under the lock, carried out, and recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import SourceFile
from hookline.model.errors import HooklineError, Interrupted, Stale
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import StateStore
from hookline.model.saved_plan import Saved
from hookline.model.state import AppliedState, Beginning, Run
from hookline.pipeline.planning import Planned
from hookline.pipeline.recovering import Recovery
from hookline.pipeline.resuming import Remaining, remaining
from hookline.pipeline.saved import moved_since

if TYPE_CHECKING:
    # A plan must not pay for what only an apply needs.
    from hookline.apply import Applier
    from hookline.model.applied import Applied


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan that nothing stands in the way of any more, and that nobody else can overtake."""

    planned: Planned
    """The plan that was shown."""
    left: Remaining
    """What there is to do of it."""
    base: AppliedState
    """The applied state that it is carried out on."""
    beginning: Beginning
    """The run that carries it out."""
    digest: str
    """The digest of the saved plan; empty when it was made by the run itself."""
    taken_up: bool
    """Whether an earlier run had begun it."""
    recorded: tuple[Run, ...]
    """Runs that did not finish, and that were recorded first."""
    given_up: tuple[str, ...] = ()
    """The ids of runs of which nobody can tell any more whether they were recorded."""


def make_ready(
    planned: Planned,
    applier: "Applier",
    states: StateStore,
    beginning: Beginning,
    files_of: Callable[[Plan], Sequence[SourceFile]],
    digest: str = "",
) -> Ready:
    """See to it that a plan can be carried out exactly; call it with the target locked.

    Runs that did not finish are recorded first; one of this very saved plan is taken up again.
    Raises before any write, and with every reason: `Stale` when another run came in between
    (`STA-MOVED`) or a record is not as the plan saw it (`PLN-MOVED`), `NeedsMending` when the run
    could not be recorded afterwards.
    """
    made = planned.plan
    base = states.read()
    recovery = Recovery(states, applier.journal, applier.workspace, applier.clock, but=digest)
    given_up = recovery.tidy(base)
    base, recorded = recovery.record(base, files_of)
    if (others := moved_since(made, base, states)) is not None:
        raise _overtaken(made, others)
    is_recorded = made.changes or made.follows or base.hold != beginning.hold
    if made.commit is not None and not made.worktree and is_recorded:
        states.require_recordable(made.commit.sha)
    # Every other run is recorded by now.
    begun = next(iter(applier.journal.unfinished()), None)
    left = remaining(made, applier.workspace, begun, applier.workers)
    run = begun.run if begun else replace(beginning, number=base.number + 1)
    return Ready(planned, left, base, run, digest, begun is not None, recorded, given_up)


def carry_out(ready: Ready, applier: "Applier", states: StateStore) -> "Applied":
    """Carry a plan out, and record what became of it in the state.

    What was written is recorded also when something failed: that failure is in the answer, and so
    is a state that could not be recorded; the journal then keeps what is not recorded for the next
    run.
    """
    made = ready.left.plan
    saved = Saved(ready.digest, ready.left.done)
    applied = applier.apply(made, ready.base, ready.beginning, saved)
    if not made.follows and applied.run.hold == ready.base.hold and _is_idle(applied):
        if applied.run.outcomes:
            applier.journal.close(applied.run.id)
        return applied
    workspace_id = made.workspace.id or ready.base.workspace_id
    try:
        states.record(applied.run, ready.base, applied.records, ready.planned.files, workspace_id)
        applier.journal.close(applied.run.id)
    except HooklineError as error:
        return _unrecorded(applied.ending(error))
    except KeyboardInterrupt:
        return applied.ending(
            Interrupted.because(
                Code.PLN_INTERRUPTED,
                "interrupted while the run was being recorded",
                hint="the journal knows what was written: the next apply records it",
            )
        )
    return applied


def _is_idle(applied: "Applied") -> bool:
    """Say whether a run did nothing at all, as when it was stopped before its first write."""
    results = {outcome.result for outcome in applied.run.outcomes}
    return not applied.written and results <= {Result.SKIPPED}


def _unrecorded(applied: "Applied") -> "Applied":
    """Say where that is kept which was written and could not be recorded."""
    if not applied.written:
        return applied
    note = Diagnostic(
        Severity.NOTE,
        Code.PLN_UNFINISHED,
        f"what run {applied.run.id} wrote is not recorded yet; its journal keeps it",
        hint="the next apply from this clone records it",
    )
    return replace(applied, diagnostics=(*applied.diagnostics, note))


def _overtaken(made: Plan, others: Sequence[Run]) -> Stale:
    named = f"run {others[0].id} by {others[0].who}" if others else "another run"
    return Stale.because(
        Code.STA_MOVED,
        f"{named} was recorded for {made.target} since this was planned",
        hint="plan again, and apply that plan",
    )
