"""A run that breaks off while names go round: the next one finishes what it began."""

from dataclasses import replace

import pytest

from hookline.model.applied import Applied
from hookline.model.outcome import Result
from hookline.model.settings import OnDrift
from hookline.model.temporary import is_temporary
from tests.support.world import World

FILE = "webhooks/{}.yaml"


def text(name: str, old: str = "", more: str = "") -> str:
    """Give a definition with a key."""
    was = f"renamed_from: {old}\n" if old else ""
    key = 'access: {key: "${env:HOOKLINE_SECRET_A}"}'
    return f"webhook: {{name: {name}, flow_name: one{more}}}\n{key}\n{was}"


def applied(*names: str) -> tuple[World, dict[str, str]]:
    """Give a world in which these were applied, and name → id."""
    world = World()
    world.seed()
    world.source.texts = {FILE.format(name): text(name) for name in names}
    assert world.apply().failure is None
    return world, {name: world.webhook(name).id for name in names}


def turn(world: World, *names: str, more: str = "") -> None:
    """Let git give each webhook the name of the next."""
    pairs = zip(names, (*names[1:], names[0]), strict=True)
    world.source.texts = {FILE.format(old): text(new, old, more) for old, new in pairs}


def break_off(world: World, writes: int) -> Applied:
    """Apply, and let the workspace refuse everything after so many writes of that run."""
    world.workspace.refuse_from = world.workspace.writes + writes
    broken = world.apply()
    world.workspace.refuse_from = None
    return broken


def live_names(world: World) -> list[str]:
    """Give the names that there are."""
    return sorted(record.name for record in world.workspace.list("webhook"))


@pytest.mark.parametrize("names", [("a", "b"), ("a", "b", "c")])
@pytest.mark.parametrize("writes", range(4))
def test_next_run_finishes_the_round(names: tuple[str, ...], writes: int) -> None:
    """Wherever it stopped: no webhook is made or deleted, and each gets its name."""
    world, ids = applied(*names)
    turn(world, *names)
    broken = break_off(world, writes)
    is_whole = writes > len(names)
    assert (broken.failure is None) is is_whole
    beside = [name for name in live_names(world) if is_temporary(name)]
    assert len(beside) == (1 if 0 < writes <= len(names) else 0)
    again = world.plan()
    assert {change.action.value for change in again.changes} == (set() if is_whole else {"rename"})
    assert not again.is_refused
    assert world.apply().failure is None
    nexts = dict(zip(names, (*names[1:], names[0]), strict=True))
    assert {old: world.webhook(new).id for old, new in nexts.items()} == ids
    assert world.plan().changes == ()


def test_temporary_name_is_nobodys_drift() -> None:
    """What our own run left is not put down to a colleague, and is no conflict."""
    world, _ = applied("a", "b")
    turn(world, "a", "b")
    break_off(world, 1)
    kinds = {field.cause.kind.value for change in world.plan().changes for field in change.fields}
    assert kinds == {"commit"}


def test_webhook_that_could_not_come_back_is_told_as_it_is() -> None:
    """Its outcome says that it failed, and the workspace shows the name for the moment."""
    world, _ = applied("a", "b")
    turn(world, "a", "b")
    broken = break_off(world, 2)
    assert [(each.name, each.result) for each in broken.run.outcomes] == [
        ("a", Result.RENAMED),
        ("b", Result.FAILED),
    ]
    assert broken.written


def test_git_may_change_its_mind_after_a_round_that_broke_off() -> None:
    """Whoever takes the swap back gets the old names back, and nothing is lost."""
    world, ids = applied("a", "b")
    turn(world, "a", "b")
    break_off(world, 1)
    world.source.texts = {FILE.format(name): text(name) for name in ("a", "b")}
    for drift in OnDrift:
        world.target = replace(world.target, on_drift=drift)
        assert [change.cause.kind.value for change in world.plan().changes] == ["commit"]
    assert world.apply().failure is None
    assert {name: world.webhook(name).id for name in ("a", "b")} == ids
    assert world.plan().changes == ()


def test_definition_may_go_after_a_round_that_broke_off() -> None:
    """The name for the moment is our own doing, so its delete is no conflict."""
    world, ids = applied("a", "b")
    turn(world, "a", "b")
    break_off(world, 1)
    world.source.texts = {FILE.format("b"): text("b")}
    (change,) = world.plan().changes
    assert (change.action.value, change.blocked) == ("delete", None)
    assert world.apply().failure is None
    assert [record.id for record in world.workspace.list("webhook")] == [ids["b"]]


def test_values_that_changed_with_the_names_arrive_too() -> None:
    """A rename is one write with everything else that changed."""
    world, ids = applied("a", "b")
    turn(world, "a", "b", more=", description: said")
    assert world.apply().failure is None
    assert {
        record.id: record.values["description"] for record in world.workspace.list("webhook")
    } == dict.fromkeys(ids.values(), "said")


def test_webhook_beside_whose_definition_goes_is_told() -> None:
    """What stepped aside is never forgotten, whoever has its name by now."""
    world, ids = applied("a", "b")
    turn(world, "a", "b")
    break_off(world, 2)
    beside = next(name for name in live_names(world) if is_temporary(name))
    world.source.texts = {FILE.format("b"): text("a", "b")}
    made = world.plan()
    told = {change.record_id for change in made.changes}
    assert world.workspace.by_name("webhook", beside) is not None
    assert ids["a"] in told


def test_read_only_webhooks_can_swap_their_names() -> None:
    """Each is locked again whenever it waits."""
    world = World()
    world.seed()
    locked = ", is_readonly: true"
    world.source.texts = {FILE.format(name): text(name, "", locked) for name in ("a", "b")}
    assert world.apply().failure is None
    ids = {name: world.webhook(name).id for name in ("a", "b")}
    turn(world, "a", "b", more=locked)
    done = world.apply()
    assert done.failure is None
    assert {"b": world.webhook("a").id, "a": world.webhook("b").id} == ids
    assert [world.webhook(name).values["is_readonly"] for name in ("a", "b")] == [True, True]
    assert world.plan().changes == ()
