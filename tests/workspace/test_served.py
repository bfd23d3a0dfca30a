import json
import sys

import pytest

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.http import Request, Response
from hookline.remote.http import HttpTransport
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.served import (
    LARGEST_BODY,
    LOGIN_PATH,
    Doorkeeper,
    address_of,
    listen,
    make_server,
)
from tests.support.engine import PASSWORD, Asking, serving

LIST = Request("GET", "/api/latest/webhook", {"plain": "true"})


def login(user: str, password: str) -> Request:
    """Give the request that logs a user in."""
    body = json.dumps({"user_name": user, "password": password}).encode()
    return Request("POST", LOGIN_PATH, body=body)


def test_strangers_get_in_nowhere_but_alive_and_calls(ask: Asking) -> None:
    """Without a session only `alive` and open webhooks answer."""
    ask.made("flow", name="f1")
    ask.made("webhook", name="open", flow_name="f1", is_enabled=True)
    with serving(ask.workspace.path) as address, HttpTransport(address) as transport:
        assert transport.send(Request("GET", "/api/latest/alive")).status == 200
        assert transport.send(Request("PUT", "/api/latest/webhook/open/call")).status == 200
        assert transport.send(LIST).status == 401
        forged = Request("GET", LIST.path, headers={"cookie": "hookline_session=x"})
        assert transport.send(forged).status == 401


def test_login_gives_a_session(ask: Asking) -> None:
    """The right password is answered with a cookie that scripts of a page cannot read."""
    with serving(ask.workspace.path) as address, HttpTransport(address) as transport:
        answer = transport.send(login("admin", PASSWORD))
        assert answer.status == 200
        assert json.loads(answer.body)["name"] == "admin"
        cookie, *attributes = answer.headers["set-cookie"].split("; ")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
        request = Request("GET", LIST.path, LIST.query, {"cookie": cookie})
        assert transport.send(request) == Response(200, transport.send(request).headers, b"[]")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"user_name": "admin"}'])
def test_bad_login_is_refused(body: bytes) -> None:
    """Whatever is not the user's name and password is answered 401, without a cookie."""
    answer = Doorkeeper("admin", PASSWORD).log_in(body)
    assert answer.status == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("user", "password"), [("admin", "wrong"), ("Admin", PASSWORD)])
def test_wrong_user_or_password_is_refused(user: str, password: str) -> None:
    """The user and the password must both be right."""
    assert Doorkeeper("admin", PASSWORD).log_in(login(user, password).body).status == 401


def test_webhooks_say_where_they_are_served(ask: Asking) -> None:
    """Served, a webhook's `url` is the address that calls it."""
    ask.made("flow", name="f1")
    ask.made("webhook", name="a b", flow_name="f1", is_enabled=True)
    with serving(ask.workspace.path) as address:
        served = Asking(EmbeddedWorkspace(ask.workspace.path, address))
        url = served("GET", "webhook/a%20b", query={"by": "name"})[1]["webhook"]["url"]
        with HttpTransport(address) as transport:
            assert transport.send(Request("GET", url.removeprefix(address))).status == 200


def test_large_body_is_refused(ask: Asking) -> None:
    """More than the bound is not read into memory."""
    with serving(ask.workspace.path) as address, HttpTransport(address) as transport:
        body = b"x" * (LARGEST_BODY + 1)
        assert transport.send(Request("POST", "/api/latest/webhook", body=body)).status == 413


def test_file_that_cannot_be_used_is_answered(ask: Asking) -> None:
    """A broken file is answered 503 in words, and the server goes on."""
    ask.workspace.path.write_text("no database" * 100)
    with serving(ask.workspace.path) as address, HttpTransport(address) as transport:
        answer = transport.send(Request("GET", "/api/latest/webhook/x/call"))
        assert answer.status == 503
        assert "cannot be used" in json.loads(answer.body)["error"]
        assert transport.send(Request("GET", "/api/latest/alive")).status == 200


@pytest.mark.parametrize("host", ["", "::", "example.com", "192.168.0.1"])
def test_other_machines_are_not_served(host: str) -> None:
    """The workspace listens to this machine only."""
    with pytest.raises(NeedsMending, match="on this machine only") as error:
        listen(host, 0)
    assert error.value.diagnostics[0].code is Code.CFG_URL


def test_taken_port_is_said() -> None:
    """A port that somebody listens at is named, and how to choose another."""
    with listen("127.0.0.1", 0) as taken:
        port = int(address_of(taken).rpartition(":")[2])
        with pytest.raises(NeedsMending, match=f"port {port} cannot be listened at") as error:
            listen("127.0.0.1", port)
    assert "--port" in error.value.diagnostics[0].hint


def test_missing_extra_is_said(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where uvicorn is not installed, the message has the command that installs it."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(HooklineError, match="uvicorn, which is not installed") as error:
        make_server(ask.workspace, Doorkeeper("admin", PASSWORD))
    (found,) = error.value.diagnostics
    assert (found.code, found.hint) == (Code.CFG_EXTRA, "pip install 'hookline[serve]'")
