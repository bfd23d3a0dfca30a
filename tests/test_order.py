"""In which order the changes of a plan are carried out."""

from collections.abc import Iterable, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookline.model.change import (
    Adopt,
    Cause,
    CauseKind,
    Change,
    Create,
    Delete,
    FieldChange,
    Origin,
    Rename,
    Update,
    Write,
)
from hookline.order import in_order, parked

CAUSE = Cause(CauseKind.COMMIT)
ORIGIN = Origin("webhooks/a.yaml", 1, 0, "b" * 40)


def rename(old: str, new: str) -> Rename:
    """Rename the webhook whose id is its old name."""
    return Rename(
        name=new,
        renamed_from=old,
        record_id=old,
        cause=CAUSE,
        origin=ORIGIN,
        fields=(FieldChange("name", old, new, CAUSE),),
        write=Write({"name": new}),
        message="Rename it",
    )


def create(name: str) -> Create:
    """Make a webhook."""
    write = Write({"name": name})
    return Create(name=name, cause=CAUSE, origin=ORIGIN, fields=(), write=write, message="Add it")


def delete(name: str) -> Delete:
    """Delete a webhook."""
    return Delete(name=name, record_id=name, path="a.yaml", message="Drop it", cause=CAUSE)


def adopt(name: str) -> Adopt:
    """Adopt a webhook."""
    return Adopt(name=name, record_id=name, cause=CAUSE, origin=ORIGIN, fields=(), write=Write({}))


def update(name: str) -> Update:
    """Change a webhook."""
    return Update(
        name=name,
        record_id=name,
        cause=CAUSE,
        origin=ORIGIN,
        fields=(FieldChange("description", "a", "b", CAUSE),),
        write=Write({"description": "b"}),
        message="Change it",
    )


def carry_out(changes: Sequence[Change], live: Iterable[str]) -> dict[str, str]:
    """Rename and make webhooks as a run does, and give id → name; fail where two are alike."""
    names = {each: each for each in live}
    steps: list[tuple[str, str]] = [
        (aside.record_id, f"beside {number}") for number, aside in enumerate(parked(changes))
    ]
    for each in in_order(changes):
        if isinstance(each, Rename):
            steps.append((each.record_id, each.name))
        elif isinstance(each, Create):
            steps.append((f"new {each.name}", each.name))
        elif isinstance(each, Delete):
            steps.append((each.record_id, ""))
    for record_id, name in steps:
        assert not name or name not in names.values(), f"two webhooks are called {name}"
        names[record_id] = name
    return {record_id: name for record_id, name in names.items() if name}


def old_names(changes: Iterable[Change]) -> list[str]:
    """Give the names that renames leave."""
    return [each.renamed_from for each in changes if isinstance(each, Rename)]


NAMES = "abcdefgh"


@st.composite
def moves(draw: st.DrawFn) -> list[Change]:
    """Give renames of some names to others, each left or taken once, and what comes and goes."""
    olds = draw(st.lists(st.sampled_from(NAMES), unique=True))
    news = draw(st.permutations(olds)) if draw(st.booleans()) else draw(st.permutations(NAMES))
    free = set(olds) | {"x", "y"}
    pairs = [(old, new) for old, new in zip(olds, news, strict=False) if old != new and new in free]
    while stuck := [p for p in pairs if p[1] in NAMES and p[1] not in {old for old, _ in pairs}]:
        pairs = [pair for pair in pairs if pair not in stuck]
    left = {old for old, _ in pairs} - {new for _, new in pairs}
    gone = set(NAMES) - {old for old, _ in pairs}
    changes: list[Change] = [rename(old, new) for old, new in pairs]
    changes += [create(name) for name in sorted(left) if draw(st.booleans())]
    changes += [delete(name) for name in sorted(gone) if draw(st.booleans())]
    return draw(st.permutations(changes))


@given(moves())
def test_no_two_webhooks_ever_have_one_name(changes: list[Change]) -> None:
    """At every step each name is one webhook's, and in the end each has the one it is to have."""
    names = carry_out(changes, NAMES)
    for change in changes:
        if isinstance(change, Rename):
            assert names[change.record_id] == change.name
        elif isinstance(change, Create):
            assert names[f"new {change.name}"] == change.name
        else:
            assert change.name not in names


@pytest.mark.parametrize("order", [*permutations("abc")])
def test_only_one_webhook_of_a_circle_steps_aside(order: tuple[str, ...]) -> None:
    """However many names go round: a step aside is a name that callers never see."""
    pairs = {"a": "b", "b": "c", "c": "a"}
    changes: list[Change] = [rename(old, pairs[old]) for old in order]
    assert [each.renamed_from for each in parked(changes)] == ["a"]
    assert old_names(in_order(changes)) == ["c", "b", "a"]


def test_chain_needs_nobody_to_step_aside() -> None:
    """The one whose new name is free goes first."""
    chain: list[Change] = [rename("a", "b"), rename("b", "c")]
    assert parked(chain) == ()
    assert [each.name for each in in_order(chain)] == ["c", "b"]


def test_two_circles_step_aside_by_themselves() -> None:
    """Each has its own first one."""
    swaps: list[Change] = [rename("a", "b"), rename("b", "a"), rename("c", "d"), rename("d", "c")]
    assert [each.renamed_from for each in parked(swaps)] == ["a", "c"]


def test_renames_come_first_and_deletes_last() -> None:
    """A name is free before it is needed, and nothing goes before what replaces it is there."""
    known = (delete("a"), update("z"), create("b"), adopt("c"), rename("y", "x"), delete("d"))
    changes: list[Change] = [*known]
    assert [each.name for each in in_order(changes)] == ["x", "b", "c", "z", "a", "d"]


def test_order_does_not_depend_on_how_a_plan_is_shown() -> None:
    """A plan that is read back from a file is carried out in the same order."""
    changes: list[Change] = [delete("a"), create("b"), rename("y", "x"), update("z")]
    orders = {tuple(each.name for each in in_order(shown)) for shown in permutations(changes)}
    assert len(orders) == 1
