"""Commits read from git's own store, without the formatting that a user's configuration bends."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

from hookline.git.objects import GitObject, read_objects
from hookline.git.process import Git
from hookline.model.commit import Commit

_PERSON = re.compile(rb"(?P<name>.*?) ?<(?P<mail>[^>]*)> (?P<seconds>-?\d+) (?P<zone>[-+]\d{4})")


def read_commits(git: Git, ids: Iterable[str]) -> dict[str, Commit]:
    """Read commits: full id → commit; one that this clone does not have is left out."""
    found = read_objects(git, list(dict.fromkeys(ids)))
    return {commit.id: parse_commit(commit) for commit in found if commit is not None}


def parse_commit(stored: GitObject) -> Commit:
    """Read a commit from its stored form: headers, a blank line, the message."""
    head, _, message = stored.data.partition(b"\n\n")
    headers: dict[bytes, list[bytes]] = {}
    for line in head.split(b"\n"):
        # A line that begins with a blank continues the one before, as in a signature.
        name, _, value = line.partition(b" ")
        headers.setdefault(name, []).append(value)
    encoding = headers.get(b"encoding", [b"utf-8"])[0].decode("ascii", "replace")
    author, authored_at = _person(headers.get(b"author", [b""])[0], encoding)
    subject, _, body = _decode(message, encoding).strip().partition("\n")
    return Commit(
        sha=stored.id,
        author=author,
        authored_at=authored_at,
        subject=subject.strip(),
        body=body.strip(),
        parents=tuple(parent.decode("ascii") for parent in headers.get(b"parent", [])),
    )


def _person(line: bytes, encoding: str) -> tuple[str, datetime]:
    """Read `Name <address> SECONDS ZONE`; what is damaged becomes an empty name or 1970."""
    found = _PERSON.fullmatch(line)
    if found is None:
        return "", datetime.fromtimestamp(0, UTC)
    name = found["name"] or found["mail"]
    return _decode(name, encoding), _moment(int(found["seconds"]), found["zone"].decode())


def _moment(seconds: int, zone: str) -> datetime:
    """Give the moment in its own time zone; impossible values, which git stores, become 1970."""
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    offset = timedelta(minutes=-minutes if zone[0] == "-" else minutes)
    try:
        return datetime.fromtimestamp(seconds, timezone(offset))
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _decode(text: bytes, encoding: str) -> str:
    try:
        return text.decode(encoding, "replace")
    except LookupError:
        return text.decode("utf-8", "replace")
