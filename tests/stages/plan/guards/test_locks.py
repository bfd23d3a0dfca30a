from dataclasses import replace

import pytest

from hookline.model.catalog import Catalog
from hookline.model.change import Blocker, Change
from hookline.model.guard import Guard, GuardVerdict, OverrideKind
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

TOLD = ": the workspace refuses changes until that is cleared there"


def places(**flags: JSON) -> Catalog:
    """Give a catalog with the project `p-1` and the bundle `b-1`, which answer these flags."""
    return Catalog.of(
        {
            "project": [Record("project", "p-1", {"name": "Onboarding", **flags})],
            "bundle": [Record("bundle", "b-1", {"name": "Extras", **flags})],
        }
    )


def judged(change: Change, *records: Record, catalog: Catalog | None = None) -> GuardVerdict:
    """Judge a change with these webhooks live, and projects that are not read-only."""
    known = catalog or places(is_readonly=False)
    return verdict(Guard.READ_ONLY, [change], basis_of(["a"], records, catalog=known))


@pytest.mark.parametrize("change", [update("a"), rename("a", "b"), delete("a")], ids=type)
@pytest.mark.parametrize("flag", ["is_readonly", "is_project_readonly", "is_bundle_readonly"])
def test_locked_record_refuses_every_write(change: Change, flag: str) -> None:
    """A lock that git does not manage is told before the first write, not by a refused one."""
    said = judged(change, live("a", **{flag: True}))
    assert not said.passed
    assert said.names == (change.name,)
    assert said.message == f"{change.name} ({flag}){TOLD}"
    assert judged(change, live("a")) == GuardVerdict(Guard.READ_ONLY, True, "")


@pytest.mark.parametrize("flag", ["is_readonly", "is_project_readonly", "is_bundle_readonly"])
@pytest.mark.parametrize("value", [None, "false", 0], ids=str)
def test_flag_that_is_no_answer_counts_as_locked(flag: str, value: JSON) -> None:
    """A record that does not say whether it is locked may be."""
    place: dict[str, JSON] = {"project_id": "p-9", "bundle_id": "b-9"}
    record = live("a", **{**place, flag: value})
    said = judged(update("a"), record)
    assert not said.passed
    assert "cannot tell whether" in said.message
    assert not judged(update("a"), without(record, flag)).passed


def test_webhook_that_does_not_say_whether_it_is_locked_is_named() -> None:
    """So that somebody can look it up."""
    said = judged(delete("a"), without(live("a"), "is_readonly"))
    assert said.message == f"a (cannot tell whether it is read-only){TOLD}"


def test_record_that_was_not_read_counts_as_locked() -> None:
    """A guard that cannot check refuses."""
    said = judged(delete("a"), live("b"))
    assert not said.passed
    text = "a (it was not read, so nobody can tell whether it is read-only)"
    assert said.message == f"{text}{TOLD}"


def test_lock_that_the_definition_manages_is_opened() -> None:
    """The write clears it first; a place stays locked all the same."""
    assert judged(update("a", unlock=True), live("a", is_readonly=True)).passed
    said = judged(update("a", unlock=True), live("a", is_readonly=True, is_project_readonly=True))
    assert not said.passed


@pytest.mark.parametrize(("name", "place"), [("project_id", "p-1"), ("bundle_id", "b-1")])
def test_place_is_asked_where_its_webhook_does_not_answer(name: str, place: str) -> None:
    """The project's own flag says as much as the one on the webhook."""
    silent = without(live("a", **{name: place}), "is_project_readonly", "is_bundle_readonly")
    assert judged(update("a"), silent, catalog=places(is_readonly=False)).passed
    kind = name.removesuffix("_id")
    locked = judged(update("a"), silent, catalog=places(is_readonly=True))
    assert locked.message == f"a (its {kind} is read-only){TOLD}"
    unknown = judged(update("a"), silent, catalog=places())
    title = {"project": "Onboarding", "bundle": "Extras"}[kind]
    assert unknown.message == f'a (cannot tell whether {kind} "{title}" is read-only){TOLD}'
    nameless = judged(update("a"), silent, catalog=Catalog())
    assert f'{kind} "{place}"' in nameless.message


def test_webhook_that_lies_nowhere_has_no_locked_place() -> None:
    """What is in no project needs no project's flag; what does not say where it is does."""
    silent = without(live("a"), "is_project_readonly", "is_bundle_readonly")
    assert judged(update("a"), silent).passed
    for kind in ("project", "bundle"):
        said = judged(update("a"), without(silent, f"{kind}_id"))
        assert said.message == f"a (cannot tell whether its {kind} is read-only){TOLD}"
    assert judged(update("a"), without(live("a"), "project_id", "bundle_id")).passed


def test_place_that_says_it_is_locked_is_believed() -> None:
    """Two answers that disagree are no proof that a write will be taken."""
    record = live("a", project_id="p-1", is_project_readonly=False)
    assert not judged(update("a"), record, catalog=places(is_readonly=True)).passed
    assert judged(update("a"), record, catalog=Catalog()).passed


@pytest.mark.parametrize(
    "change",
    [
        create("a", project_id="p-1"),
        update("a", project_id="p-1"),
        rename("a", "b", bundle_id="b-1"),
    ],
    ids=type,
)
def test_nothing_is_put_into_a_locked_place(change: Change) -> None:
    """A project that refuses new webhooks refuses the plan; one that does not say so as well."""
    assert judged(change, live("a")).passed
    locked = judged(change, live("a"), catalog=places(is_readonly=True))
    assert not locked.passed
    assert "is read-only)" in locked.message
    assert not judged(change, live("a"), catalog=places()).passed
    assert not judged(change, live("a"), catalog=Catalog()).passed


def test_webhook_that_goes_nowhere_needs_no_place() -> None:
    """An embedded target takes webhooks without a project."""
    assert judged(create("x"), catalog=Catalog()).passed
    assert judged(update("a", project_id=None), live("a"), catalog=Catalog()).passed


def test_every_locked_webhook_is_named_once() -> None:
    """With the first thing that is in its way."""
    records = [live("a", is_readonly=True, is_project_readonly=True), live("b"), live("c")]
    changes: list[Change] = [delete("a"), update("b"), update("c", project_id="p-1")]
    basis = basis_of(["a", "b", "c"], records, catalog=places(is_readonly=True))
    said = verdict(Guard.READ_ONLY, changes, basis)
    assert said.names == ("a", "c")
    assert said.message == f"a (is_readonly), c (its project is read-only){TOLD}"


def test_what_writes_nothing_may_be_locked() -> None:
    """Adopting and releasing leave a record alone, and so does a change that is blocked."""
    record = live("a", is_readonly=True)
    blocked = replace(update("a"), blocked=Blocker.CONFLICT)
    for change in (adopt("a"), release("a"), blocked):
        assert judged(change, record).passed


@pytest.mark.parametrize("kind", list(OverrideKind))
def test_nothing_overrides_a_lock(kind: OverrideKind) -> None:
    """The workspace would refuse the write in any case."""
    basis = basis_of(["a"], [live("a", is_readonly=True)], allow(kind, "a", "staging", "500"))
    assert not verdict(Guard.READ_ONLY, [delete("a")], basis).passed
