import os
from pathlib import Path

import pytest

from hookline.git.between import Between
from hookline.git.reach import reach
from hookline.git.repository import open_repository
from tests.support.repository import ScriptedRepository, make_repository


@pytest.fixture
def origin(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with ten commits on main, and a tag for each."""
    made = make_repository(tmp_path / "origin", {"a": "0"})
    made.git("tag", "c0")
    for number in range(1, 10):
        made.commit(f"c{number}", {"a": str(number)})
        made.git("tag", f"c{number}")
    return made


def _shallow(origin: ScriptedRepository, path: Path, depth: int = 1) -> ScriptedRepository:
    """Clone with a remote that is a path, so that git may read it."""
    copy = origin.clone(path, f"--depth={depth}")
    copy.git("remote", "set-url", "origin", str(origin.path))
    return copy


def _reach(copy: ScriptedRepository, since: str | None) -> Between:
    return reach(open_repository(copy.path), copy.head, since)


def _subjects(copy: ScriptedRepository, found: Between) -> list[str]:
    return [copy.git("log", "-1", "--format=%s", commit) for commit in found.graph]


def test_what_lies_between(origin: ScriptedRepository) -> None:
    """The older commit is left out and the newer one is not."""
    found = _reach(origin, origin.git("rev-parse", "c6"))
    assert found.complete
    assert _subjects(origin, found) == ["c9", "c8", "c7"]
    assert _reach(origin, origin.head) == Between({})
    assert len(_reach(origin, None).graph) == 10


def test_a_shallow_clone_is_deepened_to_the_older_commit(
    origin: ScriptedRepository, tmp_path: Path
) -> None:
    """With one commit in the clone, the rest comes from the remote, and no ref moves."""
    copy = _shallow(origin, tmp_path / "copy")
    origin.commit("c10", {"a": "10"})
    refs = copy.git("for-each-ref")
    found = _reach(copy, origin.git("rev-parse", "c6"))
    assert found.complete
    assert _subjects(copy, found) == ["c9", "c8", "c7"]
    assert copy.git("for-each-ref") == refs
    assert not (copy.path / ".git/FETCH_HEAD").exists()


def test_a_clone_is_deepened_no_further_than_needed(
    tmp_path: Path, origin: ScriptedRepository
) -> None:
    """A long history is fetched in pieces, and none that the clone has or nobody asked for."""
    origin.git("fast-import", "--quiet", stdin=_long_line(700))
    origin.git("reset", "--quiet", "--hard", "refs/heads/long")
    older = {n: origin.git("rev-parse", f"long~{n}") for n in (1, 10, 100)}
    copy = _shallow(origin, tmp_path / "copy", depth=3)

    def count() -> int:
        return int(copy.git("rev-list", "--count", "HEAD"))

    assert len(_reach(copy, older[1]).graph) == 1
    assert not _reach(copy, None).complete
    assert count() == 3
    assert len(_reach(copy, older[10]).graph) == 10
    assert count() == 53
    assert len(_reach(copy, older[100]).graph) == 100
    assert count() == 103


def test_a_shallow_clone_whose_remote_is_gone(origin: ScriptedRepository, tmp_path: Path) -> None:
    """What is there is given, and that it is not all."""
    since = origin.git("rev-parse", "c6")
    copy = _shallow(origin, tmp_path / "copy", depth=2)
    copy.git("remote", "remove", "origin")
    found = _reach(copy, since)
    assert (found.complete, found.why) == (False, "shallow clone")
    assert _subjects(copy, found) == ["c9", "c8"]


def test_a_remote_given_as_a_file_address_is_not_read(
    origin: ScriptedRepository, tmp_path: Path
) -> None:
    """Only a plain path makes git read another folder of this machine."""
    copy = origin.clone(tmp_path / "copy", "--depth=1")
    assert not _reach(copy, origin.git("rev-parse", "c6")).complete


def test_the_current_branch_says_which_remote(origin: ScriptedRepository, tmp_path: Path) -> None:
    """A branch with a remote of its own is deepened from there."""
    copy = _shallow(origin, tmp_path / "copy")
    copy.git("remote", "rename", "origin", "upstream")
    assert _reach(copy, origin.git("rev-parse", "c6")).complete


def test_commits_of_ones_own_on_a_shallow_clone(origin: ScriptedRepository, tmp_path: Path) -> None:
    """A head that the remote does not know is no reason not to ask for what is older."""
    copy = _shallow(origin, tmp_path / "copy")
    copy.commit("mine", {"a": "mine"})
    found = _reach(copy, origin.git("rev-parse", "c7"))
    assert found.complete
    assert _subjects(copy, found) == ["mine", "c9", "c8"]


def test_a_commit_that_is_not_in_this_clone_is_fetched(
    origin: ScriptedRepository, tmp_path: Path
) -> None:
    """After a rewound branch, the commit that was applied may be on the remote alone."""
    copy = origin.clone(tmp_path / "copy")
    copy.git("remote", "set-url", "origin", str(origin.path))
    origin.git("checkout", "--quiet", "-b", "aside", "c5")
    since = origin.commit("aside", {"a": "aside"})
    found = _reach(copy, since)
    assert found.complete
    assert _subjects(copy, found) == ["c9", "c8", "c7", "c6"]


def test_a_rewound_branch_in_a_shallow_clone(origin: ScriptedRepository, tmp_path: Path) -> None:
    """Both sides are deepened to where they parted."""
    copy = _shallow(origin, tmp_path / "copy")
    origin.git("checkout", "--quiet", "-b", "aside", "c5")
    origin.commit("aside 1", {"a": "aside"})
    since = origin.commit("aside 2", {"a": "aside again"})
    found = _reach(copy, since)
    assert found.complete
    assert _subjects(copy, found) == ["c9", "c8", "c7", "c6"]


@pytest.mark.parametrize("since", ["0" * 40, "nonsense", "", "-x", "HEAD\nHEAD"])
def test_a_commit_that_exists_nowhere(
    origin: ScriptedRepository, tmp_path: Path, since: str
) -> None:
    """Everything is listed and not called complete, and no whole history is fetched for it."""
    found = _reach(origin, since)
    assert (found.complete, found.why) == (False, "missing commit")
    assert len(found.graph) == 10
    copy = _shallow(origin, tmp_path / "copy")
    assert _reach(copy, since).why in ("shallow clone", "missing commit")


def test_a_commit_that_is_gone_costs_no_whole_history(tmp_path: Path) -> None:
    """A shallow clone is not made whole only to see that a commit is not in it."""
    made = make_repository(tmp_path / "origin")
    made.git("fast-import", "--quiet", stdin=_long_line(200))
    made.git("reset", "--quiet", "--hard", "refs/heads/long")
    copy = _shallow(made, tmp_path / "copy")
    assert _reach(copy, "0" * 40).why == "shallow clone"
    assert copy.git("rev-list", "--count", "HEAD") == "51"


def test_no_program_of_the_configuration_is_started(
    origin: ScriptedRepository, tmp_path: Path
) -> None:
    """What a remote's configuration names in place of git's own program is not run."""
    copy = _shallow(origin, tmp_path / "copy")
    copy.git("config", "remote.origin.uploadpack", f"touch {tmp_path}/ran; git-upload-pack")
    assert _reach(copy, origin.git("rev-parse", "c6")).complete
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for ssh is a shell script")
def test_a_remote_by_ssh(
    origin: ScriptedRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remote on another machine is asked by the ssh that the operator's git uses."""
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    copy = _shallow(origin, tmp_path / "copy")
    copy.git("remote", "set-url", "origin", f"git@example.com:{origin.path}")
    assert _reach(copy, origin.git("rev-parse", "c6")).complete


def _long_line(commits: int) -> bytes:
    stream = []
    for number in range(commits):
        stream.append(f"commit refs/heads/long\ncommitter A <a@x> {1_700_000_000 + number} +0000\n")
        stream.append("data 1\nx\n")
    return "".join(stream).encode()
