"""What `apply` gives back."""

from collections.abc import Sequence
from dataclasses import dataclass

from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import HooklineError
from hookline.model.outcome import Result
from hookline.model.state import AppliedRecord, Run


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan."""

    run: Run
    """The run, with the outcome of every change in the order they were tried."""
    records: Sequence[AppliedRecord]
    """What is managed afterwards: what was written, and what was left as it was."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What the workspace refused, and what it keeps in a form of its own."""
    failure: HooklineError | None = None
    """What stopped the run; None when everything was carried out."""

    @property
    def written(self) -> int:
        """How many changes reached the workspace."""
        untouched = {Result.FAILED, Result.SKIPPED, Result.UNKNOWN, Result.RELEASED, Result.ADOPTED}
        return sum(outcome.result not in untouched for outcome in self.run.outcomes)
