from pathlib import Path

import pytest

from hookline.git.create import create_repository
from hookline.git.repository import open_repository
from tests.support.repository import run_git


def test_a_folder_becomes_a_repository(tmp_path: Path) -> None:
    """It has a first branch called main, no commit, and no hook of any template."""
    create_repository(tmp_path)
    assert open_repository(tmp_path).worktree == tmp_path.resolve()
    assert run_git(tmp_path, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert not (tmp_path / ".git" / "hooks").exists()


def test_the_first_branch_is_called_as_the_account_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name in the account's own configuration wins."""
    config = tmp_path / "config"
    config.write_text("[init]\n\tdefaultBranch = trunk\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    create_repository(tmp_path)
    assert run_git(tmp_path, "symbolic-ref", "HEAD") == "refs/heads/trunk"
