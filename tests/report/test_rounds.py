from dataclasses import replace

import pytest

from hookline.model.applied import Applied
from hookline.model.codes import Code
from hookline.model.errors import (
    AccessRefused,
    Blocked,
    HooklineError,
    Interrupted,
    Locked,
    NeedsMending,
    Stale,
    Terminated,
    Unreachable,
    WrongUsage,
)
from hookline.model.outcome import Outcome, Result
from hookline.model.round import Round, RoundResult
from hookline.model.state import AppliedState, Run
from hookline.report.rounds import Found, round_of
from tests.support.webhooks import HEAD, NOW

RUN = Run("r1", NOW, "Ada", HEAD.sha, False, HEAD.sha, "", (Outcome(Result.CREATED, "a"),))
BASE = AppliedState(commit="c" * 40)


def judged(**given: object) -> Round:
    """Give what came of a round that got so far."""
    found = Found("staging", NOW, commit=HEAD, base=BASE)
    for name, value in given.items():
        setattr(found, name, value)
    return round_of(found, NOW)


@pytest.mark.parametrize(
    ("kind", "result", "code"),
    [
        (NeedsMending, RoundResult.FAILED, 1),
        (Blocked, RoundResult.REFUSED, 3),
        (Stale, RoundResult.FAILED, 4),
        (Locked, RoundResult.LOCKED, 6),
        (Unreachable, RoundResult.AWAY, 7),
        (AccessRefused, RoundResult.DENIED, 8),
        (WrongUsage, RoundResult.FAILED, 64),
        (Interrupted, RoundResult.STOPPED, 130),
        (Terminated, RoundResult.STOPPED, 143),
    ],
)
def test_what_ended_a_round_decides_its_result(
    kind: type[HooklineError], result: RoundResult, code: int
) -> None:
    """Each kind of failure has its own word and code, and a part that was written outranks it."""
    failure = kind.because(Code.CLI_USAGE, "why")
    done = judged(failure=failure)
    assert (done.result, done.exit_code) == (result, code)
    assert done.diagnostics == failure.diagnostics
    applied = Applied(RUN, (), written=True, diagnostics=failure.diagnostics, failure=failure)
    done = judged(applied=applied)
    assert (done.result, done.exit_code) == (result, 5)
    assert judged(applied=replace(applied, written=False)).exit_code == code
    assert not done.is_success


def test_commit_that_is_known_to_match() -> None:
    """It is the round's own where all of it is applied, else the one that was applied whole."""
    assert judged(applied=Applied(RUN, ())).applied_commit == HEAD.sha
    assert judged().applied_commit == HEAD.sha
    failure = Unreachable.because(Code.API_UNREACHABLE, "why")
    assert judged(failure=failure).applied_commit == BASE.commit
    assert judged(failure=failure, base=None).applied_commit is None


def test_run_without_outcomes_is_no_change() -> None:
    """A run that was not recorded, or only followed, is not told as one that did something."""
    done = judged(applied=Applied(replace(RUN, outcomes=()), ()))
    assert (done.result, done.run, done.outcomes) == (RoundResult.UNCHANGED, None, ())
