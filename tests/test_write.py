"""The requests that one change amounts to, and what is left when one of them fails."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hookline.model.applied import Attempt
from hookline.model.change import Adopt, Create, Delete, Rename, Update, Write
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import AccessRefused, AnswerLost, HooklineError, OtherRecord
from hookline.model.outcome import Outcome, Result
from hookline.model.record import WEBHOOK, Record
from hookline.model.state import AppliedState
from hookline.model.values import JSON, Values
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.write import Writing
from tests.support.bench import Bench, Rewriting
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
    write=Write({"description": "second"}, managed={"name": "a", "description": "second"}),
    message="Say more\n\nHookline-Commit: 3f2a9c1",
    unlock=True,
    seen=SEEN,
)
RENAME = Rename(
    name="b",
    renamed_from="a",
    record_id="w-1",
    cause=CREATE.cause,
    origin=CREATE.origin,
    fields=(),
    write=Write({"name": "b"}, managed={"name": "b"}),
    message="Call it b",
    unlock=True,
    seen=SEEN,
)
DELETE = Delete(
    name="a",
    record_id="w-1",
    cause=CREATE.cause,
    path="webhooks/a.yaml",
    message="Take it away",
    unlock=True,
    seen=SEEN,
)
OPEN: dict[str, JSON] = {"is_readonly": False}
CLOSE: dict[str, JSON] = {"is_readonly": True}
ASIDE: dict[str, JSON] = {"name": "hookline-run7-0-in-between"}
REFUSED = AccessRefused.because(Code.API_REFUSED, "not you")
LOST = AnswerLost.because(Code.API_UNREACHABLE, "no answer")
OTHER = OtherRecord.because(Code.API_CONFLICT, "another record")


@dataclass
class Noted(DictWorkspace):
    """A workspace that keeps what it is asked to write, and fails at some of it."""

    asked: list[Values | None] = field(default_factory=list)
    """The values of each write; None for a delete."""
    messages: list[str] = field(default_factory=list)
    failing: dict[int, HooklineError | KeyboardInterrupt] = field(default_factory=dict)
    """Which write fails, from 1, and how."""

    def update(self, record_type: str, record_id: str, values: Values, message: str) -> Record:
        """Change a record, unless it is a write that fails."""
        self._note(values)
        self.messages.append(message)
        return super().update(record_type, record_id, values, message)

    def delete(self, record_type: str, record_id: str) -> None:
        """Remove a record, unless it is a write that fails."""
        self._note(None)
        super().delete(record_type, record_id)

    def _note(self, values: Values | None) -> None:
        self.asked.append(values)
        if (failure := self.failing.get(len(self.asked))) is not None:
            raise failure


@pytest.fixture
def workspace() -> Noted:
    """Give a workspace with one webhook, which is read-only."""
    made = Noted()
    made.create(WEBHOOK, {"name": "a", "description": "first", "is_readonly": True}, "seed")
    return made


def write(workspace: Noted, change: Update | Rename | Delete, *, aside: bool = False) -> Attempt:
    """Carry out a change, or only the first half of a rename."""
    writing = Writing(workspace, {}, SMALL, AppliedState(), "run7")
    if aside:
        assert isinstance(change, Rename)
        return writing.step_aside(change)
    return writing.carry_out(change)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give an embedded workspace with a flow."""
    made = Bench(EmbeddedWorkspace(tmp_path / "local.db"))
    made.workspace.create("flow", {"name": "one"}, "seed")
    return made


def test_blanks_that_are_stripped_are_no_refusal(bench: Bench) -> None:
    """Git adds blanks to a text that the workspace strips again: that is its form, said once."""
    bench.transport = Rewriting(bench.transport, "description", lambda text: str(text).strip())
    text = 'webhook: {name: a, flow_name: one, description: "first"}'
    bench.apply(text)
    blank = text.replace('"first"', '" first "')
    applied = bench.apply(blank)
    assert applied.failure is None
    assert [each.code for each in applied.diagnostics] == [Code.VAL_NORMALISED]
    assert bench.plan(blank).changes == ()


def test_write_only_value_that_is_answered_is_no_news(bench: Bench) -> None:
    """A workspace that answers `roles` all the same leaves nothing for the next plan."""
    bench.transport = Rewriting(bench.transport, "roles", lambda _: ["caller"], adds=True)
    text = "webhook: {name: a, flow_name: one, roles: [caller]}"
    bench.apply(text)
    again = bench.plan(text)
    assert (again.changes, again.follows) == ((), ())


WAYS = [
    (UPDATE, False, {"description": "second"}),
    (RENAME, False, {"name": "b"}),
    (RENAME, True, ASIDE),
    (DELETE, False, None),
]
"""A change, whether only its first half is asked for, and what is sent for it."""


@pytest.mark.parametrize(("change", "aside", "what"), WAYS)
def test_a_read_only_record_is_open_for_no_longer_than_its_write(
    workspace: Noted, change: Update | Rename | Delete, aside: bool, what: Values | None
) -> None:
    """It is opened before a write and closed after it, also while it has a name for the moment."""
    attempt = write(workspace, change, aside=aside)
    assert (attempt.failure, attempt.sent) == (None, True)
    assert workspace.asked == [OPEN, what, *([CLOSE] if what is not None else [])]


@pytest.mark.parametrize(("change", "aside", "what"), WAYS)
def test_a_record_that_is_not_read_only_is_neither_opened_nor_closed(
    workspace: Noted, change: Update | Rename | Delete, aside: bool, what: Values | None
) -> None:
    """A webhook that anybody may change is written in one request, also when that fails."""
    workspace.failing = {1: LOST}
    attempt = write(workspace, replace(change, unlock=False), aside=aside)
    assert attempt.failure is LOST
    assert workspace.asked == [what]


@pytest.mark.parametrize(("change", "aside", "what"), WAYS)
@pytest.mark.parametrize(
    ("number", "failure", "result", "is_sent", "is_closed"),
    [
        (1, REFUSED, Result.FAILED, False, False),
        (1, LOST, Result.UNKNOWN, True, True),
        (1, OTHER, Result.FAILED, True, False),
        (2, REFUSED, Result.FAILED, True, True),
        (2, LOST, Result.UNKNOWN, True, True),
    ],
)
def test_a_write_that_fails_leaves_no_record_open(
    workspace: Noted,
    change: Update | Rename | Delete,
    aside: bool,
    what: Values | None,
    number: int,
    failure: HooklineError,
    result: Result,
    is_sent: bool,
    is_closed: bool,
) -> None:
    """What was opened, or may have been, is closed again; the outcome says what is known."""
    workspace.failing = {number: failure}
    attempt = write(workspace, change, aside=aside)
    sha = "3f2a9c1" + "0" * 33
    outcome = Outcome(result, change.name, "w-1", change.path, sha, str(failure))
    assert attempt == Attempt(outcome, is_sent, failure=failure)
    assert attempt.sent is is_sent
    assert workspace.asked == [OPEN, what][:number] + ([CLOSE] if is_closed else [])


def test_a_record_that_cannot_be_closed_again_keeps_the_first_failure(workspace: Noted) -> None:
    """What went wrong first is what is told, whatever goes wrong while tidying up."""
    workspace.failing = {2: REFUSED, 3: LOST}
    attempt = write(workspace, UPDATE)
    assert attempt.failure is REFUSED
    assert workspace.asked[-1] == CLOSE


@pytest.mark.parametrize(("change", "aside"), [each[:2] for each in WAYS])
@pytest.mark.parametrize(("unlock", "closing"), [(True, [CLOSE]), (False, [])])
def test_ctrl_c_leaves_a_record_as_open_as_it_was(
    workspace: Noted,
    change: Update | Rename | Delete,
    aside: bool,
    unlock: bool,
    closing: list[Values],
) -> None:
    """Who interrupts a write of a read-only webhook finds it read-only, and no other one."""
    number = 2 if unlock else 1
    workspace.failing = {number: KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        write(workspace, replace(change, unlock=unlock), aside=aside)
    assert workspace.asked[number:] == closing
    if unlock:
        assert workspace.messages[-1] == f"{change.message}\nHookline-Run: run7"


@pytest.mark.parametrize(("change", "aside"), [each[:2] for each in WAYS])
def test_every_request_names_the_change_and_the_run(
    workspace: Noted, change: Update | Rename | Delete, aside: bool
) -> None:
    """Who reads the history of a webhook finds the commit and the run, at each step of a write."""
    workspace.failing = {3: REFUSED}
    write(workspace, change, aside=aside)
    assert workspace.messages
    assert set(workspace.messages) == {f"{change.message}\nHookline-Run: run7"}


def test_opening_a_record_may_be_all_there_is_to_do(workspace: Noted) -> None:
    """A webhook that git says is no longer read-only is opened, and stays so."""
    opening = replace(UPDATE, write=Write(OPEN, managed=OPEN))
    attempt = write(workspace, opening)
    assert (attempt.outcome.result, workspace.asked) == (Result.UPDATED, [OPEN])


def test_a_webhook_between_two_names_is_said_to_be(workspace: Noted) -> None:
    """A run that ends there leaves word of it, and its second half rests on the passing name."""
    writing = Writing(workspace, {}, SMALL, AppliedState(), "run7")
    sha = "3f2a9c1" + "0" * 33
    outcome = Outcome(
        Result.UNKNOWN, "b", "w-1", "webhooks/a.yaml", sha, reason="between two names"
    )
    assert writing.step_aside(RENAME) == Attempt(outcome, sent=True)
    assert writing.aside == {"w-1": ASIDE["name"]}
    assert writing.carry_out(RENAME).outcome.result is Result.RENAMED


def moved(why: str) -> Diagnostic:
    """Give what is told of a webhook that moved."""
    return Diagnostic(
        Severity.ERROR,
        Code.API_CONFLICT,
        f'webhook "a" has moved since it was planned: {why}',
        hint="plan again to see what the workspace holds",
    )


@pytest.mark.parametrize("change", [UPDATE, replace(RENAME, name="a"), DELETE])
def test_a_record_that_moved_is_not_written_at_all(
    workspace: Noted, change: Update | Rename | Delete
) -> None:
    """What moved, from what to what and by whom is told, and nothing is opened or closed."""
    values = workspace.records[WEBHOOK]["w-1"]
    values |= {"is_readonly": False, "modified_by": "carol"}
    found = write(workspace, change)
    assert found.failure is not None
    assert found.failure.diagnostics == (
        moved("is_readonly was True and is False now, changed by Carol"),
    )
    values["modified_by"] = None
    found = write(workspace, change)
    assert found.failure is not None
    assert found.failure.diagnostics == (moved("is_readonly was True and is False now"),)
    del workspace.records[WEBHOOK]["w-1"]
    found = write(workspace, change)
    assert found.failure is not None
    assert found.failure.diagnostics == (moved("it is not there any more"),)
    assert workspace.asked == []


def test_a_webhook_that_moved_does_not_step_aside(workspace: Noted) -> None:
    """A webhook that a colleague has opened keeps its name, and is not closed over them."""
    workspace.records[WEBHOOK]["w-1"]["is_readonly"] = False
    attempt = write(workspace, RENAME, aside=True)
    assert (attempt.outcome.result, attempt.sent) == (Result.FAILED, False)
    assert workspace.asked == []


def test_a_key_that_is_taken_away_is_sent_as_nothing(workspace: Noted) -> None:
    """A webhook without a key in git is called without one afterwards."""
    workspace.records[WEBHOOK]["w-1"]["is_key_required"] = True
    attempt = write(workspace, replace(UPDATE, write=Write({}, clear_key=True), unlock=False))
    assert attempt.failure is None
    assert workspace.asked == [{"key": None}]
    assert workspace.records[WEBHOOK]["w-1"]["is_key_required"] is False


def test_adopting_writes_nothing_and_records_what_is_there(workspace: Noted) -> None:
    """A webhook that agrees with its definition is managed from then on, and stays as it is."""
    before = dict(workspace.records[WEBHOOK]["w-1"])
    adopt = Adopt(
        name="a",
        record_id="w-1",
        cause=UPDATE.cause,
        origin=UPDATE.origin,
        fields=(),
        write=Write({}, managed={"name": "a", "description": "first"}),
    )
    attempt = Writing(workspace, {}, SMALL, AppliedState(), "run7").carry_out(adopt)
    assert (attempt.outcome.result, attempt.sent) == (Result.ADOPTED, False)
    assert attempt.record is not None
    assert attempt.record.read_back == {"name": "a", "description": "first"}
    assert workspace.records[WEBHOOK]["w-1"] == before
