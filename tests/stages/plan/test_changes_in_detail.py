"""What a change says beside its values: whose it is, what it warns of, what is in its way."""

from dataclasses import replace
from typing import Any

import pytest

from hookline.model.change import (
    Adopt,
    Blocker,
    Cause,
    CauseKind,
    Create,
    FieldChange,
    Rename,
    Update,
)
from hookline.model.difference import Difference, Standing
from hookline.model.history import Traced
from hookline.model.record import Record, WorkspaceIdentity
from hookline.model.survey import Survey
from hookline.stages.diff import diff
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.changes import Settled, settle
from tests.support.planning import CHANGED
from tests.support.webhooks import (
    CATALOG,
    HEAD,
    LOCAL,
    applied,
    desired,
    record,
    state,
    webhook_table,
)

TEXT = "webhook: {name: a, flow_name: one, description: NEW}"
KEYED = f"{TEXT}\naccess: {{is_enabled: true, key: '${{env:HOOKLINE_SECRET_A}}'}}"
MERGE = replace(HEAD, sha="d" * 40, subject="Merge")


def settled(difference: Difference, **more: Any) -> Settled:  # noqa: ANN401  any field
    """Decide about one difference; its whole definition came by a merge of this branch."""
    known = {
        "target": LOCAL,
        "workspace": WorkspaceIdentity(LOCAL.workspace, "w-1"),
        "base": state(applied("w0", "other", {})),
        "catalog": CATALOG,
        "table": webhook_table(),
        "commit": HEAD,
        "traced": {("a", ""): Traced(CHANGED, MERGE)},
        "since": "main",
        "branch": frozenset({CHANGED.sha}),
    }
    return settle(difference, Basis(**{**known, **more}))


def stands(text: str, *live: Record, **renames: str) -> Difference:
    """Give how the webhook of a definition stands without anything applied."""
    found = diff([desired(text)], state(), live, webhook_table(), renames)
    return next(each for each in found if each.desired)


def test_adoption_names_commit_merge_and_branch_of_its_definition() -> None:
    """Taken over with a write or without, the whole of the cause is told."""
    expected = Cause(CauseKind.ADOPT, CHANGED, origin="this branch", merge=MERGE)
    same = stands(TEXT, record("w1", "a", flow_id="f-1", description="NEW"))
    other = stands(TEXT, record("w1", "a", flow_id="f-1", description="OLD"))
    adopted = settled(same).change
    assert isinstance(adopted, Adopt)
    assert (adopted.cause, adopted.blocked, adopted.why_blocked) == (expected, None, "")
    taken = settled(other, adopt=("a",)).change
    assert isinstance(taken, Update)
    assert taken.cause == expected
    assert "taken over: nobody managed it before" in taken.warnings
    note = settled(same, uncommitted=frozenset({"webhooks/a.yaml"})).change
    assert note is not None
    assert note.cause.note == "not committed yet"


def test_blocked_adoption_holds_all_that_would_be_done() -> None:
    """Whoever reads it sees what taking over means."""
    change = settled(stands(TEXT, record("w1", "a", flow_id="f-1", description="OLD"))).change
    assert isinstance(change, Adopt)
    assert change.blocked is Blocker.UNMANAGED
    assert change.write.values == {"description": "NEW"}
    assert change.seen["description"] == "OLD"
    assert (change.name, change.record_id, change.path) == ("a", "w1", "webhooks/a.yaml")


@pytest.mark.parametrize(
    ("set_before", "version", "told"),
    [(True, None, True), (False, None, False)],
)
def test_key_that_is_there_stays_and_that_is_said(
    set_before: bool, version: int | None, told: bool
) -> None:
    """Nobody can compare a key, and taking over sends none where one is set."""
    live = record(
        "w1", "a", flow_id="f-1", description="NEW", is_enabled=True, is_key_required=set_before
    )
    change = settled(stands(KEYED, live), adopt=("a",)).change
    assert change is not None
    stays = "its key stays, whichever it is; raise key_version afterwards to send yours"
    assert (stays in change.warnings) is told
    assert version is None


def test_rename_of_a_stranger_says_who_it_is_and_may_be_adopted_by_either_name() -> None:
    """The webhook that would be taken over is called what the workspace calls it."""
    text = TEXT.replace("name: a", "name: b", 1) + "\nrenamed_from: a"
    found = stands(text, record("w1", "a", flow_id="f-1", description="NEW"), b="a")
    waiting = settled(found).change
    assert isinstance(waiting, Adopt)
    why = "nobody manages webhook/a, which this one is renamed from"
    assert (waiting.blocked, waiting.why_blocked) == (Blocker.UNMANAGED, why)
    for name in ("a", "b"):
        change = settled(found, adopt=(name,)).change
        assert isinstance(change, Rename)
        assert (change.renamed_from, change.record_id) == ("a", "w1")
        assert "callers of /webhook/a/call will get 404" in change.warnings
    swapped = settled(found, adopt=("a",), wanted=frozenset({"a"})).change
    assert swapped is not None
    assert "callers of /webhook/a/call will reach another webhook" in swapped.warnings


@pytest.mark.parametrize("name", ["a", "elsewhere"])
def test_name_that_the_trash_holds_waits_for_a_person(name: str) -> None:
    """It is said which webhook, and what can be done; another name in the trash is no matter."""
    change = settled(stands(TEXT), survey=Survey(trash={name: "w-7"})).change
    assert isinstance(change, Create)
    if name != "a":
        assert (change.blocked, change.why_blocked) == (None, "")
        return
    assert change.blocked is Blocker.TRASH
    assert change.why_blocked == (
        "a webhook in the trash still has this name, id w-7: restore it, or delete it for good "
        "in the workspace"
    )


def test_new_name_that_the_trash_holds_waits_too() -> None:
    """A rename needs its name as a create does."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    text = TEXT.replace("name: a", "name: b", 1)
    live = record("w1", "a", flow_id="f-1", description="NEW")
    (found,) = diff([desired(text)], base, [live], webhook_table(), {"b": "a"})
    change = settled(found, base=base, survey=Survey(trash={"b": "w-7"})).change
    assert isinstance(change, Rename)
    assert change.blocked is Blocker.TRASH
    assert "id w-7" in change.why_blocked
    free = settled(found, base=base, survey=Survey(trash={"a": "w-7"})).change
    assert free is not None
    assert free.blocked is None


def test_webhook_in_conflict_over_its_name_alone_shows_that_name() -> None:
    """A change that shows nothing is none; it is the name that both want."""
    applied_one = applied("w1", "a", {"flow_id": "f-1", "description": "NEW"})
    found = Difference(
        Standing.DISPLACED,
        "a",
        desired=desired(TEXT),
        base=applied_one,
        live=record("w1", "x", flow_id="f-1", description="NEW"),
    )
    change = settled(found).change
    assert isinstance(change, Update)
    assert change.fields == (FieldChange("name", "x", "a", Cause(CauseKind.CONFLICT)),)
    assert change.blocked is Blocker.CONFLICT
    assert change.why_blocked == (
        'it is called "x" in the workspace, and another webhook has its name: '
        "rename one of them there"
    )


@pytest.mark.parametrize(
    ("had", "text", "told"),
    [
        (False, KEYED, ["a new secret is sent: callers without the key will be refused"]),
        (True, KEYED, []),
        (True, TEXT + "\naccess: {key: null}", ["callers no longer need the key"]),
    ],
)
def test_warnings_know_whether_callers_needed_a_key(had: bool, text: str, told: list[str]) -> None:
    """What the workspace said of the key before decides what its change means."""
    sent: dict[str, Any] = {"flow_id": "f-1", "description": "NEW", "is_enabled": False}
    live = record("w1", "a", **sent, require_login=True, is_key_required=had)
    base = applied("w1", "a", {**sent, "key": "${env:HOOKLINE_SECRET_A}"}, key_version=1)
    (found,) = diff([desired(text)], state(base), [live], webhook_table())
    change = settled(found, base=state(base)).change
    assert change is not None
    enabled = "it is enabled, and so open to callers with the key who log in"
    about_keys = [each for each in change.warnings if "key" in each or "secret" in each]
    assert about_keys == ([enabled] if text == KEYED else []) + told
