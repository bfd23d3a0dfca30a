"""Which runs say what they left, and what is told of the others."""

from dataclasses import replace

import pytest

from hookline.cli.earlier import require_whole
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Outcome, Result
from tests.support.states import make_run
from tests.support.webhooks import LOCAL

RESULTS = (Result.CREATED, Result.FAILED, Result.SKIPPED, Result.UPDATED)


def test_what_was_not_carried_out_is_told_by_what_became_of_it() -> None:
    """What was never tried is not called failed."""
    outcomes = [Outcome(result, f"w{number}") for number, result in enumerate(RESULTS)]
    run = replace(make_run("3f2a9c1" + "0" * 33, *outcomes), applied_commit="")
    with pytest.raises(NeedsMending) as refused:
        require_whole(run, LOCAL, None)
    assert str(refused.value) == (
        "run run1 was applied only in part (1 failed, 1 skipped of 4), "
        "so no definitions say what it left"
    )
