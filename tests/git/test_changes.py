from pathlib import Path

from hookline.git.changes import FileChange, changed_files, file_ids, sizes
from hookline.git.process import Git
from tests.support.repository import ScriptedRepository, make_repository


def _changed(made: ScriptedRepository, *paths: str) -> dict[str, list[tuple[str, str, str]]]:
    """Give subject → path with both contents, of every commit of the branch."""
    commits: dict[str, str | None] = {}
    subjects = {}
    for row in made.git("log", "--first-parent", "--format=%H|%P|%s").splitlines():
        commit, parents, subject = row.split("|")
        commits[commit] = next(iter(parents.split()), None)
        subjects[commit] = subject
    found = changed_files(Git(made.path), commits, paths)
    return {subjects[commit]: [_shown(made, f) for f in files] for commit, files in found.items()}


def _shown(made: ScriptedRepository, change: FileChange) -> tuple[str, str, str]:
    before, after = (
        made.git("cat-file", "blob", each) if each else "-"
        for each in (change.before, change.after)
    )
    return change.path, before, after


def test_each_commit_is_compared_with_its_first_parent(tmp_path: Path) -> None:
    """Added, changed, moved and removed files have the content of both sides."""
    made = make_repository(tmp_path, {"w/a": "1", "w/ü b": "1", "c": "1"})
    made.commit("Change", {"w/a": "2"})
    made.commit("Elsewhere", {"c": "2"})
    made.commit("Move", {"w/ü b": None, "w/d": "1"})
    assert _changed(made, "w") == {
        "Begin": [("w/a", "-", "1"), ("w/ü b", "-", "1")],
        "Change": [("w/a", "1", "2")],
        "Move": [("w/d", "-", "1"), ("w/ü b", "1", "-")],
    }
    assert list(_changed(made)) == ["Move", "Elsewhere", "Change", "Begin"]


def test_a_merge_is_compared_with_the_line_that_it_is_on(tmp_path: Path) -> None:
    """What the branch brought in is what the merge changed."""
    made = make_repository(tmp_path, {"a": "1", "b": "1"})
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Side", {"a": "2"})
    made.git("checkout", "--quiet", "main")
    made.commit("Main", {"b": "2"})
    made.merge("side")
    assert _changed(made)["Merge side"] == [("a", "1", "2")]


def test_links_are_no_files(tmp_path: Path) -> None:
    """A file that became a symlink is gone."""
    made = make_repository(tmp_path, {"a": "1"})
    (tmp_path / "a").unlink()
    (tmp_path / "a").symlink_to("b")
    made.commit("Link")
    assert _changed(made)["Link"] == [("a", "1", "-")]


def test_sizes(tmp_path: Path) -> None:
    """Files have their size by id; what is missing or no file is left out."""
    made = make_repository(tmp_path, {"a": "four"})
    blob, tree = made.git("rev-parse", "HEAD:a"), made.git("rev-parse", "HEAD^{tree}")
    assert sizes(Git(tmp_path), [blob, tree, "0" * 40, blob]) == {blob: 4}
    assert sizes(Git(tmp_path), []) == {}


def test_one_file_in_many_commits(tmp_path: Path) -> None:
    """A commit that has no such file, or a folder in its place, is left out."""
    made = make_repository(tmp_path, {"x": "1"})
    commits = [made.head, made.commit("Add", {"w/a b": "1"}), made.commit("Change", {"w/a b": "2"})]
    blobs = [made.git("rev-parse", f"{commit}:w/a b") for commit in commits[1:]]
    assert file_ids(Git(tmp_path), commits, "w/a b") == dict(zip(commits[1:], blobs, strict=True))
    assert file_ids(Git(tmp_path), commits, "w") == {}
    assert file_ids(Git(tmp_path), commits, "new\nline") == {}
