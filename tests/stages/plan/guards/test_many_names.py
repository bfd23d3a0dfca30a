"""What guards say of more webhooks than anybody reads."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from hookline.model.change import Change
from hookline.model.guard import Guard
from hookline.stages.plan.guards.proposal import listed
from tests.support.guarding import basis_of, create, delete, live, update, verdict

NAMES = [f"w{number:02}" for number in range(11)]
TEN = "w00, w01, w02, w03, w04, w05, w06, w07, w08, w09 and 1 more"


def deletes(count: int) -> list[Change]:
    """Delete so many of the webhooks."""
    return [delete(name) for name in NAMES[:count]]


def test_the_first_names_are_told_and_the_rest_is_counted() -> None:
    """Ten are named, also with other words between them."""
    assert listed(NAMES[:10]) == TEN.removesuffix(" and 1 more")
    assert listed(NAMES) == TEN
    assert listed([f"w{number}" for number in range(1_299)], "; ").endswith("w9 and 1,289 more")


def test_an_override_of_many_names_is_not_spelled_out() -> None:
    """Ten are offered to be pasted; of more it is said what to do about the limit."""
    basis = basis_of(NAMES)
    assert verdict(Guard.DELETES, deletes(10), basis).message.endswith(
        f"0.3); to allow them: --allow-delete {','.join(NAMES[:10])}"
    )
    said = verdict(Guard.DELETES, deletes(11), basis)
    assert said.message == (
        "deletes 11 of 11, limit 3 (guards.max_deletes 5, guards.max_delete_share 0.3): "
        f"{TEN}; to allow them: raise these limits in hookline.yaml, "
        "or --allow-delete with each name (--format json lists them)"
    )
    assert said.names == tuple(NAMES)


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        (Guard.SHORT_LIST, create),
        (Guard.READ_ONLY, update),
        (Guard.PROTECT, delete),
    ],
)
def test_no_guard_names_more_than_ten(guard: Guard, change: Callable[[str], Change]) -> None:
    """The verdict holds back all, and its sentence names the first."""
    basis = basis_of(NAMES, [live(name, is_readonly=True) for name in NAMES])
    basis = replace(basis, target=replace(basis.target, protect=("w*",)))
    said = verdict(guard, [change(name) for name in NAMES], basis)
    assert (said.passed, said.names) == (False, tuple(NAMES))
    assert ("w09" in said.message, "w10" in said.message) == (True, False)
    assert " and 1 more" in said.message


def test_files_that_are_still_there_are_counted_too() -> None:
    """So is what would remove them all the same."""
    paths = frozenset(f"webhooks/{name}.yaml" for name in NAMES)
    basis = replace(basis_of(NAMES), unmatched=paths)
    said = verdict(Guard.DEFINITIONS, deletes(11), basis).message
    assert said.startswith("11 files (webhooks/w00.yaml, ")
    assert "webhooks/w09.yaml and 1 more) are still there" in said
    assert said.endswith("--allow-delete with each name (--format json lists them)")


def test_projects_that_lose_their_last_are_counted_too() -> None:
    """Projects stand in no list, so that the way is one plan after the other."""
    records = [live(name, project_id=f"p-{name}", is_enabled=True) for name in NAMES]
    said = verdict(Guard.LAST_ENABLED, deletes(11), basis_of(NAMES, records)).message
    assert ("it loses w09 and 1 more" in said, "w10" in said) == (True, False)
    assert said.endswith(
        "to allow it: --allow-last with each name "
        "(plan again with the first ones, and it names the next)"
    )
    alone = [replace(each, values={**each.values, "project_id": "p-1"}) for each in records]
    said = verdict(Guard.LAST_ENABLED, deletes(11), basis_of(NAMES, alone)).message
    assert said.endswith(f"it loses {TEN}; to allow it: --allow-last Onboarding")
