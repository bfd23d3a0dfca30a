"""The embedded workspace over HTTP on this machine, for users who log in.

Needs the extra `serve`: Starlette and uvicorn.
"""

import hmac
import json
import secrets
import socket
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.http import Request, Response
from hookline.workspace.embedded import EmbeddedWorkspace

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request as WebRequest
    from starlette.responses import Response as WebResponse

LOGIN_PATH = "/api/latest/auth/login"
"""Where a user logs in."""

LARGEST_BODY = 16 * 1024 * 1024
"""The most bytes a request may have."""

_COOKIE = "hookline_session"
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_LOOPBACK = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1", "::1": "::1"}


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Lets the one user in, and knows who is."""

    user: str
    """Who may log in."""
    password: str = field(repr=False)
    """With what."""
    sessions: dict[str, str] = field(default_factory=dict, repr=False)
    """Session cookie → user, for as long as the workspace is served."""

    def log_in(self, body: bytes) -> Response:
        """Answer a login: 200 and a session cookie, or 401."""
        try:
            given = json.loads(body)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict) or not self._is_right(given):
            return _json(401, {"error": "the user or the password is wrong"})
        session = secrets.token_urlsafe(32)
        self.sessions[session] = self.user
        answer = _json(200, {"identity_id": self.user, "name": self.user})
        cookie = f"{_COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict"
        return replace(answer, headers={**answer.headers, "set-cookie": cookie})

    def who(self, cookie: str | None) -> str | None:
        """Give the user whose session cookie this is; None when nobody is logged in by it."""
        return self.sessions.get(cookie or "")

    def _is_right(self, given: dict[str, object]) -> bool:
        user, password = str(given.get("user_name")), str(given.get("password"))
        # Both are compared whatever the first gives, so that the time tells nothing.
        right = [
            hmac.compare_digest(user.encode(), self.user.encode()),
            hmac.compare_digest(password.encode(), self.password.encode()),
        ]
        return all(right)


def application(workspace: EmbeddedWorkspace, doorkeeper: Doorkeeper) -> "Starlette":
    """Make the web application that answers as `workspace` to those whom `doorkeeper` knows."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response as WebResponse
    from starlette.routing import Route

    async def answer(asked: "WebRequest") -> "WebResponse":
        body = await _body(asked)
        if body is None:
            given = _json(413, {"error": f"a body has at most {LARGEST_BODY:,} bytes"})
        else:
            identity = doorkeeper.who(asked.cookies.get(_COOKIE))
            given = await run_in_threadpool(
                _answer, workspace, doorkeeper, _request(asked, body), identity
            )
        return WebResponse(given.body, given.status, dict(given.headers))

    return Starlette(routes=[Route("/{path:path}", answer, methods=_METHODS)])


def _answer(
    workspace: EmbeddedWorkspace, doorkeeper: Doorkeeper, request: Request, identity: str | None
) -> Response:
    if request.path == LOGIN_PATH and request.method == "POST":
        return doorkeeper.log_in(request.body)
    try:
        return workspace.answer(request, identity)
    except HooklineError as error:
        return _json(503, {"error": str(error)})


async def _body(asked: "WebRequest") -> bytes | None:
    """Read the body; None when it is larger than it may be."""
    body = bytearray()
    async for part in asked.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _request(asked: "WebRequest", body: bytes) -> Request:
    """Give the request as transports carry it: the path stays encoded as it came."""
    return Request(
        asked.method,
        asked.scope["raw_path"].decode("ascii"),
        dict(asked.query_params),
        dict(asked.headers),
        body,
    )


def _json(status: int, body: dict[str, object]) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())


def listen(host: str, port: int) -> socket.socket:
    """Open the socket to serve at; port 0 takes a free one.

    Raises `NeedsMending`: `CFG-URL` when `host` is not this machine, `CFG-VALUE` when the port is
    taken.
    """
    if host not in _LOOPBACK:
        raise NeedsMending.because(
            Code.CFG_URL,
            f"the embedded workspace is served on this machine only, not at {host!r}",
            hint=f"choose one of {', '.join(_LOOPBACK)}",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns off the delay of small packets: 40 ms an answer.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((_LOOPBACK[host], port))
        # From here on a caller waits instead of being refused, so that the address may be told.
        opened.listen()
    except OSError as error:
        opened.close()
        raise NeedsMending.because(
            Code.CFG_VALUE,
            f"port {port} cannot be listened at: {error.strerror}",
            hint="choose another with --port, or 0 for a free one",
        ) from error
    return opened


def address_of(opened: socket.socket) -> str:
    """Give the address that leads to an open socket, `http://HOST:PORT`."""
    host, port = opened.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(workspace: EmbeddedWorkspace, doorkeeper: Doorkeeper) -> "uvicorn.Server":
    """Make the server; it serves with `run(sockets=[…])` until `should_exit` or Ctrl-C.

    Raises `NeedsMending` (`CFG-EXTRA`) when the extra `serve` is not installed.
    """
    try:
        import uvicorn

        served = application(workspace, doorkeeper)
    except ImportError as error:
        raise NeedsMending.because(
            Code.CFG_EXTRA,
            f"serving a workspace needs {error.name}, which is not installed",
            hint="pip install 'hookline[serve]'",
        ) from error
    return uvicorn.Server(
        uvicorn.Config(served, log_level="warning", access_log=False, lifespan="off", ws="none")
    )
