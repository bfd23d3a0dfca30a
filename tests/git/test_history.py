import random
from pathlib import Path

import pytest

from hookline.git.history import last_commits
from hookline.git.process import Git
from tests.support.repository import ScriptedRepository, make_repository


def _subjects(made: ScriptedRepository, *paths: str) -> dict[str, str]:
    common = Path(made.git("rev-parse", "--path-format=absolute", "--git-common-dir"))
    found = last_commits(Git(made.path), made.head, paths, common)
    return {path: commit.subject for path, commit in found.items()}


def test_each_path_gets_the_newest_commit_that_changed_it(tmp_path: Path) -> None:
    """A removal is a change; a path that no commit mentions is left out."""
    made = make_repository(tmp_path, {"w/a": "1", "w/b": "1", "w/c": "1"})
    made.commit("Change a", {"w/a": "2"})
    made.commit("Remove b", {"w/b": None})
    made.commit("Something else", {"readme": "x"})
    assert _subjects(made, "w/a", "w/b", "w/c", "w/never") == {
        "w/a": "Change a",
        "w/b": "Remove b",
        "w/c": "Begin",
    }


def test_a_change_on_a_branch_keeps_its_commit_through_the_merge(tmp_path: Path) -> None:
    """What a merge only brings in belongs to the commit of the branch."""
    made = make_repository(tmp_path, {"w/a": "1", "w/b": "1"})
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("On the side", {"w/a": "2"})
    made.git("checkout", "--quiet", "main")
    made.commit("On main", {"w/b": "2"})
    made.merge("side")
    assert _subjects(made, "w/a", "w/b") == {"w/a": "On the side", "w/b": "On main"}


def test_a_change_made_in_the_merge_belongs_to_it(tmp_path: Path) -> None:
    """Where the merge agrees with no parent, the merge changed the file."""
    made = make_repository(tmp_path, {"w/a": "1"})
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("On the side", {"w/a": "2"})
    made.git("checkout", "--quiet", "main")
    made.commit("On main", {"w/a": "3"})
    made.git("merge", "--quiet", "--no-commit", "side", check=False)
    made.commit("Merge by hand", {"w/a": "23"})
    assert _subjects(made, "w/a") == {"w/a": "Merge by hand"}


def test_a_change_that_a_merge_dropped_is_not_the_last(tmp_path: Path) -> None:
    """A newer commit of a branch whose change the merge threw away did not make the content."""
    made = make_repository(tmp_path, {"w/a": "1"})
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Dropped", {"w/a": "2"})
    made.git("checkout", "--quiet", "main")
    made.merge("side", "--strategy=ours")
    assert _subjects(made, "w/a") == {"w/a": "Begin"}


def test_a_shallow_clone_says_nothing_about_what_came_before(tmp_path: Path) -> None:
    """The oldest commit of a shallow clone is not taken for the one that changed its files."""
    made = make_repository(tmp_path / "r", {"w/a": "1", "w/b": "1"})
    made.commit("Change a", {"w/a": "2"})
    made.commit("Change b", {"w/b": "2"})
    two = made.clone(tmp_path / "two", "--depth=2")
    assert _subjects(two, "w/a", "w/b") == {"w/b": "Change b"}
    one = made.clone(tmp_path / "one", "--depth=1")
    assert _subjects(one, "w/a", "w/b") == {}


def test_a_commit_older_than_its_parent_is_no_trap(tmp_path: Path) -> None:
    """Wrong clocks, by which a parent is listed before its child, change no answer."""
    made = make_repository(tmp_path, {"w/a": "1", "w/b": "1"})
    made.commits = 100
    made.commit("From the future", {"w/a": "2"})
    made.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    made.commits = 1
    made.commit("Side", {"w/b": "2"})
    made.git("checkout", "--quiet", "main")
    made.commits = -1000
    made.merge("side")
    made.commit("Last", {"w/b": "3"})
    assert _subjects(made, "w/a", "w/b") == {"w/a": "From the future", "w/b": "Last"}


def test_history_is_read_as_far_as_needed(tmp_path: Path) -> None:
    """A change that lies hundreds of commits back is found, as is one at the top."""
    made = make_repository(tmp_path)
    made.git("fast-import", "--quiet", stdin=_line_of(300))
    assert _subjects(made, "w/a", "w/b") == {"w/a": "Commit 300", "w/b": "Commit 1"}


def test_many_paths_are_followed_by_their_folder(tmp_path: Path) -> None:
    """More paths than a command line should hold give the same answers."""
    names = [f"w/{number}" for number in range(60)]
    made = make_repository(tmp_path, {**dict.fromkeys(names, "1"), "top": "1"})
    made.commit("Change one", {"w/7": "2"})
    expected = {**dict.fromkeys(names, "Begin"), "w/7": "Change one"}
    assert _subjects(made, *names) == expected
    assert _subjects(made, *names, "top") == {**expected, "top": "Begin"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_answers_are_those_of_git_log(tmp_path: Path, seed: int) -> None:
    """Over a tangled history every answer is the one of `git log -1 -- PATH`."""
    made = make_repository(tmp_path)
    paths = [f"w/{name}" for name in "abcdef"]
    made.git("fast-import", "--quiet", stdin=_tangle(_dice(seed), paths))
    found = last_commits(Git(tmp_path), made.head, paths, tmp_path / ".git")
    expected = {path: made.git("log", "-1", "--format=%H", "--", path) for path in paths}
    assert {path: commit.sha for path, commit in found.items()} == {
        path: commit for path, commit in expected.items() if commit
    }


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  the same tangle each time, not a secret


def _line_of(commits: int) -> bytes:
    """Make a history that changes `w/a` in every commit and `w/b` in the first alone."""
    stream = []
    for number in range(1, commits + 1):
        message = f"Commit {number}"
        stream.append(f"commit refs/heads/main\ncommitter A <a@x> {number} +0000\n")
        stream.append(f"data {len(message)}\n{message}\n")
        paths = ["w/a", "w/b"] if number == 1 else ["w/a"]
        stream += [f"M 100644 inline {path}\ndata 4\n{number:04}\n" for path in paths]
    return "".join(stream).encode()


def _tangle(dice: random.Random, paths: list[str]) -> bytes:
    """Make a history of 60 commits, every third a merge; each change makes new content."""
    stream: list[str] = []
    trees: list[dict[str, str]] = [{}]
    for number in range(1, 61):
        parents = dice.sample(
            range(max(1, number - 6), number), min(number - 1, 2 - (number % 3 > 0))
        )
        tree = dict(trees[parents[0]]) if parents else {}
        for other in parents[1:]:
            tree |= {path: text for path, text in trees[other].items() if dice.random() < 0.5}
        for path in dice.sample(paths, dice.choice([0, 1, 1, 2])):
            tree[path] = f"{path} in {number}"
            if dice.random() < 0.15:
                del tree[path]
        trees.append(tree)
        message = f"Commit {number}"
        stream.append(f"commit refs/heads/main\nmark :{number}\n")
        stream.append(f"committer A <a@x> {1_700_000_000 + number * 60} +0000\n")
        stream.append(f"data {len(message)}\n{message}\n")
        stream += [
            f"{'merge' if place else 'from'} :{parent}\n" for place, parent in enumerate(parents)
        ]
        stream.append("deleteall\n")
        stream += [
            f"M 100644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in tree.items()
        ]
    return "".join(stream).encode()
