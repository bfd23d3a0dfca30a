import os
from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import NeedsMending
from hookline.source.commit import CommitSource
from hookline.source.limits import Limits
from tests.support.repository import ScriptedRepository, make_repository

PATTERNS = ["webhooks/**/*.yaml"]
TEAM = {
    "hookline.yaml": "targets: {}\n",
    "webhooks/billing/paid.yaml": "paid",
    "webhooks/signup.yaml": "signup",
    "webhooks/README.md": "not a definition",
    "other.yaml": "not a definition",
}


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a team's repository with one commit."""
    return make_repository(tmp_path / "team", TEAM)


def _source(directory: Path, ref: str = "HEAD", limits: Limits | None = None) -> CommitSource:
    return CommitSource(open_repository(directory), ref, limits)


def _paths(source: CommitSource) -> list[str]:
    snapshot = source.snapshot(PATTERNS)
    assert snapshot.diagnostics == ()
    return [file.path for file in snapshot.files]


def _problems(source: CommitSource) -> list[tuple[Code, str]]:
    return [
        (found.code, found.location.path)
        for found in source.snapshot(PATTERNS).diagnostics
        if found.location
    ]


def _refusal(source: CommitSource) -> Diagnostic:
    with pytest.raises(NeedsMending) as caught:
        source.config()
    [problem] = caught.value.diagnostics
    return problem


def test_the_files_of_a_commit(made: ScriptedRepository) -> None:
    """The matching files come in order, with their bytes and the ids git gives them."""
    source = _source(made.path)
    snapshot = source.snapshot(PATTERNS)
    assert [(file.path, file.data) for file in snapshot.files] == [
        ("webhooks/billing/paid.yaml", b"paid"),
        ("webhooks/signup.yaml", b"signup"),
    ]
    assert snapshot.files[1].blob == made.git("rev-parse", "HEAD:webhooks/signup.yaml")
    assert snapshot.commit is not None
    assert snapshot.commit.sha == made.head
    assert not snapshot.worktree
    assert source.config().data == b"targets: {}\n"


def test_the_working_tree_is_not_read(made: ScriptedRepository) -> None:
    """What lies in the working tree changes nothing; only the paths that differ are mentioned."""
    before = _source(made.path).snapshot(PATTERNS)
    made.write({"webhooks/signup.yaml": "edited", "webhooks/new.yaml": "new", "hookline.yaml": "x"})
    (made.path / "webhooks/billing/paid.yaml").unlink()
    after = _source(made.path).snapshot(PATTERNS)
    assert after.files == before.files
    assert _source(made.path).config().data == b"targets: {}\n"
    assert before.uncommitted == ()
    assert after.uncommitted == (
        "hookline.yaml",
        "webhooks/billing/paid.yaml",
        "webhooks/new.yaml",
        "webhooks/signup.yaml",
    )


def test_an_earlier_commit(made: ScriptedRepository) -> None:
    """Another commit than HEAD is read as it was, and nothing is called uncommitted."""
    made.commit("Remove", {"webhooks/signup.yaml": None})
    made.write({"webhooks/new.yaml": "new"})
    source = _source(made.path, "HEAD~1")
    assert _paths(source) == ["webhooks/billing/paid.yaml", "webhooks/signup.yaml"]
    assert source.snapshot(PATTERNS).uncommitted == ()


def test_a_touched_file_with_the_same_content_is_committed(made: ScriptedRepository) -> None:
    """A new date, the line ends of a checkout, and ignored files make no difference."""
    made.commit("Two lines", {"webhooks/signup.yaml": "a\nb\n", ".gitignore": "scratch*\n"})
    made.write({"webhooks/signup.yaml": "a\r\nb\r\n", "webhooks/billing/paid.yaml": "paid"})
    made.write({"webhooks/scratch.yaml": "x"})
    assert _source(made.path).snapshot(PATTERNS).uncommitted == ()


def test_a_subfolder_of_a_larger_repository(tmp_path: Path) -> None:
    """The root is the folder of hookline.yaml, found upwards; paths are counted from it."""
    files = {f"ops/hooks/{path}": text for path, text in TEAM.items()}
    made = make_repository(tmp_path, {**files, "webhooks/elsewhere.yaml": "x", "ops/hooks2/a": ""})
    made.write({"ops/hooks/webhooks/new.yaml": "", "webhooks/new.yaml": ""})
    for start in ("ops/hooks", "ops/hooks/webhooks/billing"):
        source = _source(tmp_path / start)
        assert source.root == "ops/hooks"
        assert _paths(source) == ["webhooks/billing/paid.yaml", "webhooks/signup.yaml"]
        assert source.snapshot(PATTERNS).uncommitted == ("webhooks/new.yaml",)
        assert list(source.last_commits(["webhooks/signup.yaml"])) == ["webhooks/signup.yaml"]


def test_the_nearest_configuration_wins(tmp_path: Path) -> None:
    """With a configuration in the folder and one above it, the one in the folder counts."""
    make_repository(tmp_path, {"hookline.yaml": "above", "ops/hookline.yaml": "near"})
    assert _source(tmp_path / "ops").config().data == b"near"
    assert _source(tmp_path).config().data == b"above"


def test_a_detached_head(made: ScriptedRepository) -> None:
    """A detached HEAD is read like a branch."""
    made.git("checkout", "--quiet", "--detach")
    assert len(_paths(_source(made.path))) == 2


def test_a_bare_repository(made: ScriptedRepository, tmp_path: Path) -> None:
    """A bare repository is read from its top; nothing is called uncommitted."""
    bare = made.clone(tmp_path / "bare.git", "--bare")
    source = _source(bare.path)
    assert len(_paths(source)) == 2
    assert source.snapshot(PATTERNS).uncommitted == ()


def test_a_shallow_clone(made: ScriptedRepository, tmp_path: Path) -> None:
    """A clone of depth 1 has all files; of history it says nothing instead of something wrong."""
    made.commit("Later", {"webhooks/signup.yaml": "2"})
    source = _source(made.clone(tmp_path / "shallow", "--depth=1").path)
    assert len(_paths(source)) == 2
    assert source.last_commits(["webhooks/signup.yaml"]) == {}


def test_a_linked_working_tree(made: ScriptedRepository, tmp_path: Path) -> None:
    """A linked working tree has a HEAD and edits of its own."""
    made.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    linked = ScriptedRepository(tmp_path / "linked")
    linked.commit("On the side", {"webhooks/side.yaml": "x"})
    linked.write({"webhooks/signup.yaml": "edited"})
    source = _source(linked.path)
    assert "webhooks/side.yaml" in _paths(source)
    assert source.snapshot(PATTERNS).uncommitted == ("webhooks/signup.yaml",)
    assert "webhooks/side.yaml" not in _paths(_source(made.path))


def test_a_branch_without_commits(tmp_path: Path) -> None:
    """A fresh repository is told to commit first, although its files are there."""
    made = make_repository(tmp_path)
    made.write(TEAM)
    assert _refusal(_source(tmp_path)).code is Code.GIT_UNBORN


def test_a_partial_clone_that_lacks_the_files(made: ScriptedRepository, tmp_path: Path) -> None:
    """Contents that a partial clone left out stop the run; they are not fetched and not empty."""
    made.git("config", "uploadpack.allowFilter", "true")
    partial = made.clone(tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    assert _refusal(_source(partial.path)).code is Code.GIT_FAILED


def test_the_last_commit_of_each_file(made: ScriptedRepository) -> None:
    """Each path, a removed one too, gets the newest commit that changed it."""
    changed = made.commit("Change", {"webhooks/signup.yaml": "2"})
    removed = made.commit("Remove", {"webhooks/billing/paid.yaml": None})
    found = _source(made.path).last_commits(["webhooks/signup.yaml", "webhooks/billing/paid.yaml"])
    assert {path: commit.sha for path, commit in found.items()} == {
        "webhooks/signup.yaml": changed,
        "webhooks/billing/paid.yaml": removed,
    }


def test_no_configuration_in_the_commit(made: ScriptedRepository) -> None:
    """Without hookline.yaml the run stops with CFG-MISSING and a configuration to start with."""
    made.commit("Remove", {"hookline.yaml": None})
    problem = _refusal(_source(made.path / "webhooks"))
    assert problem.code is Code.CFG_MISSING
    assert problem.message == f"commit {made.head[:7]} has no hookline.yaml in webhooks or above it"
    assert "targets:" in problem.hint


def test_a_configuration_that_is_not_committed_yet(made: ScriptedRepository) -> None:
    """When hookline.yaml only lies in the working tree, the hint is to commit it."""
    made.commit("Remove", {"hookline.yaml": None})
    made.write({"hookline.yaml": "targets: {}"})
    assert "commit it" in _refusal(_source(made.path)).hint


def test_a_configuration_that_is_a_symlink_or_too_large(tmp_path: Path) -> None:
    """A configuration is read from an ordinary file of a bounded size."""
    made = make_repository(tmp_path, {"real.yaml": "targets: {}", "sub/hookline.yaml": "x" * 11})
    (tmp_path / "hookline.yaml").symlink_to("real.yaml")
    made.commit("Link")
    assert _refusal(_source(tmp_path)).code is Code.FIL_SYMLINK
    assert _refusal(_source(tmp_path / "sub", limits=Limits(file_bytes=10))).code is Code.FIL_SIZE


def test_a_named_pipe_in_place_of_a_definition_is_not_waited_for(made: ScriptedRepository) -> None:
    """What is no ordinary file any more differs from the commit, and is not opened to wait."""
    (made.path / "webhooks/signup.yaml").unlink()
    os.mkfifo(made.path / "webhooks/signup.yaml")
    assert _source(made.path).snapshot(PATTERNS).uncommitted == ("webhooks/signup.yaml",)


def test_a_file_that_grew_above_the_limit_is_not_read_to_compare_it(
    made: ScriptedRepository,
) -> None:
    """A file of the working tree that no source would read differs from the commit."""
    made.commit("Two lines", {"webhooks/signup.yaml": "a\nb\n"})
    # Only its line ends make it longer, so that reading it would find nothing new.
    made.write({"webhooks/signup.yaml": "a\r\nb\r\n"})
    names = {}
    for limit in (5, 6):
        source = _source(made.path, limits=Limits(file_bytes=limit))
        names[limit] = source.snapshot(["webhooks/signup.yaml"]).uncommitted
    assert names == {5: ("webhooks/signup.yaml",), 6: ()}


def test_symlinks_are_told_and_not_followed(made: ScriptedRepository) -> None:
    """A link in a definition's place, or to a folder that would hold some, is an error."""
    webhooks = made.path / "webhooks"
    (webhooks / "file.yaml").symlink_to("signup.yaml")
    (webhooks / "loop.yaml").symlink_to("loop.yaml")
    (webhooks / "absolute.yaml").symlink_to("/etc/passwd")
    (webhooks / "folder").symlink_to("billing")
    (webhooks / "outside").symlink_to("../../elsewhere")
    (webhooks / "NOTES").symlink_to("README.md")
    made.commit("Link")
    snapshot = _source(made.path).snapshot(PATTERNS)
    assert [found.message for found in snapshot.diagnostics] == [
        f"webhooks/{name} is a symlink, which is not followed"
        for name in ("absolute.yaml", "file.yaml", "folder", "loop.yaml", "outside")
    ]
    assert {found.code for found in snapshot.diagnostics} == {Code.FIL_SYMLINK}
    assert [file.path for file in snapshot.files] == [
        "webhooks/billing/paid.yaml",
        "webhooks/signup.yaml",
    ]


def test_a_symlink_above_all_definitions_is_told(tmp_path: Path) -> None:
    """When the folder that the patterns name, or one above it, is a link, that is no empty set."""
    made = make_repository(tmp_path, {"hookline.yaml": "", "real/x/a.yaml": "a"})
    (tmp_path / "link").symlink_to("real")
    made.commit("Link")
    for pattern in ("link/*.yaml", "link/x/*.yaml", "link/x/a.yaml"):
        [found] = _source(tmp_path).snapshot([pattern]).diagnostics
        assert found.message.startswith("link is a symlink"), pattern


def test_submodules_are_told_and_not_read(made: ScriptedRepository) -> None:
    """A submodule where definitions could be is an error."""
    made.git("update-index", "--add", "--cacheinfo", f"160000,{made.head},webhooks/shared")
    made.git("update-index", "--add", "--cacheinfo", f"160000,{made.head},elsewhere")
    made.git("commit", "--quiet", "--message", "Submodules")
    assert _problems(_source(made.path)) == [(Code.FIL_SUBMODULE, "webhooks/shared")]


def test_a_file_above_the_limit_is_not_read(made: ScriptedRepository) -> None:
    """A large file is an error that names size and limit; the others are still there."""
    made.commit("Large", {"webhooks/large.yaml": "x" * 101})
    snapshot = _source(made.path, limits=Limits(file_bytes=100)).snapshot(PATTERNS)
    [found] = snapshot.diagnostics
    assert found.code is Code.FIL_SIZE
    assert found.message == "webhooks/large.yaml has 101 bytes; at most 100 are read"
    assert len(snapshot.files) == 2


def test_too_many_files_stop_the_run(made: ScriptedRepository) -> None:
    """More files than the limit are not read at all."""
    with pytest.raises(NeedsMending) as caught:
        _source(made.path, limits=Limits(files=1)).snapshot(PATTERNS)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.FIL_COUNT
    assert "matches 2 files; at most 1" in problem.message
    assert _paths(_source(made.path, limits=Limits(files=2)))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("new\nline.yaml", r"new\nline.yaml"),
        ("\x1b[31m.yaml", r"\x1b[31m.yaml"),
        ("-rf.yaml", "-rf.yaml"),
        ("caf\udce9.yaml", r"caf\xe9.yaml"),
    ],
)
def test_a_name_that_others_misread(made: ScriptedRepository, name: str, shown: str) -> None:
    """Control characters, a leading dash and bytes that are not UTF-8 are told, escaped."""
    made.commit("Bad name", {f"webhooks/{name}": "x"})
    [found] = _source(made.path).snapshot(PATTERNS).diagnostics
    assert found.code is Code.FIL_NAME
    assert f"webhooks/{shown}" in found.message
    assert found.location is not None
    assert found.location.path == f"webhooks/{shown}"
