"""Answers of a workspace → records, or the error that says what is wrong with them.

Nothing an answer holds is trusted: its kind, its JSON and its envelope are checked, and the
server's words are cleaned and cut before anybody sees them. Nobody sees them where the request
held a secret.
"""

import json
import re
from dataclasses import dataclass

from hookline.model.codes import Code
from hookline.model.errors import (
    AccessRefused,
    AnswerLost,
    HooklineError,
    NeedsMending,
    Stale,
    Unreachable,
)
from hookline.model.http import Response
from hookline.model.record import Record
from hookline.model.values import JSON

_LONGEST_WORDS = 300
_SPEAKING_KEYS = ("error", "message", "detail", "description", "msg")

NOT_SHOWN = "not shown, because the request held a secret"
"""What stands in a message where the server's own words would."""


def is_success(response: Response) -> bool:
    """Say whether the workspace did what was asked."""
    return 200 <= response.status < 300


def refusal(response: Response, doing: str, *, held_secret: bool = False) -> HooklineError:
    """Give the error for an answer that is no success; `doing` says what was tried.

    Nothing that the server says is told when the request held a secret: it may repeat the secret,
    in any spelling. What another time may mend is `Unreachable`, what moved meanwhile `Stale`,
    access `AccessRefused`, and what the workspace does not take `NeedsMending`.
    """
    status = response.status
    what = f"{doing}: the workspace answered {status}{_words(response, held_secret=held_secret)}"
    if status == 401:
        return AccessRefused.because(
            Code.API_DENIED, what, hint="check the target's user and password, then run again"
        )
    if status == 403:
        return AccessRefused.because(
            Code.API_DENIED, what, hint="the target's user needs the right to do this"
        )
    if 300 <= status < 400:
        leads_to = "" if held_secret else _clean(response.headers.get("location", ""))
        return Unreachable.because(
            Code.API_ANSWER,
            f"{doing}: the workspace redirects to {leads_to or 'another address'}, and redirects"
            " are not followed",
            hint="name the workspace's own address in hookline.yaml",
        )
    if status == 429 or status >= 500:
        wait = "" if held_secret else _clean(response.headers.get("retry-after", ""))
        return Unreachable.because(
            Code.API_UNREACHABLE, what, hint=f"try again {f'after {wait}' if wait else 'later'}"
        )
    if status in (404, 409, 410, 412):
        return Stale.because(Code.API_REFUSED, what, hint="the record moved meanwhile; plan again")
    return NeedsMending.because(Code.API_REFUSED, what)


def lost(code: Code, why: str) -> AnswerLost:
    """Give the error for a write that went out and was not answered as it should have been."""
    return AnswerLost.because(
        code, why, hint="it may have been done all the same; run the plan again to see"
    )


def unusable(doing: str, why: str) -> Unreachable:
    """Give the error for an answer that cannot be understood."""
    return Unreachable.because(
        Code.API_ANSWER,
        f"{doing}: {why}",
        hint="check that the target's address is the workspace's own",
    )


@dataclass(frozen=True, slots=True)
class Envelope:
    """How the answer to one request is opened."""

    record_type: str
    """The type of record it holds."""
    doing: str
    """What was asked, for messages: "reading webhook 'signup'"."""

    def one(self, response: Response) -> Record:
        """Give the one record of an answer, wrapped in its type or bare."""
        return self._record(self._body(response))

    def many(self, response: Response) -> list[Record]:
        """Give the records of a list; raises `API-ANSWER` for anything but an array."""
        body = self._body(response)
        if not isinstance(body, list):
            raise unusable(self.doing, "the workspace did not answer with a list")
        return [self._record(part) for part in body]

    def _body(self, response: Response) -> JSON:
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise unusable(
                self.doing, f"the workspace answered {_clean(kind) or 'no content type'}, not JSON"
            )
        try:
            return parse_json(response.body)
        except (ValueError, RecursionError) as error:
            raise unusable(
                self.doing, f"the workspace's JSON is broken: {_clean(str(error))}"
            ) from error

    def _record(self, part: JSON) -> Record:
        values = part
        if isinstance(part, dict) and part.keys() == {self.record_type}:
            values = part[self.record_type]
        if not isinstance(values, dict):
            raise unusable(self.doing, f"the workspace did not answer with a {self.record_type}")
        record_id = values.get("id")
        if not isinstance(record_id, str) or not record_id:
            raise unusable(self.doing, f"the workspace answered a {self.record_type} without id")
        return Record(self.record_type, record_id, values)


def parse_json(body: bytes) -> JSON:
    """Read JSON strictly: UTF-8, no key twice, no NaN; raises ValueError or RecursionError."""
    parsed: JSON = json.loads(
        body.decode(), object_pairs_hook=_without_duplicates, parse_constant=_no_constant
    )
    return parsed


def _without_duplicates(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _no_constant(name: str) -> JSON:
    raise ValueError(f"{name} is no JSON")


def _words(response: Response, *, held_secret: bool) -> str:
    """Give what the server says of its refusal, as one bounded end of a sentence."""
    if held_secret:
        return f"; its words are {NOT_SHOWN}"
    if "html" in response.headers.get("content-type", "").lower():
        return ", 'a web page'"
    text = response.body[: 16 * _LONGEST_WORDS].decode(errors="replace")
    try:
        body = parse_json(response.body)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        text = next(
            (said for key in _SPEAKING_KEYS if isinstance(said := body.get(key), str)), text
        )
    told = _clean(text)
    return f", {told!r}" if told else ""


def _clean(text: str) -> str:
    """Give `text` as one line without control characters, cut to a length people read."""
    line = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
    return line if len(line) <= _LONGEST_WORDS else line[: _LONGEST_WORDS - 1] + "…"
