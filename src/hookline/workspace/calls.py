"""Calls of a webhook: who may, and what its flow would receive (ENGINE 4).

No flow runs here. The call is recorded as an execution and answered with its input.
"""

import hmac
import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote
from uuid import uuid4

from hookline.model.http import Request
from hookline.model.values import JSON, Values
from hookline.workspace.records import Records
from hookline.workspace.refusal import Refusal, missing

CALL_METHODS = ("GET", "DELETE", "HEAD", "POST", "PUT", "PATCH")
"""The methods a webhook can be called with."""

_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})


def call(
    records: Records,
    name: str,
    below: str,
    request: Request,
    *,
    logged_in: bool,
    now: Callable[[], datetime],
) -> dict[str, JSON]:
    """Call the webhook `name`; `below` is the path after `/call`, empty when there is none.

    Gives the execution: its id, its flow and its `input_value`, without the caller's key, cookie
    or authorization. Refuses with 401 (login needed), 403 (disabled, or the key is wrong) or 404.
    """
    webhook = records.by_name("webhook", name)
    if webhook is None:
        raise missing("webhook", name)
    if not webhook["is_enabled"]:
        raise Refusal(403, f"webhook {name!r} is not enabled")
    if webhook["require_login"] and not logged_in:
        raise Refusal(401, f"webhook {name!r} requires a login")
    payload = _payload(request)
    if webhook["key"]:
        _check_key(webhook, request, payload)
        if isinstance(payload, dict):
            payload = {key: value for key, value in payload.items() if key != "key"}
    flow = records.by_id("flow", str(webhook["flow_id"]))
    if flow is None or flow["is_deleted"]:
        raise Refusal(404, f"the flow of webhook {name!r} is not there")
    return _executed(records, webhook, flow, _input(request, payload, below), now().isoformat())


def _payload(request: Request) -> JSON:
    """Give the JSON body; None when there is none, or it is said to be something else."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if not request.body or kind != "application/json":
        return None
    try:
        payload: JSON = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "the body is not JSON, although its content type says so") from error
    return payload


def _check_key(webhook: Values, request: Request, payload: JSON) -> None:
    given = request.query.get("key")
    if given is None and isinstance(payload, dict):
        inside = payload.get("key")
        given = inside if isinstance(inside, str) else None
    if given is None:
        raise Refusal(403, f"webhook {webhook['name']!r} requires its key")
    if not hmac.compare_digest(given.encode(), str(webhook["key"]).encode()):
        raise Refusal(403, f"the key is not the one of webhook {webhook['name']!r}")


def _input(request: Request, payload: JSON, below: str) -> dict[str, JSON]:
    """Give `input_value`: the parts that the request has, without anything that lets in."""
    headers: dict[str, JSON] = {
        name: value for name, value in request.headers.items() if name not in _CREDENTIALS
    }
    parts: dict[str, JSON] = {"method": request.method}
    if headers:
        parts["headers"] = headers
    if payload is not None:
        parts["json"] = payload
    if below:
        parts["path"] = unquote(below)
    return parts


def _executed(
    records: Records, webhook: Values, flow: Values, received: dict[str, JSON], at: str
) -> dict[str, JSON]:
    execution_id = str(uuid4())
    records.execute(execution_id, str(webhook["id"]), str(flow["id"]), at, received)
    # The record says when it was last active, which is no change of it.
    records.keep("webhook", {**webhook, "last_activity": at})
    return {"execution_id": execution_id, "flow_name": flow["name"], "input_value": received}
