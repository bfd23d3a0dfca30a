"""What runs wrote that did not finish, for commands that look at what was applied."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hookline.cli.options import Common
from hookline.cli.telling import tell_diagnostics
from hookline.model.settings import Target
from hookline.model.state import AppliedState, Run
from hookline.model.trail import Trail
from hookline.wiring import Line

if TYPE_CHECKING:
    # Loading what only annotations need would show in the start of the command.
    from hookline.model.ports import StateStore, WorkspaceReader

LISTED_LATER = "it is not recorded yet; the next apply records it"
"""What `log` says of such a run, which it does not list."""


def count_in(
    line: Line, target: Target, states: "StateStore", reader: "WorkspaceReader | None"
) -> AppliedState:
    """Give what is applied, with what runs wrote that did not finish; nothing is recorded."""
    base, recovery = states.read(), line.recovery(target, states, reader)
    return recovery.counted_in(base) if recovery else base


def whole_trail(
    line: Line, target: Target, reader: "WorkspaceReader | None"
) -> tuple[Trail, tuple[Run, ...]]:
    """Give the trail with the runs in it that did not finish, and these runs, the oldest first.

    Without a `reader` it stays unknown what became of a write that was under way. When every run
    has finished, which costs next to nothing to see, the state is not read as a whole.
    """
    from hookline.state.target import has_journals

    trail = line.trail(target)
    if not has_journals(line.repository, target.name):
        return trail, ()
    base = count_in(line, target, line.states(target), reader)
    if not base.unrecorded:
        return trail, ()
    from hookline.tracking.counted import CountedTrail

    return CountedTrail(trail, base), base.unrecorded


def tell_of_unrecorded(runs: Sequence[Run], common: Common, *, hint: str | None = None) -> None:
    """Say of each run that it did not finish, how much of it was done, and what becomes of it."""
    if runs and not common.quiet:
        from dataclasses import replace

        from hookline.pipeline.planning import unfinished_note

        notes = [unfinished_note(run) for run in runs]
        tell_diagnostics([replace(each, hint=hint or each.hint) for each in notes], common)
