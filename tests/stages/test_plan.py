"""What a plan says and holds, made from three real sides."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hookline.model.commit import Commit
from hookline.model.desired import Desired
from hookline.model.plan import (
    Action,
    Adopt,
    Blocker,
    CauseKind,
    Create,
    Delete,
    Plan,
    Release,
    Update,
)
from hookline.model.record import Record, WorkspaceIdentity
from hookline.model.secret import Reference
from hookline.model.settings import Guards, Target
from hookline.model.state import AppliedState
from hookline.stages.diff import diff
from hookline.stages.plan import Basis, make_plan
from tests.support.webhooks import (
    CATALOG,
    HEAD,
    LOCAL,
    applied,
    desired,
    record,
    state,
    webhook_table,
)

A = "webhook: {name: a, flow_name: one, description: NEW}"
CHANGED = Commit(
    "a81c2f0" + "0" * 33,
    "Ben Ito",
    datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "Clarify the hook",
    "The mail named the wrong one.",
)
PRUNING = replace(LOCAL, prune=True)


def plan(
    wanted: list[Desired],
    base: AppliedState,
    *live: Record,
    target: Target = LOCAL,
    adopt: tuple[str, ...] = (),
    worktree: bool = False,
) -> Plan:
    """Plan from three sides; the file of every definition was changed by `CHANGED`."""
    basis = Basis(
        target=target,
        workspace=WorkspaceIdentity(target.workspace, "w-1"),
        base=base,
        catalog=CATALOG,
        table=webhook_table(),
        commit=HEAD,
        worktree=worktree,
        commits={"webhooks/a.yaml": CHANGED},
        adopt=adopt,
    )
    return make_plan(diff(wanted, base, live), basis)


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


def test_drift_names_who_and_when_and_restores_with_a_message_of_its_own() -> None:
    """A change made by hand is set back, and the plan says whose it was."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    live = record(
        "w1",
        "a",
        flow_id="f-1",
        description="hand",
        modified_by="u-7",
        modified_at="2026-11-20T14:02:00+00:00",
    )
    (change,) = plan([desired(A)], base, live).changes
    assert isinstance(change, Update)
    cause = change.fields[0].cause
    assert (cause.kind, cause.author, cause.commit) == (CauseKind.DRIFT, "u-7", None)
    assert cause.at == datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
    assert change.message.startswith("Restore what git says since a81c2f0: Clarify the hook")


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


def test_deletes_come_last() -> None:
    """Nothing is taken away before what replaces it is there."""
    base = state(applied("w0", "0", {}))
    made = plan([desired(A)], base, record("w0", "0"), target=PRUNING)
    assert [change.action for change in made.changes] == [Action.CREATE, Action.DELETE]


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


def test_key_is_a_reference_in_the_plan_and_secret_in_its_fields() -> None:
    """The plan never holds a secret, only which one will be sent."""
    text = 'webhook: {name: a, flow_name: one}\naccess: {key: "${env:HOOKLINE_SECRET_A}"}'
    (change,) = plan([desired(text)], state()).changes
    assert isinstance(change, Create)
    assert change.write.key == Reference("HOOKLINE_SECRET_A")
    assert "key" not in change.write.values
    assert change.fields[-1].secret


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


def test_working_tree_is_named_in_the_message() -> None:
    """A write from uncommitted files must not pretend to be a commit."""
    (change,) = plan([desired(A)], state(), worktree=True).changes
    assert isinstance(change, Create)
    assert change.message.startswith("Apply uncommitted changes of the working tree")


@pytest.mark.parametrize(
    ("managed", "removed", "passes"), [(1, 1, True), (3, 1, True), (3, 2, False), (40, 6, False)]
)
def test_delete_guard_has_an_absolute_and_a_relative_limit(
    managed: int, removed: int, passes: bool
) -> None:
    """Five and three tenths by default; one is always allowed."""
    names = [f"w{number}" for number in range(managed)]
    base = state(*(applied(name, name, {}) for name in names))
    kept = [desired(f"webhook: {{name: {name}, flow_id: f-1}}") for name in names[removed:]]
    target = replace(PRUNING, guards=Guards())
    made = plan(kept, base, *(record(n, n, flow_id="f-1") for n in names), target=target)
    verdict = next(each for each in made.guards if each.name == "deletes")
    assert verdict.passed is passes


def test_empty_desired_set_is_refused_where_something_is_managed() -> None:
    """No definitions at all is more likely a mistake than a wish."""
    made = plan([], state(applied("w1", "a", {})), record("w1", "a"), target=PRUNING)
    assert made.is_refused


def test_protected_names_are_not_deleted() -> None:
    """Protection holds when the definition is gone."""
    target = replace(PRUNING, protect=("bill-*",))
    base = state(applied("w1", "bill-paid", {}), applied("w2", "a", {}))
    keep = desired("webhook: {name: a, flow_id: f-1}")
    live = [record("w1", "bill-paid"), record("w2", "a", flow_id="f-1")]
    made = plan([keep], base, *live, target=target)
    assert [each.name for each in made.guards if not each.passed] == ["protect"]


KEYED = """
    webhook: {name: a, flow_name: one}
    access: {key: "${env:HOOKLINE_SECRET_A}", key_version: 2}
"""


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
    assert field.note == "a new secret is sent"
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
    base = state(applied("w1", "a", {"flow_id": "f-2"}, key_version=2))
    (change,) = plan(
        [desired(KEYED)], base, record("w1", "a", flow_id="f-2", is_key_required=True)
    ).changes
    assert isinstance(change, Update)
    assert (change.write.key, change.write.clear_key) == (None, False)
    assert [field.name for field in change.fields] == ["flow_name"]


def test_move_from_a_bundle_to_a_project_shows_both_by_name() -> None:
    """A location is shown by names, and what is cleared is shown too."""
    text = "webhook: {name: a, flow_name: one, project_name: Onboarding}"
    base = state(applied("w1", "a", {"flow_id": "f-1", "project_id": None, "bundle_id": "b-1"}))
    live = record("w1", "a", flow_id="f-1", project_id=None, bundle_id="b-1")
    (change,) = plan([desired(text)], base, live).changes
    assert isinstance(change, Update)
    assert {(field.name, field.before, field.after) for field in change.fields} == {
        ("project_name", None, "Onboarding"),
        ("bundle_name", "Extras", None),
    }
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
    assert again.warnings == ("its record was deleted in the workspace: it gets a new id",)
    (first,) = plan([desired(A)], state()).changes
    assert first.warnings == ()


def test_name_that_another_record_took_is_a_conflict() -> None:
    """A webhook that was renamed by hand cannot have its name back while another one has it."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    live = [
        record("w1", "b", flow_id="f-1", description="NEW"),
        record("w2", "a", flow_id="f-1", description="NEW"),
    ]
    (change,) = plan([desired(A)], base, *live).changes
    assert change.blocked is Blocker.CONFLICT


@pytest.mark.parametrize(
    ("flags", "passes"),
    [
        ({}, True),
        ({"is_readonly": True}, False),
        ({"is_project_readonly": True}, False),
        ({"is_bundle_readonly": True}, False),
    ],
)
def test_locked_record_refuses_the_plan(flags: dict[str, bool], passes: bool) -> None:
    """A lock that git does not manage is told before the first write, not by a refused one."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "old"}))
    made = plan([desired(A)], base, record("w1", "a", flow_id="f-1", description="old", **flags))
    verdict = next(each for each in made.guards if each.name == "read-only")
    assert verdict.passed is passes
    assert made.is_refused is not passes


def test_lock_that_git_set_is_opened_for_a_delete() -> None:
    """A webhook that git keeps read-only can go when its definition goes."""
    base = state(applied("w1", "a", {"is_readonly": True}), applied("w2", "b", {}))
    live = [record("w1", "a", is_readonly=True), record("w2", "b", flow_id="f-1")]
    keep = desired("webhook: {name: b, flow_id: f-1}")
    made = plan([keep], base, *live, target=PRUNING)
    assert [(change.name, getattr(change, "unlock", None)) for change in made.changes] == [
        ("a", True)
    ]
    assert not made.is_refused


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


def test_uncommitted_file_is_blamed_on_no_commit() -> None:
    """What is not committed yet has no author in git."""
    basis = Basis(
        target=LOCAL,
        workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
        base=state(),
        catalog=CATALOG,
        table=webhook_table(),
        commit=HEAD,
        worktree=True,
        uncommitted=frozenset({"webhooks/a.yaml"}),
        commits={"webhooks/a.yaml": CHANGED},
    )
    (change,) = make_plan(diff([desired(A)], state(), ()), basis).changes
    assert change.cause.commit is None


@pytest.mark.parametrize(
    ("paths", "config_later", "expected"),
    [
        pytest.param((), True, "HEAD", id="the configuration stopped matching the file"),
        pytest.param((), False, "CHANGED", id="the file was removed after that"),
        pytest.param(("webhooks/a.yaml",), True, "CHANGED", id="one document of a file went"),
    ],
)
def test_removal_is_blamed_on_what_removed(
    paths: tuple[str, ...], config_later: bool, expected: str
) -> None:
    """A definition that `definitions:` stopped matching is not blamed on its last edit."""
    config = HEAD if config_later else replace(HEAD, authored_at=datetime(2026, 1, 1, tzinfo=UTC))
    base = state(applied("w1", "a", {}))
    basis = Basis(
        target=PRUNING,
        workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
        base=base,
        catalog=CATALOG,
        table=webhook_table(),
        commit=HEAD,
        paths=frozenset(paths),
        commits={"webhooks/a.yaml": CHANGED, "hookline.yaml": config},
    )
    (change,) = make_plan(diff([], base, [record("w1", "a")]), basis).changes
    assert change.cause.commit == {"HEAD": HEAD, "CHANGED": CHANGED}[expected]


def test_share_of_the_delete_guard_is_exact() -> None:
    """Twenty-nine hundredths of a hundred are twenty-nine, whatever floats make of it."""
    names = [f"w{number}" for number in range(100)]
    base = state(*(applied(name, name, {}) for name in names))
    target = replace(PRUNING, guards=Guards(max_deletes=100, max_delete_share=0.29))
    kept = [desired(f"webhook: {{name: {name}, flow_id: f-1}}") for name in names[29:]]
    made = plan(kept, base, *(record(n, n, flow_id="f-1") for n in names), target=target)
    assert not made.is_refused
