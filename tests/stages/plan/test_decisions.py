"""What becomes of a property that the workspace moved, by policy and by the user's word."""

from dataclasses import replace

import pytest

from hookline.model.change import Blocker, Change, Create, Delete, Release, Update
from hookline.model.choices import Choices
from hookline.model.plan import Plan
from hookline.model.record import Record
from hookline.model.settings import OnConflict, OnDrift, Target
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON
from tests.support.planning import PRUNING, A, plan
from tests.support.webhooks import LOCAL, applied, desired, record, state

KEEPING = replace(LOCAL, on_drift=OnDrift.KEEP)
GIT_WINS = replace(LOCAL, on_conflict=OnConflict.GIT)
WORKSPACE_WINS = replace(LOCAL, on_conflict=OnConflict.WORKSPACE)
TAKE_GIT = Choices(git=("a",))
TAKE_WORKSPACE = Choices(workspace=("a",))

KEYED = """
    webhook: {name: a, flow_name: one}
    access: {key: "${env:HOOKLINE_SECRET_A}"}
"""


def was(description: str, **rest: JSON) -> AppliedRecord:
    """Give what was applied to a."""
    return applied("w1", "a", {"flow_id": "f-1", "description": description, **rest})


def live(description: str, **rest: JSON) -> Record:
    """Give a as it is, changed last by carol."""
    return record("w1", "a", flow_id="f-1", description=description, modified_by="u-8", **rest)


def kept(made: Plan) -> list[tuple[str, JSON, JSON, str | None, str]]:
    """Give what is kept: property, the two values, who moved it, and what decided it."""
    return [
        (each.property, each.live, each.desired, each.cause.author, each.by) for each in made.kept
    ]


def only(made: Plan) -> Change:
    """Give the one change of a plan."""
    (change,) = made.changes
    return change


DRIFTED = ("description", "hand", "NEW", "carol")


def test_drift_is_kept_where_the_target_says_so() -> None:
    """It is listed, nothing is written, and the base does not follow."""
    made = plan([desired(A)], state(was("NEW")), live("hand"), target=KEEPING)
    assert kept(made) == [(*DRIFTED, "on_drift: keep")]
    assert (made.changes, made.follows) == ((), ())


def test_kept_drift_is_left_out_of_another_write() -> None:
    """Git's own change of the same webhook goes through beside it, and the base keeps its word."""
    text = A.replace("}", ", is_productive: false}")
    base = state(was("NEW", is_productive=True))
    made = plan([desired(text)], base, live("hand", is_productive=True), target=KEEPING)
    change = only(made)
    assert isinstance(change, Update)
    assert change.write.values == {"is_productive": False}
    assert (change.write.left, change.write.kept) == (("description",), {})
    assert kept(made) == [(*DRIFTED, "on_drift: keep")]


def test_take_git_restores_what_the_target_would_keep() -> None:
    """The user's word for this plan goes before the target's."""
    made = plan([desired(A)], state(was("NEW")), live("hand"), target=KEEPING, take=TAKE_GIT)
    change = only(made)
    assert isinstance(change, Update)
    assert change.write.values == {"description": "NEW"}


def test_take_workspace_keeps_drift_and_remembers_it() -> None:
    """It stays decided until one of the two sides moves again."""
    base = was("NEW")
    first = plan([desired(A)], state(base), live("hand"), take=TAKE_WORKSPACE)
    assert kept(first) == [(*DRIFTED, "--take workspace")]
    (follower,) = first.follows
    assert follower.kept == {"description": "hand"}
    assert follower.read_back == base.read_back
    again = plan([desired(A)], state(follower), live("hand"))
    assert kept(again) == [(*DRIFTED, "decided in an earlier run")]
    assert (again.changes, again.follows) == ((), ())


def test_kept_side_that_moves_again_is_drift_again() -> None:
    """What was decided was decided about another value."""
    remembered = replace(was("NEW"), kept={"description": "hand"})
    change = only(plan([desired(A)], state(remembered), live("other hand")))
    assert isinstance(change, Update)
    assert change.write.values == {"description": "NEW"}
    assert change.write.kept == {}


def test_kept_side_that_git_agrees_with_is_forgotten() -> None:
    """There is nothing left to keep, and the base follows."""
    remembered = replace(was("NEW"), kept={"description": "hand"})
    text = A.replace("NEW", "hand")
    made = plan([desired(text)], state(remembered), live("hand"))
    assert (made.changes, made.kept) == ((), ())
    (follower,) = made.follows
    assert (follower.kept, follower.sent["description"]) == ({}, "hand")


def test_kept_side_against_which_git_moves_again_is_a_conflict() -> None:
    """Git has something new to say, and nobody has compared that with the workspace's side."""
    remembered = replace(was("NEW"), kept={"description": "hand"}, read_back={"description": "old"})
    change = only(plan([desired(A.replace("NEW", "NEWER"))], state(remembered), live("hand")))
    assert change.blocked is Blocker.CONFLICT


def test_conflict_that_git_wins_is_written() -> None:
    """Its value goes out, and the plan still names both who moved it."""
    for target, take in ((GIT_WINS, Choices()), (LOCAL, TAKE_GIT), (WORKSPACE_WINS, TAKE_GIT)):
        change = only(plan([desired(A)], state(was("old")), live("hand"), target=target, take=take))
        assert isinstance(change, Update)
        assert (change.blocked, change.write.values) == (None, {"description": "NEW"})
        assert change.cause.author == "carol"


def test_conflict_that_the_workspace_wins_is_kept_and_remembered() -> None:
    """Nothing is sent; git's word is known from then on, so it is no news in the next plan."""
    for target, take, by in (
        (WORKSPACE_WINS, Choices(), "on_conflict: workspace"),
        (LOCAL, TAKE_WORKSPACE, "--take workspace"),
        (GIT_WINS, TAKE_WORKSPACE, "--take workspace"),
    ):
        made = plan([desired(A)], state(was("old")), live("hand"), target=target, take=take)
        assert (made.changes, kept(made)) == ((), [(*DRIFTED, by)])
        (follower,) = made.follows
        assert (follower.sent["description"], follower.read_back["description"]) == ("NEW", "old")
        again = plan([desired(A)], state(follower), live("hand"))
        assert (again.changes, [each.property for each in again.kept]) == ((), ["description"])


def test_one_property_in_conflict_holds_back_the_whole_webhook() -> None:
    """What is written is what was reviewed as a whole."""
    text = A.replace("}", ", is_productive: false}")
    base = state(was("old", is_productive=True))
    change = only(plan([desired(text)], base, live("hand", is_productive=True)))
    assert isinstance(change, Update)
    assert change.blocked is Blocker.CONFLICT
    assert {field.name for field in change.fields} == {"description", "is_productive"}


def test_lost_webhook_is_kept_away_where_drift_is_kept() -> None:
    """What somebody deleted stays deleted, and every plan says so."""
    base = replace(was("NEW"), path="webhooks/old.yaml")
    for target, take, by in (
        (KEEPING, Choices(), "on_drift: keep"),
        (LOCAL, TAKE_WORKSPACE, "--take workspace"),
    ):
        made = plan([desired(A)], state(base), target=target, take=take)
        assert made.changes == ()
        assert [(each.property, each.by) for each in made.kept] == [("", by)]
        assert [follower.path for follower in made.follows] == ["webhooks/a.yaml"]
    assert isinstance(only(plan([desired(A)], state(base), target=KEEPING, take=TAKE_GIT)), Create)


def test_lost_webhook_that_is_kept_away_follows_its_rename() -> None:
    """The next plan knows it under the name that git gives it."""
    text = "webhook: {name: b, flow_name: one}"
    made = plan([desired(text)], state(was("NEW")), target=KEEPING, renames={"b": "a"})
    (follower,) = made.follows
    assert (made.changes, follower.name) == ((), "b")
    assert plan([desired(text)], state(follower), target=KEEPING).changes == ()


@pytest.mark.parametrize(
    ("target", "take", "expected", "blocked"),
    [
        (PRUNING, Choices(), Delete, Blocker.CONFLICT),
        (PRUNING, TAKE_GIT, Delete, None),
        (PRUNING, TAKE_WORKSPACE, Release, None),
        (replace(PRUNING, on_conflict=OnConflict.GIT), Choices(), Delete, None),
        (replace(PRUNING, on_conflict=OnConflict.WORKSPACE), Choices(), Release, None),
        (replace(PRUNING, on_conflict=OnConflict.WORKSPACE), TAKE_GIT, Delete, None),
        (LOCAL, Choices(), Release, None),
    ],
)
def test_removal_of_what_was_changed_by_hand(
    target: Target, take: Choices, expected: type[Change], blocked: Blocker | None
) -> None:
    """Somebody still works on it: with prune it is a conflict, else it is released anyway."""
    other = applied("w2", "b", {"flow_id": "f-1"})
    others = record("w2", "b", flow_id="f-1")
    stays = desired("webhook: {name: b, flow_name: one}")
    base = state(was("old"), other)
    change = only(plan([stays], base, live("hand"), others, target=target, take=take))
    assert isinstance(change, expected)
    assert change.blocked is blocked


KEPT_KEY = {"key": "${env:HOOKLINE_SECRET_A}"}


def keyed(**more: JSON) -> AppliedRecord:
    """Give what was applied to a with its key."""
    sent: dict[str, JSON] = {"flow_id": "f-1", **KEPT_KEY, **more}
    return applied("w1", "a", sent, {"flow_id": "f-1"}, key_version=1)


def test_key_that_was_taken_away_stays_away_where_drift_is_kept() -> None:
    """A kept side is kept for the key too, and is listed without any secret."""
    bare = record("w1", "a", flow_id="f-1", is_key_required=False, modified_by="u-8")
    made = plan([desired(KEYED)], state(keyed()), bare, target=KEEPING)
    assert made.changes == ()
    assert kept(made) == [("key", None, "(set)", "carol", "on_drift: keep")]
    assert only(plan([desired(KEYED)], state(keyed()), bare)).fields[0].name == "key"


def test_key_that_the_user_left_is_remembered_until_it_changes() -> None:
    """Whether one is set is all that can be seen of a key, so that is what is compared."""
    bare = record("w1", "a", flow_id="f-1", is_key_required=False)
    made = plan([desired(KEYED)], state(keyed()), bare, take=TAKE_WORKSPACE)
    (follower,) = made.follows
    assert follower.kept == {"key": False}
    assert plan([desired(KEYED)], state(follower), bare).changes == ()
    rotated = desired(KEYED.replace('A}"', 'A}", key_version: 2'))
    assert only(plan([rotated], state(follower), bare)).fields[0].name == "key"


def test_flow_that_was_made_again_is_followed_where_drift_is_kept() -> None:
    """Nobody changed the webhook, so there is nothing of theirs to keep."""
    base = applied("w1", "a", {"flow_id": "f-0", "description": "NEW"})
    base = replace(base, spelled={"flow_id": "one"})
    untouched = record("w1", "a", flow_id="f-0", description="NEW", modified_by="u-8")
    change = only(plan([desired(A)], state(base), untouched, target=KEEPING))
    assert isinstance(change, Update)
    assert change.write.values == {"flow_id": "f-1"}
    by_hand = record("w1", "a", flow_id="f-2", description="NEW", modified_by="u-8")
    made = plan([desired(A)], state(base), by_hand, target=KEEPING)
    assert (made.changes, [each.property for each in made.kept]) == ((), ["flow_name"])


def test_side_is_taken_by_the_old_name_too() -> None:
    """While a rename is planned the webhook answers to both of its names."""
    text = "webhook: {name: b, flow_name: one, description: NEW}"
    made = plan([desired(text)], state(was("old")), live("hand"), take=TAKE_GIT, renames={"b": "a"})
    assert only(made).blocked is None
