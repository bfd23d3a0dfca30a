import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from hookline.state.lock_observer import Observer
from hookline.state.lock_process import boottime, boottime_name


@dataclass
class Watch:
    """A machine, its clock, and the file that survives its processes."""

    file: Path
    now: float = 100.0
    boot: str = "boot 1"

    def process(self) -> Observer:
        """Start a process that watches."""
        return Observer(self.file, lambda: self.now, lambda: self.boot)

    def after(self, seconds: float) -> "Watch":
        """Let time pass."""
        self.now += seconds
        return self


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """Give a machine that has seen nothing."""
    return Watch(tmp_path / "hookline" / "seen.json")


def test_time_counts_from_the_first_sighting_of_a_value(watch: Watch) -> None:
    """Another value begins anew."""
    observer = watch.process()
    assert observer.watch("a") == 0
    watch.after(10)
    assert observer.watch("a") == 10
    watch.after(10)
    assert observer.watch("b") == 0
    watch.after(5)
    assert observer.watch("b") == 5
    assert observer.watch("a") == 0


def test_later_process_goes_on_from_there(watch: Watch) -> None:
    """A job that comes again knows what the one before saw, and only of the same value."""
    watch.process().watch("a")
    watch.after(300)
    assert watch.process().watch("b") == 0
    watch.process().watch("a")
    watch.after(300)
    assert watch.process().watch("a") == 300


def test_own_sighting_counts_though_the_file_is_gone(watch: Watch) -> None:
    """What a process saw itself it knows; only `forget` makes it begin anew."""
    observer = watch.process()
    observer.watch("a")
    watch.file.unlink()
    watch.after(10)
    assert observer.watch("a") == 10
    observer.forget()
    observer.forget()
    assert observer.watch("a") == 0


def test_sighting_by_another_clock_says_nothing(watch: Watch) -> None:
    """After a restart the clock counts from elsewhere, and one without a name is not trusted."""
    watch.process().watch("a")
    watch.now, watch.boot = 5000, "boot 2"
    assert watch.process().watch("a") == 0
    watch.boot = ""
    watch.process().watch("c")
    watch.after(10)
    assert watch.process().watch("c") == 0


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 5000,
        {"at": 101},
        {"at": -1},
        {"at": True},
        {"at": None},
        {"at": float("nan")},
        {"value": 1},
        {"clock": None},
    ],
)
def test_damaged_sighting_was_never_there(watch: Watch, kept: bytes | dict[str, object]) -> None:
    """A file that cannot be right, as one from the future, makes nobody seem dead."""
    whole = {"value": "a", "clock": "boot 1", "at": 10.0}
    watch.file.parent.mkdir()
    watch.file.write_text(json.dumps(whole))
    assert watch.process().watch("a") == 90
    watch.file.write_bytes(kept if isinstance(kept, bytes) else json.dumps(whole | kept).encode())
    assert watch.process().watch("a") == 0


def test_file_that_cannot_be_written_is_no_trouble(watch: Watch) -> None:
    """Without it the next process begins anew, and this one goes on."""
    watch.file.parent.write_text("in the way")
    observer = watch.process()
    assert observer.watch("a") == 0
    watch.after(10)
    assert observer.watch("a") == 10


def test_clock_of_the_machine_has_a_name() -> None:
    """It goes on, and says what it counts from."""
    assert 0 < boottime() <= boottime()
    assert boottime_name() == boottime_name()


@pytest.mark.parametrize("at", [0, 0.0, 0.5])
def test_sighting_right_after_the_start_counts(watch: Watch, at: float) -> None:
    """The clock begins at nothing, and a job may look in the same moment again."""
    watch.now = at
    watch.process().watch("a")
    kept = watch.file.read_bytes()
    assert watch.process().watch("a") == 0
    watch.after(7)
    assert watch.process().watch("a") == 7
    assert watch.file.read_bytes() == kept


def test_sighting_is_nobody_elses_to_read(watch: Watch) -> None:
    """What another account wrote there could make a living run seem dead."""
    watch.process().watch("a")
    assert watch.file.stat().st_mode & 0o777 == 0o600
    assert watch.file.read_text() == '{"value": "a", "clock": "boot 1", "at": 100.0}\n'
