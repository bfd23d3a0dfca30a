"""Project and bundle are one property: where a webhook lies."""

from hookline.model.change import Blocker, CauseKind, FieldChange, Update
from hookline.model.record import Record
from hookline.model.settings import OnDrift
from hookline.model.state import AppliedState
from hookline.model.values import JSON
from tests.support.planning import plan
from tests.support.webhooks import LOCAL, applied, desired, record, state

PROJECT = "webhook: {name: a, flow_name: one, project_name: Onboarding}"
BUNDLE = "webhook: {name: a, flow_name: one, bundle_name: Extras}"
IN_PROJECT: dict[str, JSON] = {"project_id": "p-1", "bundle_id": None}
IN_BUNDLE: dict[str, JSON] = {"project_id": None, "bundle_id": "b-1"}
NOWHERE: dict[str, JSON] = {"project_id": None, "bundle_id": None}
ELSEWHERE: dict[str, JSON] = {"project_id": "p-9", "bundle_id": None}


def was(place: dict[str, JSON]) -> AppliedState:
    """Give the base of a webhook that was put somewhere."""
    return state(applied("w1", "a", {"flow_id": "f-1", **place}))


def live(place: dict[str, JSON]) -> Record:
    """Give the webhook where it lies now, put there by carol."""
    return record("w1", "a", flow_id="f-1", modified_by="u-8", **place)


def moved(text: str, base: AppliedState, now: Record) -> tuple[Update, FieldChange]:
    """Give the update of the location, and its one field."""
    (change,) = plan([desired(text)], base, now).changes
    assert isinstance(change, Update)
    (field,) = change.fields
    return change, field


def test_moved_by_git_to_a_bundle() -> None:
    """One write sets the bundle and clears the project."""
    change, field = moved(BUNDLE, was(IN_PROJECT), live(IN_PROJECT))
    assert (field.name, field.before, field.after) == (
        "location",
        "project Onboarding",
        "bundle Extras",
    )
    assert field.cause.kind is CauseKind.COMMIT
    assert change.write.values == IN_BUNDLE


def test_moved_by_hand_to_a_bundle_is_one_drift() -> None:
    """It is put back whole, and who moved it is told once."""
    change, field = moved(PROJECT, was(IN_PROJECT), live(IN_BUNDLE))
    assert (field.before, field.after) == ("bundle Extras", "project Onboarding")
    assert (field.cause.kind, field.cause.author) == (CauseKind.DRIFT, "carol")
    assert (change.blocked, change.write.values) == (None, IN_PROJECT)


def test_moved_by_git_and_by_hand_is_one_conflict() -> None:
    """Also where each side moved another half of it."""
    change, field = moved(BUNDLE, was(IN_PROJECT), live(NOWHERE))
    assert change.blocked is Blocker.CONFLICT
    assert field.cause.kind is CauseKind.CONFLICT
    assert (field.name, field.before, field.after) == ("bundle_name", None, "Extras")
    change, field = moved(BUNDLE, was(IN_PROJECT), live(ELSEWHERE))
    assert change.blocked is Blocker.CONFLICT
    assert (field.before, field.applied, field.after) == (
        "project p-9",
        "project Onboarding",
        "bundle Extras",
    )


def test_moved_alike_by_git_and_by_hand_is_no_change() -> None:
    """They agree, and the base follows."""
    made = plan([desired(BUNDLE)], was(IN_PROJECT), live(IN_BUNDLE))
    (follower,) = made.follows
    assert made.changes == ()
    assert {name: follower.sent[name] for name in IN_BUNDLE} == IN_BUNDLE


def test_location_that_is_kept_is_kept_whole() -> None:
    """A webhook is never half in a project."""
    target = type(LOCAL)("local", "embedded:local.db", on_drift=OnDrift.KEEP)
    made = plan([desired(PROJECT)], was(IN_PROJECT), live(IN_BUNDLE), target=target)
    assert made.changes == ()
    assert [(each.property, each.live, each.desired) for each in made.kept] == [
        ("location", "bundle Extras", "project Onboarding")
    ]


def test_location_that_base_does_not_hold_yet_is_an_update() -> None:
    """Git begins to say where the webhook lies."""
    _, field = moved(PROJECT, state(applied("w1", "a", {"flow_id": "f-1"})), live(ELSEWHERE))
    assert (field.name, field.before, field.after) == ("project_name", "p-9", "Onboarding")
    assert field.cause.kind is CauseKind.COMMIT


def test_location_that_git_says_nothing_of_stays() -> None:
    """Where nothing is managed nothing is compared."""
    text = "webhook: {name: a, flow_name: one}"
    made = plan([desired(text)], state(applied("w1", "a", {"flow_id": "f-1"})), live(IN_BUNDLE))
    assert made.changes == ()
