from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookline.git.fast_import import NewCommit, write_commit, write_line
from hookline.git.process import Git
from hookline.model.errors import NeedsMending
from tests.support.repository import make_repository, run_git

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_commit_is_the_tree_of_its_parent_with_changes(tmp_path: Path) -> None:
    """New content, content that is stored already, removals, and a file in a folder's place."""
    made = make_repository(tmp_path, {"a": "1", "b": "2", "d/x": "3", "keep/k": "4"})
    new = write_commit(
        Git(tmp_path),
        NewCommit(
            "Message\n",
            AT,
            [made.head],
            {
                "a": None,
                "b": b"new",
                "c": made.git("rev-parse", "HEAD:a"),
                "d/x": None,
                "d": b"file",
            },
        ),
    )
    assert made.git("ls-tree", "-r", "--name-only", new).split() == ["b", "c", "d", "keep/k"]
    assert [made.git("show", f"{new}:{path}") for path in "bcd"] == ["new", "1", "file"]
    assert made.git("rev-parse", f"{new}:keep") == made.git("rev-parse", "HEAD:keep")


def test_parents_date_and_identity(tmp_path: Path) -> None:
    """Parents keep their order; the commit is Hookline's, at the moment it was told."""
    made = make_repository(tmp_path, {"a": "1"})
    first, second = made.head, made.commit("Second")
    new = write_commit(Git(tmp_path), NewCommit("S\n\nB\n", AT, [second, first]))
    shown = made.git("log", "-1", "--format=%P|%cn <%ce>|%an|%ct|%B", new)
    seconds = int(AT.timestamp())
    assert shown == (f"{second} {first}|Hookline <hookline@localhost>|Hookline|{seconds}|S\n\nB\n")


def test_commits_on_top_of_each_other(tmp_path: Path) -> None:
    """Each has the one before as its first parent, and a whole tree that is stored already."""
    made = make_repository(tmp_path, {"a": "1", "d/b": "2"})
    first = made.head
    second = made.commit("Second", {"a": None, "c": "3"})
    trees = [made.git("rev-parse", f"{commit}^{{tree}}") for commit in (first, second)]
    line = [
        NewCommit("Begin\n", AT),
        *(NewCommit(f"{tree[:4]}\n", AT, [second], tree=tree) for tree in (*trees, trees[0])),
    ]
    new = write_line(Git(tmp_path), line)
    chain = made.git("rev-list", "--first-parent", new).split()
    assert len(chain) == 4
    assert made.git("log", "-1", "--format=%P", chain[3]) == ""
    assert made.git("ls-tree", chain[3]) == ""
    for commit, tree, before in zip(
        chain[:3], (trees[0], trees[1], trees[0]), chain[1:], strict=True
    ):
        shown = made.git("log", "-1", "--format=%T|%P|%s", commit)
        assert shown == f"{tree}|{before} {second}|{tree[:4]}"


def test_writing_moves_no_ref(tmp_path: Path) -> None:
    """Only an object is made: refs are moved by compare-and-swap and nothing else."""
    made = make_repository(tmp_path, {"a": "1"})
    before = made.git("for-each-ref")
    write_commit(Git(tmp_path), NewCommit("S", AT, [made.head], {"x": b"1"}))
    assert made.git("for-each-ref") == before


def test_the_same_commit_has_the_same_id_everywhere(tmp_path: Path) -> None:
    """Nothing of the machine, the account or the clock gets into the commit."""
    ids = set()
    for name in ("one", "two"):
        git = Git(make_repository(tmp_path / name).path)
        ids.add(write_commit(git, NewCommit("S", AT, (), {"x": b"1"})))
    assert len(ids) == 1


@pytest.mark.parametrize("path", ['a "b"', "a b", "ä/ö", "back\\slash", "line\nbreak", " "])
def test_any_path_can_be_written(tmp_path: Path, path: str) -> None:
    """Quotes, blanks, backslashes and line breaks in a path come out as they went in."""
    made = make_repository(tmp_path)
    new = write_commit(Git(tmp_path), NewCommit("S", AT, (), {path: b"1"}))
    assert made.git("ls-tree", "-r", "-z", "--name-only", new) == f"{path}\0"


def test_a_repository_with_the_longer_ids(tmp_path: Path) -> None:
    """Commits are written in a SHA-256 repository as well, without a ref left behind."""
    run_git(tmp_path, "init", "--quiet", "--object-format=sha256")
    new = write_commit(Git(tmp_path), NewCommit("S", AT, (), {"x": b"1"}), object_format="sha256")
    assert len(new) == 64
    assert run_git(tmp_path, "show", f"{new}:x") == "1"
    assert run_git(tmp_path, "for-each-ref") == ""


def test_a_parent_that_is_not_here_is_refused(tmp_path: Path) -> None:
    """A commit cannot stand on one that the repository does not have."""
    git = Git(make_repository(tmp_path).path)
    with pytest.raises(NeedsMending):
        write_commit(git, NewCommit("S", AT, ["1" * 40]))


def test_a_failed_write_leaves_no_crash_report(tmp_path: Path) -> None:
    """What git says is told, and the report that it writes into its folder goes again."""
    make_repository(tmp_path, {"a": "1"})
    before = {file.name for file in (tmp_path / ".git").iterdir()}
    with pytest.raises(NeedsMending) as refused:
        write_commit(Git(tmp_path), NewCommit("Message\n", AT, ["1" * 40]))
    assert {file.name for file in (tmp_path / ".git").iterdir()} <= before | {"refs", "logs"}
    assert "crash" not in str(refused.value)
    assert "1" * 40 in str(refused.value)
