"""Ways to speak to a workspace in tests: in-process, really served, or a function's answers."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hookline.model.http import Request, Response
from hookline.model.values import JSON
from hookline.workspace.embedded import LOCAL, EmbeddedWorkspace
from hookline.workspace.served import Doorkeeper, address_of, listen, make_server
from hookline.workspace.switches import LIKELIEST, Switches

PASSWORD = "correct horse battery staple"


@contextmanager
def serving(
    path: Path, user: str = "admin", password: str = PASSWORD, switches: Switches = LIKELIEST
) -> Iterator[str]:
    """Serve the embedded workspace at `path` on a free port; gives its address."""
    with listen("127.0.0.1", 0) as opened:
        address = address_of(opened)
        workspace = EmbeddedWorkspace(path, address, switches=switches)
        server = make_server(workspace, Doorkeeper(user, password))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join()


@dataclass
class Answering:
    """A transport whose answers a function gives; remembers what was asked."""

    answer: Callable[[Request], Response]
    asked: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Response:
        """Give the function's answer."""
        self.asked.append(request)
        return self.answer(request)


def json_response(body: JSON, status: int = 200, *, cookies: str = "") -> Response:
    """Give a JSON answer, with cookies when there are any."""
    headers = {"content-type": "application/json; charset=utf-8"}
    if cookies:
        headers["set-cookie"] = cookies
    return Response(status, headers, json.dumps(body).encode())


@dataclass(frozen=True)
class Asking:
    """Sends raw requests to an embedded workspace and opens the JSON of its answers."""

    workspace: EmbeddedWorkspace
    identity: str | None = LOCAL

    def __call__(
        self,
        method: str,
        path: str,
        body: JSON = None,
        query: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Give the status and the body of the answer to a request below `/api/latest/`."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"content-type": "application/json"}
        request = Request(method, f"/api/latest/{path}", query or {}, headers, content)
        answer = self.workspace.answer(request, self.identity)
        return answer.status, json.loads(answer.body) if answer.body else None

    def made(self, record_type: str, **values: JSON) -> dict[str, Any]:
        """Create a record and give it as answered."""
        status, record = self("POST", record_type, dict(values), {"plain": "true"})
        assert status == 200, record
        assert isinstance(record, dict)
        return record

    def patched(self, record: Mapping[str, Any], **values: JSON) -> tuple[int, Any]:
        """Change a webhook and give the status and the bare record, or the refusal."""
        return self("PATCH", f"webhook/{record['id']}", dict(values), {"plain": "true"})

    def as_(self, identity: str | None) -> "Asking":
        """Ask as another user; None is somebody who is not logged in."""
        return replace(self, identity=identity)
