import json
from typing import Any

import pytest

from hookline.model.http import Request
from tests.support.engine import Asking

PLAIN = {"plain": "true"}


def listed(ask: Asking, condition: object, **query: str) -> list[Any]:
    """Give the names that a list with this filter answers."""
    text = condition if isinstance(condition, str) else json.dumps(condition)
    status, records = ask("GET", "webhook", query={**PLAIN, "filter": text, **query})
    assert status == 200, records
    return [record["name"] for record in records]


def test_alive_needs_no_login(ask: Asking) -> None:
    """Whoever asks learns that the workspace is alive."""
    assert ask.as_(None)("GET", "alive") == (200, {"alive": True})


def test_everything_else_needs_a_login(ask: Asking) -> None:
    """Somebody who is not logged in reads and writes nothing."""
    stranger = ask.as_(None)
    assert stranger("GET", "webhook") == (401, {"error": "log in first"})
    assert stranger("POST", "webhook", {"name": "x"})[0] == 401
    assert stranger("DELETE", "webhook/x")[0] == 401


def test_reading_makes_no_file(ask: Asking) -> None:
    """A workspace that was never written reads as empty, and its file is not made by that."""
    assert ask("GET", "webhook", query=PLAIN) == (200, [])
    assert ask("GET", "webhook/x")[0] == 404
    assert list(ask.workspace.path.parent.iterdir()) == []


def test_record_is_wrapped_unless_plain(ask: Asking) -> None:
    """A record is answered inside its type, and bare with `plain=true`, in lists as well."""
    made = ask.made("flow", name="f1")
    path = f"flow/{made['id']}"
    assert ask("GET", path) == (200, {"flow": made})
    assert ask("GET", path, query=PLAIN) == (200, made)
    assert ask("GET", "flow") == (200, [{"flow": made}])
    assert ask("GET", "flow", query=PLAIN) == (200, [made])


@pytest.mark.parametrize(
    "name", ["a b", "a/b", "ä%41", "?x=1#y", "..", "+", "'; DROP TABLE record"]
)
def test_names_are_read_from_their_encoded_form(ask: Asking, name: str) -> None:
    """A name with any characters is found by its percent-encoded form."""
    made = ask.made("flow", name=name)
    encoded = "".join(f"%{byte:02X}" for byte in name.encode())
    assert ask("GET", f"flow/{encoded}", query={"by": "name", **PLAIN}) == (200, made)


def test_list_gives_the_fields_asked_for(ask: Asking) -> None:
    """`fields` names what is answered; what is never answered is left out."""
    ask.made("webhook", name="a", key="s3cret")
    query = {**PLAIN, "fields": "name,is_enabled,key"}
    assert ask("GET", "webhook", query=query) == (200, [{"name": "a", "is_enabled": False}])


def test_list_of_an_unknown_field_is_refused(ask: Asking) -> None:
    """A property that a webhook does not have is named."""
    status, body = ask("GET", "webhook", query={"fields": "nmae"})
    assert (status, body["error"]) == (422, "fields: a webhook has no property 'nmae'")


def test_filter_by_equality_and_pattern(ask: Asking) -> None:
    """`eq` compares value and type, `like` knows `%` and `_`, and `and` combines them."""
    for name in ("my-a", "my-b", "My-c", "other", "my.d"):
        ask.made("webhook", name=name, is_enabled=name == "my-b")
    enabled = {"field": "is_enabled", "op": "eq", "value": True}
    mine = {"field": "name", "op": "like", "value": "my-%"}
    assert listed(ask, {"field": "name", "op": "eq", "value": "my-a"}) == ["my-a"]
    assert listed(ask, mine) == ["my-a", "my-b"]
    assert listed(ask, {"field": "name", "op": "like", "value": "my.%"}) == ["my.d"]
    assert listed(ask, {"field": "name", "op": "like", "value": "m__d"}) == ["my.d"]
    assert listed(ask, {"and": [mine, enabled]}) == ["my-b"]
    assert listed(ask, {"and": []}) == ["My-c", "my-a", "my-b", "my.d", "other"]
    assert listed(ask, {"field": "is_enabled", "op": "eq", "value": 1}) == []


def test_filter_works_on_fields_that_are_not_asked_for(ask: Asking) -> None:
    """What a list is filtered by need not be in its answer."""
    ask.made("webhook", name="a", is_enabled=True)
    ask.made("webhook", name="b")
    condition = {"field": "is_enabled", "op": "eq", "value": True}
    assert listed(ask, condition, fields="name") == ["a"]


def test_trash_is_listed_for_whoever_asks(ask: Asking) -> None:
    """Deleted records are listed only where the filter speaks of `is_deleted`."""
    ask.made("webhook", name="kept")
    gone = ask.made("webhook", name="gone")
    ask("DELETE", f"webhook/{gone['id']}")
    assert listed(ask, {"field": "is_deleted", "op": "eq", "value": True}) == ["gone"]
    assert listed(ask, {"and": []}) == ["kept"]


def test_key_cannot_be_found_out_by_a_filter(ask: Asking) -> None:
    """A filter sees only what an answer shows."""
    ask.made("webhook", name="a", key="s3cret")
    assert listed(ask, {"field": "key", "op": "like", "value": "s%"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[" * 100_000,
        "[]",
        '{"field": "name"}',
        '{"field": 1, "op": "eq", "value": 1}',
        '{"field": "name", "op": "gt", "value": 1}',
        '{"field": "name", "op": "like", "value": 1}',
        '{"and": {"field": "name", "op": "eq", "value": 1}}',
    ],
)
def test_filter_that_is_none_is_refused(ask: Asking, text: str) -> None:
    """A filter of another form is refused in words, never ignored."""
    status, body = ask("GET", "webhook", query={"filter": text})
    assert status == 400
    assert body["error"].startswith("filter: ")


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "nonsense", 404, "there is no record type 'nonsense'"),
        ("GET", "webhook/none", 404, "there is no webhook 'none'"),
        ("GET", "webhook/none/nonsense", 404, "there is no webhook 'none'"),
        ("GET", "a/b/c/d", 404, "there is nothing at /api/latest/a/b/c/d"),
        ("PUT", "webhook", 405, "/api/latest/webhook takes GET, POST, not PUT"),
        ("POST", "webhook/x", 405, "/api/latest/webhook/x takes GET, PATCH, DELETE, not POST"),
        ("GET", "webhook/%FF", 400, "the path is not UTF-8"),
    ],
)
def test_what_is_not_there_is_said(
    ask: Asking, method: str, path: str, status: int, words: str
) -> None:
    """A path or a method that leads nowhere is answered in words, as JSON."""
    assert ask(method, path) == (status, {"error": words})


def test_paths_outside_of_the_interface_lead_nowhere(ask: Asking) -> None:
    """Only what is below `/api/latest/` is answered."""
    assert ask.workspace.send(Request("GET", "/api/10/webhook")).status == 404


def test_read_by_something_else_is_refused(ask: Asking) -> None:
    """`by` is `id` or `name`."""
    assert ask("GET", "webhook/x", query={"by": "url"})[0] == 400


def test_nothing_more_is_below_a_record(ask: Asking) -> None:
    """Below a record there are Hookline's own two lists and nothing else."""
    flow = ask.made("flow", name="f1")
    assert ask("GET", f"flow/{flow['id']}/hookline-history")[0] == 200
    assert ask("GET", f"flow/{flow['id']}/hookline-executions")[0] == 404
    assert ask("GET", f"flow/{flow['id']}/other")[0] == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_bodies_that_are_no_object_are_refused(ask: Asking, body: bytes) -> None:
    """A write takes a JSON object and says so."""
    answer = ask.workspace.send(Request("POST", "/api/latest/webhook", body=body))
    assert answer.status == 400
    assert "the body" in json.loads(answer.body)["error"]
