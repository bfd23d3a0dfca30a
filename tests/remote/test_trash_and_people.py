"""What the client asks beside webhooks: who holds a name, and who changed a record."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.errors import Stale, Unreachable
from hookline.model.http import Request, Response, Transport
from hookline.remote.http import HttpTransport
from hookline.remote.login import LoginTransport
from hookline.remote.reader import EngineReader
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.switches import DeletedNames, Switches
from tests.support.engine import PASSWORD, Answering, json_response, serving

TAKEN = Switches(DeletedNames.TAKEN)


@pytest.fixture(params=["in-process", "served"])
def keeping(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineWriter]:
    """Give both ways to a workspace whose trash keeps names."""
    path = tmp_path / "local.db"
    if request.param == "in-process":
        yield EngineWriter(EmbeddedWorkspace(path, switches=TAKEN), "test")
        return
    with serving(path, switches=TAKEN) as address, HttpTransport(address) as http:
        yield EngineWriter(LoginTransport(http, "admin", PASSWORD), "test")


def test_name_that_the_trash_holds_is_found(keeping: EngineWriter) -> None:
    """A deleted record counts as gone, and is found by whoever asks why its name is taken."""
    gone = keeping.create("webhook", {"name": "signup"}, "Add it")
    assert keeping.in_trash("webhook", "signup") is None
    keeping.delete("webhook", gone.id)
    assert keeping.by_name("webhook", "signup") is None
    found = keeping.in_trash("webhook", "signup")
    assert found is not None
    assert found.id == gone.id
    assert keeping.in_trash("webhook", "other") is None


def test_create_over_the_trash_is_refused_with_the_id(keeping: EngineWriter) -> None:
    """The plan is old, the message names the deleted record, and the trash keeps it."""
    gone = keeping.create("webhook", {"name": "signup"}, "Add it")
    keeping.delete("webhook", gone.id)
    with pytest.raises(Stale, match=f"the webhook {gone.id} in the trash is called") as error:
        keeping.create("webhook", {"name": "signup"}, "Add it again")
    assert error.value.diagnostics[0].code is Code.API_REFUSED
    assert keeping.in_trash("webhook", "signup") is not None


def test_name_that_the_trash_frees_is_not_found(tmp_path: Path) -> None:
    """Where names are free at once, nothing is in the way of a create."""
    freeing = EngineWriter(EmbeddedWorkspace(tmp_path / "local.db"), "test")
    gone = freeing.create("webhook", {"name": "signup"}, "Add it")
    freeing.delete("webhook", gone.id)
    assert freeing.in_trash("webhook", "signup") is None
    assert freeing.create("webhook", {"name": "signup"}, "Add it again").id != gone.id


def test_trash_is_asked_once_and_not_for_names_that_get_lost() -> None:
    """One request by name tells; a name that a path would lose costs none."""
    spoken = Answering(lambda _: json_response({"id": "1", "name": "a", "is_deleted": True}))
    reader = EngineReader(spoken, "test")
    assert reader.in_trash("webhook", "a") is not None
    assert reader.in_trash("webhook", "b") is None
    assert reader.in_trash("webhook", "a/b") is None
    assert [(one.path, dict(one.query)) for one in spoken.asked] == [
        ("/api/latest/webhook/a", {"by": "name"}),
        ("/api/latest/webhook/b", {"by": "name"}),
    ]


def test_people_are_named(tmp_path: Path) -> None:
    """Ids of users and of webhooks become names, those of deleted ones too; the rest is left out.

    An id that stands twice is asked for once.
    """
    path = tmp_path / "local.db"
    carols = EngineWriter(EmbeddedWorkspace(path, user="carol"), "test")
    carol = carols.create("webhook", {"name": "signup"}, "Add it").modified_by
    assert carol is not None
    hook = carols.create("webhook", {"name": "caller"}, "Add it").id
    spoken = Answering(EmbeddedWorkspace(path).send)
    reader = EngineReader(spoken, "test")
    nobody = "0b9c1a6e-0000-4000-8000-000000000000"
    assert reader.people([carol, hook, nobody, "", "..", carol]) == {carol: "carol", hook: "caller"}
    assert [one.path for one in spoken.asked].count(f"/api/latest/user/{carol}") == 1
    carols.delete("user", carol)
    assert reader.people([carol]) == {carol: "carol"}


@pytest.mark.parametrize(
    "answer",
    [
        Response(403),
        Response(500),
        json_response({"id": "other", "name": "mallory"}),
        Response(200, {"content-type": "text/html"}, b"<html>"),
        json_response({"id": "u1"}),
    ],
    ids=["refused", "broken", "another", "page", "nameless"],
)
def test_people_that_may_not_be_read_are_no_error(answer: Response) -> None:
    """Whatever a workspace answers instead of a name, nothing fails and nobody is made up."""
    assert EngineReader(Answering(lambda _: answer), "test").people(["u1", "u2"]) == {}


def test_workspace_that_falls_silent_is_not_asked_for_the_rest() -> None:
    """Names are a courtesy, and not worth a time-out each."""
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        if request.path.endswith("u1"):
            return json_response({"id": "u1", "name": "ada"})
        raise Unreachable.because(Code.API_UNREACHABLE, "no answer")

    silent: Transport = Answering(answer)
    assert EngineReader(silent, "test").people(["u1", "u2", "u3"]) == {"u1": "ada"}
    assert [one.path for one in asked] == ["/api/latest/user/u1", "/api/latest/user/u2"]
