import os
from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.source.limits import Limits
from hookline.source.worktree import WorktreeSource
from tests.support.repository import make_repository

PATTERNS = ["webhooks/**/*.yaml"]
TEAM = {
    "hookline.yaml": "targets: {}\n",
    "webhooks/billing/paid.yaml": "paid",
    "webhooks/signup.yaml": "signup",
    "webhooks/README.md": "not a definition",
}


def _source(directory: Path, limits: Limits | None = None) -> WorktreeSource:
    return WorktreeSource(open_repository(directory), limits)


def _code(source: WorktreeSource) -> Code:
    with pytest.raises(NeedsMending) as caught:
        source.config()
    return caught.value.diagnostics[0].code


def test_the_files_as_they_lie_there(tmp_path: Path) -> None:
    """Edits count, committed or not, and the paths that differ from the commit are named."""
    made = make_repository(tmp_path, {**TEAM, "webhooks/gone.yaml": "gone"})
    made.write({"webhooks/signup.yaml": "edited", "webhooks/new.yaml": "new"})
    (tmp_path / "webhooks/gone.yaml").unlink()
    snapshot = _source(tmp_path).snapshot(PATTERNS)
    assert [(file.path, file.data) for file in snapshot.files] == [
        ("webhooks/billing/paid.yaml", b"paid"),
        ("webhooks/new.yaml", b"new"),
        ("webhooks/signup.yaml", b"edited"),
    ]
    assert snapshot.worktree
    assert snapshot.commit is not None
    assert snapshot.commit.sha == made.head
    assert snapshot.uncommitted == (
        "webhooks/gone.yaml",
        "webhooks/new.yaml",
        "webhooks/signup.yaml",
    )
    assert snapshot.files[0].blob == made.git("rev-parse", "HEAD:webhooks/billing/paid.yaml")


def test_a_branch_without_commits(tmp_path: Path) -> None:
    """A fresh repository is read as well: no commit, everything uncommitted, no history."""
    make_repository(tmp_path).write(TEAM)
    source = _source(tmp_path)
    snapshot = source.snapshot(PATTERNS)
    assert snapshot.commit is None
    assert snapshot.uncommitted == ("webhooks/billing/paid.yaml", "webhooks/signup.yaml")
    assert source.last_commits(["webhooks/signup.yaml"]) == {}


def test_a_subfolder_of_a_larger_repository(tmp_path: Path) -> None:
    """The configuration is found upwards, and paths are counted from its folder."""
    made = make_repository(tmp_path, {f"ops/{path}": text for path, text in TEAM.items()})
    made.write({"ops/webhooks/signup.yaml": "edited"})
    source = _source(tmp_path / "ops" / "webhooks")
    assert source.root == "ops"
    assert source.config().data == b"targets: {}\n"
    assert source.snapshot(PATTERNS).uncommitted == ("webhooks/signup.yaml",)
    assert list(source.last_commits(["webhooks/signup.yaml"])) == ["webhooks/signup.yaml"]


def test_a_bare_repository_has_nothing_to_read(tmp_path: Path) -> None:
    """In a bare repository the message is to read a commit instead."""
    bare = make_repository(tmp_path / "r", TEAM).clone(tmp_path / "bare.git", "--bare")
    assert _code(_source(bare.path)) is Code.GIT_BARE


def test_no_configuration(tmp_path: Path) -> None:
    """Without hookline.yaml up to the repository's top it is CFG-MISSING, whatever is above."""
    (tmp_path / "hookline.yaml").write_text("outside the repository")
    make_repository(tmp_path / "r", {"a/b": "1"})
    assert _code(_source(tmp_path / "r" / "a")) is Code.CFG_MISSING


def test_a_configuration_that_is_a_symlink(tmp_path: Path) -> None:
    """A configuration that is a link is refused, also one that leads nowhere."""
    make_repository(tmp_path, {"a": "1"})
    (tmp_path / "hookline.yaml").symlink_to("nowhere")
    assert _code(_source(tmp_path)) is Code.FIL_SYMLINK


def test_symlinks_are_told_and_not_followed(tmp_path: Path) -> None:
    """A link in a definition's place, or to a folder that would hold some, is an error."""
    make_repository(tmp_path, TEAM)
    webhooks = tmp_path / "webhooks"
    (webhooks / "file.yaml").symlink_to("signup.yaml")
    (webhooks / "loop.yaml").symlink_to("loop.yaml")
    (webhooks / "folder").symlink_to("billing")
    (webhooks / "NOTES").symlink_to("README.md")
    snapshot = _source(tmp_path).snapshot(PATTERNS)
    assert [(found.code, found.message.split()[0]) for found in snapshot.diagnostics] == [
        (Code.FIL_SYMLINK, "webhooks/file.yaml"),
        (Code.FIL_SYMLINK, "webhooks/folder"),
        (Code.FIL_SYMLINK, "webhooks/loop.yaml"),
    ]
    assert len(snapshot.files) == 2


def test_the_folder_of_the_definitions_is_a_symlink(tmp_path: Path) -> None:
    """When the folder that the patterns name is a link, that is no empty set."""
    make_repository(tmp_path, {"hookline.yaml": "", "real/a.yaml": "a"})
    (tmp_path / "webhooks").symlink_to("real")
    [found] = _source(tmp_path).snapshot(PATTERNS).diagnostics
    assert found.code is Code.FIL_SYMLINK


def test_a_repository_inside_is_not_read(tmp_path: Path) -> None:
    """A repository in the folder of the definitions, submodule or not, is an error."""
    make_repository(tmp_path, TEAM)
    make_repository(tmp_path / "webhooks" / "shared", {"a.yaml": "x"})
    snapshot = _source(tmp_path).snapshot(PATTERNS)
    assert [found.code for found in snapshot.diagnostics] == [Code.FIL_SUBMODULE]
    assert len(snapshot.files) == 2


def test_folders_of_git_and_of_hookline_are_never_searched(tmp_path: Path) -> None:
    """Even a pattern that spells them out finds nothing in `.git` and `.hookline`."""
    make_repository(tmp_path, TEAM).write({".hookline/a.yaml": "x", ".git/b.yaml": "x"})
    snapshot = _source(tmp_path).snapshot([".hookline/*.yaml", ".git/*.yaml"])
    assert (snapshot.files, snapshot.diagnostics) == ((), ())


def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe in a definition's place is an error and not a run that hangs."""
    make_repository(tmp_path, TEAM)
    os.mkfifo(tmp_path / "webhooks" / "pipe.yaml")
    [found] = _source(tmp_path).snapshot(PATTERNS).diagnostics
    assert found.message == "webhooks/pipe.yaml cannot be read: it is no ordinary file"


def test_limits(tmp_path: Path) -> None:
    """A file above the limit is an error; too many files stop the run."""
    make_repository(tmp_path, TEAM)
    snapshot = _source(tmp_path, Limits(file_bytes=5)).snapshot(PATTERNS)
    assert [found.code for found in snapshot.diagnostics] == [Code.FIL_SIZE]
    with pytest.raises(NeedsMending) as caught:
        _source(tmp_path, Limits(files=1)).snapshot(PATTERNS)
    assert caught.value.diagnostics[0].code is Code.FIL_COUNT


def test_a_name_that_others_misread(tmp_path: Path) -> None:
    """A name with a control character or undecodable bytes is told, escaped."""
    make_repository(tmp_path, TEAM).write({"webhooks/a\x1b.yaml": "", "webhooks/\udce9.yaml": ""})
    found = _source(tmp_path).snapshot(PATTERNS).diagnostics
    assert [problem.code for problem in found] == [Code.FIL_NAME, Code.FIL_NAME]
    assert "\x1b" not in "".join(problem.message for problem in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    """A file or folder without permission is an error, never an absent definition."""
    make_repository(tmp_path, TEAM)
    (tmp_path / "webhooks" / "billing").chmod(0)
    (tmp_path / "webhooks" / "signup.yaml").chmod(0)
    found = _source(tmp_path).snapshot(PATTERNS).diagnostics
    (tmp_path / "webhooks" / "billing").chmod(0o755)
    assert [problem.code for problem in found] == [Code.CFG_PATH, Code.CFG_PATH]
