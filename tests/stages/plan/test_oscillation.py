"""A value that somebody sets back again and again."""

from dataclasses import replace

import pytest

from hookline.model.change import Blocker, Update
from hookline.model.choices import Choices
from hookline.model.record import Record
from hookline.model.state import AppliedRecord, Flip
from hookline.stages.plan.oscillation import MOST_FLIPS
from tests.support.planning import A, plan
from tests.support.webhooks import applied, desired, record, state

PRODUCTIVE = A.replace("}", ", is_productive: true}")


def moment(number: int) -> str:
    """Give when something happened for the nth time."""
    return f"2026-11-20T{10 + number}:00:00+00:00"


def was(times: int) -> AppliedRecord:
    """Give what was applied to a after its description was restored so many times."""
    sent = applied("w1", "a", {"flow_id": "f-1", "description": "NEW", "is_productive": True})
    flips = {"description": tuple(Flip("carol", moment(each)) for each in range(times))}
    return replace(sent, flips=flips if times else {})


def live(description: str = "hand", *, productive: bool = True, by: str = "u-9") -> Record:
    """Give a as somebody left it."""
    return record(
        "w1",
        "a",
        flow_id="f-1",
        description=description,
        is_productive=productive,
        modified_by=by,
        modified_at=moment(9),
    )


def restored(times: int, text: str = PRODUCTIVE, take: Choices | None = None) -> Update:
    """Give the update that restores a value which was restored so many times before."""
    (change,) = plan([desired(text)], state(was(times)), live(), take=take or Choices()).changes
    assert isinstance(change, Update)
    return change


@pytest.mark.parametrize("times", range(MOST_FLIPS))
def test_first_restores_are_counted_and_go_through(times: int) -> None:
    """Each remembers who set the value back, and when."""
    change = restored(times)
    assert change.blocked is None
    flips = change.write.flips["description"]
    assert (len(flips), flips[-1]) == (times + 1, Flip("dave", moment(9)))


def test_fourth_time_running_is_blocked_with_both_sides_and_the_times() -> None:
    """Two who undo each other's work have to talk, and the plan says who they are."""
    change = restored(MOST_FLIPS)
    assert change.blocked is Blocker.OSCILLATION
    assert change.why_blocked == (
        "description was set back 3 times running, and now again: "
        "carol 2026-11-20 10:00 UTC, 2026-11-20 11:00 UTC, 2026-11-20 12:00 UTC, "
        "dave 2026-11-20 19:00 UTC; git's side is webhooks/a.yaml, by Ben Ito in a81c2f0"
    )


def test_take_git_goes_through_and_begins_anew() -> None:
    """Whoever insists is given three more times."""
    change = restored(MOST_FLIPS, take=Choices(git=("a",)))
    assert change.blocked is None
    assert change.write.flips == {"description": (Flip("dave", moment(9)),)}


def test_commit_that_changes_the_value_begins_anew() -> None:
    """It may be the answer to what the other one wanted."""
    text = PRODUCTIVE.replace("NEW", "NEWER")
    base = replace(was(MOST_FLIPS), read_back={"description": "hand"})
    (change,) = plan([desired(text)], state(base), live()).changes
    assert isinstance(change, Update)
    assert (change.blocked, change.write.flips) == (None, {})


def test_commit_that_agrees_with_the_other_side_begins_anew() -> None:
    """They have talked: nothing is written, and nothing is counted any more."""
    made = plan([desired(PRODUCTIVE.replace("NEW", "hand"))], state(was(MOST_FLIPS)), live())
    (follower,) = made.follows
    assert (made.changes, follower.flips) == ((), {})


def test_another_property_is_not_affected() -> None:
    """What else was changed by hand is restored, and the count of the first one stays."""
    as_applied = live("NEW", productive=False)
    (change,) = plan([desired(PRODUCTIVE)], state(was(MOST_FLIPS)), as_applied).changes
    assert isinstance(change, Update)
    assert change.blocked is None
    assert {name: len(flips) for name, flips in change.write.flips.items()} == {
        "description": MOST_FLIPS,
        "is_productive": 1,
    }


def test_value_that_nobody_set_back_keeps_its_count() -> None:
    """A quiet week in between does not end the fight; only git or the user does."""
    quiet = live("NEW")
    made = plan([desired(PRODUCTIVE)], state(was(2)), quiet)
    assert (made.changes, made.follows) == ((), ())


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-20T14:30:00+01:00", "2026-11-20 13:30 UTC"),
        ("2026-11-20T14:30:00", "2026-11-20 14:30"),
        ("long ago", "long ago"),
        (None, "at some time"),
    ],
)
def test_time_is_shown_as_far_as_it_can_be_read(at: str | None, shown: str) -> None:
    """A workspace may tell times in a form of its own."""
    base = replace(was(0), flips={"description": (Flip(None, at),) * MOST_FLIPS})
    (change,) = plan([desired(PRODUCTIVE)], state(base), live()).changes
    assert f"again: somebody {shown}, {shown}, {shown}, dave" in change.why_blocked


def test_flow_that_was_made_again_is_nobodys_setting_back() -> None:
    """Nobody touched the webhook, so nothing is counted against anyone."""
    base = replace(
        applied("w1", "a", {"flow_id": "f-0", "description": "NEW"}), spelled={"flow_id": "one"}
    )
    untouched = record("w1", "a", flow_id="f-0", description="NEW", modified_by="u-9")
    (change,) = plan([desired(A)], state(base), untouched).changes
    assert isinstance(change, Update)
    assert change.write.flips == {}
