import os
import pwd
from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from tests.support.repository import make_repository, run_git


def _code_of(directory: Path) -> Code:
    with pytest.raises(NeedsMending) as caught:
        open_repository(directory)
    [problem] = caught.value.diagnostics
    assert str(directory) in problem.message
    assert problem.hint
    return problem.code


def test_the_top_of_a_working_tree(tmp_path: Path) -> None:
    """At the top the folder is empty and the working tree is that folder."""
    make_repository(tmp_path, {"a": "1"})
    repository = open_repository(tmp_path)
    assert repository.worktree == tmp_path
    assert repository.folder == ""
    assert repository.common_folder == tmp_path / ".git"


def test_a_subfolder_knows_its_way_from_the_top(tmp_path: Path) -> None:
    """From a subfolder the repository is found upwards, and the folder is the way back down."""
    make_repository(tmp_path, {"ops/web hooks/a": "1"})
    repository = open_repository(tmp_path / "ops" / "web hooks")
    assert repository.worktree == tmp_path
    assert repository.folder == "ops/web hooks"


def test_a_symlink_to_a_subfolder(tmp_path: Path) -> None:
    """A symlink into a repository leads to the folder it names."""
    make_repository(tmp_path / "r", {"ops/a": "1"})
    (tmp_path / "link").symlink_to(tmp_path / "r" / "ops")
    repository = open_repository(tmp_path / "link")
    assert repository.worktree == tmp_path / "r"
    assert repository.folder == "ops"


def test_a_bare_repository_has_no_working_tree(tmp_path: Path) -> None:
    """A bare repository opens, without a working tree and from its top."""
    make_repository(tmp_path / "r", {"a": "1"}).clone(tmp_path / "bare.git", "--bare")
    repository = open_repository(tmp_path / "bare.git")
    assert repository.worktree is None
    assert repository.folder == ""
    assert repository.common_folder == tmp_path / "bare.git"


def test_a_linked_working_tree_shares_refs_with_the_first(tmp_path: Path) -> None:
    """A linked working tree has a top of its own and the common folder of the first."""
    first = make_repository(tmp_path / "first", {"sub/a": "1"})
    first.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "second"))
    repository = open_repository(tmp_path / "second" / "sub")
    assert repository.worktree == tmp_path / "second"
    assert repository.folder == "sub"
    assert repository.common_folder == tmp_path / "first" / ".git"


def test_a_repository_with_the_longer_ids(tmp_path: Path) -> None:
    """A repository that makes ids by SHA-256 says so."""
    run_git(tmp_path, "init", "--quiet", "--object-format=sha256")
    assert open_repository(tmp_path).object_format == "sha256"


def test_a_folder_outside_any_repository(tmp_path: Path) -> None:
    """A folder that no repository holds is GIT-REPOSITORY."""
    assert _code_of(tmp_path) is Code.GIT_REPOSITORY


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    """A folder that is not there is CFG-PATH, not an empty set of definitions."""
    assert _code_of(tmp_path / "nowhere") is Code.CFG_PATH


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    """A file where a folder is asked for is CFG-PATH."""
    make_repository(tmp_path, {"a": "1"})
    assert _code_of(tmp_path / "a") is Code.CFG_PATH


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    """A folder without permission is CFG-PATH."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert _code_of(closed) is Code.CFG_PATH


def test_who_works_here_comes_from_the_environment_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The identity is git's: the environment before the configuration, then the account."""
    made = make_repository(tmp_path, {"a": "1"})
    repository = open_repository(tmp_path)
    account = pwd.getpwuid(os.getuid()).pw_name
    assert repository.user() == f"{account} <{account}@{os.uname().nodename}>"
    made.git("config", "user.name", "Grace Hopper")
    made.git("config", "user.email", "grace@example.com")
    assert repository.user() == "Grace Hopper <grace@example.com>"
    monkeypatch.setenv("GIT_AUTHOR_NAME", "CI")
    assert repository.user() == "CI <grace@example.com>"
