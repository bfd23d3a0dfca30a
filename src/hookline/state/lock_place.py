"""Where the lock of a target stands: a ref that moves only from where it was seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hookline.git.exchange import refs_on, remote_failure
from hookline.git.fast_import import NewCommit, write_commit
from hookline.git.objects import read_objects
from hookline.git.refs import compare_and_swap, ref_value
from hookline.git.remotes import Remote
from hookline.git.repository import Repository
from hookline.model.errors import Stale

LOCK = "lock.json"

_LOST = ("stale info", "reference already exists", "failed to update ref", "cannot lock ref")
"""What git says of a push that came too late; the last three come from the other side."""
_LOOKS = 3
"""How often a lock is looked for that moves between asking where it is and fetching it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the place of a lock."""

    value: str
    """The full id that the ref holds; no two signs of life have the same."""
    content: bytes | None
    """Its `lock.json`; None when it has none."""


class Place(Protocol):
    """Keeps the lock of one target."""

    ref: str
    """The whole name of the ref."""

    def look(self) -> Found | None:
        """Give what stands there; None when nothing does."""
        ...

    def make(self, content: bytes, message: str, at: datetime) -> str:
        """Write a value that the ref can move to, and give it."""
        ...

    def move(self, new: str | None, old: str | None) -> bool:
        """Move the ref from `old` to `new`, None for no lock; say whether it holds `new` now."""
        ...


class LocalPlace:
    """A lock in the repository itself, which all of its linked working trees share."""

    def __init__(self, repository: Repository, target: str) -> None:
        self.ref = f"refs/hookline/lock/{target}"
        self._repository = repository

    def look(self) -> Found | None:
        """Give what stands there; None when nothing does."""
        value = ref_value(self._repository.git, self.ref)
        return _found(self._repository, value) if value else None

    def make(self, content: bytes, message: str, at: datetime) -> str:
        """Write a value that the ref can move to, and give it."""
        return _make(self._repository, content, message, at)

    def move(self, new: str | None, old: str | None) -> bool:
        """Move the ref from `old` to `new`, None for no lock; say whether it holds `new` now."""
        try:
            compare_and_swap(self._repository.git, self.ref, new, old)
        except Stale:
            return new is None and ref_value(self._repository.git, self.ref) is None
        return True


class RemotePlace:
    """A lock on a remote, which all clones share.

    When the remote does not answer, every method raises what `git.exchange.remote_failure` gives.
    """

    def __init__(self, repository: Repository, remote: Remote, target: str) -> None:
        self.ref = f"refs/hookline/lock/{target}"
        self._repository, self._remote = repository, remote

    def look(self) -> Found | None:
        """Give what stands there; None when nothing does."""
        for _ in range(_LOOKS):
            value = self._value()
            if value is None:
                return None
            found = _found(self._repository, value)
            if found.content is not None:
                return found
            answer = self._remote.fetch(value, whole=True)
            if answer.status == 0:
                return _found(self._repository, value)
        raise remote_failure(self._remote, "fetching from", answer)

    def make(self, content: bytes, message: str, at: datetime) -> str:
        """Write a value that the ref can move to, and give it."""
        return _make(self._repository, content, message, at)

    def move(self, new: str | None, old: str | None) -> bool:
        """Move the ref from `old` to `new`, None for no lock; say whether it holds `new` now.

        A push whose answer was lost is looked for, since it may have worked.
        """
        answer = self._remote.push_ref(self.ref, new, old)
        if answer.status == 0:
            return True
        now = self._value()
        if now == new:
            return True
        # A lock that was there for a moment moved too, and only git's words tell.
        said = answer.complaint + answer.out.decode("utf-8", "replace")
        if now != old or any(words in said for words in _LOST):
            return False
        raise remote_failure(self._remote, "pushing to", answer)

    def _value(self) -> str | None:
        return refs_on(self._remote, self.ref).get(self.ref)


def _found(repository: Repository, value: str) -> Found:
    [stored] = read_objects(repository.git, [f"{value}:{LOCK}"])
    return Found(value, stored.data if stored and stored.kind == "blob" else None)


def _make(repository: Repository, content: bytes, message: str, at: datetime) -> str:
    commit = NewCommit(message=message, at=at, changes={LOCK: content})
    return write_commit(repository.git, commit, object_format=repository.object_format)
