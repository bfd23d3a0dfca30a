"""Which webhook a definition is, when names move."""

from dataclasses import replace

import pytest

from hookline.model.definition import Definition
from hookline.model.desired import Desired
from hookline.model.difference import Difference, Standing
from hookline.model.record import Record
from hookline.model.state import AppliedRecord, AppliedState
from hookline.stages.diff import diff
from hookline.stages.diff.renames import check_accepted, declared_renames, pair, seen_renames
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


def seen(
    desired: list[Desired],
    base: AppliedState,
    before: dict[str, tuple[str, ...]],
    elsewhere: tuple[Definition, ...] = (),
) -> dict[str, str]:
    """Give the renames that are seen."""
    definitions = [each.definition for each in desired]
    found = seen_renames(desired, (*definitions, *elsewhere), base)
    return pair(found, {}, {}, before)


A_FILE = "webhooks/a.yaml"


def test_one_that_vanished_and_one_that_appeared_in_a_file_are_a_rename() -> None:
    """The name moved, and the flow that both start is the same."""
    assert seen([wanted("b")], state(was("w1", "a")), {A_FILE: ("a",)}) == {"b": "a"}


@pytest.mark.parametrize(
    ("desired", "base", "before"),
    [
        pytest.param([wanted("c")], [was("w1", "a"), was("w2", "b")], "ab", id="two vanished"),
        pytest.param([wanted("b"), wanted("c")], [was("w1", "a")], "a", id="two appeared"),
        pytest.param([wanted("b", flow="two")], [was("w1", "a")], "a", id="another flow"),
        pytest.param([wanted("b")], [was("w1", "a")], "ab", id="it stood there before"),
        pytest.param([wanted("a"), wanted("b")], [was("w1", "a")], "a", id="nothing vanished"),
    ],
)
def test_nothing_less_is_a_rename(
    desired: list[Desired], base: list[AppliedRecord], before: str
) -> None:
    """Where it could be otherwise it is a delete and a create."""
    assert seen(desired, state(*base), {A_FILE: tuple(before)}) == {}


def test_rename_is_not_seen_in_a_file_that_nobody_can_read_any_more() -> None:
    """Without the file as it was applied nobody knows what appeared."""
    assert seen([wanted("b")], state(was("w1", "a")), {}) == {}


def test_rename_across_files_is_not_seen() -> None:
    """A definition in another file is another one, until somebody says otherwise."""
    elsewhere = replace(was("w1", "a"), path="webhooks/old.yaml")
    assert seen([wanted("b")], state(elsewhere), {"webhooks/old.yaml": ("a",)}) == {}


def test_definition_that_only_takes_away_from_a_target_has_not_vanished() -> None:
    """It is in its file still, for other targets."""
    there = definition("webhook: {name: a, flow_name: one}\nonly: [staging]")
    assert seen([wanted("b")], state(was("w1", "a")), {A_FILE: ("a",)}, (there,)) == {}


def test_flow_that_was_made_again_is_the_same_flow_for_a_rename() -> None:
    """The definition names the flow as it did."""
    made_again = was("w1", "a", flow="f-9")
    base = state(replace(made_again, spelled={"flow_id": "one"}))
    assert seen([wanted("b")], base, {A_FILE: ("a",)}) == {"b": "a"}


def test_declared_rename_is_spent_once_it_is_recorded() -> None:
    """The line may stay in the file; the next webhook called so is not meant."""
    desired = [wanted("b", "a")]
    assert declared_renames(desired, state(was("w1", "a"))) == {"b": "a"}
    assert declared_renames(desired, state(was("w1", "b", spent="a"))) == {}
    both = state(was("w1", "b", spent="a"), was("w2", "a"))
    assert declared_renames(desired, both) == {}


def test_declared_rename_onto_a_managed_name_needs_that_one_to_leave() -> None:
    """A swap is one; two definitions cannot become one webhook."""
    base = state(was("w1", "a"), was("w2", "b"))
    assert declared_renames([wanted("b", "a")], base) == {}
    swap = [wanted("b", "a"), wanted("a", "b")]
    assert declared_renames(swap, base) == {"b": "a", "a": "b"}


def test_chain_of_renames_depends_on_its_end() -> None:
    """Where the last name is taken for good, none of the others gets free."""
    chain = [wanted("b", "a"), wanted("c", "b")]
    assert declared_renames(chain, state(was("w1", "a"), was("w2", "b"))) == {"b": "a", "c": "b"}
    stays = state(was("w1", "a"), was("w2", "b"), was("w3", "c"))
    assert declared_renames(chain, stays) == {}


def test_what_a_person_says_outranks_what_is_seen() -> None:
    """One webhook gets one new name: the accepted one, else the declared one, else the seen one."""
    base = state(was("w1", "a"))
    found = seen_renames([wanted("b")], [wanted("b").definition], base)
    before = {A_FILE: ("a",)}
    assert pair(found, {"c": "a"}, {}, before) == {"c": "a"}
    assert pair(found, {"c": "a"}, {"d": "a"}, before) == {"d": "a"}
    assert pair(found, {}, {}, before) == {"b": "a"}


@pytest.mark.parametrize(
    ("new", "old", "why"),
    [
        ("z", "a", 'no definition is called "z"'),
        ("b", "c", '"b" is managed already, so it is no new name'),
        ("new", "b", '"b" is defined still'),
        ("new", "ghost", 'no webhook is called "ghost", neither as applied nor in the workspace'),
        ("new", "a", None),
        ("new", "theirs", None),
    ],
)
def test_accepted_rename_is_checked(new: str, old: str, why: str | None) -> None:
    """A pair that is none is told, with what is wrong with it."""
    base = state(was("w1", "a"), was("w2", "b"))
    problems = check_accepted({new: old}, [wanted("new"), wanted("b")], base, {"theirs"}, {})
    assert [each.message for each in problems] == (
        [f"--accept-rename {old}={new}: {why}"] if why else []
    )


def test_name_may_go_on_while_its_own_webhook_gets_a_new_one() -> None:
    """A chain of names is accepted link by link, declared ones included."""
    base = state(was("w1", "charge"), was("w2", "refund"))
    now = [wanted("charged"), wanted("charge")]
    accepted = {"charged": "charge", "charge": "refund"}
    assert check_accepted(accepted, now, base, set(), {}) == ()
    assert check_accepted({"charged": "charge"}, now, base, set(), {"charge": "refund"}) == ()
    assert len(check_accepted({"charged": "charge"}, now, base, set(), {})) == 1


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
        renames = declared_renames(desired, base)
        assert renames == {"b": "a"}
        found = stands(desired, base, live("w1", TEMPORARY), live("w2", "a"), renames=renames)
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
