from dataclasses import replace
from pathlib import Path

import pytest

from hookline.git.objects import (
    blob_id,
    links_to_files,
    list_tree,
    missing_objects,
    present,
    read_blobs,
    read_objects,
)
from hookline.git.process import Git
from hookline.model.errors import NeedsMending
from tests.support.repository import make_repository, run_git


def test_ids_are_those_that_git_gives(tmp_path: Path) -> None:
    """Bytes have the id that git gives them, in both of its formats."""
    for object_format in ("sha1", "sha256"):
        folder = tmp_path / object_format
        folder.mkdir()
        run_git(folder, "init", "--quiet", f"--object-format={object_format}")
        for data in (b"", b"a\r\n", bytes(range(256))):
            expected = run_git(folder, "hash-object", "--stdin", "--no-filters", stdin=data)
            assert blob_id(data, object_format) == expected


def test_a_tree_is_listed_below_the_paths_that_are_asked_for(tmp_path: Path) -> None:
    """Only the named paths are listed, whole folders too; a path that is not there is passed."""
    repository = make_repository(tmp_path, {"a/x": "1", "a/b/y": "22", "c/z": "333", "top": ""})
    git = Git(repository.path)
    entries = list_tree(git, "HEAD", ["a", "top", "nope", "nope/x"])
    assert [(entry.path, entry.size) for entry in entries] == [("a/b/y", 2), ("a/x", 1), ("top", 0)]
    assert [entry.path for entry in list_tree(git, "HEAD")] == ["a/b/y", "a/x", "c/z", "top"]


def test_a_tree_is_listed_without_sizes(tmp_path: Path) -> None:
    """Without sizes the same files are listed, each with its mode and id, and as if empty."""
    repository = make_repository(tmp_path, {"a/x": "1", "b y": "22"})
    git = Git(repository.path)
    sized = list_tree(git, "HEAD")
    assert [entry.size for entry in sized] == [1, 2]
    assert list_tree(git, "HEAD", sized=False) == [replace(entry, size=0) for entry in sized]


def test_paths_are_taken_literally(tmp_path: Path) -> None:
    """A path with git's own magic or wildcards in it means the file of that name."""
    repository = make_repository(tmp_path, {"a*": "1", "ab": "2", ":(glob)x": "3"})
    git = Git(repository.path)
    assert [entry.path for entry in list_tree(git, "HEAD", ["a*", ":(glob)x"])] == [
        ":(glob)x",
        "a*",
    ]


def test_a_path_with_any_bytes_survives(tmp_path: Path) -> None:
    """Line breaks and bytes that are not UTF-8 come out as Python would name the file."""
    repository = make_repository(
        tmp_path, {"a\nb": "1", b"caf\xe9".decode("utf-8", "surrogateescape"): "2"}
    )
    paths = [entry.path for entry in list_tree(Git(repository.path), "HEAD")]
    assert paths == ["a\nb", "caf\udce9"]


def test_many_objects_are_read_in_order(tmp_path: Path) -> None:
    """Objects come in the order asked, by id or expression, with None for what is not there."""
    repository = make_repository(tmp_path, {"a": b"one\n\0two", "b": ""})
    found = read_objects(Git(repository.path), ["HEAD:b", "HEAD:nope", "HEAD:a", "1" * 40])
    assert [one and one.data for one in found] == [b"", None, b"one\n\0two", None]


def test_nothing_is_asked_for_nothing(tmp_path: Path) -> None:
    """No names need no git: not even a repository."""
    assert read_objects(Git(tmp_path), []) == []
    assert present(Git(tmp_path), []) == set()


def test_a_lost_blob_stops_the_run(tmp_path: Path) -> None:
    """A file whose content is not in the clone is an error, never an empty file."""
    with pytest.raises(NeedsMending, match="1111111"):
        read_blobs(Git(make_repository(tmp_path, {"a": "1"}).path), ["1" * 40])


def test_what_the_repository_has(tmp_path: Path) -> None:
    """Of many ids those are given that are stored here."""
    repository = make_repository(tmp_path, {"a": "1"})
    here = blob_id(b"1")
    assert present(Git(repository.path), [here, blob_id(b"2")]) == {here}


def test_links_are_told_apart_by_where_they_lead(tmp_path: Path) -> None:
    """Only a link to an ordinary file of the same commit counts as leading to a file."""
    repository = make_repository(tmp_path, {"d/file": "1"})
    for name, target in {
        "to-file": "d/file",
        "to-folder": "d",
        "loop": "loop",
        "out": "../../etc/passwd",
        "absolute": "/etc/passwd",
        "nowhere": "nope",
    }.items():
        (repository.path / name).symlink_to(target)
    repository.commit("Link")
    names = [
        entry.path for entry in list_tree(Git(repository.path), "HEAD") if entry.mode == "120000"
    ]
    assert len(names) == 6
    assert links_to_files(Git(repository.path), "HEAD", names) == {"to-file"}


def test_what_a_partial_clone_has(tmp_path: Path) -> None:
    """Contents that were left out are not there, and asking for them fetches nothing."""
    made = make_repository(tmp_path / "r", {"a": "1"})
    made.commit("Change", {"a": "2"})
    made.git("config", "uploadpack.allowFilter", "true")
    partial = made.clone(tmp_path / "partial", "--filter=blob:none")
    old, new = (blob_id(text) for text in (b"1", b"2"))
    assert present(Git(partial.path), [old, new, "0" * 40]) == {new}
    assert present(Git(made.path), [old, new, "0" * 40]) == {old, new}


def test_what_a_partial_clone_lacks_of_a_commit(tmp_path: Path) -> None:
    """Each file that was left out is named once; an ordinary clone lacks nothing."""
    made = make_repository(tmp_path / "r", {"a": "1", "d/b": "1", "c": "3"})
    made.commit("Change", {"a": "2", "d/b": "2"})
    made.git("config", "uploadpack.allowFilter", "true")
    partial = made.clone(tmp_path / "partial", "--filter=blob:none")
    assert missing_objects(Git(partial.path), made.git("rev-parse", "HEAD~1")) == [blob_id(b"1")]
    assert missing_objects(Git(partial.path), made.head) == []
    assert missing_objects(Git(made.path), made.head) == []
