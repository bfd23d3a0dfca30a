"""What one round gives back, whatever goes wrong in it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from hookline.cli.options import Common
from hookline.cli.stopping import Stop
from hookline.cli.syncing import Job, do_round
from hookline.model.codes import Code
from hookline.model.errors import Terminated
from hookline.model.round import RoundResult
from tests.cli.conftest import Shop
from tests.support.memory import StoppedClock

QUIET = Common(Path(), "text", "never", quiet=True, verbose=False)


@dataclass(slots=True)
class Broken(Stop):
    """A `Stop` that has a bug."""

    def require(self) -> None:
        """Fail as only a bug does."""
        raise ZeroDivisionError("by nothing")


def test_bug_is_told_and_ends_only_its_round(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """A job that stays goes on after it: the round says that it was a bug, and where."""
    done = do_round(Job(shop.path, "local"), QUIET, Broken(), StoppedClock())
    assert (done.result, done.exit_code, done.target) == (RoundResult.FAILED, 70, "local")
    assert [each.code for each in done.diagnostics] == [Code.CLI_BUG]
    assert "ZeroDivisionError: by nothing" in done.diagnostics[0].message
    assert "Traceback" in capsys.readouterr().err
    again = do_round(Job(shop.path, "local"), QUIET, Stop(), StoppedClock())
    assert again.result is RoundResult.APPLIED


def test_configuration_is_read_anew_for_each_round(shop: Shop) -> None:
    """A job that stays minds what was committed since it was started."""
    job = Job(shop.path)
    config = (shop.path / "hookline.yaml").read_text()
    shop.commit("Break it", {"hookline.yaml": "targets: {}\n"})
    assert do_round(job, QUIET, Stop(), StoppedClock()).exit_code == 64
    shop.commit("Mend it", {"hookline.yaml": config})
    assert do_round(job, QUIET, Stop(), StoppedClock()).result is RoundResult.APPLIED


def test_round_that_is_ended_before_it_began_does_nothing(shop: Shop) -> None:
    """Nothing is fetched, read or written, and the code is that of the signal."""
    stop = Stop(kind=Terminated)
    stop.asked.set()
    done = do_round(Job(shop.path), QUIET, stop, StoppedClock())
    assert (done.result, done.exit_code, done.commit) == (RoundResult.STOPPED, 143, None)
    assert shop.workspace.list("webhook") == []
