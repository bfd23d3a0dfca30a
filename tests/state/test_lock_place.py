from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookline.git.remotes import ORIGIN, find_remote
from hookline.git.repository import open_repository
from hookline.model.errors import HooklineError, Unreachable
from hookline.state.lock_place import Found, LocalPlace, RemotePlace
from tests.support.repository import ScriptedRepository, make_repository, run_git

SINCE = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
REF = "refs/hookline/lock/staging"


@dataclass
class Origin:
    """A bare repository that clones call `origin`."""

    path: Path
    folder: Path

    def place(self, name: str, *options: str) -> RemotePlace:
        """Clone it, and give the place of the lock as that clone has it."""
        run_git(self.folder, "clone", "--quiet", *options, self.path.as_uri(), name)
        clone = ScriptedRepository(self.folder / name)
        # A path is the one kind of address of this machine that is read.
        clone.git("remote", "set-url", ORIGIN, str(self.path))
        repository = open_repository(clone.path)
        remote = find_remote(repository.git, ORIGIN)
        assert remote is not None
        return RemotePlace(repository, remote, "staging")


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """Give a bare repository with two commits on main."""
    made = make_repository(tmp_path / "made", {"a": "1"})
    made.commit("Second", {"a": "2"})
    run_git(tmp_path, "clone", "--quiet", "--bare", str(made.path), "origin.git")
    run_git(tmp_path / "origin.git", "config", "uploadpack.allowFilter", "true")
    return Origin(tmp_path / "origin.git", tmp_path)


def _make(place: RemotePlace, content: bytes) -> str:
    return place.make(content, "Lock staging", SINCE)


@pytest.mark.parametrize("options", [(), ("--depth=1",), ("--filter=blob:none",), ("--mirror",)])
def test_every_kind_of_clone_sees_the_lock(origin: Origin, options: tuple[str, ...]) -> None:
    """A whole, shallow, partial or mirroring clone reads, moves and removes what another put."""
    first, second = origin.place("first"), origin.place("second", *options)
    assert second.look() is None
    value = _make(first, b"first")
    assert first.move(value, None)
    assert second.look() == Found(value, b"first")
    other = _make(second, b"second")
    assert not second.move(other, None)
    assert second.move(other, value)
    assert not first.move(None, value)
    assert first.look() == Found(other, b"second")
    assert second.move(None, other)
    assert first.look() is None


def test_lock_of_one_repository(tmp_path: Path) -> None:
    """Here too it moves from where it was seen, and what is gone need not be removed."""
    place = LocalPlace(open_repository(make_repository(tmp_path, {"a": "1"}).path), "staging")
    assert place.look() is None
    first, second = (place.make(text, "Lock", SINCE) for text in (b"first", b"second"))
    assert place.move(first, None)
    assert not place.move(second, None)
    assert place.look() == Found(first, b"first")
    assert place.move(second, first)
    assert not place.move(None, first)
    assert place.move(None, second)
    assert place.move(None, second)
    assert not place.move(first, second)


def test_lock_needs_no_ref_of_the_clone(origin: Origin) -> None:
    """The remote alone says who holds a target; nothing of it stays among the clone's refs."""
    place = origin.place("first")
    before = run_git(origin.folder / "first", "for-each-ref")
    assert place.move(_make(place, b"first"), None)
    assert place.look() is not None
    assert run_git(origin.folder / "first", "for-each-ref") == before


def test_lost_answer_is_no_lost_lock(origin: Origin) -> None:
    """A push that is told to have failed, and that arrived, counts as the success it was."""
    place = origin.place("first")
    value = _make(place, b"first")
    assert place.move(value, None)
    assert place.move(value, None)
    assert place.move(None, value)
    assert place.move(None, value)


def test_lock_that_came_and_went_is_a_race_that_was_lost(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A push that came too late is told so, also when what stood there is gone when asked."""
    first, second = origin.place("first"), origin.place("second")
    assert first.move(_make(first, b"first"), None)
    ask = second._value

    def ask_too_late() -> str | None:
        run_git(origin.path, "update-ref", "-d", REF)
        return ask()

    monkeypatch.setattr(second, "_value", ask_too_late)
    assert not second.move(_make(second, b"second"), None)


def test_remote_that_is_gone_is_no_free_lock(origin: Origin) -> None:
    """Whoever cannot ask does not learn that nobody is there."""
    place = origin.place("first")
    value = _make(place, b"first")
    origin.path.rename(origin.folder / "moved")
    with pytest.raises(Unreachable):
        place.look()
    with pytest.raises(Unreachable):
        place.move(value, None)


def test_remote_that_takes_no_lock_says_so(origin: Origin) -> None:
    """A push that a hook refuses is not taken for a race that was lost."""
    hook = origin.path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no locks here >&2\nexit 1\n")
    hook.chmod(0o755)
    place = origin.place("first")
    with pytest.raises(HooklineError, match="pushing to the git remote origin failed"):
        place.move(_make(place, b"first"), None)


def test_lock_that_cannot_be_fetched_is_no_free_lock(origin: Origin) -> None:
    """A ref whose commit is not to be had is looked for some times, and then told as it is."""
    first, second = origin.place("first"), origin.place("second")
    value = _make(first, b"first")
    assert first.move(value, None)
    (origin.path / "objects" / value[:2] / value[2:]).unlink()
    with pytest.raises(Unreachable, match="fetching from the git remote origin failed: "):
        second.look()
    assert first.look() == Found(value, b"first")


@pytest.mark.parametrize(("misses", "found"), [(1, True), (2, True), (3, False)])
def test_lock_that_moves_while_it_is_fetched_is_looked_for_again(
    origin: Origin, monkeypatch: pytest.MonkeyPatch, misses: int, found: bool
) -> None:
    """What the ref held a moment ago may be gone from the remote; twice that is no trouble."""
    first, second = origin.place("first"), origin.place("second")
    value = _make(first, b"first")
    assert first.move(value, None)
    ask, gone = second._value, iter(["d" * 40] * misses)
    monkeypatch.setattr(second, "_value", lambda: next(gone, None) or ask())
    if found:
        assert second.look() == Found(value, b"first")
    else:
        with pytest.raises(Unreachable):
            second.look()


def test_lock_that_is_no_file_has_no_content(origin: Origin) -> None:
    """A folder of that name, and a commit without it, are told apart from a free lock."""
    place = origin.place("first")
    clone = ScriptedRepository(origin.folder / "first")
    local = LocalPlace(open_repository(clone.path), "staging")
    for subject, files in (("A folder", {"lock.json/a": "1"}), ("Nothing", {"lock.json/a": None})):
        value = clone.commit(subject, files)
        clone.git("push", "--quiet", "--force", "origin", f"{value}:{REF}")
        clone.git("update-ref", REF, value)
        assert place.look() == local.look() == Found(value, None)


def test_lock_is_dated_and_says_what_it_is(origin: Origin) -> None:
    """Its commit has no parent, one file, the message and the moment that it is given."""
    place = origin.place("first")
    clone = ScriptedRepository(origin.folder / "first")
    local = LocalPlace(open_repository(clone.path), "staging")
    value = place.make(b"first", "Lock staging\n\nBy Ada\n", SINCE)
    assert value == local.make(b"first", "Lock staging\n\nBy Ada\n", SINCE)
    assert clone.git("log", "-1", "--format=%cI|%P|%B", value) == (
        "2026-11-20T14:02:00+00:00||Lock staging\n\nBy Ada\n"
    )
    assert clone.git("ls-tree", "-r", "--name-only", value) == "lock.json"


def test_lock_of_a_repository_with_the_longer_ids(tmp_path: Path) -> None:
    """SHA-256 repositories are no exception."""
    run_git(tmp_path, "init", "--quiet", "--object-format=sha256")
    place = LocalPlace(open_repository(tmp_path), "staging")
    value = place.make(b"first", "Lock", SINCE)
    assert len(value) == 64
    assert place.move(value, None)
    assert place.look() == Found(value, b"first")


def test_lock_that_somebody_else_has_is_a_race_that_was_lost(origin: Origin) -> None:
    """Whatever git calls it, another value there means that another run got in."""
    first, second = origin.place("first"), origin.place("second")
    value = _make(first, b"first")
    assert first.move(value, None)
    for old in (None, _make(second, b"old")):
        assert not second.move(_make(second, b"second"), old)
        if old:
            assert not second.move(None, old)
    assert first.look() == Found(value, b"first")
