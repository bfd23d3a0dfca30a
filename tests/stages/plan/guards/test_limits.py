import shlex
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookline.model.change import Blocker, Change
from hookline.model.guard import Guard, GuardVerdict, Override, OverrideKind
from hookline.model.overrides import parse_override
from hookline.model.settings import Guards
from tests.support.guarding import (
    STAGING,
    adopt,
    allow,
    basis_of,
    create,
    delete,
    live,
    release,
    rename,
    update,
    verdict,
)

SHARES = st.decimals(0, 1, places=2)


def judged(
    guard: Guard,
    changes: list[Change],
    managed: int,
    *overrides: Override,
    guards: Guards | None = None,
) -> GuardVerdict:
    """Judge changes of a target that has so many managed webhooks, `w0` and on."""
    target = replace(STAGING, guards=guards or Guards())
    names = [f"w{number}" for number in range(managed)]
    return verdict(guard, changes, basis_of(names, (), *overrides, target=target))


def deletes(count: int, start: int = 0) -> list[Change]:
    """Delete so many of them."""
    return [delete(f"w{number}") for number in range(start, start + count)]


def updates(count: int) -> list[Change]:
    """Update so many of them."""
    return [update(f"w{number}") for number in range(count)]


@pytest.mark.parametrize(
    ("managed", "lost", "passes", "limit"),
    [
        (1, 1, True, 1),
        (3, 1, True, 1),
        (3, 2, False, 1),
        (7, 2, True, 2),
        (7, 3, False, 2),
        (40, 5, True, 5),
        (40, 6, False, 5),
    ],
)
def test_deletes_have_an_absolute_and_a_relative_limit(
    managed: int, lost: int, passes: bool, limit: int
) -> None:
    """Five, and three tenths of what is managed; the numbers are told either way."""
    said = judged(Guard.DELETES, deletes(lost), managed)
    assert said.passed is passes
    assert said.message.startswith(f"deletes {lost} of {managed}, limit {limit}")


def test_too_many_deletes_are_held_back_and_the_way_out_is_told() -> None:
    """The message holds the very option, with the names, that lets them through."""
    said = judged(Guard.DELETES, deletes(2), 3)
    assert said.names == ("w0", "w1")
    assert said.message == (
        "deletes 2 of 3, limit 1 (guards.max_deletes 5, guards.max_delete_share 0.3); "
        "to allow them: --allow-delete w0,w1"
    )


def test_rename_counts_as_a_delete_under_its_old_name() -> None:
    """Callers of the old name get 404, whatever the new one is."""
    changes: list[Change] = [delete("w0"), rename("w1", "new name")]
    said = judged(Guard.DELETES, changes, 3)
    assert not said.passed
    assert said.names == ("w0", "new name")
    assert said.message.endswith("--allow-delete w0,w1")
    assert judged(Guard.DELETES, changes, 3, allow(OverrideKind.DELETE, "w1")).passed
    assert not judged(Guard.DELETES, changes, 3, allow(OverrideKind.DELETE, "new name")).passed


def test_what_is_allowed_by_name_does_not_count() -> None:
    """Three of four are allowed by name, and one is always allowed."""
    override = allow(OverrideKind.DELETE, "w0", "w1", "w2", "other")
    said = judged(Guard.DELETES, deletes(4), 4, override)
    assert said.passed
    assert said.message == "deletes 4 of 4, limit 1, 3 allowed by name"
    assert said.allowed_by == "--allow-delete w0,w1,w2,other"


def test_names_are_no_globs() -> None:
    """An override names what it allows; a star would be a blanket one."""
    assert not judged(Guard.DELETES, deletes(2), 3, allow(OverrideKind.DELETE, "w*")).passed


def test_override_that_was_not_needed_is_not_named() -> None:
    """What passes by itself passes by itself."""
    assert not judged(Guard.DELETES, deletes(1), 3, allow(OverrideKind.DELETE, "w0")).allowed_by


def test_every_override_that_helped_is_named() -> None:
    """One on the command line and one in a commit."""
    reviewed = Override(OverrideKind.DELETE, ("w1",), "commit 3f2a9c1")
    said = judged(Guard.DELETES, deletes(2), 3, allow(OverrideKind.DELETE, "w0"), reviewed)
    assert said.allowed_by == "--allow-delete w0, `delete w1` of commit 3f2a9c1"


def test_no_delete_at_all_can_be_asked_for() -> None:
    """`max_deletes: 0` means none; only the share lets one through in any case."""
    assert not judged(Guard.DELETES, deletes(1), 9, guards=Guards(max_deletes=0)).passed
    assert judged(Guard.DELETES, deletes(1), 9, guards=Guards(max_delete_share=0)).passed


def test_without_a_base_only_one_delete_is_allowed() -> None:
    """A share of nothing is nothing: a base that is missing allows no more than the one."""
    assert judged(Guard.DELETES, deletes(1), 0).passed
    assert not judged(Guard.DELETES, deletes(2), 0).passed


def test_what_does_not_happen_does_not_count() -> None:
    """A delete that a conflict holds back is none, and creates take nothing away."""
    blocked = replace(delete("w1"), blocked=Blocker.CONFLICT)
    harmless: list[Change] = [create("x"), update("w2"), adopt("y"), release("w3")]
    said = judged(Guard.DELETES, [delete("w0"), blocked, *harmless], 4)
    assert (said.passed, said.message) == (True, "deletes 1 of 4, limit 1")
    assert judged(Guard.DELETES, harmless, 4) == GuardVerdict(Guard.DELETES, True, "")


@pytest.mark.parametrize(
    ("managed", "changed", "passes", "message"),
    [
        (3, 3, True, ""),
        (5, 5, True, ""),
        (6, 6, False, "changes 6 of 6, limit 5"),
        (12, 6, True, "changes 6 of 12, limit 6"),
        (12, 7, False, "changes 7 of 12, limit 6"),
        (100, 50, True, "changes 50 of 100, limit 50"),
        (100, 51, False, "changes 51 of 100, limit 50"),
        (0, 5, True, ""),
    ],
)
def test_changes_are_held_to_a_share_and_five_are_always_allowed(
    managed: int, changed: int, passes: bool, message: str
) -> None:
    """Half of what is managed, and a small repository is not bothered."""
    said = judged(Guard.CHANGES, updates(changed), managed)
    assert said.passed is passes
    assert said.message.startswith(message)
    assert bool(message) is bool(said.message)


def test_updates_renames_and_deletes_are_changes() -> None:
    """What is created, adopted or released changes nothing that callers rely on."""
    changes = [*updates(4), rename("w4", "new"), delete("w5")]
    harmless: list[Change] = [create("x"), adopt("y"), release("w6")]
    said = judged(Guard.CHANGES, [*changes, *harmless], 8)
    assert not said.passed
    assert said.names == ("w0", "w1", "w2", "w3", "new", "w5")
    assert said.message == (
        "changes 6 of 8, limit 5: 5 are always allowed, or guards.max_change_share 0.5 of 8; "
        "to allow them: --allow-changes 6"
    )
    assert judged(Guard.CHANGES, updates(7), 12).message == (
        "changes 7 of 12, limit 6: guards.max_change_share 0.5 of 12; "
        "to allow them: --allow-changes 7"
    )


def test_webhook_that_is_taken_over_is_no_change_of_base() -> None:
    """`--adopt` has named it already, and it is not a part of what the share is of."""
    taken = [update(f"stranger{number}") for number in range(9)]
    assert judged(Guard.CHANGES, [*updates(5), *taken], 8).passed


def test_number_of_changes_can_be_allowed() -> None:
    """Up to that number and no further; the override that was enough is named."""
    six = updates(6)
    assert not judged(Guard.CHANGES, six, 6, allow(OverrideKind.CHANGES, "5")).passed
    said = judged(
        Guard.CHANGES, six, 6, allow(OverrideKind.CHANGES, "5"), allow(OverrideKind.CHANGES, "10")
    )
    assert (said.passed, said.allowed_by) == (True, "--allow-changes 10")
    assert judged(Guard.CHANGES, six, 6, allow(OverrideKind.CHANGES, "6")).passed
    assert not judged(Guard.CHANGES, updates(7), 7, allow(OverrideKind.CHANGES, "6")).passed


def test_one_override_allows_nothing_else() -> None:
    """There is no blanket force: each kind speaks to its own guard."""
    others = [
        allow(OverrideKind.CHANGES, "500"),
        allow(OverrideKind.EMPTY, "staging"),
        allow(OverrideKind.LAST, "w0", "w1"),
    ]
    assert not judged(Guard.DELETES, deletes(2), 3, *others).passed
    assert not judged(
        Guard.CHANGES, deletes(6), 6, allow(OverrideKind.DELETE, *(f"w{n}" for n in range(6)))
    ).passed


@given(st.integers(1, 500), st.data(), st.integers(1, 50), SHARES)
def test_never_more_deletes_pass_than_the_limits_say(
    managed: int, data: st.DataObject, most: int, share: Decimal
) -> None:
    """Absolutely, and as a share of base in exact arithmetic; one is always allowed."""
    lost = data.draw(st.integers(1, managed))
    guards = Guards(max_deletes=most, max_delete_share=float(share))
    passed = judged(Guard.DELETES, deletes(lost), managed, guards=guards).passed
    assert passed is (lost == 1 or (lost <= most and lost * 100 <= int(share * 100) * managed))


@given(st.integers(1, 500), st.data(), SHARES)
def test_never_more_changes_pass_than_the_share_says(
    managed: int, data: st.DataObject, share: Decimal
) -> None:
    """As a share of base in exact arithmetic; five are always allowed."""
    changed = data.draw(st.integers(0, managed))
    guards = Guards(max_change_share=float(share))
    passed = judged(Guard.CHANGES, updates(changed), managed, guards=guards).passed
    assert passed is (changed <= 5 or changed * 100 <= int(share * 100) * managed)


@given(st.integers(2, 500), st.data(), st.sets(st.integers(0, 500)))
def test_one_more_delete_never_lets_a_refused_plan_pass(
    managed: int, data: st.DataObject, named: set[int]
) -> None:
    """Whatever is allowed by name, and for both limits."""
    lost = data.draw(st.integers(1, managed - 1))
    override = allow(OverrideKind.DELETE, *(f"w{number}" for number in named))
    for guard in (Guard.DELETES, Guard.CHANGES):
        fewer = judged(guard, deletes(lost), managed, override)
        more = judged(guard, deletes(lost + 1), managed, override)
        assert fewer.passed or not more.passed


@given(st.integers(1, 500), st.data())
def test_share_is_of_what_was_applied_and_not_of_what_is_live(
    managed: int, data: st.DataObject
) -> None:
    """Webhooks that nobody manages, and those to be created, do not raise a limit."""
    lost = data.draw(st.integers(1, managed))
    names = [f"w{number}" for number in range(managed)]
    strangers = [live(f"stranger{number}") for number in range(50)]
    creates = [create(f"new{number}") for number in range(50)]
    crowded = basis_of(names, [*(live(name) for name in names), *strangers])
    alone = judged(Guard.DELETES, deletes(lost), managed)
    assert verdict(Guard.DELETES, [*deletes(lost), *creates], crowded) == alone


def test_what_the_message_tells_to_type_lets_the_plan_pass() -> None:
    """It can be pasted as it is, also where names hold what a shell gives a meaning."""
    changes: list[Change] = [delete("a,b"), delete("it's"), rename("c $d", "e")]
    refused = judged(Guard.DELETES, changes, 3)
    option, typed = shlex.split(refused.message.partition("to allow them: ")[2])
    override = parse_override(OverrideKind.DELETE, typed, option)
    assert not refused.passed
    assert judged(Guard.DELETES, changes, 3, override).passed
