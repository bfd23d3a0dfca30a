from collections.abc import Sequence
from dataclasses import replace

import pytest

from hookline.model.change import Blocker, Change
from hookline.model.guard import Guard, GuardVerdict, Override, OverrideKind
from hookline.model.record import Record
from hookline.model.values import JSON
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
    without,
)


def enabled(name: str, project: str = "p-1", **values: JSON) -> Record:
    """Give a live webhook that can be called, in a project."""
    return live(name, project_id=project, is_enabled=True, **values)


def disabled(name: str, project: str = "p-1") -> Record:
    """Give a live webhook that cannot be called, in a project."""
    return live(name, project_id=project)


def judged(
    changes: Sequence[Change], *records: Record, by: Sequence[Override] = ()
) -> GuardVerdict:
    """Judge changes with these webhooks live."""
    names = [record.name for record in records]
    return verdict(Guard.LAST_ENABLED, changes, basis_of(names, records, *by))


TAKING = [
    delete("a"),
    update("a", is_enabled=False),
    rename("a", "b", is_enabled=False),
    update("a", project_id="p-2"),
    update("a", project_id=None, bundle_id="b-1"),
    update("a", project_id=None),
]
"""What takes an enabled webhook from its project."""


@pytest.mark.parametrize("change", TAKING, ids=range(len(TAKING)))
def test_last_enabled_webhook_is_not_taken_from_a_project(change: Change) -> None:
    """Deleted, disabled or moved: the project is named, and what it loses, and the way out."""
    said = judged([change], enabled("a"), disabled("z"), enabled("y", "p-2"))
    assert not said.passed
    assert said.names == (change.name,)
    assert said.message == (
        'project "Onboarding" is left without an enabled webhook: '
        f"it loses {change.name}; to allow it: --allow-last Onboarding"
    )


@pytest.mark.parametrize("change", TAKING, ids=range(len(TAKING)))
def test_another_enabled_webhook_is_enough(change: Change) -> None:
    """Whoever manages it, and also one that the same plan makes, enables or moves there."""
    others: list[tuple[list[Change], list[Record]]] = [
        ([], [enabled("stranger")]),
        ([create("new", project_id="p-1", is_enabled=True)], []),
        ([update("b", is_enabled=True)], [disabled("b")]),
        ([update("b", project_id="p-1")], [enabled("b", "p-2"), enabled("c", "p-2")]),
        ([adopt("b")], [enabled("b")]),
        ([release("b")], [enabled("b")]),
        ([rename("b", "c")], [enabled("b")]),
    ]
    for changes, records in others:
        said = judged([change, *changes], enabled("a"), *records)
        assert (said.passed, said.message) == (True, "")


def test_what_does_not_count_as_another() -> None:
    """A webhook that is disabled, elsewhere, new and not enabled, or blocked is none."""
    held = replace(create("new", project_id="p-1", is_enabled=True), blocked=Blocker.CONFLICT)
    others: list[tuple[list[Change], list[Record]]] = [
        ([], [disabled("b")]),
        ([], [enabled("b", "p-2")]),
        ([create("new", project_id="p-1")], []),
        ([create("new", is_enabled=True)], []),
        ([create("new", project_id="p-2", is_enabled=True)], []),
        ([held], []),
        ([delete("b")], [enabled("b")]),
    ]
    for changes, records in others:
        assert not judged([delete("a"), *changes], enabled("a"), *records).passed


def test_nothing_is_lost_where_nothing_was_enabled() -> None:
    """A project that had no enabled webhook before is not left without one by this plan."""
    said = judged([delete("a"), update("b", is_enabled=False)], disabled("a"), disabled("b"))
    assert (said.passed, said.message) == (True, "")


def test_webhook_that_lies_nowhere_is_the_last_of_nothing() -> None:
    """The guard is about projects and bundles."""
    assert judged([delete("a")], live("a", is_enabled=True)).passed


def test_change_that_is_blocked_takes_nothing_away() -> None:
    """It does not happen, and what does is judged without it."""
    assert judged([replace(delete("a"), blocked=Blocker.CONFLICT)], enabled("a")).passed


def test_bundle_counts_as_a_project_does() -> None:
    """It is the other place where webhooks lie."""
    record = live("a", project_id=None, bundle_id="b-1", is_enabled=True)
    said = judged([delete("a")], record)
    assert said.message.startswith('bundle "Extras" is left without')
    assert judged([delete("a")], record, by=[allow(OverrideKind.LAST, "Extras")]).passed


@pytest.mark.parametrize("change", [delete("a"), update("a", is_enabled=False)], ids=type)
def test_webhook_that_does_not_say_whether_it_is_enabled_may_be_the_last(change: Change) -> None:
    """Where it is taken away it counts as enabled, and where it stays as disabled."""
    silent = without(enabled("a"), "is_enabled")
    said = judged([change], silent)
    assert not said.passed
    assert said.message == (
        'cannot tell whether project "Onboarding" is left without an enabled webhook: '
        "it loses a; to allow it: --allow-last Onboarding"
    )
    assert judged([change], silent, by=[allow(OverrideKind.LAST, "Onboarding")]).passed
    said = judged([change], enabled("a"), without(enabled("b"), "is_enabled"))
    assert not said.passed
    assert said.message.startswith("cannot tell")


def test_one_webhook_that_was_enabled_is_enough_to_be_certain() -> None:
    """The project had one for sure and has none, whatever the other was."""
    said = judged([delete("a"), delete("b")], without(enabled("a"), "is_enabled"), enabled("b"))
    assert said.message.startswith('project "Onboarding" is left without')


def test_unknown_flag_does_not_matter_elsewhere() -> None:
    """Only the places that lose a webhook are looked at, and one that can be called is enough."""
    silent = without(enabled("b"), "is_enabled")
    assert judged([update("b")], silent).passed
    assert judged([update("b", is_enabled=True)], silent).passed
    assert judged([delete("a")], enabled("a"), enabled("c"), silent).passed
    assert judged([delete("a")], disabled("a"), silent).passed


def test_webhook_that_does_not_say_where_it_lies_may_be_the_last() -> None:
    """No project can be named, so none can be allowed; one that is disabled does not matter."""
    record = live("a", is_enabled=True)
    for silent in (without(record, "project_id"), without(record, "bundle_id"), live("b")):
        said = judged([delete("a")], silent, by=[allow(OverrideKind.LAST, "Onboarding")])
        assert not said.passed
        assert said.message == "cannot tell which project loses its enabled webhook a"
        assert said.names == ("a",)
    assert judged([delete("a")], without(live("a"), "project_id")).passed
    others = [without(live(name, is_enabled=True), "project_id") for name in "ab"]
    assert not judged([delete("a")], *others).passed


def test_unread_webhook_matters_when_it_is_taken_away() -> None:
    """An update that leaves the flag and the place alone takes nothing."""
    assert judged([update("a")], live("b")).passed
    assert not judged([update("a", is_enabled=False)], live("b")).passed
    assert not judged([update("a", project_id="p-1")], live("b")).passed


def test_each_project_is_allowed_by_its_name_or_id() -> None:
    """Those that are not named are still held back, and one option names them all."""
    records = [enabled("a"), enabled("b", "p-2"), enabled("c", "p,3"), enabled("d", "p-2")]
    changes = [delete("a"), delete("b"), delete("c"), delete("d")]
    said = judged(changes, *records)
    assert said.names == ("a", "b", "d", "c")
    assert said.message == (
        'project "Onboarding" is left without an enabled webhook: it loses a; '
        'project "p-2" is left without an enabled webhook: it loses b, d; '
        'project "p,3" is left without an enabled webhook: it loses c; '
        "to allow it: --allow-last 'Onboarding,p-2,\"p,3\"'"
    )
    said = judged(changes, *records, by=[allow(OverrideKind.LAST, "p-1", "p-2")])
    assert said.names == ("c",)
    assert said.message.startswith('project "p,3"')
    both = [allow(OverrideKind.LAST, "Onboarding", "p-2"), allow(OverrideKind.LAST, "p,3")]
    said = judged(changes, *records, by=[*both, allow(OverrideKind.LAST, "Billing")])
    assert said.passed
    assert said.allowed_by == "--allow-last Onboarding,p-2, --allow-last '\"p,3\"'"
    assert said.message.startswith(
        'project "Onboarding" is left without an enabled webhook: it loses a; project "p-2" is'
    )


def test_other_overrides_do_not_allow_it() -> None:
    """That a webhook may be deleted does not say that a project may be without one."""
    assert not judged([delete("a")], enabled("a"), by=[allow(OverrideKind.DELETE, "a")]).passed
