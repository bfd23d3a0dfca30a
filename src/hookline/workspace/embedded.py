"""The embedded workspace as a transport: a request in, an answer out, no network between."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hookline.model.http import Request, Response
from hookline.model.values import JSON
from hookline.workspace.answers import Answers
from hookline.workspace.fields import SERVER_SET, RecordType, record_type
from hookline.workspace.filters import parse_filter
from hookline.workspace.records import Records
from hookline.workspace.refusal import Refusal, missing
from hookline.workspace.store import Store
from hookline.workspace.switches import LIKELIEST, DeletedNames, Switches

if TYPE_CHECKING:
    from hookline.workspace.writes import Writer

LOCAL = "local"
"""The user who uses the workspace in-process, unless another is named."""

PREFIX = "/api/latest/"
"""What every path begins with."""

HISTORY = "hookline-history"
"""Below a record: its changes and their commit messages. Hookline's own, the Engine has none."""

EXECUTIONS = "hookline-executions"
"""Below a webhook: the calls it got. Hookline's own, the Engine has none."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class EmbeddedWorkspace:
    """The Engine's documented REST interface over one SQLite file."""

    path: Path
    """The file; it is made by the first write."""
    address: str = ""
    """Where it is served, for the `url` of webhooks; empty when it is not."""
    now: Callable[[], datetime] = _utc_now
    """Tells the time, with its zone."""
    patience: float = 10.0
    """How long to wait for another process that is writing, in seconds."""
    user: str = LOCAL
    """In whose name `send` asks, without a login; a name that is new becomes a user with the first
    write. So two people share one file: each has a workspace of their own name over it."""
    switches: Switches = LIKELIEST
    """How it behaves where the Engine's documentation says nothing."""

    def send(self, request: Request) -> Response:
        """Answer a request of `user`.

        Raises `NeedsMending` (`API-FORMAT`) for a file that cannot be used, and `Locked`.
        """
        return self.answer(request, self.user)

    def answer(self, request: Request, identity: str | None) -> Response:
        """Answer a request of the user called `identity`; None is somebody not logged in."""
        try:
            status, body = self._route(request, identity)
        except Refusal as refusal:
            said: dict[str, JSON] = {"error": refusal.words}
            if refusal.field:
                said["field"] = refusal.field
            if refusal.record_id:
                said["id"] = refusal.record_id
            status, body = refusal.status, said
        if status == 204:
            return Response(204)
        return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())

    def _route(self, request: Request, identity: str | None) -> tuple[int, JSON]:
        """Find out what is asked: a call, a list, or one record and what is below it."""
        parts = _split(request.path)
        if parts == ["alive"] and request.method == "GET":
            return 200, {"alive": True}
        if len(parts) >= 3 and parts[0] == "webhook" and parts[2] == "call":
            return 200, self._call(request, parts[1], identity)
        if identity is None:
            raise Refusal(401, "log in first")
        if not 1 <= len(parts) <= 3:
            raise Refusal(404, f"there is nothing at {request.path}")
        kind = record_type(parts[0])
        asked = _Asked(self, request, kind, identity)
        if len(parts) == 1:
            return _by_method(request, {"GET": asked.listing, "POST": asked.create})
        one = parts[1]
        if len(parts) == 3:
            return _by_method(request, {"GET": lambda: asked.below(one, parts[2])})
        return _by_method(
            request,
            {
                "GET": lambda: asked.read(one),
                "PATCH": lambda: asked.update(one),
                "DELETE": lambda: asked.delete(one),
            },
        )

    def _call(self, request: Request, name: str, identity: str | None) -> JSON:
        # A plan neither calls nor writes, and must not pay for what only those need.
        from hookline.workspace.calls import CALL_METHODS, call

        if request.method not in CALL_METHODS:
            raise Refusal(405, f"a webhook is called with {', '.join(CALL_METHODS)}")
        below = "/".join(request.path.removeprefix(PREFIX).split("/")[3:])
        store = Store(self.path, self.patience)
        # A call that finds no workspace finds no webhook either, and is no reason to make one.
        with store.writing() if self.path.exists() else store.reading() as connection:
            return call(
                Records(connection),
                name,
                below,
                request,
                logged_in=identity is not None,
                now=self.now,
            )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request about records of one type."""

    workspace: EmbeddedWorkspace
    request: Request
    kind: RecordType
    identity: str

    def listing(self) -> tuple[int, JSON]:
        wanted = self._wanted_fields()
        chosen = parse_filter(self.request.query.get("filter"))
        with self._store().reading() as connection:
            records = Records(connection)
            answers = Answers.of(records, self.workspace.address)
            shown = [answers.show(self.kind.name, found) for found in records.all(self.kind.name)]
        # The trash is out of sight for whoever does not ask for it.
        kept = [
            record
            for record in shown
            if (not record["is_deleted"] or "is_deleted" in chosen.fields) and chosen.keeps(record)
        ]
        return 200, [self._enveloped(_only(record, wanted)) for record in kept]

    def read(self, one: str) -> tuple[int, JSON]:
        with self._store().reading() as connection:
            records = Records(connection)
            return 200, self._enveloped(self._shown(records, self._find(records, one)))

    def below(self, one: str, what: str) -> tuple[int, JSON]:
        with self._store().reading() as connection:
            records = Records(connection)
            record_id = str(self._find(records, one)["id"])
            if what == HISTORY:
                return 200, records.history(record_id)
            if what == EXECUTIONS and self.kind.name == "webhook":
                return 200, records.executions(record_id)
        raise Refusal(404, f"there is nothing at {self.request.path}")

    def create(self) -> tuple[int, JSON]:
        sent = self._body()
        with self._store().writing() as connection:
            records = Records(connection)
            made = self._writer(records).create(self.kind, sent)
            return 200, self._enveloped(self._shown(records, made))

    def update(self, one: str) -> tuple[int, JSON]:
        sent = self._body()
        with self._store().writing() as connection:
            records = Records(connection)
            found = self._find(records, one)
            if found["is_deleted"]:
                raise missing(self.kind.name, one)
            changed = self._writer(records).update(self.kind, found, sent)
            return 200, self._enveloped(self._shown(records, changed))

    def delete(self, one: str) -> tuple[int, JSON]:
        permanently = self.request.query.get("permanently") == "true"
        with self._store().writing() as connection:
            records = Records(connection)
            found = self._find(records, one)
            self._writer(records).delete(self.kind, found, permanently=permanently)
        return 204, None

    def _store(self) -> Store:
        return Store(self.workspace.path, self.workspace.patience)

    def _writer(self, records: Records) -> "Writer":
        from hookline.workspace.writes import Writer

        at = self.workspace.now().isoformat()
        return Writer(records, self.identity, at, self.workspace.switches)

    def _find(self, records: Records, one: str) -> dict[str, JSON]:
        by = self.request.query.get("by", "id")
        if by not in ("id", "name"):
            raise Refusal(400, f"by: must be id or name, not {by!r}")
        if by == "id":
            found = records.by_id(self.kind.name, one)
        else:
            found = records.by_name(self.kind.name, one)
            if found is None and self.workspace.switches.deleted_names is DeletedNames.TAKEN:
                # Whoever has the name is answered by it, until the trash lets it go.
                found = records.in_trash(self.kind.name, one)
        if found is None:
            raise missing(self.kind.name, one)
        return found

    def _shown(self, records: Records, record: Mapping[str, JSON]) -> dict[str, JSON]:
        return Answers.of(records, self.workspace.address).show(self.kind.name, record)

    def _enveloped(self, record: dict[str, JSON]) -> JSON:
        return record if self.request.query.get("plain") == "true" else {self.kind.name: record}

    def _wanted_fields(self) -> frozenset[str] | None:
        """Give the properties asked for; None for all. What is never answered is left out."""
        named = [name for name in self.request.query.get("fields", "").split(",") if name]
        for name in named:
            if not (self.kind.is_open or name in self.kind.fields or name in SERVER_SET):
                raise Refusal(422, f"fields: a {self.kind.name} has no property {name!r}", name)
        return frozenset(named) if named else None

    def _body(self) -> dict[str, JSON]:
        try:
            body = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise Refusal(400, "the body is not JSON") from error
        if not isinstance(body, dict):
            raise Refusal(400, "the body must be a JSON object of properties")
        return body


def _only(record: dict[str, JSON], wanted: frozenset[str] | None) -> dict[str, JSON]:
    return record if wanted is None else {name: record[name] for name in record if name in wanted}


def _split(path: str) -> list[str]:
    """Give the decoded segments of a path below the prefix."""
    if not path.startswith(PREFIX):
        raise Refusal(404, f"there is nothing at {path}")
    try:
        segments = path.removeprefix(PREFIX).split("/")
        return [unquote(segment, errors="strict") for segment in segments]
    except UnicodeDecodeError as error:
        raise Refusal(400, "the path is not UTF-8") from error


def _by_method(
    request: Request, ways: Mapping[str, Callable[[], tuple[int, JSON]]]
) -> tuple[int, JSON]:
    if request.method not in ways:
        raise Refusal(405, f"{request.path} takes {', '.join(ways)}, not {request.method}")
    return ways[request.method]()
