"""Reading a workspace through its REST interface (ENGINE 1)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

from hookline.model.codes import Code
from hookline.model.errors import Blocked, HooklineError
from hookline.model.http import Request, Response, Transport
from hookline.model.record import Record, WorkspaceIdentity
from hookline.remote.answers import Envelope, is_success, refusal, unusable

_ROOT = "/api/latest"
_ALWAYS = ("id", "name", "is_deleted")
_Listed: TypeAlias = list[Record]
"""Spelled here because `list` is a method inside the class."""
_IDENTIFYING_TYPES = ("project", "bundle", "flow", "webhook")
"""Record types to know a workspace by, those first of which it has the fewest: nothing that is
documented asks for one record of a list only (ENGINE 1)."""
_ACTING_TYPES = ("user", "webhook", "schedule")
"""Record types of identities that may have changed a record, the likeliest first."""


class EngineReader:
    """A workspace that can be read and not written; a `WorkspaceReader`."""

    def __init__(self, transport: Transport, address: str) -> None:
        """Read through `transport`; `address` is how the target names the workspace."""
        self._transport = transport
        self._address = address

    def identity(self) -> WorkspaceIdentity:
        """Say which workspace answers, by the `workspace_id` of any record that may be read.

        Stops at the first record type that has one.
        """
        for record_type in _IDENTIFYING_TYPES:
            for record in self.list(record_type, ["workspace_id"]):
                workspace_id = record.text("workspace_id")
                if workspace_id:
                    return WorkspaceIdentity(self._address, workspace_id)
        return WorkspaceIdentity(self._address, None)

    def list(self, record_type: str, fields: Sequence[str] = ()) -> list[Record]:
        """Give every record of a type that is not in the trash; all fields when none are named.

        Raises `Blocked` (`API-AMBIGUOUS`) when two of them have one name.
        """
        query = {"fields": ",".join(dict.fromkeys([*_ALWAYS, *fields]))} if fields else {}
        return self._listed(record_type, query, f"listing every {record_type}")

    def by_id(self, record_type: str, record_id: str) -> Record | None:
        """Give the record with this id; None when there is none, or it is in the trash."""
        doing = f"reading {record_type} {record_id}"
        response = self._send(Request("GET", self._path(record_type, record_id)))
        record = self._found(response, Envelope(record_type, doing))
        if record is not None and record.id != record_id:
            raise unusable(doing, f"the workspace answered the record {record.id}")
        return record

    def by_name(self, record_type: str, name: str) -> Record | None:
        """Give the record with this name; None when there is none.

        Raises `Blocked` (`API-AMBIGUOUS`) when there are two.
        """
        doing = f"reading {record_type} {name!r}"
        if not _travels(name):
            return self._filtered(record_type, name, doing)
        response = self._send(Request("GET", self._path(record_type, name), {"by": "name"}))
        record = self._found(response, Envelope(record_type, doing))
        if record is not None and record.name != name:
            raise unusable(doing, f"the workspace answered the record {record.name!r}")
        return record

    def in_trash(self, record_type: str, name: str) -> Record | None:
        """Give the deleted record whose name the workspace does not give to another yet, or None.

        A workspace that keeps such names taken answers the record to a read by name, one that
        frees them answers 404 (ENGINE 6: nobody knows which the Engine does). A name that does not
        travel in a path is not asked for: no definition may have it.
        """
        if not _travels(name):
            return None
        doing = f"looking for {record_type} {name!r} in the trash"
        response = self._send(Request("GET", self._path(record_type, name), {"by": "name"}))
        record = self._answered(response, Envelope(record_type, doing))
        is_it = record and record.name == name and record.values.get("is_deleted")
        return record if is_it else None

    def people(self, ids: Iterable[str]) -> dict[str, str]:
        """Give id → name of those identities, as `modified_by` names them, that may be read.

        Somebody who was deleted is named too. What is missing or refused is left out: a name is a
        courtesy, and nothing fails for want of it. A workspace that does not answer as it should is
        not asked for the rest.
        """
        named: dict[str, str] = {}
        for identity in dict.fromkeys(ids):
            try:
                name = self._name_of(identity)
            except HooklineError:
                break
            if name:
                named[identity] = name
        return named

    def _name_of(self, identity: str) -> str:
        """Give the name of one identity; empty when none is answered."""
        if not _travels(identity):
            return ""
        for record_type in _ACTING_TYPES:
            response = self._send(Request("GET", self._path(record_type, identity)))
            if is_success(response):
                record = Envelope(record_type, f"reading {record_type} {identity}").one(response)
                return record.name if record.id == identity else ""
        return ""

    def _filtered(self, record_type: str, name: str, doing: str) -> Record | None:
        condition = json.dumps({"field": "name", "op": "eq", "value": name})
        named = self._listed(record_type, {"filter": condition}, doing)
        return next((record for record in named if record.name == name), None)

    def _listed(self, record_type: str, query: Mapping[str, str], doing: str) -> _Listed:
        response = self._send(Request("GET", f"{_ROOT}/{record_type}", {"plain": "true", **query}))
        if not is_success(response):
            raise refusal(response, doing)
        found = Envelope(record_type, doing).many(response)
        kept = [record for record in found if not record.values.get("is_deleted")]
        _refuse_namesakes(kept)
        return kept

    def _found(self, response: Response, envelope: Envelope) -> Record | None:
        record = self._answered(response, envelope)
        return None if record is None or record.values.get("is_deleted") else record

    def _answered(self, response: Response, envelope: Envelope) -> Record | None:
        """Give the record of an answer, one of the trash too; None when there is none."""
        if response.status == 404:
            return None
        if not is_success(response):
            raise refusal(response, envelope.doing)
        return envelope.one(response)

    def _path(self, record_type: str, one: str) -> str:
        return f"{_ROOT}/{record_type}/{quote(one, safe='')}"

    def _send(self, request: Request) -> Response:
        return self._transport.send(request)


def _travels(name: str) -> bool:
    """Say whether `name` survives as a segment of a path through every proxy on the way.

    A `.` or `..` is folded away, an encoded slash is decoded or refused by many; then a 404
    would say nothing about the record. Such names are looked for by a filter.
    """
    return name.strip(".") != "" and "/" not in name and "\\" not in name


def _refuse_namesakes(records: Sequence[Record]) -> None:
    seen: dict[str, Record] = {}
    for record in records:
        other = seen.setdefault(record.name, record)
        if other is not record and record.name:
            raise Blocked.because(
                Code.API_AMBIGUOUS,
                f"the workspace has two records of type {record.type} called {record.name!r}:"
                f" {other.id} and {record.id}",
                hint="rename or delete one of them in the workspace",
            )
