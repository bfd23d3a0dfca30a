import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookline.model.codes import Code
from hookline.state import lock_timing
from hookline.state.lock_claim import Claim, Foreign, Process, read_claim, write_claim

PAGE = (Path(__file__).parents[2] / "docs" / "state-format.md").read_text("utf-8")
SECTION = PAGE.split("\n## The lock\n")[1].split("\n## ")[0]
CLAIM = Claim(
    id="0123456789ab",
    who="Ada <ada@example.com>",
    purpose="apply",
    host="build-7",
    process=Process(4711, 99, "boot", "pid:[1]"),
    lease=120,
    since=datetime(2026, 11, 20, 14, 2, tzinfo=UTC),
    beat=3,
)


def test_lock_has_the_keys_on_the_page() -> None:
    """`lock.json` has exactly the keys that the page describes, sorted and indented by two."""
    text = write_claim(CLAIM).decode("utf-8")
    cells = [line.split("|")[1] for line in SECTION.splitlines() if line.startswith("| `")]
    keys = {key for cell in cells for key in re.findall(r"`([a-z_]+)`", cell)}
    assert json.loads(text).keys() == keys
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"


def test_page_has_the_leases_and_the_codes() -> None:
    """The numbers and codes of the page are those of the program."""
    assert f"{lock_timing.REMOTE.lease:g} on `origin`, {lock_timing.LOCAL.lease:g} here" in SECTION
    codes = {code.value for code in Code if code.value.startswith("LCK-")}
    assert {*re.findall(r"`(LCK-[A-Z]+)`", SECTION)} == codes
    assert lock_timing.LOCAL.beat * 3 == lock_timing.LOCAL.lease
    assert lock_timing.LOCAL.safe * 4 == lock_timing.LOCAL.lease * 3


@pytest.mark.parametrize(
    "damage",
    [
        {"since": "2026-11-20T14:02:00"},
        {"since": "yesterday"},
        {"lease": 0},
        {"lease": 3601},
        {"lease": True},
        {"beat": True},
        {"pid": "4711"},
        {"id": None},
        {"format_version": "1"},
    ],
)
def test_what_is_not_as_on_the_page_is_foreign(damage: dict[str, object]) -> None:
    """A time without a zone, a lease of hours, a number that is none: who knows their meaning?"""
    stored = {**json.loads(write_claim(CLAIM)), **damage}
    assert read_claim(json.dumps(stored).encode()) == Foreign("its lock.json is damaged")


def test_what_is_written_is_read() -> None:
    """A lock comes back as it was."""
    assert read_claim(write_claim(CLAIM)) == CLAIM


@pytest.mark.parametrize("key", sorted(json.loads(write_claim(CLAIM))))
@pytest.mark.parametrize("value", [None, True, [], {}, "", -1, 1e400, "\ud800"])
def test_damaged_lock_is_never_a_claim_by_chance(key: str, value: object) -> None:
    """A value of another kind is understood as nothing, or as the same kind with other content."""
    stored = {**json.loads(write_claim(CLAIM)), key: value}
    read = read_claim(json.dumps(stored).encode())
    if isinstance(read, Claim):
        kinds = {name: type(each) for name, each in asdict(CLAIM).items()} | {"lease": float}
        assert {name: type(each) for name, each in asdict(read).items()} == kinds
        assert 0 < read.lease <= 3600


@given(st.binary(max_size=200))
def test_no_content_stops_who_reads_it(content: bytes) -> None:
    """Whatever somebody pushed there is a claim or foreign, and no crash."""
    assert isinstance(read_claim(content), Claim | Foreign)
