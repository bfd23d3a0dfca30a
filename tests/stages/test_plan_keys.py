"""What a plan does about the caller's key."""

import pytest

from hookline.model.change import CauseKind, Create, Update
from hookline.model.secret import Reference
from tests.support.planning import CHANGED, plan
from tests.support.webhooks import (
    applied,
    desired,
    record,
    state,
)

KEYED = """
    webhook: {name: a, flow_name: one}
    access: {key: "${env:HOOKLINE_SECRET_A}", key_version: 2}
"""


def test_key_is_a_reference_in_the_plan_and_secret_in_its_fields() -> None:
    """The plan never holds a secret, only which one will be sent."""
    text = 'webhook: {name: a, flow_name: one}\naccess: {key: "${env:HOOKLINE_SECRET_A}"}'
    (change,) = plan([desired(text)], state()).changes
    assert isinstance(change, Create)
    assert change.write.key == Reference("HOOKLINE_SECRET_A")
    assert "key" not in change.write.values
    assert change.fields[-1].secret


@pytest.mark.parametrize(("is_set", "before"), [(True, "(set)"), (False, None)])
def test_key_that_is_sent_again_says_whether_one_was_set(is_set: bool, before: str | None) -> None:
    """A reviewer sees whether a key is replaced or comes anew, and never the key."""
    base = state(applied("w1", "a", {"flow_id": "f-1"}, key_version=1))
    (change,) = plan(
        [desired(KEYED)], base, record("w1", "a", flow_id="f-1", is_key_required=is_set)
    ).changes
    assert isinstance(change, Update)
    (field,) = change.fields
    assert (field.name, field.before, field.after) == ("key", before, "${env:HOOKLINE_SECRET_A}")
    assert field.note == "a new secret is sent: key_version 1 → 2"
    assert (change.write.key, change.write.clear_key) == (Reference("HOOKLINE_SECRET_A"), False)
    assert change.write.managed["key"] == "${env:HOOKLINE_SECRET_A}"
    assert change.write.key_version == 2


def test_key_that_is_taken_away_is_cleared() -> None:
    """`key: null` takes the key away and is remembered as such."""
    base = state(applied("w1", "a", {"flow_id": "f-1"}, key_version=1))
    text = "webhook: {name: a, flow_name: one}\naccess: {key: null}"
    (change,) = plan(
        [desired(text)], base, record("w1", "a", flow_id="f-1", is_key_required=True)
    ).changes
    assert isinstance(change, Update)
    (field,) = change.fields
    assert (field.before, field.after, field.note) == ("(set)", None, "")
    assert (change.write.key, change.write.clear_key) == (None, True)
    assert change.write.managed["key"] is None
    assert change.write.key_version is None


def test_key_that_stays_is_not_sent() -> None:
    """Another change of the webhook does not send the key again."""
    base = state(
        applied("w1", "a", {"flow_id": "f-2", "key": "${env:HOOKLINE_SECRET_A}"}, key_version=2)
    )
    (change,) = plan(
        [desired(KEYED)], base, record("w1", "a", flow_id="f-2", is_key_required=True)
    ).changes
    assert isinstance(change, Update)
    assert (change.write.key, change.write.clear_key) == (None, False)
    assert [field.name for field in change.fields] == ["flow_name"]


def test_key_whose_reference_alone_changed_is_not_sent_and_said_so() -> None:
    """A rotation is a reviewed line: without it the old key stays, and stays recorded."""
    sent = {"flow_id": "f-1", "key": "${env:HOOKLINE_SECRET_OLD}"}
    base = state(applied("w1", "a", {**sent}, key_version=2))
    made = plan([desired(KEYED)], base, record("w1", "a", flow_id="f-1", is_key_required=True))
    (warning,) = made.diagnostics
    assert warning.hint == "raise `key_version` to send the new one"
    assert all(each.sent["key"] == "${env:HOOKLINE_SECRET_OLD}" for each in made.follows)


def test_key_that_somebody_took_away_is_drift() -> None:
    """Git did not move, so no commit is blamed."""
    sent = {"flow_id": "f-1", "key": "${env:HOOKLINE_SECRET_A}"}
    base = state(applied("w1", "a", {**sent}, key_version=2))
    live = record("w1", "a", flow_id="f-1", is_key_required=False, modified_by="u-7")
    (change,) = plan([desired(KEYED)], base, live).changes
    assert (change.cause.kind, change.cause.author) == (CauseKind.DRIFT, "u-7")


def test_key_whose_version_moved_is_gits_change() -> None:
    """A rotation is blamed on the commit that rotated."""
    sent = {"flow_id": "f-1", "key": "${env:HOOKLINE_SECRET_A}"}
    base = state(applied("w1", "a", {**sent}, key_version=1))
    live = record("w1", "a", flow_id="f-1", is_key_required=True, modified_by="u-7")
    (change,) = plan([desired(KEYED)], base, live).changes
    assert (change.cause.kind, change.cause.commit) == (CauseKind.COMMIT, CHANGED)


def test_key_that_becomes_managed_again_is_sent() -> None:
    """Nobody knows which key the workspace holds while git does not manage it."""
    base = state(applied("w1", "a", {"flow_id": "f-1"}, key_version=2))
    (change,) = plan(
        [desired(KEYED)], base, record("w1", "a", flow_id="f-1", is_key_required=True)
    ).changes
    assert isinstance(change, Update)
    assert change.write.key == Reference("HOOKLINE_SECRET_A")


def test_key_that_is_taken_away_leaves_no_reference_behind() -> None:
    """What git says later of the key is git's change again."""
    text = "webhook: {name: a, flow_name: one}\naccess: {key: null}"
    sent = {"flow_id": "f-1", "key": "${env:HOOKLINE_SECRET_A}"}
    base = state(applied("w1", "a", {**sent}, key_version=1))
    made = plan([desired(text)], base, record("w1", "a", flow_id="f-1", is_key_required=False))
    assert [each.sent["key"] for each in made.follows] == [None]


def test_key_of_an_adopted_webhook_is_said_to_be_unknown() -> None:
    """Nobody can tell whether the key that is there is the one git means."""
    live = record("w1", "a", flow_id="f-1", is_key_required=True)
    (change,) = plan([desired(KEYED)], state(), live).changes
    assert change.warnings == (
        "its key stays, whichever it is; raise key_version afterwards to send yours",
    )
