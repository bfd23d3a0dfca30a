"""What one look at a record tells of a change: whose values it holds, and what moved."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Change, Create, Delete, Release, Rename, Update, Write
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.outcome import Result
from hookline.model.record import Record
from hookline.model.unfinished import Begun
from hookline.model.values import JSON
from hookline.pipeline.looking import Look, Move, look
from tests.support.plans import SMALL
from tests.support.world import DictWorkspace

(CREATE,) = SMALL.changes
assert isinstance(CREATE, Create)
SEEN: dict[str, JSON] = {"name": "a", "description": "first", "is_readonly": True}
UPDATE = Update(
    name="a",
    record_id="w-1",
    cause=CREATE.cause,
    origin=CREATE.origin,
    fields=CREATE.fields,
    write=Write({"description": "second"}),
    message="x",
    seen=SEEN,
)
RENAME = Rename(
    name="b",
    renamed_from="a",
    record_id="w-1",
    cause=CREATE.cause,
    origin=CREATE.origin,
    fields=(),
    write=Write({"name": "b"}),
    message="x",
    seen=SEEN,
)
DELETE = Delete(name="a", record_id="w-1", cause=CREATE.cause, path="a.yaml", message="x")


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine stand in Tokyo."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def live(**values: JSON) -> Record:
    """Give the record as the plan saw it, with some values changed since."""
    now: dict[str, JSON] = {"name": "a", "description": "first", "is_readonly": True}
    return Record("webhook", "w-1", {**now, **values})


def begun(change: Change, found: Record | None) -> Look:
    """Give a look at a change that an unfinished run had begun and not settled."""
    return Look(change, found, was_begun=True, was_written=False)


def told(found: Look) -> list[str]:
    """Give what is said to have moved."""
    return [move.what for move in found.moves({"w-1"})]


@pytest.mark.usefixtures("tokyo")
@pytest.mark.parametrize(
    ("values", "more"),
    [
        (
            {"modified_by": "u-8", "modified_at": "2026-11-20T16:05:09+02:00"},
            ", changed by carol at 2026-11-20 14:05 UTC",
        ),
        ({"modified_by": "u-1"}, ", changed by u-1"),
        ({"modified_at": "2026-11-20T16:05:09+02:00"}, ""),
    ],
)
def test_what_moved_is_told_with_who_and_when(values: dict[str, JSON], more: str) -> None:
    """Names are those of people where they are known, moments are in UTC wherever one is."""
    move = Move("a", "it is not as it was", live(**values))
    assert move.told({"u-8": "carol"}) == Diagnostic(
        Severity.ERROR,
        Code.PLN_MOVED,
        f'webhook "a" has moved since it was planned: it is not as it was{more}',
        hint="plan again to see what the workspace holds",
    )


def test_what_is_gone_has_nobody_to_name() -> None:
    """A record that is not there any more cannot say who took it."""
    (move,) = Look(DELETE, None, was_begun=False, was_written=False).moves(())
    assert move.by is None
    assert move.told({}).message.endswith("planned: it is not there any more")


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ("Grüße", "größer", 'description was "Grüße" and is "größer" now'),
        (None, "x" * 58, f'description was null and is "{"x" * 58}" now'),
        (None, "x" * 59, f'description was null and is "{"x" * 59}… now'),
    ],
)
def test_values_are_told_as_people_read_them(before: JSON, now: JSON, shown: str) -> None:
    """Text keeps its letters, and of a long one only the beginning is told."""
    change = replace(UPDATE, seen={"description": before})
    found = Look(change, live(description=now), was_begun=False, was_written=False)
    assert told(found) == [shown]


def test_a_begun_change_whose_record_is_gone_is_not_done() -> None:
    """An update that was under way when somebody deleted the webhook did not arrive."""
    found = begun(UPDATE, None)
    assert (found.done, found.is_untouched) == (None, False)
    assert told(found) == ["it is not there any more"]


def test_a_begun_delete_whose_record_is_gone_is_done() -> None:
    """Nobody can tell who deleted it, and nothing is left to do."""
    found = begun(DELETE, None)
    assert (found.done, told(found)) == ("w-1", [])


@pytest.mark.parametrize(
    ("sent", "now", "is_done"),
    [
        ("second", "second", True),
        (" second ", "second", True),
        ("second", None, False),
        (None, "second", False),
        (None, None, True),
        (False, None, True),
        (False, False, True),
        (True, None, False),
        (7, 7, True),
    ],
)
def test_a_value_is_recognised_as_a_workspace_may_give_it_back(
    sent: JSON, now: JSON, *, is_done: bool
) -> None:
    """Text may lose the blanks around it, and a flag that is off may come back as nothing."""
    change = replace(UPDATE, write=Write({"description": sent}))
    assert begun(change, live(description=now)).done == ("w-1" if is_done else None)


@pytest.mark.parametrize("change", [UPDATE, RENAME, replace(DELETE, seen=SEEN)])
@pytest.mark.parametrize("unlock", [True, False])
def test_a_record_is_left_open_only_by_a_change_that_opens_it(
    change: Update | Rename | Delete, *, unlock: bool
) -> None:
    """A half-done change of a read-only webhook has opened it itself; any other has not."""
    found = begun(replace(change, unlock=unlock), live(is_readonly=False))
    assert told(found) == ([] if unlock else ["is_readonly was true and is false now"])


def test_a_change_that_opens_a_record_owns_no_other_value() -> None:
    """Whatever else moved in a read-only webhook was moved by somebody else."""
    found = begun(replace(UPDATE, unlock=True), live(description="by hand"))
    assert told(found) == ['description was "first" and is "by hand" now']


@pytest.mark.parametrize(
    ("values", "moves"),
    [
        ({"name": "hookline-run1-0-in-between"}, []),
        ({"name": "z"}, ['name was "a" and is "z" now']),
        (
            {"description": "hookline-run1-0-in-between"},
            ['description was "first" and is "hookline-run1-0-in-between" now'],
        ),
    ],
)
def test_a_name_for_the_moment_is_our_own(values: dict[str, JSON], moves: list[str]) -> None:
    """A webhook that a broken run left between two names was moved by nobody else."""
    found = begun(RENAME, live(**values))
    assert (found.done, told(found)) == (None, moves)


def test_a_value_that_was_sent_is_our_own() -> None:
    """Of a change that arrived in part, what arrived is no move, and what did not is left."""
    change = replace(UPDATE, write=Write({"description": "second", "name": "c"}))
    found = begun(change, live(description="second"))
    assert (found.done, told(found)) == (None, [])
    assert found.resting().seen == {**SEEN, "description": "second"}


def test_without_a_run_before_every_other_value_is_a_move() -> None:
    """What nobody had begun is not ours, however much it looks like what is planned."""
    found = Look(UPDATE, live(description="second"), was_begun=False, was_written=False)
    assert (found.done, told(found)) == (
        None,
        ['description was "first" and is "second" now'],
    )
    assert found.resting() == UPDATE


@pytest.mark.parametrize("result", [None, Result.FAILED, Result.UNKNOWN, Result.CREATED])
def test_a_create_is_looked_up_by_the_id_that_it_was_answered(result: Result | None) -> None:
    """Where the run wrote the new id down it counts, and else the name."""
    workspace = DictWorkspace()
    for name in ("signup", "other"):
        workspace.create("webhook", {"name": name, "flow_id": "f-1"}, "seed")
    attempt = Attempt(outcome_of(CREATE, result)) if result else None
    by_id = look(CREATE, Begun("signup", "create", "w-2", attempt), workspace)
    by_name = look(CREATE, Begun("signup", "create", None, attempt), workspace)
    assert [each.live and each.live.id for each in (by_id, by_name)] == ["w-2", "w-1"]
    assert by_name.was_begun
    assert by_name.was_written is (result is Result.CREATED)


def test_what_a_run_wrote_down_as_done_must_still_be_there() -> None:
    """Of a settled change, what is gone or different is told, and never written a second time."""
    made = Look(CREATE, None, was_begun=True, was_written=True)
    assert [*made.moves(())] == [Move("signup", "it was made, and is not there any more")]
    back = Look(DELETE, live(), was_begun=True, was_written=True)
    assert [*back.moves(())] == [Move("a", "it was deleted, and is there again", live())]


@pytest.mark.parametrize("change", [UPDATE, replace(CREATE, name="a", write=UPDATE.write)])
def test_each_value_that_is_not_as_it_was_written_is_told(change: Update | Create) -> None:
    """Of a settled change, each property is told that moved, with what was written."""
    more = replace(change, write=Write({"description": "second", "name": "a", "flow_id": "f-1"}))
    now = live(description="by hand", flow_id="f-2")
    found = Look(more, now, was_begun=True, was_written=True)
    assert [*found.moves(())] == [
        Move("a", 'description was written as "second" and is "by hand" now', now),
        Move("a", 'flow_id was written as "f-1" and is "f-2" now', now),
    ]


def test_a_release_rests_on_nothing_in_the_workspace() -> None:
    """What is only forgotten is not looked up, and nothing can have moved."""
    release = Release(name="a", record_id="w-1", cause=CREATE.cause, path="a.yaml")
    workspace = DictWorkspace()
    workspace.create("webhook", {"name": "a"}, "seed")
    found = look(release, Begun("a", "release", "w-1"), workspace)
    assert (found.live, found.done, found.is_untouched) == (None, None, False)
    assert told(found) == []
