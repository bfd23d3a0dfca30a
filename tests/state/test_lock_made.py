"""The lock as the commands get it: here or on `origin`, with its usual times."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookline.git.remotes import ORIGIN, Remote, find_remote
from hookline.git.repository import Repository, open_repository
from hookline.model.codes import Code
from hookline.model.errors import Locked, NeedsMending
from hookline.state.lock import TargetLock, Teller, lock_of
from hookline.state.lock_claim import Claim, Process, read_claim, write_claim
from hookline.state.lock_place import LocalPlace
from hookline.state.lock_process import boottime, boottime_name, this_process
from hookline.state.lock_timing import Timing
from tests.support.origins import Origin
from tests.support.repository import ScriptedRepository

REF = "refs/hookline/lock/staging"
SINCE = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)


class FixedClock:
    """A clock that dates every lock alike."""

    def now(self) -> datetime:
        """Give the one moment."""
        return SINCE


@dataclass
class Told:
    """What people were told."""

    lines: list[str] = field(default_factory=list)

    @property
    def teller(self) -> Teller:
        """Where a lock tells it."""
        return Teller(self.lines.append)


def _opened(clone: ScriptedRepository) -> tuple[Repository, Remote]:
    repository = open_repository(clone.path)
    remote = find_remote(repository.git, ORIGIN)
    assert remote is not None
    return repository, remote


def _claim_in(path: Path) -> Claim:
    claim = read_claim(ScriptedRepository(path).git("show", f"{REF}:lock.json").encode())
    assert isinstance(claim, Claim)
    return claim


def _put(repository: Repository, process: Process) -> str:
    """Let somebody else hold the target in this repository."""
    place = LocalPlace(repository, "staging")
    claim = Claim("0123456789ab", "Grace", "sync", "build-7", process, 60, SINCE)
    value = place.make(write_claim(claim), "Lock staging", SINCE)
    assert place.move(value, None)
    return value


def test_a_lock_of_this_repository_stands_in_it(origin: Origin, ours: ScriptedRepository) -> None:
    """It says who holds it, what for and since when, and lasts a minute."""
    repository, _ = _opened(ours)
    lock = lock_of(repository, None, "staging", "Ada <a@x>", FixedClock())
    assert lock.ref == REF
    with lock.held("apply"):
        claim = _claim_in(ours.path)
        assert (claim.who, claim.purpose, claim.since) == ("Ada <a@x>", "apply", SINCE)
        assert (claim.lease, claim.beat, claim.process) == (60, 0, this_process())
        assert (len(claim.id), int(claim.id, 16) >= 0) == (12, True)
        assert origin.ref(REF) is None


def test_a_lock_on_a_remote_stands_there(origin: Origin, ours: ScriptedRepository) -> None:
    """It lasts two minutes, since a network may be away, and this clone has no ref of it."""
    lock = lock_of(*_opened(ours), "staging", "Ada", FixedClock())
    with lock.held("apply"):
        assert _claim_in(origin.path).lease == 120
        assert ours.git("for-each-ref", REF) == ""
    assert origin.ref(REF) is None


def test_a_lock_may_have_other_times(ours: ScriptedRepository) -> None:
    """The lease that it is given is the one that it claims."""
    repository, _ = _opened(ours)
    with lock_of(repository, None, "staging", "Ada", FixedClock(), timing=Timing(9, 1)).held("x"):
        assert _claim_in(ours.path).lease == 9


def test_a_sighting_is_kept_beside_the_repository(ours: ScriptedRepository) -> None:
    """Linked working trees share it, and it is dated by the clock of the lock's times."""
    repository, _ = _opened(ours)
    value = _put(repository, Process(4711, 99, "another boot", "pid:[1]"))
    file = ours.path / ".git" / "hookline" / "lock-seen" / "staging.json"
    timing = Timing(60, 1, clock=lambda: 42.0)
    with pytest.raises(Locked):
        _enter(lock_of(repository, None, "staging", "Ada", FixedClock(), timing=timing))
    kept = json.loads(file.read_text())
    assert kept == {"value": value, "clock": boottime_name(), "at": 42.0}
    file.unlink()
    before = boottime()
    with pytest.raises(Locked):
        _enter(lock_of(repository, None, "staging", "Ada", FixedClock()))
    assert before <= json.loads(file.read_text())["at"] <= boottime()


def _enter(lock: TargetLock) -> None:
    with lock.held("apply"):
        pass


def test_who_takes_over_is_told_where_somebody_listens(ours: ScriptedRepository) -> None:
    """A run whose process is gone is taken over at once; nobody has to listen."""
    repository, _ = _opened(ours)
    gone = replace(this_process(), pid=2**22 + 1)
    told = Told()
    for teller in (told.teller, None):
        _put(repository, gone)
        _enter(lock_of(repository, None, "staging", "Ada", FixedClock(), teller))
    assert told.lines == [
        (
            "Took staging over from a run whose process is gone: Grace: sync on build-7 "
            f"(process {gone.pid}) since 2026-11-20 14:02 UTC"
        )
    ]


def test_a_target_that_cannot_be_a_ref_is_refused(ours: ScriptedRepository) -> None:
    """The name never leads the lock to another ref, nor its sighting to another folder."""
    repository, _ = _opened(ours)
    with pytest.raises(NeedsMending) as caught:
        lock_of(repository, None, "../x", "Ada", FixedClock())
    [problem] = caught.value.diagnostics
    assert problem.code is Code.CFG_TARGET
    assert "'../x'" in problem.message
