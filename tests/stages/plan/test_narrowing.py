"""Which webhooks a plan holds when the user names some."""

import pytest

from hookline.model.plan import Plan
from tests.support.planning import plan
from tests.support.webhooks import applied, desired, record, state

NAMES = "abcde"


def named(renames: dict[str, str], *names: str, new: str = "") -> Plan:
    """Plan the renames of five webhooks, and what is new, for these names alone."""
    base = state(*(applied(f"w-{name}", name, {"flow_id": "f-1"}) for name in NAMES))
    live = [record(f"w-{name}", name, flow_id="f-1") for name in NAMES]
    ends = [*renames, *(name for name in NAMES if name not in renames.values()), *new]
    wanted = [desired(f"webhook: {{name: {name}, flow_name: one}}") for name in sorted(ends)]
    return plan(wanted, base, *live, renames=renames, names=names)


CIRCLE = {"b": "a", "c": "b", "a": "c"}


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_names_that_go_round_stay_together(name: str) -> None:
    """None of them gets free unless all of them move."""
    made = named(CIRCLE, name)
    assert sorted(change.name for change in made.changes) == ["a", "b", "c"]
    assert made.left_out == ()


@pytest.mark.parametrize("name", ["b", "c", "z"])
def test_chain_of_names_stays_together(name: str) -> None:
    """Whichever link is named, the ones before and behind it come along."""
    made = named({"b": "a", "c": "b", "z": "c"}, name)
    assert sorted(change.name for change in made.changes) == ["b", "c", "z"]


def test_renames_that_have_nothing_to_do_with_it_are_left_out() -> None:
    """They are said to be, by their new names."""
    made = named({**CIRCLE, "z": "d"}, "a")
    assert made.left_out == ("z",)
    assert [change.name for change in named({**CIRCLE, "z": "d"}, "z").changes] == ["z"]


def test_webhook_is_named_by_its_old_name_too() -> None:
    """The user may know it under either."""
    assert [change.name for change in named({"z": "d"}, "d").changes] == ["z"]


def test_new_webhook_brings_the_rename_along_that_frees_its_name() -> None:
    """It could not be made without."""
    made = named({"z": "d"}, "d", new="d")
    assert sorted(change.name for change in made.changes) == ["d", "z"]


def test_unchanged_webhook_that_was_not_named_is_not_left_out() -> None:
    """Only what has changes is missing from such a plan."""
    made = named({"z": "d"}, "a")
    assert (made.unchanged, made.left_out) == (("a",), ("z",))
