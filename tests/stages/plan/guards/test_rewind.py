from dataclasses import replace

import pytest

from hookline.model.commit import Commit
from hookline.model.guard import Guard, GuardVerdict, Override, OverrideKind
from hookline.model.settings import Target
from hookline.stages.plan import Basis
from tests.support.guarding import STAGING, allow, basis_of, delete, update, verdict
from tests.support.webhooks import HEAD, LOCAL

APPLIED = "a81c2f0" + "1" * 33
NOT_AFTER = "3f2a9c1 does not come after a81c2f0, which was applied"
CANNOT_TELL = "cannot tell whether 3f2a9c1 comes after a81c2f0, which was applied"


def basis(
    descends: bool | None,
    *overrides: Override,
    target: Target = STAGING,
    applied: str | None = APPLIED,
    commit: Commit | None = HEAD,
) -> Basis:
    """Give a basis with this relation between its head and the applied commit."""
    made = basis_of(["a", "b"], (), *overrides, target=target)
    base = replace(made.base, commit=applied)
    return replace(made, base=base, commit=commit, descends=descends)


def judged(given: Basis) -> GuardVerdict:
    """Judge two changes."""
    return verdict(Guard.REWIND, [update("a"), delete("b")], given)


@pytest.mark.parametrize(("descends", "text"), [(False, NOT_AFTER), (None, CANNOT_TELL)])
def test_commit_that_does_not_come_after_the_applied_one_is_refused(
    descends: bool | None, text: str
) -> None:
    """Neither when the branch was rewound, nor when the applied commit is nowhere to be found."""
    said = judged(basis(descends))
    assert not said.passed
    assert said.names == ("a", "b")
    assert said.message == (
        f"{text}; if this clone is only behind: git pull; "
        f"to leave that commit behind: --accept-rewind {APPLIED}"
    )


def test_commit_that_comes_after_passes_without_a_word() -> None:
    """It is what a repository does all day."""
    assert judged(basis(True)) == GuardVerdict(Guard.REWIND, True, "")


@pytest.mark.parametrize(("descends", "text"), [(False, NOT_AFTER), (None, CANNOT_TELL)])
def test_embedded_target_is_warned_only(descends: bool | None, text: str) -> None:
    """People try branches on it, and nobody else is hurt."""
    assert judged(basis(descends, target=LOCAL)) == GuardVerdict(Guard.REWIND, True, text)


@pytest.mark.parametrize("applied", [None, ""])
def test_where_nothing_was_applied_there_is_nothing_to_rewind(applied: str | None) -> None:
    """The first apply of a target comes after nothing."""
    assert judged(basis(None, applied=applied)).message == ""
    assert judged(basis(None, applied=applied)).passed


def test_applied_commit_itself_may_be_applied_again() -> None:
    """In a shallow clone nobody could tell, and nobody needs to."""
    assert judged(basis(None, applied=HEAD.sha)).passed


def test_working_tree_without_a_commit_comes_after_nothing() -> None:
    """Its HEAD is what is judged, and there is none."""
    said = judged(basis(None, commit=None))
    assert not said.passed
    assert said.message.startswith("cannot tell whether a working tree without any commit comes")


@pytest.mark.parametrize("given", [APPLIED, APPLIED[:7], APPLIED[:12], APPLIED.upper()])
@pytest.mark.parametrize(("descends", "text"), [(False, NOT_AFTER), (None, CANNOT_TELL)])
def test_rewind_is_accepted_by_the_commit_that_is_left_behind(
    given: str, descends: bool | None, text: str
) -> None:
    """In full or abbreviated as git does it; the plan says who accepted it."""
    said = judged(basis(descends, allow(OverrideKind.REWIND, given)))
    assert (said.passed, said.message) == (True, text)
    assert said.allowed_by == f"--accept-rewind {given}"


def test_other_commits_accept_nothing() -> None:
    """Neither the head's id, nor one that begins like the applied one and goes on differently."""
    for given in (HEAD.sha, HEAD.short, APPLIED[:8] + "f", APPLIED + "0", APPLIED[1:]):
        assert not judged(basis(False, allow(OverrideKind.REWIND, given))).passed
    assert not judged(basis(False, allow(OverrideKind.DELETE, APPLIED))).passed


def test_who_sets_a_target_back_means_it() -> None:
    """`rollback --now` leaves the applied commit behind without being asked for its id."""
    said = judged(replace(basis(False), sets_back=True))
    assert said == GuardVerdict(Guard.REWIND, True, NOT_AFTER, allowed_by="rollback --now")
