from dataclasses import replace

import pytest

from hookline.model.change import Blocker, Change
from hookline.model.guard import Guard, OverrideKind
from hookline.model.survey import Survey
from hookline.stages.plan import Basis
from tests.support.guarding import (
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


def asked(absent: frozenset[str] = frozenset(), present: frozenset[str] = frozenset()) -> Basis:
    """Give a basis whose list holds everything, and where only these were asked for."""
    survey = Survey((live("a"), live("b")), absent, present)
    return replace(basis_of(["a", "b"]), survey=survey)


def test_create_needs_its_name_asked_for_and_not_found() -> None:
    """A list that lacks a name may be capped, or hide what the user may not read."""
    said = verdict(Guard.SHORT_LIST, [create("x"), create("y")], asked(absent=frozenset({"y"})))
    assert not said.passed
    assert said.names == ("x",)
    assert said.message == (
        "1 webhook to create or delete on the word of a list alone (x): a list may be short, "
        "so plan again"
    )


def test_delete_needs_its_record_asked_for_by_id() -> None:
    """A list may be stale, and a delete is not taken back by reading again."""
    changes = [delete("a"), delete("b")]
    said = verdict(Guard.SHORT_LIST, changes, asked(present=frozenset({"id-b"})))
    assert (said.passed, said.names) == (False, ("a",))
    said = verdict(Guard.SHORT_LIST, changes, asked(absent=frozenset({"a", "b"})))
    assert said.names == ("a", "b")
    assert said.message.startswith(
        "2 webhooks to create or delete on the word of a list alone (a, b)"
    )


def test_lost_record_is_made_again_only_when_its_name_was_asked_for() -> None:
    """The record that a list lost may be there still, under its name."""
    again = replace(create("a"), forgets="id-a")
    assert not verdict(Guard.SHORT_LIST, [again], asked()).passed
    assert verdict(Guard.SHORT_LIST, [again], asked(absent=frozenset({"a"}))).passed


def test_everything_proved_passes_without_a_word() -> None:
    """There is nothing to tell when each was asked for."""
    basis = asked(absent=frozenset({"x"}), present=frozenset({"id-a"}))
    said = verdict(Guard.SHORT_LIST, [create("x"), delete("a")], basis)
    assert (said.passed, said.message) == (True, "")


def test_workspace_that_was_not_surveyed_refuses() -> None:
    """No survey is no proof."""
    basis = replace(basis_of(["a"]), survey=Survey())
    assert not verdict(Guard.SHORT_LIST, [create("x")], basis).passed
    assert not verdict(Guard.SHORT_LIST, [delete("a")], basis).passed


def test_changes_of_what_is_there_need_no_proof() -> None:
    """An update, a rename or an adoption fails by itself when its record is not there."""
    changes: list[Change] = [update("a"), rename("b", "c"), adopt("d"), release("e")]
    assert verdict(Guard.SHORT_LIST, changes, asked()).passed
    blocked = replace(create("a"), blocked=Blocker.CONFLICT)
    assert verdict(Guard.SHORT_LIST, [blocked], asked()).passed


@pytest.mark.parametrize("kind", list(OverrideKind))
def test_nothing_overrides_a_short_list(kind: OverrideKind) -> None:
    """Nobody can know what a list did not say."""
    basis = replace(asked(), overrides=(allow(kind, "a", "id-a", "staging", "500"),))
    assert not verdict(Guard.SHORT_LIST, [delete("a")], basis).passed
