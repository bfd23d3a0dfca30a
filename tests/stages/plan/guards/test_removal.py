from collections.abc import Sequence
from dataclasses import replace

import pytest

from hookline.model.change import Change
from hookline.model.difference import Difference, Standing
from hookline.model.guard import Guard, GuardVerdict, OverrideKind
from hookline.stages.plan import Basis
from hookline.stages.plan.guards import judge
from tests.support.guarding import (
    allow,
    basis_of,
    delete,
    kept,
    live,
    release,
    rename,
    update,
    verdict,
)


def judged_empty(changes: Sequence[Change], basis: Basis, *differences: Difference) -> GuardVerdict:
    """Give what the guard says of a target for which only these webhooks are known."""
    (found,) = [each for each in judge(changes, differences, basis) if each.name is Guard.EMPTY]
    return found


def test_target_is_not_left_without_definitions() -> None:
    """No definition at all is more likely a mistake than a wish, and is missing input."""
    said = judged_empty([delete("a"), release("b")], basis_of(["a", "b"]))
    assert not said.passed
    assert said.names == ("a", "b")
    assert said.message == (
        "no definition for staging, and 2 webhooks managed there; check `definitions:` in "
        "hookline.yaml and `only:`, or to mean it: --allow-empty staging"
    )


def test_webhooks_that_nobody_defines_do_not_make_a_target_less_empty() -> None:
    """What is live without a definition says nothing about what is wanted."""
    stranger = Difference(Standing.UNMANAGED, "x", live=live("x"))
    assert not judged_empty([delete("a")], basis_of(["a"]), stranger).passed


def test_new_target_and_one_with_a_definition_pass() -> None:
    """Where nothing is managed there is nothing to lose."""
    assert judged_empty([], basis_of([])).message == ""
    assert judged_empty([], basis_of([])).passed
    assert judged_empty([delete("a")], basis_of(["a"]), kept()).passed


def test_empty_target_is_allowed_by_its_name_alone() -> None:
    """An option typed for one target must not empty another."""
    said = judged_empty([delete("a")], basis_of(["a"], (), allow(OverrideKind.EMPTY, "staging")))
    assert (said.passed, said.allowed_by) == (True, "--allow-empty staging")
    assert said.message == "no definition for staging, and 1 webhook managed there"
    for other in (
        allow(OverrideKind.EMPTY, "production"),
        allow(OverrideKind.EMPTY, "stag*"),
        allow(OverrideKind.DELETE, "a", "staging"),
    ):
        assert not judged_empty([delete("a")], basis_of(["a"], (), other)).passed


def unmatched(*paths: str) -> Basis:
    """Give a basis in which these files are there, and `definitions:` stopped matching them."""
    return replace(basis_of(["a", "b", "c"]), unmatched=frozenset(paths))


@pytest.mark.parametrize("removed", [delete("a"), release("a")], ids=["delete", "release"])
def test_definition_whose_file_is_still_there_is_not_removed(removed: Change) -> None:
    """A glob that was changed by mistake takes no webhook away."""
    said = verdict(Guard.DEFINITIONS, [removed, update("b")], unmatched("webhooks/a.yaml"))
    assert not said.passed
    assert said.names == ("a",)
    assert said.message == (
        "1 file (webhooks/a.yaml) is still there, and `definitions:` in hookline.yaml stopped "
        "matching; to remove them all the same: --allow-delete a"
    )


def test_every_such_file_is_named() -> None:
    """The reviewer sees what the glob lost, each file once."""
    changes: list[Change] = [
        delete("a"),
        release("b"),
        replace(delete("c"), path="webhooks/a.yaml"),
    ]
    said = verdict(Guard.DEFINITIONS, changes, unmatched("webhooks/a.yaml", "webhooks/b.yaml"))
    assert said.message.startswith("2 files (webhooks/a.yaml, webhooks/b.yaml) are still there")
    assert said.message.endswith("--allow-delete a,b,c")


def test_files_that_nobody_looked_for_may_be_there() -> None:
    """A guard that cannot check refuses; whoever names the webhooks knows better."""
    changes: list[Change] = [delete("a"), release("b"), rename("c", "d")]
    basis = replace(basis_of(["a", "b", "c"]), unmatched=None)
    said = verdict(Guard.DEFINITIONS, changes, basis)
    assert (said.passed, said.names) == (False, ("a", "b"))
    assert said.message == (
        "cannot tell whether 2 files (webhooks/a.yaml, webhooks/b.yaml) of removed webhooks still "
        "exist; to remove them all the same: --allow-delete a,b"
    )
    named = replace(basis, overrides=(allow(OverrideKind.DELETE, "a", "b"),))
    assert verdict(Guard.DEFINITIONS, changes, named).passed


def test_removal_of_a_file_and_rename_are_none_of_it() -> None:
    """A definition that went with its file was meant to go."""
    basis = unmatched("webhooks/c.yaml")
    said = verdict(Guard.DEFINITIONS, [delete("a"), release("b"), rename("c", "d")], basis)
    assert (said.passed, said.message) == (True, "")


def test_removal_by_glob_is_allowed_by_name() -> None:
    """Those that are named go, and the others are still held back."""
    basis = unmatched("webhooks/a.yaml", "webhooks/b.yaml")
    changes = [delete("a"), delete("b")]
    one = replace(basis, overrides=(allow(OverrideKind.DELETE, "a"),))
    said = verdict(Guard.DEFINITIONS, changes, one)
    assert (said.passed, said.names) == (False, ("b",))
    assert said.message.startswith("1 file (webhooks/b.yaml)")
    both = replace(basis, overrides=(allow(OverrideKind.DELETE, "b", "a"),))
    said = verdict(Guard.DEFINITIONS, changes, both)
    assert (said.passed, said.allowed_by) == (True, "--allow-delete b,a")
    assert said.message.startswith("2 files")
