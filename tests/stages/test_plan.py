"""What a plan says and holds, made from three real sides."""

from dataclasses import replace

from hookline.model.change import Action, Adopt, Blocker, CauseKind, Create, Delete, Release, Update
from tests.support.planning import CHANGED, PRUNING, A, plan
from tests.support.webhooks import (
    LOCAL,
    applied,
    desired,
    record,
    state,
)


def test_create_shows_what_it_will_hold_and_sends_ids() -> None:
    """A create shows names, sends ids, and carries the commit's message."""
    (change,) = plan([desired(A)], state()).changes
    assert isinstance(change, Create)
    assert [(field.name, field.after) for field in change.fields] == [
        ("description", "NEW"),
        ("flow_name", "one"),
    ]
    assert change.write.values == {"name": "a", "description": "NEW", "flow_id": "f-1"}
    assert change.message == (
        "Clarify the hook\n\nThe mail named the wrong one.\n\n"
        "Hookline-Commit: 3f2a9c1000000000000000000000000000000000"
    )


def test_create_sends_no_null() -> None:
    """A create says nothing about what it leaves empty."""
    text = "webhook: {name: a, flow_name: one, project_name: Onboarding, description: null}"
    (change,) = plan([desired(text)], state()).changes
    assert isinstance(change, Create)
    assert change.write.values == {"name": "a", "flow_id": "f-1", "project_id": "p-1"}


def test_update_sends_only_what_differs_and_remembers_everything_managed() -> None:
    """The unchanged properties are not sent, and the base keeps them all the same."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "old"}))
    (change,) = plan(
        [desired(A)], base, record("w1", "a", flow_id="f-1", description="old")
    ).changes
    assert isinstance(change, Update)
    assert change.write.values == {"description": "NEW"}
    assert change.write.replaces == {"description": "old"}
    assert change.write.managed == {"name": "a", "flow_id": "f-1", "description": "NEW"}
    (field,) = change.fields
    assert (field.before, field.after, field.cause.commit) == ("old", "NEW", CHANGED)


def test_look_up_is_shown_by_the_name_its_id_has_now() -> None:
    """People read flow names on both sides, never ids."""
    base = state(applied("w1", "a", {"flow_id": "f-2", "description": "NEW"}))
    live = record("w1", "a", flow_id="f-2", description="NEW")
    (change,) = plan([desired(A)], base, live).changes
    assert isinstance(change, Update)
    (field,) = change.fields
    assert (field.name, field.before, field.after) == ("flow_name", "two", "one")


def test_id_that_has_no_name_is_shown_as_it_is() -> None:
    """A flow that was deleted has no name any more; its id is better than nothing."""
    base = state(applied("w1", "a", {"flow_id": "f-9", "description": "NEW"}))
    live = record("w1", "a", flow_id="f-9", description="NEW")
    (change,) = plan([desired(A)], base, live).changes
    assert isinstance(change, Update)
    assert change.fields[0].before == "f-9"


def test_conflict_blocks_and_refuses_the_plan() -> None:
    """What moved on both sides is blocked until somebody decides."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "old"}))
    live = record("w1", "a", flow_id="f-1", description="hand", modified_by="u-7")
    made = plan([desired(A)], base, live)
    (change,) = made.changes
    assert change.blocked is Blocker.CONFLICT
    assert (change.cause.commit, change.cause.author) == (CHANGED, "u-7")
    assert made.is_refused


def test_unmanaged_that_differs_is_blocked_until_adopted() -> None:
    """A webhook that nobody managed is not overwritten without being told to."""
    live = record("w1", "a", flow_id="f-1", description="theirs")
    made = plan([desired(A)], state(), live)
    assert [(c.action, c.blocked) for c in made.changes] == [(Action.ADOPT, Blocker.UNMANAGED)]
    (change,) = plan([desired(A)], state(), live, adopt=("a*",)).changes
    assert isinstance(change, Update)
    assert change.write.values == {"description": "NEW"}


def test_unmanaged_that_agrees_is_adopted_without_a_write() -> None:
    """Nothing is sent for a webhook that is as defined already."""
    live = record("w1", "a", flow_id="f-1", description="NEW")
    (change,) = plan([desired(A)], state(), live).changes
    assert isinstance(change, Adopt)
    assert (change.fields, change.blocked) == ((), None)


def test_removed_is_released_without_prune_and_deleted_with_it() -> None:
    """Nothing is deleted unless the target says that it may."""
    base = state(applied("w1", "a", {}))
    (kept,) = plan([], base, record("w1", "a")).changes
    assert isinstance(kept, Release)
    (gone,) = plan([], base, record("w1", "a"), target=PRUNING).changes
    assert isinstance(gone, Delete)
    assert gone.cause.commit == CHANGED


def test_removed_and_changed_by_hand_is_a_conflict() -> None:
    """A webhook that somebody still works on is not deleted behind their back."""
    base = state(applied("w1", "a", {"description": "x"}))
    (change,) = plan([], base, record("w1", "a", description="y"), target=PRUNING).changes
    assert change.blocked is Blocker.CONFLICT


def test_gone_on_both_sides_is_forgotten_without_a_delete() -> None:
    """Also with prune nothing is sent for a record that is gone."""
    (change,) = plan([], state(applied("w1", "a", {})), target=PRUNING).changes
    assert isinstance(change, Release)
    assert change.gone


def test_worst_change_is_shown_first() -> None:
    """A delete can break callers, a webhook that is made changes nothing for anyone yet."""
    base = state(applied("w0", "z", {}))
    made = plan([desired(A)], base, record("w0", "z"), target=PRUNING)
    assert [change.action for change in made.changes] == [Action.DELETE, Action.CREATE]


def test_strangers_are_listed_and_left_alone() -> None:
    """A webhook that nobody defines is told and not touched."""
    made = plan([], state(), record("w9", "theirs"))
    assert [each.name for each in made.unmanaged] == ["theirs"]
    assert made.changes == ()


def test_strangers_are_looked_for_in_the_targets_project() -> None:
    """Webhooks of other projects are none of our business."""
    target = replace(LOCAL, project="Onboarding")
    live = [record("w1", "here", project_id="p-1"), record("w2", "there", project_id="p-2")]
    assert [each.name for each in plan([], state(), *live, target=target).unmanaged] == ["here"]


def test_unchanged_webhook_whose_file_moved_follows_without_a_write() -> None:
    """The base learns the new place of a definition; nothing is sent."""
    moved = replace(
        applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}), path="webhooks/old.yaml"
    )
    made = plan([desired(A)], state(moved), record("w1", "a", flow_id="f-1", description="NEW"))
    assert made.changes == ()
    assert [follower.path for follower in made.follows] == ["webhooks/a.yaml"]
    assert made.unchanged == ("a",)


def test_nothing_follows_when_nothing_moved() -> None:
    """The base stays as it is while all agrees."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    made = plan([desired(A)], base, record("w1", "a", flow_id="f-1", description="NEW"))
    assert made.follows == ()


def test_read_only_record_is_opened_only_when_its_flag_is_managed() -> None:
    """A lock that git does not know of is somebody else's."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "old", "is_readonly": True}))
    live = record("w1", "a", flow_id="f-1", description="old", is_readonly=True)
    managed = "webhook: {name: a, flow_name: one, description: NEW, is_readonly: true}"
    for text, unlock in ((managed, True), (A, False)):
        (change,) = plan([desired(text)], base, live).changes
        assert isinstance(change, Update)
        assert change.unlock is unlock


def test_move_from_a_bundle_to_a_project_is_one_change() -> None:
    """A location is one property, shown by names."""
    text = "webhook: {name: a, flow_name: one, project_name: Onboarding}"
    base = state(applied("w1", "a", {"flow_id": "f-1", "project_id": None, "bundle_id": "b-1"}))
    live = record("w1", "a", flow_id="f-1", project_id=None, bundle_id="b-1")
    (change,) = plan([desired(text)], base, live).changes
    assert isinstance(change, Update)
    assert [(field.name, field.before, field.after) for field in change.fields] == [
        ("location", "bundle Extras", "project Onboarding")
    ]
    assert change.write.values == {"project_id": "p-1", "bundle_id": None}


def test_id_in_a_definition_is_shown_as_an_id() -> None:
    """Whoever writes `flow_id` reads ids."""
    text = "webhook: {name: a, flow_id: f-1}"
    base = state(applied("w1", "a", {"flow_id": "f-2"}))
    (change,) = plan([desired(text)], base, record("w1", "a", flow_id="f-2")).changes
    assert isinstance(change, Update)
    assert [(field.name, field.before, field.after) for field in change.fields] == [
        ("flow_id", "f-2", "f-1")
    ]


def test_lost_record_is_made_again_with_a_warning() -> None:
    """A new id is worth a word; a first create is not."""
    (again,) = plan([desired(A)], state(applied("w1", "a", {}))).changes
    assert isinstance(again, Create)
    assert {again.cause.kind, *(field.cause.kind for field in again.fields)} == {CauseKind.DRIFT}
    warning = "its record was deleted in the workspace: it gets a new id"
    assert warning in again.warnings
    (first,) = plan([desired(A)], state()).changes
    assert warning not in first.warnings


def test_name_that_another_record_took_is_a_conflict() -> None:
    """A webhook that was renamed by hand cannot have its name back while another one has it."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    live = [
        record("w1", "b", flow_id="f-1", description="NEW"),
        record("w2", "a", flow_id="f-1", description="NEW"),
    ]
    (change,) = plan([desired(A)], base, *live).changes
    assert change.blocked is Blocker.CONFLICT
    assert 'it is called "b" in the workspace, and another' in change.why_blocked


def test_property_that_left_git_is_told_once() -> None:
    """A value that is no longer managed stays, and the base forgets it after saying so."""
    base = state(
        applied("w1", "a", {"flow_id": "f-1", "description": "NEW", "is_productive": True})
    )
    live = record("w1", "a", flow_id="f-1", description="NEW", is_productive=True)
    made = plan([desired(A)], base, live)
    (note,) = made.diagnostics
    assert note.message == 'of webhook "a" no longer managed: is_productive'
    (follower,) = made.follows
    again = plan([desired(A)], state(follower), live)
    assert (again.diagnostics, again.follows) == ((), ())
