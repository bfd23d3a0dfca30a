"""Writing a workspace through its REST interface (ENGINE 1)."""

import json
from collections.abc import Mapping

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, OtherRecord, Stale, Unreachable
from hookline.model.http import Request, Response
from hookline.model.record import Record
from hookline.model.values import JSON, Values
from hookline.remote.answers import NOT_SHOWN, Envelope, is_success, lost, refusal
from hookline.remote.reader import EngineReader

_JSON = {"content-type": "application/json"}
_SECRET = "key"  # noqa: S105  the name of the property, not a secret


class EngineWriter(EngineReader):
    """A workspace that can be written as well; a `WorkspaceWriter`.

    Each write raises `AnswerLost` when it may have been carried out and no usable answer says so.
    """

    def create(self, record_type: str, values: Values, message: str) -> Record:
        """Make a record, with a commit message; gives what the workspace answered.

        Raises `Stale` (`API-CONFLICT`) when there is a record of that name now, which a POST
        might overwrite (ENGINE 1), or when the answer shows that one came in between.
        """
        name = str(values.get("name", ""))
        doing = f"creating {record_type} {name!r}"
        present = self.by_name(record_type, name)
        if present is not None:
            raise self._taken(doing, present)
        response = self._write("POST", f"/api/latest/{record_type}", values, message)
        record = self._written(response, record_type, doing, values)
        if record.name != name:
            raise _other_record(doing, f"called {record.name!r}", record)
        maker, writer = record.text("created_by"), record.text("modified_by")
        if maker and writer and maker != writer:
            raise _other_record(doing, "that somebody else had made", record)
        return record

    def update(self, record_type: str, record_id: str, values: Values, message: str) -> Record:
        """Change the named properties of a record, with a commit message.

        Raises `Stale`: `API-REFUSED` when the record is gone, `API-CONFLICT` when the workspace
        wrote another one.
        """
        doing = f"updating {record_type} {record_id}"
        response = self._write("PATCH", self._path(record_type, record_id), values, message)
        record = self._written(response, record_type, doing, values)
        if record.id != record_id:
            raise _other_record(doing, f"with the id {record.id}", record)
        return record

    def delete(self, record_type: str, record_id: str) -> None:
        """Move a record to the trash; done as well when it is not there."""
        response = self._send(Request("DELETE", self._path(record_type, record_id)))
        if not is_success(response) and response.status != 404:
            raise _refused(response, f"deleting {record_type} {record_id}")

    def _write(self, method: str, path: str, values: Values, message: str) -> Response:
        body: dict[str, JSON] = {**values, "commit_message": message}
        query = {"plain": "true"} if method == "POST" else {}
        return self._send(Request(method, path, query, _JSON, json.dumps(body).encode()))

    def _written(
        self, response: Response, record_type: str, doing: str, sent: Mapping[str, JSON]
    ) -> Record:
        held_secret = isinstance(sent.get(_SECRET), str)
        if not is_success(response):
            raise _refused(response, doing, held_secret=held_secret)
        try:
            return Envelope(record_type, doing).one(response)
        except Unreachable as error:
            why = f"{doing}: the answer cannot be used; it is {NOT_SHOWN}"
            raise lost(Code.API_ANSWER, why if held_secret else str(error)) from error

    def _taken(self, doing: str, record: Record) -> Stale:
        """Give the error for a name that somebody took since the plan was made."""
        by = record.modified_by
        who = f", last changed by {self.people([by]).get(by, by)}" if by else ""
        return Stale.because(
            Code.API_CONFLICT,
            f"{doing}: there is one now, id {record.id}{who}",
            hint="look at that record in the workspace, then plan again",
        )


def _refused(response: Response, doing: str, *, held_secret: bool = False) -> HooklineError:
    """Give the error for a write that was not answered with success.

    429 and 503 say that the workspace takes no requests now. Any other server error may come from
    a proxy that gave up waiting, or from a workspace that failed after it had written.
    """
    error = refusal(response, doing, held_secret=held_secret)
    is_open = response.status >= 500 and response.status != 503
    return lost(Code.API_UNREACHABLE, str(error)) if is_open else error


def _other_record(doing: str, which: str, record: Record) -> OtherRecord:
    """Give the error for an answer that shows another record than the one that was meant."""
    return OtherRecord.because(
        Code.API_CONFLICT,
        f"{doing}: the workspace answered a record {which}, id {record.id}",
        hint="look at that record in the workspace, then plan again",
    )
