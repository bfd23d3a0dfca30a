"""How webhooks stand whose names move."""

from dataclasses import replace

from hookline.model.desired import Desired
from hookline.model.difference import Difference, Standing
from hookline.model.record import Record
from hookline.model.state import AppliedRecord, AppliedState
from hookline.stages.diff import diff
from hookline.stages.resolve import resolve
from tests.support.webhooks import (
    CATALOG,
    LOCAL,
    applied,
    definition,
    record,
    state,
    webhook_table,
)

TEMPORARY = "hookline-0f3a2b1c4d5e-0-in-between"


def wanted(name: str, old: str | None = None, *, flow: str = "one") -> Desired:
    """Give a definition of a webhook, renamed from `old`."""
    was = f"renamed_from: {old}" if old else ""
    text = f"webhook: {{name: {name}, flow_name: {flow}}}\n{was}\n"
    (found,), _ = resolve([definition(text)], LOCAL, CATALOG, webhook_table())
    return found


def was(record_id: str, name: str, *, spent: str | None = None, flow: str = "f-1") -> AppliedRecord:
    """Give what was applied to a webhook."""
    return replace(applied(record_id, name, {"flow_id": flow}), renamed_from=spent)


def live(record_id: str, name: str, flow: str = "f-1") -> Record:
    """Give a webhook as it is."""
    return record(record_id, name, flow_id=flow)


def stands(
    desired: list[Desired], base: AppliedState, *records: Record, renames: dict[str, str]
) -> dict[str, Difference]:
    """Give how every webhook stands, by name."""
    found = diff(desired, base, records, webhook_table(), renames)
    assert len({each.name for each in found}) == len(found)
    return {each.name: each for each in found}


def test_renamed_webhook_is_the_one_of_its_old_name() -> None:
    """The record stays, and its name is what moved."""
    found = stands([wanted("b")], state(was("w1", "a")), live("w1", "a"), renames={"b": "a"})["b"]
    assert (found.standing, found.renamed_from) == (Standing.MANAGED, "a")
    assert [(each.name, each.live, each.desired) for each in found.properties] == [
        ("name", "a", "b")
    ]


def test_new_name_that_a_stranger_has_is_obstructed() -> None:
    """Nobody's webhook is pushed aside."""
    records = [live("w1", "a"), live("w9", "b")]
    found = diff([wanted("b")], state(was("w1", "a")), records, webhook_table(), {"b": "a"})
    assert [each.standing for each in found] == [Standing.OBSTRUCTED, Standing.UNMANAGED]


def test_swapped_names_do_not_obstruct_each_other() -> None:
    """Each name gets free since its webhook leaves it."""
    found = stands(
        [wanted("a"), wanted("b")],
        state(was("w1", "a"), was("w2", "b")),
        live("w1", "a"),
        live("w2", "b"),
        renames={"a": "b", "b": "a"},
    )
    assert {name: (each.standing, each.live and each.live.id) for name, each in found.items()} == {
        "a": (Standing.MANAGED, "w2"),
        "b": (Standing.MANAGED, "w1"),
    }


def test_swap_that_broke_off_is_finished() -> None:
    """One name is recorded twice then: of the webhook that has it, and of the one beside it."""
    desired = [wanted("a", "b"), wanted("b", "a")]
    for base in (
        state(was("w1", "a"), was("w2", "a", spent="b")),
        state(was("w2", "a", spent="b"), was("w1", "a")),
    ):
        found = stands(desired, base, live("w1", TEMPORARY), live("w2", "a"), renames={"b": "a"})
        assert {name: (each.live and each.live.id) for name, each in found.items()} == {
            "a": "w2",
            "b": "w1",
        }
        assert found["a"].is_settled
        assert [each.kind.value for each in found["b"].properties] == ["commit"]


def test_new_definition_may_have_the_name_that_another_leaves() -> None:
    """What was `a` is `b` now, and another webhook begins as `a`."""
    found = stands(
        [wanted("a"), wanted("b", "a")],
        state(was("w1", "a")),
        live("w1", "a"),
        renames={"b": "a"},
    )
    assert (found["a"].standing, found["a"].live) == (Standing.ABSENT, None)
    assert (found["b"].standing, found["b"].live) == (Standing.MANAGED, live("w1", "a"))


def test_stranger_is_claimed_by_one_definition_alone() -> None:
    """A declared rename takes a webhook that was never applied along, its old name gets free."""
    found = stands(
        [wanted("a", "z"), wanted("b", "a")],
        state(),
        live("w9", "a"),
        renames={"a": "z", "b": "a"},
    )
    assert (found["a"].standing, found["a"].live) == (Standing.ABSENT, None)
    assert (found["b"].standing, found["b"].live) == (Standing.UNMANAGED, live("w9", "a"))


def test_managed_webhook_is_no_stranger_under_a_name_given_by_hand() -> None:
    """A declared rename from the name that somebody gave it by hand does not take it over."""
    found = stands(
        [wanted("x"), wanted("b", "a")], state(was("w1", "x")), live("w1", "a"), renames={"b": "a"}
    )
    assert found["b"].standing is Standing.ABSENT
    assert found["x"].live == live("w1", "a")


def test_renamed_by_hand_as_in_git_is_settled() -> None:
    """Both sides agree, so only the base has to follow."""
    found = stands([wanted("b")], state(was("w1", "a")), live("w1", "b"), renames={"b": "a"})["b"]
    assert found.is_settled


def test_renamed_webhook_that_is_gone_is_lost_under_its_new_name() -> None:
    """It is made again under the name that git says."""
    found = stands([wanted("b")], state(was("w1", "a")), renames={"b": "a"})["b"]
    assert (found.standing, found.lost_id, found.renamed_from) == (Standing.LOST, "w1", "a")


def test_name_that_somebody_gave_to_another_managed_webhook_is_taken() -> None:
    """Not even a rename gets it while that one is not renamed in git as well."""
    found = stands(
        [wanted("b"), wanted("c")],
        state(was("w1", "a"), was("w2", "c")),
        live("w1", "a"),
        live("w2", "b"),
        renames={"b": "a"},
    )
    assert found["b"].standing is Standing.OBSTRUCTED
    assert found["c"].standing is Standing.MANAGED
