from pathlib import Path

import pytest

from hookline.git.process import Git
from hookline.git.upstream import fetch_upstream, find_upstream, newest
from hookline.model.errors import AccessRefused, NeedsMending, Unreachable
from tests.support.origins import Origin, make_origin
from tests.support.repository import ScriptedRepository, make_repository


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """Give a remote with one commit on `main`."""
    return make_origin(tmp_path / "origin.git")


@pytest.fixture
def clone(origin: Origin, tmp_path: Path) -> ScriptedRepository:
    """Give a clone of it."""
    return origin.clone(tmp_path / "clone")


def push(origin: Origin, path: Path, *options: str) -> str:
    """Push a commit from another clone, and give its id."""
    other = origin.clone(path)
    commit = other.commit("More", {"more": "more"})
    other.git("push", "--quiet", *options, "origin", "main")
    return commit


def fetched(clone: ScriptedRepository) -> str:
    """Fetch the upstream, and give the commit that it names."""
    upstream = find_upstream(Git(clone.path))
    assert upstream is not None
    return fetch_upstream(Git(clone.path), upstream).sha


def test_the_ref_that_tracks_the_branch_moves(
    origin: Origin, clone: ScriptedRepository, tmp_path: Path
) -> None:
    """The branch is fetched as `git fetch` does it, and a second time nothing changes."""
    pushed = push(origin, tmp_path / "other")
    assert fetched(clone) == pushed == fetched(clone)
    assert clone.git("rev-parse", "origin/main") == pushed
    assert not (clone.path / ".git" / "FETCH_HEAD").exists()


def test_a_branch_that_was_rewritten_is_fetched_too(
    origin: Origin, clone: ScriptedRepository, tmp_path: Path
) -> None:
    """What a remote-tracking ref holds is what the remote holds, whether it comes after or not."""
    first = push(origin, tmp_path / "other")
    assert fetched(clone) == first
    origin.git("update-ref", "refs/heads/main", f"{first}~1")
    assert fetched(clone) == origin.ref("refs/heads/main")
    assert clone.git("rev-parse", "origin/main") == origin.ref("refs/heads/main")


def test_branch_that_nothing_tracks_is_fetched_without_a_ref(
    origin: Origin, clone: ScriptedRepository, tmp_path: Path
) -> None:
    """A clone that keeps no ref of the branch gets its commit all the same."""
    clone.git("config", "--unset", "remote.origin.fetch")
    pushed = push(origin, tmp_path / "other")
    assert fetched(clone) == pushed
    assert clone.git("rev-parse", "refs/remotes/origin/main") != pushed


def test_the_remote_of_the_branch_is_asked(clone: ScriptedRepository, tmp_path: Path) -> None:
    """A branch may follow one of another name on another remote than `origin`."""
    other = make_origin(tmp_path / "other.git", {"other": "other"})
    clone.git("remote", "add", "upstream", str(other.path))
    clone.git("config", "branch.main.remote", "upstream")
    other.git("branch", "--move", "main", "release")
    clone.git("config", "branch.main.merge", "refs/heads/release")
    assert fetched(clone) == other.ref("refs/heads/release")


def test_head_is_meant_without_an_upstream(clone: ScriptedRepository, tmp_path: Path) -> None:
    """A checkout of a commit, and a repository without any remote, go by what they have."""
    clone.git("checkout", "--quiet", "--detach")
    assert newest(clone.path) == "HEAD"
    assert newest(make_repository(tmp_path / "alone", {"file": ""}).path) == "HEAD"
    assert find_upstream(Git(make_repository(tmp_path / "unborn").path)) is None


def test_branch_of_this_repository_is_not_fetched(clone: ScriptedRepository) -> None:
    """A branch that follows another one here goes by that one."""
    clone.git("branch", "stable")
    clone.git("checkout", "--quiet", "-b", "next", "--track", "stable")
    clone.commit("Ahead")
    assert fetched(clone) == clone.git("rev-parse", "stable") != clone.head


def test_upstream_without_a_name_is_refused(clone: ScriptedRepository, origin: Origin) -> None:
    """A branch that follows an address instead of a remote is not silently taken as it is."""
    clone.git("config", "branch.main.remote", str(origin.path))
    with pytest.raises(NeedsMending, match="which is no remote of this repository"):
        newest(clone.path)


def test_vanished_branch_is_told(origin: Origin, clone: ScriptedRepository) -> None:
    """What the branch was stays here; that it is gone is an error that may pass by itself."""
    before = clone.git("rev-parse", "origin/main")
    origin.git("branch", "--move", "main", "trunk")
    with pytest.raises(Unreachable, match="origin has no branch main any more"):
        fetched(clone)
    assert clone.git("rev-parse", "origin/main") == before


def test_remote_that_does_not_answer_is_told(clone: ScriptedRepository, tmp_path: Path) -> None:
    """Git's own words say why, and no older commit stands in."""
    clone.git("remote", "set-url", "origin", str(tmp_path / "gone.git"))
    with pytest.raises(Unreachable, match=r"gone\.git"):
        newest(clone.path)


def test_remote_that_refuses_is_told_apart(
    clone: ScriptedRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing permission is no matter of trying later."""
    ssh = tmp_path / "ssh"
    ssh.write_text("#!/bin/sh\necho 'git@host: Permission denied (publickey).' >&2\nexit 255\n")
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(ssh))
    clone.git("remote", "set-url", "origin", "ssh://git@host/shop.git")
    with pytest.raises(AccessRefused, match="Permission denied"):
        newest(clone.path)


def test_partial_clone_gets_the_files_too(origin: Origin, tmp_path: Path) -> None:
    """A clone that leaves files to its remote has those of the commit that a job goes by."""
    partial = origin.clone(tmp_path / "partial", "--filter=blob:none")
    pushed = push(origin, tmp_path / "other")
    assert fetched(partial) == pushed
    told = partial.git("rev-list", "--objects", "--missing=print", "--no-walk", pushed)
    blob = partial.git("rev-parse", f"{pushed}:more")
    assert f"?{blob}" not in told.split()
