"""What the client and a workspace promise each other, in-process and over HTTP alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, HooklineError, NeedsMending, Stale
from hookline.model.http import Request, Transport
from hookline.model.ports import WorkspaceReader, WorkspaceWriter
from hookline.remote.http import HttpTransport
from hookline.remote.login import LoginTransport
from hookline.remote.reader import EngineReader
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.engine import PASSWORD, serving

NAMES = ["signup", "a b", "ä/ö", "..", ".", "50%", "a?b#c", "%41", "+", "日本", "a\\b", "call"]


@dataclass(frozen=True)
class Served:
    """A workspace that is served for all tests of this file."""

    path: Path
    address: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a workspace."""
    path = tmp_path_factory.mktemp("served") / "local.db"
    with serving(path) as address:
        yield Served(path, address)


@pytest.fixture(params=["in-process", "served"])
def transport(
    request: pytest.FixtureRequest, tmp_path: Path, served: Served
) -> Iterator[Transport]:
    """Give each of the two ways to an embedded workspace that holds nothing yet."""
    if request.param == "in-process":
        yield EmbeddedWorkspace(tmp_path / "local.db")
        return
    # The file is opened anew for every request, so that without it the workspace is a new one.
    served.path.unlink(missing_ok=True)
    with HttpTransport(served.address) as http:
        yield LoginTransport(http, "admin", PASSWORD)


@pytest.fixture
def engine(transport: Transport) -> WorkspaceWriter:
    """Give a client that may write."""
    return EngineWriter(transport, "test")


def refused_by(error: pytest.ExceptionInfo[HooklineError]) -> Code:
    """Give the code of an error's only diagnostic."""
    (found,) = error.value.diagnostics
    return found.code


def test_empty_workspace_reads_as_empty(engine: WorkspaceWriter) -> None:
    """In a new workspace nothing is listed or found, and its id is not known."""
    assert engine.list("webhook") == []
    assert engine.by_name("webhook", "signup") is None
    assert engine.by_id("webhook", "0b9c1a6e-0000-4000-8000-000000000000") is None
    assert engine.identity().address == "test"
    assert engine.identity().id is None


@pytest.mark.parametrize("record_type", ["project", "bundle", "flow", "webhook"])
def test_workspace_is_known_by_any_of_its_records(
    engine: WorkspaceWriter, record_type: str
) -> None:
    """The workspace's id is read from whatever record there is."""
    record = engine.create(record_type, {"name": "x"}, "Add it")
    assert engine.identity().id == record.text("workspace_id") is not None


@pytest.mark.parametrize("name", NAMES)
def test_created_record_is_found(engine: WorkspaceWriter, name: str) -> None:
    """A record is created under any name and then read by name, by id and in the list."""
    made = engine.create("webhook", {"name": name, "description": "x"}, "Add it")
    assert made.name == name
    assert engine.by_name("webhook", name) == made
    assert engine.by_id("webhook", made.id) == made
    assert engine.list("webhook") == [made]


def test_create_never_changes_a_record_that_is_there(engine: WorkspaceWriter) -> None:
    """A name that somebody took since the plan is a conflict, and their record stays as it is."""
    theirs = engine.create("webhook", {"name": "signup", "description": "theirs"}, "Add it")
    by = str(theirs.modified_by)
    with pytest.raises(Stale) as error:
        engine.create("webhook", {"name": "signup", "description": "ours"}, "Add it")
    assert refused_by(error) is Code.API_CONFLICT
    assert str(error.value) == (
        f"creating webhook 'signup': there is one now, id {theirs.id},"
        f" last changed by {engine.people([by])[by]}"
    )
    assert engine.by_id("webhook", theirs.id) == theirs


def test_updated_record_is_answered_whole(engine: WorkspaceWriter) -> None:
    """An update changes what was sent, keeps the rest, and answers all of it."""
    made = engine.create("webhook", {"name": "signup", "description": "old"}, "Add it")
    changed = engine.update("webhook", made.id, {"is_enabled": True}, "Enable it")
    assert changed.id == made.id
    assert changed.values["is_enabled"] is True
    assert changed.values["description"] == "old"
    assert changed.modified_at
    assert made.modified_at
    assert changed.modified_at > made.modified_at


def test_rename_keeps_the_id(engine: WorkspaceWriter) -> None:
    """A name is changed by an update, and the old name is free afterwards."""
    made = engine.create("webhook", {"name": "sign-up"}, "Add it")
    engine.update("webhook", made.id, {"name": "signup"}, "Rename it")
    assert engine.by_name("webhook", "sign-up") is None
    found = engine.by_name("webhook", "signup")
    assert found is not None
    assert found.id == made.id


def test_deleted_record_is_gone(engine: WorkspaceWriter) -> None:
    """A record in the trash counts as gone, and deleting it again is done as well."""
    made = engine.create("webhook", {"name": "signup"}, "Add it")
    engine.delete("webhook", made.id)
    engine.delete("webhook", made.id)
    assert engine.by_id("webhook", made.id) is None
    assert engine.by_name("webhook", "signup") is None
    assert engine.list("webhook") == []


def test_list_with_fields_gives_id_name_and_those(engine: WorkspaceWriter) -> None:
    """A list of some fields has them, and what tells records apart."""
    engine.create("webhook", {"name": "signup"}, "Add it")
    (record,) = engine.list("webhook", ["is_enabled"])
    assert record.values.keys() == {"id", "name", "is_deleted", "is_enabled"}


def test_refused_value_is_said_in_the_servers_words(engine: WorkspaceWriter) -> None:
    """A look-up of a flow that is not there is refused, and the message says what is missing."""
    with pytest.raises(NeedsMending, match="there is no flow called 'nope'") as error:
        engine.create("webhook", {"name": "signup", "flow_name": "nope"}, "Add it")
    assert refused_by(error) is Code.API_REFUSED
    assert engine.list("webhook") == []


def test_update_of_a_missing_record_is_stale(engine: WorkspaceWriter) -> None:
    """A record that went away meanwhile is no wrong definition: the plan is old."""
    made = engine.create("webhook", {"name": "signup"}, "Add it")
    engine.delete("webhook", made.id)
    with pytest.raises(Stale) as error:
        engine.update("webhook", made.id, {"description": "x"}, "Say it")
    assert refused_by(error) is Code.API_REFUSED


def test_taken_name_is_stale(engine: WorkspaceWriter) -> None:
    """A rename to a name that somebody took meanwhile is refused and writes nothing."""
    engine.create("webhook", {"name": "one"}, "Add it")
    two = engine.create("webhook", {"name": "two"}, "Add it")
    with pytest.raises(Stale, match="another webhook called 'one'"):
        engine.update("webhook", two.id, {"name": "one"}, "Rename it")
    assert engine.by_id("webhook", two.id) == two


def test_readonly_record_refuses(engine: WorkspaceWriter) -> None:
    """A write to a read-only record is a refusal of access, in the server's words."""
    made = engine.create("webhook", {"name": "signup", "is_readonly": True}, "Add it")
    with pytest.raises(AccessRefused, match="'signup' is read-only") as error:
        engine.delete("webhook", made.id)
    assert refused_by(error) is Code.API_DENIED


def test_commit_message_arrives(engine: WorkspaceWriter, transport: Transport) -> None:
    """The message of each write stands in the record's history, line ends included."""
    made = engine.create("webhook", {"name": "signup"}, "Add it\n\nBecause “we” need it.")
    engine.update("webhook", made.id, {"description": "x"}, "Say it")
    path = f"/api/latest/webhook/{made.id}/hookline-history"
    history = transport.send(Request("GET", path)).body.decode()
    assert r"Add it\n\nBecause \u201cwe\u201d need it." in history
    assert "Say it" in history


def test_secret_is_in_no_answer(engine: WorkspaceWriter) -> None:
    """A key that was sent shows only in `is_key_required`."""
    made = engine.create("webhook", {"name": "signup", "key": "s3cret-key"}, "Add it")
    assert made.values["is_key_required"] is True
    assert "s3cret-key" not in str(made.values)


def test_what_plan_gets_cannot_write(transport: Transport) -> None:
    """A reader has no method that writes."""
    reader: WorkspaceReader = EngineReader(transport, "test")
    offered = {name for name in dir(reader) if not name.startswith("_")}
    assert offered == {"identity", "list", "by_id", "by_name", "in_trash", "people"}
