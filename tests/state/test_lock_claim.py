import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hookline.state.lock_claim import Claim, Foreign, Process, read_claim, write_claim

CLAIM = Claim(
    id="0123456789ab",
    who="Jürgen <j@example.com>",
    purpose="apply",
    host="build-7",
    process=Process(4711, 99, "boot", "pid:[1]"),
    lease=60.0,
    since=datetime(2026, 11, 20, 14, 2, 3, 999_999, tzinfo=UTC),
    beat=3,
)
STORED = {
    "beat": 3,
    "boot": "boot",
    "format_version": 1,
    "host": "build-7",
    "id": "0123456789ab",
    "lease": 60.0,
    "namespace": "pid:[1]",
    "pid": 4711,
    "purpose": "apply",
    "since": "2026-11-20T14:02:03+00:00",
    "start": 99,
    "who": "Jürgen <j@example.com>",
}

HUGE = 10**400
"""More than a number with a point can be."""


def _read(**changed: object) -> Claim | Foreign:
    return read_claim(json.dumps({**STORED, **changed}).encode())


def _lacking(key: str) -> Claim | Foreign:
    return read_claim(json.dumps({k: v for k, v in STORED.items() if k != key}).encode())


def test_a_claim_as_it_is_stored() -> None:
    """Sorted, indented by two, in ASCII, to the second, and with a line end."""
    content = write_claim(CLAIM)
    assert json.loads(content) == STORED
    assert content.decode("ascii") == json.dumps(STORED, indent=2) + "\n"
    assert read_claim(content) == replace(CLAIM, since=CLAIM.since.replace(microsecond=0))


def test_each_value_is_read_from_its_key() -> None:
    """No two of them are taken for each other."""
    assert _read() == replace(CLAIM, since=CLAIM.since.replace(microsecond=0))
    assert all(_lacking(key) == Foreign("its lock.json is damaged") for key in STORED)


def test_a_moment_of_any_zone_is_told_in_utc() -> None:
    """Who took the lock may live elsewhere."""
    read = _read(since="2026-11-20T16:02:03+02:00")
    assert isinstance(read, Claim)
    assert (read.since.hour, read.since.tzinfo) == (14, UTC)
    east = CLAIM.since.astimezone(timezone(timedelta(hours=2)))
    assert read_claim(write_claim(replace(CLAIM, since=east))) == read


@pytest.mark.parametrize(
    "since", ["2026-11-20T14:02:03", "yesterday", "", "0001-01-01T00:00:00+14:00", None, 0]
)
def test_a_moment_that_is_none(since: object) -> None:
    """One without a zone could be any of a day, and one before the first year is nowhere."""
    assert _read(since=since) == Foreign("its lock.json is damaged")


@pytest.mark.parametrize("lease", [0.001, 1, 60, 3600, 3600.0])
def test_a_lease_is_a_number_of_seconds(lease: float) -> None:
    """A whole one too, and up to an hour."""
    read = _read(lease=lease)
    assert isinstance(read, Claim)
    assert (read.lease, type(read.lease)) == (lease, float)


@pytest.mark.parametrize(
    "lease",
    [0, -1, 3600.1, True, "60", None, float("inf"), float("nan"), HUGE],
    ids=lambda value: str(value)[:6],
)
def test_a_lease_that_nobody_should_believe(lease: object) -> None:
    """One without an end would keep a target from its jobs for ever."""
    assert _read(lease=lease) == Foreign("its lock.json is damaged")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "it holds no lock.json"),
        (b"[]", "its lock.json is damaged"),
        (b"\xff", "its lock.json is damaged"),
        (b"[" * 8000, "its lock.json is damaged"),
        (b" " * 8192, "its lock.json is damaged"),
        (b" " * 8193, "its lock.json is too large"),
    ],
)
def test_what_cannot_be_understood_says_why(content: bytes | None, why: str) -> None:
    """The reason stands in what is told to whoever is kept out."""
    assert read_claim(content) == Foreign(why)


def test_the_largest_lock_that_is_read() -> None:
    """Eight kibibytes are enough for any names."""
    padded = write_claim(CLAIM).ljust(8192)
    assert isinstance(read_claim(padded), Claim)
    assert read_claim(padded + b" ") == Foreign("its lock.json is too large")


def test_a_newer_form_is_told_before_anything_else() -> None:
    """What else it holds is nothing that this Hookline could judge."""
    assert read_claim(b'{"format_version": 2}') == Foreign("a newer Hookline wrote it")
    assert isinstance(_read(format_version=0), Claim)


@pytest.mark.parametrize("key", ["pid", "start", "beat"])
def test_a_whole_number_is_no_other_number(key: str) -> None:
    """Neither a boolean nor a fraction stands for one."""
    for value in (True, 1.0, "1", None):
        assert _read(**{key: value}) == Foreign("its lock.json is damaged")
