import json
from typing import Any

import pytest

from hookline.model.http import Request
from tests.support.engine import Asking


@pytest.fixture
def webhook(ask: Asking) -> dict[str, Any]:
    """Give a webhook that anybody may call."""
    ask.made("flow", name="f1")
    return ask.made("webhook", name="signup", flow_name="f1", is_enabled=True)


def called(ask: Asking, request: Request) -> tuple[int, Any]:
    """Give status and body of a call by somebody who is not logged in."""
    answer = ask.workspace.answer(request, None)
    return answer.status, json.loads(answer.body)


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD", "POST", "PUT", "PATCH"])
def test_call_starts_the_flow(ask: Asking, webhook: dict[str, Any], method: str) -> None:
    """An open webhook takes calls of strangers with each of the six methods."""
    status, answer = ask.as_(None)(method, "webhook/signup/call")
    assert status == 200
    assert answer["flow_name"] == "f1"
    assert answer["input_value"] == {"method": method}
    assert ask("GET", f"webhook/{webhook['id']}")[1]["webhook"]["last_activity"]


def test_other_methods_are_refused(ask: Asking, webhook: dict[str, Any]) -> None:
    """A seventh method is answered with the six."""
    assert ask("OPTIONS", f"webhook/{webhook['name']}/call")[0] == 405


@pytest.mark.usefixtures("webhook")
def test_flow_receives_headers_payload_and_path(ask: Asking) -> None:
    """The flow gets method, headers, JSON and the path below, without what lets the caller in."""
    request = Request(
        "POST",
        "/api/latest/webhook/signup/call/a%20b/call/c",
        headers={
            "content-type": "application/json; charset=utf-8",
            "x-event": "push",
            "cookie": "session=s3cret",
            "authorization": "Bearer s3cret",
        },
        body=b'{"key": "not a key here", "n": 1}',
    )
    status, answer = called(ask, request)
    assert status == 200
    assert answer["input_value"] == {
        "method": "POST",
        "headers": {"content-type": "application/json; charset=utf-8", "x-event": "push"},
        "json": {"key": "not a key here", "n": 1},
        "path": "a b/call/c",
    }


def test_call_is_recorded_without_changing_the_webhook(
    ask: Asking, webhook: dict[str, Any]
) -> None:
    """Each call is an execution of its own, and neither a change nor a line of history."""
    first = ask("POST", "webhook/signup/call", {"n": 1})[1]
    second = ask("POST", "webhook/signup/call", {"n": 2})[1]
    path = f"webhook/{webhook['id']}"
    executions = ask("GET", f"{path}/hookline-executions")[1]
    assert [one["id"] for one in executions] == [first["execution_id"], second["execution_id"]]
    assert [one["input_value"]["json"] for one in executions] == [{"n": 1}, {"n": 2}]
    assert ask("GET", path)[1]["webhook"]["modified_at"] == webhook["modified_at"]
    assert len(ask("GET", f"{path}/hookline-history")[1]) == 1


def test_key_is_asked_for(ask: Asking, webhook: dict[str, Any]) -> None:
    """A webhook with a key lets in whoever sends it, in the query or in the payload."""
    ask.patched(webhook, key="s3cret")
    path = "webhook/signup/call"
    assert ask("GET", path)[0] == 403
    assert ask("GET", path, query={"key": "other"})[0] == 403
    assert ask("POST", path, {"key": ["s3cret"]})[0] == 403
    assert ask("GET", path, query={"key": "s3cret"})[0] == 200
    assert ask("POST", path, {"key": "s3cret"})[0] == 200


def test_key_reaches_neither_flow_nor_execution(ask: Asking, webhook: dict[str, Any]) -> None:
    """The key that lets a call in is taken out of what is passed on and recorded."""
    ask.patched(webhook, key="s3cret")
    status, answer = ask("POST", "webhook/signup/call", {"key": "s3cret", "n": 1})
    assert status == 200
    assert answer["input_value"]["json"] == {"n": 1}
    executions = ask("GET", f"webhook/{webhook['id']}/hookline-executions")[1]
    assert "s3cret" not in json.dumps(executions)


def test_login_is_asked_for(ask: Asking, webhook: dict[str, Any]) -> None:
    """A webhook with `require_login` takes calls of users only."""
    ask.patched(webhook, require_login=True)
    assert ask.as_(None)("GET", "webhook/signup/call")[0] == 401
    assert ask("GET", "webhook/signup/call")[0] == 200


def test_disabled_webhook_is_not_called(ask: Asking, webhook: dict[str, Any]) -> None:
    """A call of a disabled webhook says that it is disabled."""
    ask.patched(webhook, is_enabled=False)
    expected = {"error": "webhook 'signup' is not enabled"}
    assert ask("GET", "webhook/signup/call") == (403, expected)


def test_missing_webhook_or_flow_is_said(ask: Asking, webhook: dict[str, Any]) -> None:
    """A call needs a webhook that is there, and a flow behind it."""
    assert ask("GET", "webhook/nope/call")[0] == 404
    ask("DELETE", f"flow/{webhook['flow_id']}")
    expected = {"error": "the flow of webhook 'signup' is not there"}
    assert ask("GET", "webhook/signup/call") == (404, expected)
    ask("DELETE", f"webhook/{webhook['id']}")
    assert ask("GET", "webhook/signup/call")[1]["error"] == "there is no webhook 'signup'"


@pytest.mark.usefixtures("webhook")
def test_broken_payload_is_refused(ask: Asking) -> None:
    """A body that says it is JSON and is not starts nothing; one of another type is passed by."""
    path = "/api/latest/webhook/signup/call"
    broken = Request("POST", path, headers={"content-type": "application/json"}, body=b"{")
    text = Request("POST", path, headers={"content-type": "text/plain"}, body=b"{")
    assert called(ask, broken)[0] == 400
    assert "json" not in called(ask, text)[1]["input_value"]


def test_webhook_called_call_is_called(ask: Asking) -> None:
    """A webhook whose name is the word of the path is called like any other."""
    ask.made("flow", name="f1")
    ask.made("webhook", name="call", flow_name="f1", is_enabled=True)
    assert ask("GET", "webhook/call/call/x")[1]["input_value"]["path"] == "x"
