"""Files are read with a bound, and written whole or not at all."""

import os
import resource
import stat
from pathlib import Path

import pytest

from hookline.files import PRIVATE, FileFound, read_bounded, read_unlinked, write_whole
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending


def mode_of(path: Path) -> int:
    """Give the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_file_at_the_bound_is_read_and_a_larger_one_refused(tmp_path: Path) -> None:
    """The bound is the most that is read."""
    path = tmp_path / "page.txt"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(NeedsMending, match="is larger than 4 bytes") as caught:
        read_bounded(path, 4)
    assert caught.value.diagnostics[0].code is Code.FIL_SIZE


def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path) -> None:
    """A named pipe that nobody writes to would keep the run waiting for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, why in (
        (pipe, "it is no ordinary file"),
        (tmp_path, "it is a folder"),
        (tmp_path / "gone", "No such file or directory"),
    ):
        with pytest.raises(NeedsMending, match=f"{path.name} cannot be read: {why}") as caught:
            read_bounded(path, 10)
        assert caught.value.diagnostics[0].code is Code.CFG_PATH


def test_symlink_is_read_through(tmp_path: Path) -> None:
    """A file that a person names may be a link to where it is kept."""
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "link").symlink_to("real")
    assert read_bounded(tmp_path / "link", 10) == b"x"


def test_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    """What may be read by whom is decided by the umask, as for every program."""
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "deep" / "new.yaml", b"x")
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "deep" / "new.yaml") == 0o640


def test_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    """A file that was closed to others stays closed when its content is replaced."""
    path = tmp_path / "kept.yaml"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_whole(path, b"new")
    assert (path.read_bytes(), mode_of(path)) == (b"new", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["kept.yaml"]


def test_name_as_long_as_the_system_takes_is_written(tmp_path: Path) -> None:
    """What is written aside has a short name of its own."""
    path = tmp_path / ("a" * 255)
    write_whole(path, b"x")
    assert path.read_bytes() == b"x"


def test_write_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    """A full disk, here a limit on the size of files, costs neither the old file nor a new one."""
    path = tmp_path / "kept.yaml"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(NeedsMending, match="cannot be written: File too large"):
            write_whole(path, b"x" * 1001)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["kept.yaml"]


def refused(path: Path) -> str:
    """Give the reason for which nothing is written to `path`."""
    with pytest.raises(NeedsMending) as caught:
        write_whole(path, b"new")
    (found,) = caught.value.diagnostics
    assert found.code is Code.CFG_PATH
    assert found.message.startswith(f"{path} cannot be written: ")
    return found.message.removeprefix(f"{path} cannot be written: ")


def test_place_that_cannot_be_written_is_told_with_the_reason(tmp_path: Path) -> None:
    """A folder, a file in the place of a folder and the like are named, and nothing is left."""
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "folder") == "it is a folder"
    assert refused(tmp_path / "pipe") == "it is no ordinary file"
    assert refused(tmp_path / "file" / "new") == "Not a directory"
    assert refused(tmp_path / "file" / "deeper" / "new") == "Not a directory"
    assert refused(tmp_path / ("a" * 256)) == "File name too long"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder", "pipe"]


def test_symlink_is_not_written(tmp_path: Path) -> None:
    """Neither the link nor what it leads to changes: nobody named that place."""
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    assert refused(tmp_path / "link") == "it is a symlink"
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"old"


def test_permissions_that_are_asked_for_are_there_from_the_first_byte(tmp_path: Path) -> None:
    """A file for its owner alone is never readable by others, whatever stood there before."""
    path = tmp_path / "plan.json"
    before = os.umask(0)
    try:
        write_whole(path, b"1", PRIVATE)
        assert mode_of(path) == 0o600
        path.chmod(0o644)
        write_whole(path, b"2", PRIVATE)
    finally:
        os.umask(before)
    assert (path.read_bytes(), mode_of(path)) == (b"2", 0o600)


def test_a_link_is_not_followed_where_the_file_itself_is_meant(tmp_path: Path) -> None:
    """A file that must be the one that was named is read with its permissions, and no link is."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"x")
    real.chmod(0o640)
    link.symlink_to("real")
    assert read_unlinked(real, 10) == FileFound(b"x", 0o640)
    with pytest.raises(NeedsMending, match="link cannot be read: it is a symlink"):
        read_unlinked(link, 10)
