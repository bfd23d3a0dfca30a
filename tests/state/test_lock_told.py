"""What is said about locks, whole: it is read by somebody who is kept from working."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hookline.model.codes import Code
from hookline.model.errors import HooklineError
from hookline.state.lock_claim import Claim, Foreign, Process
from hookline.state.lock_messages import (
    contested,
    given_back,
    held,
    holder,
    not_ours,
    other_id,
    stamp,
    unlocking,
)
from hookline.state.lock_process import this_process

CLAIM = Claim(
    id="0123456789ab",
    who="Grace <grace@example.com>",
    purpose="sync",
    host="build-7",
    process=Process(4711, 99, "another boot", "pid:[1]"),
    lease=60,
    since=datetime(2026, 11, 20, 14, 2, 59, tzinfo=UTC),
)
GRACE = "Grace <grace@example.com>: sync on build-7 (process 4711) since 2026-11-20 14:02 UTC"
UNLOCK = "hookline unlock 0123456789ab --target staging"


def _told(error: HooklineError) -> tuple[Code, str, str]:
    [problem] = error.diagnostics
    return problem.code, problem.message, problem.hint


def test_a_holder_is_told_by_who_what_where_and_when() -> None:
    """Moments are told to the minute, in UTC."""
    assert holder(CLAIM) == GRACE
    assert stamp(CLAIM.since) == "2026-11-20 14:02 UTC"


@pytest.mark.parametrize(("length", "shown"), [(200, "x" * 200), (201, "x" * 199 + "…")])
def test_a_long_name_is_cut(length: int, shown: str) -> None:
    """Anybody who can push chooses these names, and a terminal has only so much room."""
    long = "x" * length
    claim = replace(CLAIM, who=long, purpose=long, host=long)
    assert holder(claim).startswith(f"{shown}: {shown} on {shown} (process 4711)")
    assert unlocking("staging", long) == f"hookline unlock {shown} --target staging"


@pytest.mark.parametrize(("seen", "left"), [(0, 70), (0.5, 70), (1, 69), (59.9, 11), (99, 10)])
def test_a_lock_of_another_machine_can_be_waited_out(seen: float, left: int) -> None:
    """What is left of its lease, and some seconds for the looking, is the wait that is offered."""
    assert _told(held("staging", CLAIM, seen)) == (
        Code.LCK_HELD,
        f"staging is locked by {GRACE}",
        (
            "wait for it with --lock-timeout SECONDS; should that run be dead, --lock-timeout "
            f"{left} gets past it, and this removes its lock at once: {UNLOCK}"
        ),
    )


def test_a_process_of_this_machine_is_known_to_be_there() -> None:
    """No wait is offered: it would not be over with the lease."""
    process = this_process()
    _, _, hint = _told(held("staging", replace(CLAIM, process=process), 0))
    assert hint == (
        f"wait for it with --lock-timeout SECONDS; process {process.pid} of this machine is still "
        f"there, and this removes its lock at once: {UNLOCK}"
    )


def test_what_is_not_understood_can_be_removed() -> None:
    """The first twelve digits of what the ref is at are its id."""
    value = "0123456789ab" + "c" * 28
    assert _told(not_ours("staging", "refs/x", value, Foreign("a newer Hookline wrote it"))) == (
        Code.LCK_FOREIGN,
        "staging counts as locked: refs/x is at 0123456789ab, and a newer Hookline wrote it",
        "upgrade Hookline if others use a newer one; when nobody is at work there, remove it: "
        + UNLOCK,
    )


def test_others_were_quicker_each_time() -> None:
    """Whoever only lost races is told where to look for what wins them."""
    assert _told(contested("staging", "refs/x")) == (
        Code.LCK_HELD,
        "staging was free, and others were quicker each time",
        "try again; if it goes on, see what writes to refs/x",
    )


def test_a_write_after_the_end_of_its_run() -> None:
    """There is nothing to do about it, and so no hint."""
    assert _told(given_back("staging")) == (
        Code.LCK_LOST,
        "this run gave its lock of staging back, so it begins no further write",
        "",
    )


def test_another_lock_than_the_one_that_was_meant() -> None:
    """Both ids are told, and the command for the one that is there."""
    assert _told(other_id("staging", "beef", CLAIM)) == (
        Code.LCK_OTHER,
        f"the lock of staging is not beef, so it stays; it is 0123456789ab, held by {GRACE}",
        f"if it is this one that has to go: {UNLOCK}",
    )
