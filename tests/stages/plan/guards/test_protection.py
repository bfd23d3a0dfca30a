from dataclasses import replace

import pytest

from hookline.model.change import Change
from hookline.model.guard import Guard, OverrideKind
from hookline.model.record import Record
from hookline.stages.plan import Basis
from tests.support.guarding import (
    STAGING,
    allow,
    basis_of,
    create,
    delete,
    live,
    release,
    rename,
    update,
    verdict,
    without,
)

PROTECTING = replace(STAGING, protect=("bill-*", "a[1]"))


def protecting(*records: Record) -> Basis:
    """Give a basis that protects `bill-…`, with these webhooks live."""
    return basis_of([record.name for record in records], records, target=PROTECTING)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (delete("bill-paid"), "bill-paid"),
        (rename("bill-paid", "paid"), "bill-paid"),
        (delete("a[1]"), "a[1]"),
    ],
    ids=["delete", "rename", "name that looks like a glob"],
)
def test_what_is_protected_is_not_deleted_or_renamed(change: Change, told: str) -> None:
    """Protection holds when the definition is gone."""
    said = verdict(Guard.PROTECT, [change], protecting(live("bill-paid"), live("a[1]")))
    assert not said.passed
    assert said.names == (change.name,)
    assert said.message == (f"{told} may not be deleted or renamed: `protect` of staging says so")


def test_every_protected_webhook_is_named() -> None:
    """In the order of the plan."""
    records = [live("bill-paid"), live("bill-due"), live("a")]
    changes = [delete("bill-paid"), delete("bill-due"), delete("a")]
    said = verdict(Guard.PROTECT, changes, protecting(*records))
    assert said.names == ("bill-paid", "bill-due")
    assert said.message.startswith("bill-paid, bill-due may not be deleted or renamed")


def test_old_name_decides_about_a_rename() -> None:
    """A webhook may become a protected one; then it is."""
    basis = protecting(live("paid"))
    assert verdict(Guard.PROTECT, [rename("paid", "bill-paid")], basis).passed


def test_one_of_the_two_names_is_enough() -> None:
    """Somebody renamed it in the workspace: git's name and the one there both protect it."""
    renamed_there = replace(live("paid"), values={**live("paid").values, "name": "bill-paid"})
    said = verdict(Guard.PROTECT, [delete("paid")], protecting(renamed_there))
    assert (said.passed, said.message[:9]) == (False, "bill-paid")
    values = {**live("bill-paid").values, "name": "zzz"}
    renamed_away = replace(live("bill-paid"), values=values)
    assert not verdict(Guard.PROTECT, [delete("bill-paid")], protecting(renamed_away)).passed


def test_record_whose_name_is_not_known_may_be_a_protected_one() -> None:
    """A guard that cannot check refuses."""
    nameless = without(live("a"), "name")
    said = verdict(Guard.PROTECT, [delete("a")], protecting(nameless))
    assert (said.passed, said.names) == (False, ("a",))
    assert said.message.startswith("a (its name there was not read) may not be deleted")
    assert not verdict(Guard.PROTECT, [delete("a")], protecting(live("b"))).passed


def test_without_the_workspace_gits_name_decides() -> None:
    """`--offline` reads no live name, and says so itself."""
    offline = replace(protecting(live("b")), offline=True)
    assert verdict(Guard.PROTECT, [delete("a")], offline).passed
    assert not verdict(Guard.PROTECT, [delete("bill-paid")], offline).passed
    values = {**live("a").values, "name": "bill-paid"}
    recorded = replace(protecting(replace(live("a"), values=values)), offline=True)
    assert not verdict(Guard.PROTECT, [delete("a")], recorded).passed


def test_what_protects_nothing_asks_nothing() -> None:
    """Without `protect:` a record need not even have a name."""
    basis = basis_of(["a"], [without(live("a"), "name")])
    said = verdict(Guard.PROTECT, [delete("a")], basis)
    assert (said.passed, said.message) == (True, "")


def test_protected_webhook_may_be_made_changed_and_released() -> None:
    """Nothing is lost by it: a released webhook stays as it is."""
    changes: list[Change] = [create("bill-new"), update("bill-paid"), release("bill-old")]
    said = verdict(Guard.PROTECT, changes, protecting(live("bill-paid"), live("bill-old")))
    assert (said.passed, said.message) == (True, "")


@pytest.mark.parametrize("kind", list(OverrideKind))
def test_nothing_overrides_protection(kind: OverrideKind) -> None:
    """The configuration is where that is reviewed."""
    overrides = (allow(kind, "bill-paid", "staging", "500"),)
    basis = replace(protecting(live("bill-paid")), overrides=overrides)
    assert not verdict(Guard.PROTECT, [delete("bill-paid")], basis).passed
