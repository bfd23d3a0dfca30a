"""One request and one answer of the workspace's REST interface, whatever carries them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a workspace."""

    method: str
    """`GET`, `POST`, `PATCH`, `DELETE`, and for calls of a webhook `HEAD` and `PUT` too."""
    path: str
    """The percent-encoded path below the workspace's address, from `/api/…` on."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Query parameters, decoded."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header names in lower case → values."""
    body: bytes = field(default=b"", repr=False)
    """The body, empty when there is none; not shown, because it may hold a secret."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a workspace answers."""

    status: int
    """The HTTP status."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header names in lower case → values."""
    body: bytes = field(default=b"", repr=False)
    """The decoded body."""


class Transport(Protocol):
    """Carries a request to a workspace: a function call, or HTTP."""

    def send(self, request: Request) -> Response:
        """Give the answer to `request`; raises `Unreachable` when there is none."""
        ...
