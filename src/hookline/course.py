"""The changes of a plan, carried out several at a time → an attempt at each of them.

Nothing new begins once the run has to end; what is under way by then is finished.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hookline.journal import Journalled, outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Change, Delete
from hookline.model.codes import Code
from hookline.model.errors import (
    Defect,
    HooklineError,
    Interrupted,
    NeedsMending,
    PartlyApplied,
    Stale,
)
from hookline.model.outcome import Result
from hookline.model.ports import Gate, Workers
from hookline.order import in_waves, parked
from hookline.write import Writing

_Change = TypeVar("_Change", bound=Change)
_Given = TypeVar("_Given")
_Got = TypeVar("_Got")


class OneByOne:
    """Does one thing after the other; a `Workers`."""

    def each(self, work: Callable[[_Given], _Got], given: Sequence[_Given]) -> Sequence[_Got]:
        """Do `work` with each of `given`."""
        return [work(each) for each in given]


ONE_BY_ONE = OneByOne()
"""Where there is nothing to gain from more."""


@dataclass(slots=True)
class Course:
    """One run on its way through a plan. Its attempts may be made in several threads."""

    writing: Writing
    """Writes the workspace."""
    journalled: Journalled
    """Writes down what is tried."""
    workers: Workers
    """Does several changes at a time."""
    gates: Sequence[Gate] = ()
    """What may stop the run before a change begins."""
    keep_going: bool = False
    """Whether what one webhook alone cannot take leaves the others going; deletes never go on."""
    failure: HooklineError | None = field(default=None, init=False)
    """The first thing that went wrong."""
    ended: HooklineError | None = field(default=None, init=False)
    """What ended the run: no change begins after it."""

    def run(self, changes: Sequence[Change], done: Mapping[str, str]) -> list[Attempt]:
        """Carry out every change, those that an earlier run has `done` apart: they are only read.

        `done` gives the name of each such webhook → the id of its record.
        """
        known = [change for change in changes if change.name in done]
        attempts = list(self.workers.each(lambda each: self._recognise(each, done), known))
        left = [change for change in changes if change.name not in done]
        for rename in parked(left):
            stepped = self._attempt(rename, self.writing.step_aside)
            if stepped.failure:
                attempts.append(stepped)
        tried = {attempt.outcome.name for attempt in attempts}
        for wave in in_waves(left):
            rest = [change for change in wave if change.name not in tried]
            attempts += self.workers.each(lambda each: self._attempt(each, self._carry_out), rest)
        return attempts

    def _carry_out(self, change: Change) -> Attempt:
        return self.writing.carry_out(change)

    def _recognise(self, change: Change, done: Mapping[str, str]) -> Attempt:
        return self._noted(self.writing.recognise(change, done[change.name]))

    def _attempt(self, change: _Change, write: Callable[[_Change], Attempt]) -> Attempt:
        """Carry out one change, unless the run has to end before it."""
        self._pass_the_gates()
        stopped = self.failure if isinstance(change, Delete) else self.ended
        if stopped is not None:
            return _skipped(change, stopped)
        return self._noted(_guarded(self.journalled, change, write))

    def _pass_the_gates(self) -> None:
        if self.ended is not None:
            return
        try:
            for gate in self.gates:
                gate.require()
        except HooklineError as error:
            self.failure = self.failure or error
            self.ended = error

    def _noted(self, attempt: Attempt) -> Attempt:
        """Remember that an attempt failed, and whether others are still worth trying."""
        failure = attempt.failure
        if failure is not None:
            self.failure = self.failure or failure
            if not (self.keep_going and _is_alone(failure)):
                self.ended = self.ended or failure
        return attempt


def _is_alone(failure: HooklineError) -> bool:
    """Say whether a failure, of a record that moved or will not take a value, is about it alone."""
    is_refused = all(problem.code is Code.API_REFUSED for problem in failure.diagnostics)
    is_mine = isinstance(failure, NeedsMending) and is_refused
    return is_mine or isinstance(failure, Stale | PartlyApplied)


def _guarded(
    journalled: Journalled, change: _Change, write: Callable[[_Change], Attempt]
) -> Attempt:
    """Carry out one change; Ctrl-C and bugs of ours leave it unknown and end the run after it."""
    try:
        return journalled.attempt(change, write)
    except KeyboardInterrupt:
        failure = Interrupted.because(
            Code.PLN_INTERRUPTED,
            f'interrupted while webhook "{change.name}" was being written',
            hint="plan again to see whether that write arrived",
        )
        return Attempt(
            outcome_of(change, Result.UNKNOWN, "interrupted"), sent=True, failure=failure
        )
    except Exception as error:  # noqa: BLE001  what was written before it must be recorded
        defect = Defect.because(
            Code.CLI_BUG,
            f'webhook "{change.name}": {type(error).__name__}: {error}',
            hint="this is a bug in Hookline; please report it with the lines above",
        )
        defect.__cause__ = error
        return Attempt(outcome_of(change, Result.UNKNOWN, "a bug"), sent=True, failure=defect)


def _skipped(change: Change, stopped: HooklineError) -> Attempt:
    reason = "interrupted" if isinstance(stopped, Interrupted) else "a change before failed"
    return Attempt(outcome_of(change, Result.SKIPPED, reason))
