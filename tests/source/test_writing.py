from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.edits import FileEdit
from hookline.model.errors import NeedsMending
from hookline.source.writing import write_edits


def refusal(root: Path, *edits: FileEdit) -> tuple[Code, str]:
    """Give the code and the path of what stops these edits."""
    with pytest.raises(NeedsMending) as refused:
        write_edits(root, edits)
    (found,) = refused.value.diagnostics
    return found.code, found.location.path if found.location else ""


def test_files_are_written_and_replaced(tmp_path: Path) -> None:
    """A new file gets its folders, an old one its new text, byte order mark and all."""
    (tmp_path / "old.yaml").write_bytes("\ufeffä\r\n".encode())
    write_edits(
        tmp_path,
        [
            FileEdit("old.yaml", "\ufeffä\r\n", "\ufeffö\r\n"),
            FileEdit("a/b/new.yaml", None, "new\n"),
        ],
    )
    assert (tmp_path / "old.yaml").read_bytes() == "\ufeffö\r\n".encode()
    assert (tmp_path / "a" / "b" / "new.yaml").read_bytes() == b"new\n"


def test_a_file_that_moved_stops_everything(tmp_path: Path) -> None:
    """Nothing is written when one file is not what its edit was made from."""
    (tmp_path / "b.yaml").write_text("other\n")
    first = FileEdit("a.yaml", None, "a\n")
    assert refusal(tmp_path, first, FileEdit("b.yaml", "b\n", "c\n")) == (
        Code.PUL_MOVED,
        "b.yaml",
    )
    assert refusal(tmp_path, first, FileEdit("b.yaml", None, "c\n")) == (Code.PUL_MOVED, "b.yaml")
    assert refusal(tmp_path, first, FileEdit("c.yaml", "c\n", "d\n")) == (Code.PUL_MOVED, "c.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["b.yaml"]


@pytest.mark.parametrize("path", ["link/a.yaml", "file.yaml"])
def test_no_symlink_is_followed(tmp_path: Path, path: str) -> None:
    """Neither a folder nor a file that leads elsewhere is written through."""
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / "link").symlink_to(elsewhere)
    (root / "file.yaml").symlink_to(elsewhere / "a.yaml")
    assert refusal(root, FileEdit(path, None, "a\n"))[0] is Code.FIL_SYMLINK
    assert list(elsewhere.iterdir()) == []


def test_what_was_written_before_a_failure_is_put_back(tmp_path: Path) -> None:
    """A write that fails half-way leaves the files as they were, and no new ones."""
    (tmp_path / "old.yaml").write_text("old\n")
    (tmp_path / "blocked").write_text("no folder\n")
    edits = (
        FileEdit("old.yaml", "old\n", "new\n"),
        FileEdit("a/new.yaml", None, "new\n"),
        FileEdit("blocked/b.yaml", None, "b\n"),
    )
    with pytest.raises(NeedsMending):
        write_edits(tmp_path, edits)
    assert (tmp_path / "old.yaml").read_text() == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "old.yaml"]
