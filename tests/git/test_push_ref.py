from pathlib import Path

import pytest

from hookline.git.process import Git
from hookline.git.remotes import ORIGIN, Remote, find_remote
from tests.support.repository import ScriptedRepository, make_repository, run_git

REF = "refs/hookline/lock/x"


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with two commits, and a bare one that it calls `origin`."""
    made = make_repository(tmp_path / "r", {"a": "1"})
    made.commit("Second", {"a": "2"})
    bare = tmp_path / "bare.git"
    run_git(tmp_path, "init", "--quiet", "--bare", str(bare))
    made.git("remote", "add", ORIGIN, str(bare))
    return made


def _origin(made: ScriptedRepository) -> Remote:
    found = find_remote(Git(made.path), ORIGIN)
    assert found is not None
    return found


def test_a_ref_of_a_remote_moves_only_from_where_it_was_seen(made: ScriptedRepository) -> None:
    """A push makes, moves back and forth, and deletes, and is refused with another value there."""
    first, second = made.git("rev-parse", "HEAD~1"), made.head
    remote = _origin(made)
    steps = [
        (second, first, False),
        (second, None, True),
        (first, None, False),
        (first, second, True),
        (None, second, False),
        (None, first, True),
        (None, first, False),
    ]
    for new, old, works in steps:
        assert (remote.push_ref(REF, new, old).status == 0) is works, (new, old)
        if works:
            assert remote.find(REF)[1].get(REF) == new


def test_a_push_brings_nothing_but_the_ref(made: ScriptedRepository, tmp_path: Path) -> None:
    """No tag, branch or hook of this repository comes along, whatever its configuration says."""
    made.git("tag", "--annotate", "--message", "one", "v1")
    made.git("config", "push.followTags", "true")
    made.git("config", "remote.origin.receivepack", f"touch {tmp_path}/ran; git-receive-pack")
    hook = made.path / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    assert _origin(made).push_ref(REF, made.head, None).status == 0
    refs = run_git(tmp_path / "bare.git", "for-each-ref", "--format=%(refname)")
    assert refs.split() == [REF]
    assert not (tmp_path / "ran").exists()
