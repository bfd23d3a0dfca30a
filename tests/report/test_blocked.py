"""What a reader is told to do about what is held back."""

from dataclasses import replace

import pytest

from hookline.model.change import Blocker, Change
from hookline.model.guard import Guard
from hookline.report.blocked import ways_out, why_blocked
from tests.support.shown_plans import ADOPT, CONFLICT, CREATE, DELETE, PLAN, UPDATE, text_of

PLAN_STAGING = "hookline plan --target staging"


def commands(change: Change) -> list[str]:
    """Give the commands that settle a change."""
    return [" ".join(way.command) for way in ways_out(change, "staging")]


@pytest.mark.parametrize("blocker", Blocker)
def test_every_blocker_says_what_is_in_the_way(blocker: Blocker) -> None:
    """No change is held back without a sentence; the exact one where there is one."""
    assert len(why_blocked(replace(UPDATE, blocked=blocker))) > 20
    assert why_blocked(replace(UPDATE, blocked=blocker, why_blocked="because")) == "because"


def test_what_is_not_blocked_says_nothing() -> None:
    """A pending change has no reason and no way out."""
    assert why_blocked(UPDATE) == ""
    assert ways_out(UPDATE, "staging") == []


def test_a_guard_is_named() -> None:
    """Of a change that a guard holds back the guard is told; its numbers stand below."""
    assert why_blocked(replace(DELETE, blocked=Guard.DELETES)) == "by the guard on deletes"
    assert commands(replace(DELETE, blocked=Guard.DELETES)) == []


@pytest.mark.parametrize("guard", Guard)
def test_every_guard_has_words(guard: Guard) -> None:
    """People read what it is about, not what the program calls it."""
    assert why_blocked(replace(DELETE, blocked=guard)).startswith(("by the guard ", "by the hold "))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            replace(ADOPT, blocked=Blocker.UNMANAGED),
            [f"{PLAN_STAGING} --adopt stock-level"],
        ),
        (
            CONFLICT,
            [
                f"{PLAN_STAGING} --take git:order-placed",
                f"{PLAN_STAGING} --take workspace:order-placed",
            ],
        ),
        (
            replace(DELETE, blocked=Blocker.CONFLICT),
            [
                f"{PLAN_STAGING} --take git:legacy-import",
                f"{PLAN_STAGING} --take workspace:legacy-import",
            ],
        ),
        (replace(CONFLICT, why_blocked="rename one of them there"), []),
        (replace(UPDATE, blocked=Blocker.LOOK_UP, why_blocked="it is called b now"), []),
        (
            replace(UPDATE, blocked=Blocker.OSCILLATION),
            [
                f"{PLAN_STAGING} --take git:invoice-paid",
                f"{PLAN_STAGING} --take workspace:invoice-paid",
            ],
        ),
        (replace(CREATE, blocked=Blocker.TRASH, why_blocked="delete id 5 there"), []),
    ],
)
def test_each_has_the_commands_that_settle_it(change: Change, expected: list[str]) -> None:
    """What git or the workspace can win has a command; the rest is told in words."""
    assert commands(change) == expected


def test_a_command_can_be_pasted_into_a_shell() -> None:
    """Names are quoted, and a name without blanks is never broken."""
    change = replace(ADOPT, name="it's $(mine) *", blocked=Blocker.UNMANAGED)
    assert commands(change) == [f"{PLAN_STAGING} --adopt 'it'\"'\"'s $(mine) *'"]
    long = "x" * 70
    shown = text_of(replace(PLAN, changes=(replace(change, name=long),)))
    assert f"        hookline plan --target staging --adopt \\\n          {long}\n" in shown
