"""What `apply` gives back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import HooklineError
from hookline.model.outcome import Outcome
from hookline.model.state import AppliedRecord, Run


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of carrying out one change."""

    outcome: Outcome
    """What happened."""
    sent: bool = False
    """Whether a write was carried out, or may have been."""
    record: AppliedRecord | None = None
    """What is applied to its record from now on, when that changed."""
    drops: tuple[str, ...] = ()
    """Ids that are no longer managed."""
    notes: tuple[Diagnostic, ...] = ()
    """What a person should know although it succeeded."""
    failure: HooklineError | None = None
    """What ends the run here."""

    def ending(self, failure: HooklineError) -> "Attempt":
        """Give the same attempt, after which the run ends; a first failure is kept."""
        return replace(self, failure=self.failure or failure)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan."""

    run: Run
    """The run, with the outcome of every change in the order they were tried."""
    records: Sequence[AppliedRecord]
    """What is managed afterwards: what was written, and what was left as it was."""
    written: bool = False
    """Whether anything may have reached the workspace."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What the workspace refused, and what it keeps in a form of its own."""
    failure: HooklineError | None = None
    """What stopped the run; None when everything was carried out."""

    def ending(self, failure: HooklineError) -> "Applied":
        """Give the same with a failure that came after the last write."""
        return replace(
            self,
            failure=self.failure or failure,
            diagnostics=(*self.diagnostics, *failure.diagnostics),
        )
