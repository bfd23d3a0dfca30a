"""Rounds that repeat, with a clock, chance and waiting that the test gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from hookline.cli.stopping import Stop
from hookline.cli.sync_loop import Loop, Pace
from hookline.model.errors import Terminated
from hookline.model.round import History, Round, RoundResult
from tests.support.webhooks import NOW

UNCHANGED = Round("staging", NOW, NOW, RoundResult.UNCHANGED, 0)
AWAY = replace(UNCHANGED, result=RoundResult.AWAY, exit_code=7)
DENIED = replace(UNCHANGED, result=RoundResult.DENIED, exit_code=8)
LOCKED = replace(UNCHANGED, result=RoundResult.LOCKED, exit_code=6)
FAILED = replace(UNCHANGED, result=RoundResult.FAILED, exit_code=1)
LEFT = replace(UNCHANGED, result=RoundResult.LEFT, exit_code=3)
EVEN = 0.5
"""The chance that makes a wait neither longer nor shorter."""


@dataclass
class Days:
    """A job's days: what its rounds come to, and what it does in between."""

    rounds: Sequence[Round]
    every: float = 300
    chance: float = EVEN
    before: History = field(default_factory=History)
    stop: Stop = field(default_factory=Stop)
    moment: datetime = NOW
    waits: list[float] = field(default_factory=list)
    published: list[tuple[Round, History]] = field(default_factory=list)
    recalled: list[str] = field(default_factory=list)
    during: Callable[[int], None] = lambda _: None
    """What happens while a round is under way, by its number."""
    number: int = 0

    def now(self) -> datetime:
        """Tell the time."""
        return self.moment

    def do(self) -> Round:
        """Do the next round."""
        done = self.rounds[self.number]
        self.during(self.number)
        self.number += 1
        return replace(done, ended_at=self.moment)

    def wait(self, seconds: float, stop: Stop) -> None:
        """Let the time pass; somebody ends the job when there is no round left."""
        self.waits.append(seconds)
        self.moment += timedelta(seconds=seconds)
        if self.number == len(self.rounds):
            stop.asked.set()

    def recall(self, target: str) -> History:
        """Give what was known before."""
        self.recalled.append(target)
        return self.before

    def run(self) -> int:
        """Run the job to its end, and give the exit code."""
        loop = Loop(
            do=self.do,
            recall=self.recall,
            show=lambda *_: None,
            publish=lambda *each: self.published.append(each),
            pace=Pace(self.every, lambda: self.chance),
            wait=self.wait,
            stop=self.stop,
            clock=self,
        )
        return loop.run()


def test_rounds_come_at_their_pace() -> None:
    """Whatever a round comes to, the next one is due after the usual time."""
    days = Days([UNCHANGED, LOCKED, FAILED, LEFT, UNCHANGED])
    days.run()
    assert days.waits == [300] * 5


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 270), (1.0, 330), (0.75, 315)])
def test_jobs_do_not_come_all_at_once(chance: float, seconds: float) -> None:
    """A wait is up to a tenth longer or shorter, by chance."""
    days = Days([UNCHANGED], chance=chance)
    days.run()
    assert days.waits == [pytest.approx(seconds)]


def test_who_is_away_is_asked_less_and_less() -> None:
    """Each time doubles the wait, up to half an hour; the first answer makes it usual again."""
    days = Days([AWAY, AWAY, AWAY, AWAY, UNCHANGED, AWAY])
    days.run()
    assert days.waits == [600, 1200, 1800, 1800, 300, 600]


def test_who_was_denied_comes_back_much_later() -> None:
    """A login that fails every five minutes would lock the account."""
    days = Days([DENIED] * 8)
    days.run()
    assert days.waits == [600, 1200, 2400, 4800, 9600, 19200, 21600, 21600]


def test_back_off_never_comes_sooner_than_usual() -> None:
    """A job that comes every two hours keeps to that."""
    days = Days([AWAY, AWAY], every=7200)
    days.run()
    assert days.waits == [7200, 7200]


def test_many_rounds_without_answer_stay_within_bounds() -> None:
    """A remote that is away for a month is still asked every half hour."""
    days = Days([AWAY] * 2000, every=10)
    days.run()
    assert max(days.waits) == 1800 == days.waits[-1]


def test_history_is_counted_over_rounds_and_processes() -> None:
    """Failures add up to those of an earlier process, and a success forgets them."""
    before = History(NOW - timedelta(hours=1), failures=2)
    days = Days([FAILED, LEFT, UNCHANGED, LOCKED], before=before)
    days.run()
    told = [history for _, history in days.published]
    assert [each.failures for each in told] == [3, 4, 0, 1, 1]
    success = NOW + timedelta(seconds=600)
    assert [each.last_success for each in told] == [
        *[before.last_success] * 2,
        *[success] * 3,
    ]
    assert days.recalled == ["staging"]


def test_next_round_is_told_until_there_is_none() -> None:
    """The files say when the next round is due, and in the end that no other follows."""
    days = Days([UNCHANGED, UNCHANGED])
    days.run()
    at = [history.next_at for _, history in days.published]
    assert at == [NOW + timedelta(seconds=300), NOW + timedelta(seconds=600), None]


@pytest.mark.parametrize(("kind", "code"), [(Stop().kind, 130), (Terminated, 143)])
def test_job_that_is_ended_between_rounds_says_so(kind: type, code: int) -> None:
    """The code is that of the signal, whatever the last round came to."""
    days = Days([FAILED], stop=Stop(kind=kind))
    assert days.run() == code


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (UNCHANGED, 143),
        (replace(UNCHANGED, result=RoundResult.STOPPED, exit_code=143), 143),
        (replace(UNCHANGED, result=RoundResult.STOPPED, exit_code=5), 5),
        (replace(FAILED, exit_code=5), 143),
    ],
)
def test_round_that_is_broken_off_is_the_last(done: Round, code: int) -> None:
    """No time is told for another one; one that wrote a part says that in place of the signal."""
    days = Days([done, UNCHANGED], stop=Stop(kind=Terminated))
    days.during = lambda _: days.stop.asked.set()
    assert days.run() == code
    assert days.number == 1
    assert [history.next_at for _, history in days.published] == [None]
