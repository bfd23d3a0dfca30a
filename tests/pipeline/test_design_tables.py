"""The two tables of the design, each row from the text of a file to the plan and its writes."""

from dataclasses import replace

import pytest

from hookline.model.change import Adopt, Blocker, CauseKind, Create, Delete, Release, Update
from hookline.model.record import WEBHOOK
from hookline.model.settings import OnDrift
from hookline.model.state import Flip
from hookline.pipeline import Intention
from tests.support.world import LAX, World

FILE = "webhooks/a.yaml"
BESIDE = {"webhooks/b.yaml": "webhook: {name: b, flow_name: one}\n"}
"""Another definition, so that a target is never left without any."""


def text(description: str) -> str:
    """Give the definition of a."""
    return f'webhook: {{name: a, flow_name: one, description: "{description}"}}\n'


def world(*, prune: bool = True) -> World:
    """Give a workspace with flows, and the definition beside the one that is looked at."""
    made = World(target=replace(LAX, prune=prune))
    made.seed()
    made.source.texts = dict(BESIDE)
    made.apply()
    return made


def applied(*, prune: bool = True) -> World:
    """Give the same with a applied."""
    made = world(prune=prune)
    made.source.texts[FILE] = text("old")
    assert made.apply().failure is None
    return made


def stranger(made: World, name: str = "a", description: str = "old") -> str:
    """Let carol make a webhook, and give its id."""
    flow = made.workspace.by_name("flow", "one")
    assert flow is not None
    made.workspace.who = "carol"
    values = {"name": name, "flow_id": flow.id, "description": description}
    record_id = made.workspace.create(WEBHOOK, dict(values), "by hand").id
    made.workspace.who = "hookline"
    return record_id


@pytest.mark.parametrize(
    ("git", "live", "kind", "blocked"),
    [
        pytest.param("new", "new", None, None, id="both moved to the same"),
        pytest.param("old", "old", None, None, id="nobody moved"),
        pytest.param("new", "old", CauseKind.COMMIT, None, id="git moved"),
        pytest.param("old", "hand", CauseKind.DRIFT, None, id="the workspace moved"),
        pytest.param("new", "hand", CauseKind.CONFLICT, Blocker.CONFLICT, id="both moved"),
    ],
)
def test_rows_of_a_property(
    git: str, live: str, kind: CauseKind | None, blocked: Blocker | None
) -> None:
    """What a property leads to depends on which of the two sides moved away from the base."""
    made = applied()
    made.source.texts[FILE] = text(git)
    if live != "old":
        made.by_hand("a", description=live)
    plan = made.plan()
    if kind is None:
        assert plan.changes == ()
        made.apply()
        (base,) = (each for each in made.states.state.records.values() if each.name == "a")
        assert (base.sent["description"], base.read_back["description"]) == (git, live)
        return
    (change,) = plan.changes
    assert isinstance(change, Update)
    (field,) = change.fields
    assert (field.before, field.after, field.cause.kind) == (live, git, kind)
    assert change.blocked is blocked
    if kind is not CauseKind.COMMIT:
        assert field.cause.author == "Carol"


def test_row_of_a_value_in_the_servers_own_form() -> None:
    """What the server made of a value is no drift, until somebody changes it."""
    made = applied()
    made.source.texts[FILE] = text(" padded ")
    made.apply()
    assert made.webhook("a").values["description"] == "padded"
    assert made.plan().changes == ()
    made.by_hand("a", description="hand")
    (change,) = made.plan().changes
    assert change.cause.kind is CauseKind.DRIFT


def test_row_of_what_is_only_in_git() -> None:
    """It is made."""
    made = world()
    made.source.texts[FILE] = text("old")
    (change,) = made.plan().changes
    assert isinstance(change, Create)
    assert (change.blocked, change.forgets) == (None, None)


def test_row_of_what_was_never_applied_and_agrees() -> None:
    """It is adopted without a write, and counts as pending until that is recorded."""
    made = world()
    record_id = stranger(made)
    made.source.texts[FILE] = text("old")
    (change,) = made.plan().pending
    assert isinstance(change, Adopt)
    assert (change.record_id, change.fields) == (record_id, ())
    writes = made.workspace.writes
    assert made.apply().failure is None
    assert (made.workspace.writes, record_id in made.states.state.records) == (writes, True)


def test_row_of_what_was_never_applied_and_differs() -> None:
    """It is blocked until the user says that it may be taken over."""
    made = world()
    record_id = stranger(made, description="theirs")
    made.source.texts[FILE] = text("old")
    (change,) = made.plan().changes
    assert isinstance(change, Adopt)
    assert change.blocked is Blocker.UNMANAGED
    (taken,) = made.plan(Intention(made.target, adopt=("a",))).changes
    assert isinstance(taken, Update)
    assert (taken.record_id, taken.write.values) == (record_id, {"description": "old"})


def test_row_of_a_record_that_is_gone() -> None:
    """It is made again with a new id, and the old one is forgotten."""
    made = applied()
    old = made.webhook("a").id
    made.workspace.delete(WEBHOOK, old)
    (change,) = made.plan().changes
    assert isinstance(change, Create)
    assert (change.forgets, change.cause.kind) == (old, CauseKind.DRIFT)
    assert made.apply().failure is None
    assert old not in made.states.state.records


@pytest.mark.parametrize(("description", "blocked"), [("old", None), ("x", Blocker.UNMANAGED)])
def test_row_of_a_record_that_somebody_made_again(
    description: str, blocked: Blocker | None
) -> None:
    """Under another id it is as if it had never been applied."""
    made = applied()
    old = made.webhook("a").id
    made.workspace.delete(WEBHOOK, old)
    record_id = stranger(made, description=description)
    (change,) = made.plan().changes
    assert isinstance(change, Adopt)
    assert (change.record_id, change.forgets, change.blocked) == (record_id, old, blocked)


def test_row_of_a_record_under_another_name() -> None:
    """That is drift of its name, and is put back."""
    made = applied()
    record_id = made.webhook("a").id
    made.by_hand("a", name="z")
    (change,) = made.plan().changes
    assert isinstance(change, Update)
    assert [(field.name, field.before, field.after) for field in change.fields] == [
        ("name", "z", "a")
    ]
    assert made.apply().failure is None
    assert made.webhook("a").id == record_id


def test_row_of_a_record_under_another_name_whose_own_is_taken() -> None:
    """Neither of the two can be meant without somebody saying so."""
    made = applied()
    made.by_hand("a", name="z")
    stranger(made)
    (change,) = made.plan().changes
    assert change.blocked is Blocker.CONFLICT
    assert 'it is called "z" in the workspace, and another webhook has its name' in (
        change.why_blocked
    )


@pytest.mark.parametrize(("prune", "expected"), [(True, Delete), (False, Release)])
def test_row_of_what_is_gone_from_git(*, prune: bool, expected: type[Delete | Release]) -> None:
    """With `prune` it is deleted, else it stays and is no longer managed."""
    made = applied(prune=prune)
    made.source.texts = dict(BESIDE)
    (change,) = made.plan().changes
    assert isinstance(change, expected)
    assert change.blocked is None
    assert made.apply().failure is None
    assert (made.workspace.by_name(WEBHOOK, "a") is None) is prune
    assert len(made.states.state.records) == 1
    assert made.plan().changes == ()


@pytest.mark.parametrize(
    ("prune", "expected", "blocked"),
    [(True, Delete, Blocker.CONFLICT), (False, Release, None)],
)
def test_row_of_what_is_gone_from_git_and_was_changed_by_hand(
    *, prune: bool, expected: type[Delete | Release], blocked: Blocker | None
) -> None:
    """Somebody still works on it, so it is not deleted behind their back."""
    made = applied(prune=prune)
    made.source.texts = dict(BESIDE)
    made.by_hand("a", description="hand")
    (change,) = made.plan().changes
    assert isinstance(change, expected)
    assert change.blocked is blocked


@pytest.mark.parametrize("prune", [True, False])
def test_row_of_what_is_gone_from_both(*, prune: bool) -> None:
    """It is forgotten, and nothing is sent."""
    made = applied(prune=prune)
    made.source.texts = dict(BESIDE)
    made.workspace.delete(WEBHOOK, made.webhook("a").id)
    (change,) = made.plan().changes
    assert isinstance(change, Release)
    assert change.gone
    writes = made.workspace.writes
    assert made.apply().failure is None
    assert (made.workspace.writes, len(made.states.state.records)) == (writes, 1)


@pytest.mark.parametrize("prune", [True, False])
def test_row_of_what_is_only_in_the_workspace(*, prune: bool) -> None:
    """It is listed and never touched."""
    made = world(prune=prune)
    record_id = stranger(made, "theirs")
    plan = made.plan()
    assert plan.changes == ()
    assert [(each.name, each.id) for each in plan.unmanaged] == [("theirs", record_id)]


def test_property_that_base_does_not_hold_yet_is_an_update() -> None:
    """Git begins to manage a property, and the plan shows what was there."""
    made = applied()
    made.by_hand("a", is_productive=False)
    made.source.texts[FILE] = text("old").replace("}", ", is_productive: true}")
    (change,) = made.plan().changes
    assert isinstance(change, Update)
    (field,) = change.fields
    assert (field.before, field.after, field.cause.kind) == (False, True, CauseKind.COMMIT)


def test_property_that_is_no_longer_managed_stays_and_is_told_once() -> None:
    """Its value is the workspace's from then on."""
    made = applied()
    made.source.texts[FILE] = "webhook: {name: a, flow_name: one}\n"
    assert [each.message for each in made.plan().diagnostics] == [
        'of webhook "a" no longer managed: description'
    ]
    made.apply()
    made.by_hand("a", description="hand")
    again = made.plan()
    assert (again.changes, again.diagnostics) == ((), ())


def test_property_that_the_workspace_does_not_answer_is_taken_as_it_was_sent() -> None:
    """A missing value is not an empty one: nothing is said to have moved, and git still can."""
    made = applied()
    for values in made.workspace.records[WEBHOOK].values():
        values.pop("description", None)
    assert made.plan().changes == ()
    made.source.texts[FILE] = text("new")
    (change,) = made.plan().changes
    assert isinstance(change, Update)
    (field,) = change.fields
    assert (field.before, field.after, field.cause.kind) == ("old", "new", CauseKind.COMMIT)


def test_older_copy_is_called_what_it_is() -> None:
    """A value that was changed last before it was applied was not changed by anybody now."""
    made = applied()
    record_id = made.webhook("a").id
    copy = dict(made.workspace.records[WEBHOOK][record_id])
    made.source.texts[FILE] = text("new")
    made.apply()
    made.workspace.records[WEBHOOK][record_id] = copy
    (change,) = made.plan().changes
    assert (change.cause.kind, change.cause.note) == (
        CauseKind.DRIFT,
        "restored from an older copy",
    )


def test_what_stayed_while_a_run_wrote_beside_it_is_not_told_as_the_runs_doing() -> None:
    """The record's last change is our own by then, and it was somebody else who moved the value."""
    made = applied()
    made.by_hand("a", description="hand")
    made.source.texts[FILE] = text("old").replace("}", ", is_productive: false}")
    made.target = replace(made.target, on_drift=OnDrift.KEEP)
    made.apply()
    assert made.webhook("a").modified_by == "hookline"
    (kept,) = made.plan().kept
    assert (kept.cause.author, kept.cause.note) == (
        None,
        "changed in the workspace before the last run wrote to it",
    )
    made.target = replace(made.target, on_drift=OnDrift.RESTORE)
    made.apply()
    (base,) = (each for each in made.states.state.records.values() if each.name == "a")
    assert base.flips == {"description": (Flip(None, None),)}
