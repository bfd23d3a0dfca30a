"""Carrying out a plan that was shown: under the lock, exactly, and stopped with grace."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from hookline.cli.locking import lock_timeout_option, teller_for
from hookline.cli.options import Common
from hookline.cli.stopping import Stop, stopping
from hookline.documents.words import carried_out
from hookline.model.applied import Applied
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.settings import Target
from hookline.model.state import Beginning, Hold, Run
from hookline.pipeline import Planned
from hookline.pipeline.applying import Ready, carry_out, make_ready
from hookline.report.runs import count_outcomes
from hookline.report.style import safe_text
from hookline.wiring import Line

_UNDONE = frozenset({Result.SKIPPED, Result.UNKNOWN, Result.FAILED})


@dataclass(frozen=True, slots=True)
class Terms:
    """How a plan is carried out."""

    concurrency: int | None = None
    """`--concurrency`: how many writes are under way at a time."""
    keep_going: bool = False
    """`--keep-going`: whether what one webhook alone cannot take leaves the others going."""
    lock_timeout: float = 0.0
    """`--lock-timeout`: how many seconds to wait for another run to end."""


def carrying_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add how a plan is carried out; gives one `terms`."""

    @wraps(command)
    def wrapped(
        *arguments: Any,  # noqa: ANN401  the command's own arguments
        concurrency: int | None,
        keep_going: bool,
        lock_timeout: float,
        **given: Any,  # noqa: ANN401  the command's own options
    ) -> int:
        terms = Terms(concurrency, keep_going, lock_timeout)
        return command(*arguments, terms=terms, **given)

    decorated: Callable[..., int] = wrapped
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


_OPTIONS = (
    click.option(
        "--concurrency",
        metavar="N",
        type=click.IntRange(1, 64),
        help="Write this many webhooks at a time.  [default: 8; 1 to an embedded workspace]",
    ),
    click.option(
        "--keep-going",
        is_flag=True,
        help="When one webhook moved or refuses a value, go on with the others; nothing is "
        "deleted then.",
    ),
    lock_timeout_option,
)


def require_possible(line: Line, target: Target, plan: Plan, *, holds: bool = False) -> None:
    """See to it, before anybody is asked, that nothing that is known by now turns up after the yes.

    A run that `holds` the target is recorded whatever it changes. Raises `NeedsMending` when a
    secret cannot be had, or the run could not be recorded afterwards.
    """
    line.applier(target).prepare(plan)
    is_recorded = holds or plan.changes or plan.follows
    if plan.commit is not None and not plan.worktree and is_recorded:
        line.states(target).require_recordable(plan.commit.sha)


def carry_out_plan(
    line: Line,
    target: Target,
    planned: Planned,
    common: Common,
    terms: Terms,
    *,
    purpose: str = "apply",
    hold: Hold | None = None,
    digest: str = "",
    run_id: str | None = None,
    stop: Stop | None = None,
) -> Applied:
    """Carry out a plan that was shown and agreed to, and record what became of it.

    `digest` is that of a saved plan; `hold` is what holds the target back afterwards, and `run_id`
    the run's id where that had to be known before; `stop` is given by whoever notices Ctrl-C for
    longer than this run. Raises `Locked` when another run holds the target, and as `make_ready`; a
    failure after the first write is in the answer.
    """
    states = line.states(target)
    beginning = Beginning(run_id or line.new_run_id(), line.who(), purpose, hold)
    guard = line.lock(target, teller_for(common))
    noticing = nullcontext(stop) if stop else stopping()
    with noticing as stop, guard.held(purpose, terms.lock_timeout, [stop]) as lock:
        applier = line.applier(
            target,
            digest,
            gates=(stop, lock),
            concurrency=terms.concurrency,
            keep_going=terms.keep_going,
        )
        ready = make_ready(planned, applier, states, beginning, line.files_of, digest)
        _tell_of_earlier_runs(ready, common)
        return carry_out(ready, applier, states)


def record_unfinished(line: Line, target: Target) -> None:
    """Record the runs that did not finish; call it with the target locked.

    Whoever changes what is applied without a plan must not have them come back afterwards.
    """
    states = line.states(target)
    if recovery := line.recovery(target, states, line.reader(target)):
        base = states.read()
        recovery.tidy(base)
        recovery.record(base, line.files_of)


def _tell_of_earlier_runs(ready: Ready, common: Common) -> None:
    """Say which runs were recorded first, and which one is taken up again."""
    if common.quiet:
        return
    for run_id in ready.given_up:
        sys.stderr.write(
            f"Gave up the journal of run {run_id}: the runs of its time are not kept any more, and "
            "those since saw what it had left.\n"
        )
    for run in ready.recorded:
        sys.stderr.write(f"{_recorded(run)}\n")
    if ready.taken_up:
        whole = len(ready.planned.plan.changes)
        sys.stderr.write(
            f"Taking up run {ready.beginning.id}, which did not finish: "
            f"{carried_out(len(ready.left.done), whole)} by then.\n"
        )


def _recorded(run: Run) -> str:
    done = sum(outcome.result not in _UNDONE for outcome in run.outcomes)
    unknown = sum(outcome.result is Result.UNKNOWN for outcome in run.outcomes)
    return (
        f"Recorded run {run.id} by {safe_text(run.who)}, which did not finish: "
        f"{carried_out(done, len(run.outcomes), unknown)} ({count_outcomes(run.outcomes)})."
    )
