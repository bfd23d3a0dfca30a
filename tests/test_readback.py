"""What a workspace is found to hold after a change."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from hookline.model.applied import Attempt
from hookline.model.change import (
    Adopt,
    Cause,
    CauseKind,
    Change,
    Create,
    Delete,
    FieldChange,
    Release,
    Rename,
    Update,
    Write,
)
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import HooklineError, PartlyApplied, Stale, Unreachable
from hookline.model.outcome import Outcome, Result
from hookline.model.record import WEBHOOK, Record
from hookline.model.state import AppliedRecord, AppliedState, Brought, Flip
from hookline.model.values import JSON
from hookline.readback import ReadingBack, look_again
from tests.support.planning import CHANGED
from tests.support.plans import SMALL
from tests.support.webhooks import applied, state
from tests.support.world import DictWorkspace

(CREATE,) = SMALL.changes
assert isinstance(CREATE, Create)
SHA = "3f2a9c1" + "0" * 33
SENT = Write({"description": "first"}, managed={"name": "a", "description": "first"})
MADE = replace(CREATE, name="a", write=SENT)
ADOPT = Adopt(
    name="a", record_id="w-1", cause=CREATE.cause, origin=CREATE.origin, fields=(), write=SENT
)
UPDATE = Update(
    name="a",
    record_id="w-1",
    cause=CREATE.cause,
    origin=CREATE.origin,
    fields=CREATE.fields,
    write=SENT,
    message="x",
)
RENAME = Rename(
    name="a",
    renamed_from="z",
    record_id="w-1",
    cause=CREATE.cause,
    origin=CREATE.origin,
    fields=(),
    write=SENT,
    message="x",
)
TWO: dict[str, JSON] = {"description": "first", "is_enabled": False}
DELETE = Delete(
    name="a", record_id="w-1", cause=CREATE.cause, path="webhooks/a.yaml", message="Take it away"
)
RELEASE = Release(name="a", record_id="w-1", cause=CREATE.cause, path="webhooks/a.yaml")


@dataclass
class Silent(DictWorkspace):
    """A workspace whose list cannot be had."""

    def list(self, record_type: str, fields: object = ()) -> list[Record]:  # noqa: ARG002  a port's
        """Give nothing."""
        raise Unreachable.because(Code.API_UNREACHABLE, "no answer")


@pytest.fixture
def workspace() -> DictWorkspace:
    """Give a workspace with two webhooks, w-1 and w-2."""
    made = DictWorkspace()
    for name in ("a", "b"):
        made.create(WEBHOOK, {"name": name, "description": "first"}, "seed")
    return made


def back(workspace: DictWorkspace) -> ReadingBack:
    """Give what reads back for a first run."""
    return ReadingBack(workspace, SMALL, AppliedState(), "run7")


def problem(code: Code, message: str, hint: str) -> tuple[Diagnostic, ...]:
    """Give the one problem that a failure tells."""
    return (Diagnostic(Severity.ERROR, code, message, hint=hint),)


@pytest.mark.parametrize(
    ("change", "result", "is_sent", "drops"),
    [
        (MADE, Result.CREATED, True, ()),
        (UPDATE, Result.UPDATED, True, ()),
        (RENAME, Result.RENAMED, True, ()),
        (ADOPT, Result.ADOPTED, False, ()),
        (DELETE, Result.DELETED, True, ("w-1",)),
        (RELEASE, Result.RELEASED, False, ("w-1",)),
    ],
)
def test_what_was_carried_out_before_is_told_as_it_was_then(
    workspace: DictWorkspace, change: Change, result: Result, is_sent: bool, drops: tuple[str, ...]
) -> None:
    """Each kind of change gives the result, the record and the writing that it gave at first."""
    writes = workspace.writes
    found = back(workspace).recognise(change, "w-1")
    message = "Take it away" if change is DELETE else ""
    path = change.path
    assert found.outcome == Outcome(result, "a", "w-1", path, SHA, message=message)
    assert (found.sent, found.drops, found.failure) == (is_sent, drops, None)
    assert found.sent is is_sent
    assert (found.record is None) is bool(drops)
    if found.record is not None:
        moment = datetime(2026, 11, 20, 14, 0, 1, tzinfo=UTC).isoformat()
        assert found.record.modified_at == moment
        assert {each.run for each in found.record.brought.values()} == {"run7"}
    assert workspace.writes == writes


def test_an_adopted_record_that_is_gone_was_not_as_planned(workspace: DictWorkspace) -> None:
    """Nothing was written for it, so that it is the plan that is too old."""
    found = back(workspace).verified(ADOPT, Result.ADOPTED, "w-9", sent=False)
    assert isinstance(found.failure, Stale)
    assert found.failure.diagnostics == problem(
        Code.API_CONFLICT,
        'webhook "a" has moved since it was planned: it is not there any more',
        "plan again to see what the workspace holds",
    )
    assert (found.outcome.result, found.sent) == (Result.UNKNOWN, False)


def test_a_written_record_that_is_gone_was_written_all_the_same(workspace: DictWorkspace) -> None:
    """Somebody deleted it right after: the run counts as one that wrote, and says so."""
    found = back(workspace).verified(UPDATE, Result.UPDATED, "w-9")
    assert isinstance(found.failure, PartlyApplied)
    assert found.failure.diagnostics == problem(
        Code.API_CONFLICT,
        'webhook "a" was written and is not there any more',
        "plan again to see what the workspace holds",
    )
    assert (found.outcome.result, found.outcome.record_id) == (Result.UNKNOWN, "w-9")
    assert found.sent
    assert found.outcome.reason == str(found.failure)


def test_every_value_that_did_not_take_is_named(workspace: DictWorkspace) -> None:
    """A workspace that answered success and kept other values is told of in one line."""
    flags = Write({"is_enabled": True, "require_login": True})
    both = replace(UPDATE, write=replace(flags, managed=flags.values))
    found = back(workspace).recognise(both, "w-1")
    assert isinstance(found.failure, PartlyApplied)
    assert found.failure.diagnostics == problem(
        Code.API_REFUSED,
        'webhook "a" did not converge: is_enabled, require_login',
        "the workspace answered success and kept another value; the next plan shows it",
    )


@pytest.mark.parametrize(
    ("sent", "live", "is_ignored"),
    [("first", None, True), (None, "first", True), (False, None, False), (True, None, True)],
)
def test_only_a_flag_that_is_off_may_come_back_as_nothing(
    workspace: DictWorkspace, sent: JSON, live: JSON, *, is_ignored: bool
) -> None:
    """Any other value that is not there after a write was not taken."""
    change = replace(UPDATE, write=Write({"description": sent}, managed={"description": sent}))
    workspace.records[WEBHOOK]["w-1"]["description"] = live
    found = back(workspace).recognise(change, "w-1")
    assert (found.failure is not None) is is_ignored
    assert found.record is not None
    assert found.record.sent == ({} if is_ignored else {"description": sent})


@pytest.mark.parametrize("has_moved", [True, False])
def test_what_moved_beside_a_write_stays_as_it_was_applied(
    workspace: DictWorkspace, *, has_moved: bool
) -> None:
    """A value that was not sent counts as applied only while the plan's look at it holds."""
    change = replace(ADOPT, write=Write({}, managed={"description": "first", "name": "a"}))
    seen = replace(change, seen={"description": "zero" if has_moved else "first"})
    reading = ReadingBack(
        workspace, SMALL, state(applied("w-1", "a", {"description": "zero"})), "run7"
    )
    record = reading.recognise(seen, "w-1").record
    assert record is not None
    value = "zero" if has_moved else "first"
    assert (record.sent, record.read_back) == ({"description": value, "name": "a"},) * 2


def test_texts_that_the_workspace_keeps_in_its_own_form_are_told_once(
    workspace: DictWorkspace,
) -> None:
    """What differs from what was sent, and from what it replaced, is the workspace's form of it."""
    values: dict[str, JSON] = {"description": "first", "path": "in"}
    texts = Write(values, managed=values, replaces={"description": "zero", "path": "out"})
    change = replace(UPDATE, write=texts)
    workspace.records[WEBHOOK]["w-1"] |= {"description": "First.", "path": "/in"}
    found = back(workspace).recognise(change, "w-1")
    message = "webhook \"a\": the workspace keeps description as 'First.', path as '/in'"
    assert found.notes == (Diagnostic(Severity.NOTE, Code.VAL_NORMALISED, message),)
    assert found.failure is None
    workspace.records[WEBHOOK]["w-1"] |= {"description": "zero"}
    found = back(workspace).recognise(change, "w-1")
    assert "did not converge: description" in str(found.failure)
    assert [note.message for note in found.notes] == [
        "webhook \"a\": the workspace keeps path as '/in'"
    ]


def test_without_a_commit_none_is_recorded(workspace: DictWorkspace) -> None:
    """A working tree that was never committed leaves the commit empty."""
    reading = ReadingBack(workspace, replace(SMALL, commit=None), AppliedState(), "run7")
    record = reading.recognise(UPDATE, "w-1").record
    assert record is not None
    assert record.commit == ""


def test_each_value_is_put_down_to_the_run_and_the_commit_that_moved_it(
    workspace: DictWorkspace,
) -> None:
    """A value that stayed keeps its origin; one that moved has its own cause, else the change's."""
    flow = Cause(CauseKind.COMMIT, replace(CHANGED, sha="f" * 40))
    unknown = Cause(CauseKind.COMMIT)
    values: dict[str, JSON] = {
        "name": "a",
        "flow_id": "f-2",
        "description": "first",
        "is_enabled": False,
        "require_login": False,
    }
    older = Brought("run1", "e" * 40)
    before = replace(
        applied("w-1", "a", values | {"flow_id": "f-1", "is_enabled": True}),
        brought=dict.fromkeys(("name", "flow_id"), older),
    )
    change = replace(
        UPDATE,
        fields=(
            FieldChange("flow_name", "one", "two", flow),
            FieldChange("is_enabled", True, False, unknown),
        ),
        write=Write({}, managed=values),
    )
    workspace.records[WEBHOOK]["w-1"] |= values
    record = ReadingBack(workspace, SMALL, state(before), "run7").recognise(change, "w-1").record
    assert record is not None
    assert record.brought == {
        "name": older,
        "flow_id": Brought("run7", "f" * 40),
        "description": Brought("run7", SHA),
        "is_enabled": Brought("run7", ""),
        "require_login": Brought("run7", SHA),
    }


def test_everything_that_the_next_plan_compares_is_recorded(workspace: DictWorkspace) -> None:
    """The record holds the definition's place, what was sent, what came back, and what is decided.

    Not the secret, whatever the workspace answers, and not what it answers of other properties.
    """
    managed: dict[str, JSON] = {
        "is_enabled": True,
        "roles": ["caller"],
        "key": "${env:X}",
        "description": "first",
        "name": "a",
    }
    flips = {"description": (Flip("carol", "2026-11-20T14:00:00+00:00"),)}
    sent = Write(
        {"description": "first"},
        managed=managed,
        key_version=3,
        spelled={"flow_id": "one"},
        renamed_from="z",
        left=("is_enabled",),
        kept={"is_enabled": False},
        flips=flips,
    )
    workspace.records[WEBHOOK]["w-1"] |= {"key": "canary", "description": "first"}
    before = applied("w-1", "z", {"is_enabled": False})
    reading = ReadingBack(workspace, SMALL, state(before), "run7")
    assert reading.recognise(replace(RENAME, write=sent), "w-1").record == AppliedRecord(
        id="w-1",
        name="a",
        path="webhooks/a.yaml",
        document=0,
        blob="b" * 40,
        commit=SHA,
        sent=managed,
        read_back={"is_enabled": False, "description": "first", "name": "a"},
        key_version=3,
        outcome="renamed",
        spelled={"flow_id": "one"},
        renamed_from="z",
        modified_at="2026-11-20T14:00:01+00:00",
        kept={"is_enabled": False},
        flips=flips,
        brought=dict.fromkeys(managed, Brought("run7", SHA)),
    )


@pytest.mark.parametrize("known", [True, False])
def test_what_is_left_to_the_workspace_is_compared_with_what_it_was(
    workspace: DictWorkspace, *, known: bool
) -> None:
    """Git's word is recorded, and beside it what the workspace said before, if it said anything."""
    before = applied("w-1", "a", {"description": "zero"}, {"description": "zero"} if known else {})
    left = replace(UPDATE, write=replace(SENT, values={}, left=("description",)))
    reading = ReadingBack(workspace, SMALL, state(before), "run7")
    record = reading.recognise(left, "w-1").record
    assert record is not None
    assert record.sent == {"name": "a", "description": "first"}
    assert record.read_back == {"name": "a"} | ({"description": "zero"} if known else {})


def test_a_record_that_was_made_again_takes_the_place_of_the_lost_one(
    workspace: DictWorkspace,
) -> None:
    """The id that is gone is no longer managed, and the new one is."""
    found = back(workspace).recognise(replace(MADE, forgets="w-0"), "w-1")
    assert found.drops == ("w-0",)
    assert found.record is not None
    assert found.record.id == "w-1"


def attempts(workspace: DictWorkspace) -> tuple[list[Change], list[Attempt]]:
    """Give two changes that were carried out, and what was read back of them."""
    one = replace(UPDATE, write=Write(TWO, managed=TWO))
    other = replace(one, name="b", record_id="w-2")
    done = [back(workspace).recognise(one, "w-1"), back(workspace).recognise(other, "w-2")]
    return [one, other], done


@pytest.mark.parametrize(("who", "by"), [("carol", " by carol"), (None, "")])
def test_what_was_changed_again_before_the_run_ended_is_told(
    workspace: DictWorkspace, who: str | None, by: str
) -> None:
    """What was written and is different at the end is told, and by whom when that is known."""
    changes, done = attempts(workspace)
    now: dict[str, JSON] = {"description": "by hand", "is_enabled": True, "modified_by": who}
    workspace.records[WEBHOOK]["w-1"] |= now
    first, second = look_again(workspace, changes, done)
    assert isinstance(first.failure, PartlyApplied)
    assert first.failure.diagnostics == problem(
        Code.API_CONFLICT,
        f'webhook "a" was changed{by} again before the run ended: description, is_enabled',
        "the next plan shows it as drift",
    )
    assert second == done[1]


def test_a_record_that_the_last_look_does_not_see_stays_as_it_was(
    workspace: DictWorkspace,
) -> None:
    """A list that leaves one out decides nothing: each was read back on its own."""
    changes, done = attempts(workspace)
    del workspace.records[WEBHOOK]["w-1"]
    assert look_again(workspace, changes, done) == done


@pytest.mark.parametrize("failure", [None, Stale.because(Code.API_CONFLICT, "moved")])
def test_a_last_look_that_fails_decides_nothing(
    workspace: DictWorkspace, failure: HooklineError | None
) -> None:
    """What was read back counts also when the workspace does not answer at the end."""
    changes, done = attempts(workspace)
    done = [replace(done[0], failure=failure), done[1]]
    assert look_again(Silent(workspace.records), changes, done) == done


@pytest.mark.parametrize(
    ("note", "commit"),
    [("undoes what ccccccc brought, which is not in here", SHA), ("unknown (shallow clone)", "")],
)
def test_a_value_that_goes_back_comes_from_the_commit_that_is_applied(
    workspace: DictWorkspace, note: str, commit: str
) -> None:
    """No commit there moved it, and still it says so; what nobody could trace stays unknown."""
    cause = Cause(CauseKind.COMMIT, note=note)
    change = replace(UPDATE, fields=(FieldChange("description", "second", "first", cause),))
    record = back(workspace).recognise(change, "w-1").record
    assert record is not None
    assert record.brought["description"] == Brought("run7", commit)
