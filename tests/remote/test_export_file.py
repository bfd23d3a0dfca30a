import io
import zipfile
from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.remote import export_file
from hookline.remote.export_file import read_export


def pack(path: Path, **files: bytes) -> Path:
    """Write a zip of these files, whose names have an ending of their own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    path.write_bytes(packed.getvalue())
    return path


def test_a_zip_gives_its_yaml_files(tmp_path: Path) -> None:
    """Only .yaml and .yml files are read, and their paths lead nowhere."""
    names = {"../../etc/a.yaml": b"a", "b/c.YML": b"c", "readme.txt": b"x", "folder.yaml/": b""}
    files = read_export(pack(tmp_path / "export.zip", **names))
    assert [(file.path, file.data) for file in files] == [
        ("export.zip/../../etc/a.yaml", b"a"),
        ("export.zip/b/c.YML", b"c"),
    ]


def test_anything_else_is_taken_as_yaml(tmp_path: Path) -> None:
    """The content decides and not the name: what is no zip is one text."""
    (tmp_path / "export.zip").write_bytes(b"webhook: {}\n")
    (file,) = read_export(tmp_path / "export.zip")
    assert (file.path, file.data) == ("export.zip", b"webhook: {}\n")


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Number, size and ratio of what a zip holds are bounded."""

    def refusal(**files: bytes) -> str:
        with pytest.raises(NeedsMending) as refused:
            read_export(pack(tmp_path / "export.zip", **files))
        (found,) = refused.value.diagnostics
        assert found.code is Code.PUL_EXPORT
        return found.message

    assert "unpacks to more" in refusal(**{"a.yaml": b"a" * 1_000_000})
    monkeypatch.setattr(export_file, "MOST_ENTRIES", 1)
    assert "holds 2 files" in refusal(**{"a.yaml": b"", "b.yaml": b""})
    monkeypatch.setattr(export_file, "MOST_ENTRIES", 2)
    monkeypatch.setattr(export_file, "MOST_BYTES", 1_500)
    assert "beginning at b.yaml" in refusal(**{"a.yaml": b"a" * 1_000, "b.yaml": b"b" * 1_000})


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    """A zip whose content does not fit its own check sum is no export."""
    file = pack(tmp_path / "export.zip", **{"a.yaml": b"webhook: {name: a}\n" * 50})
    data = bytearray(file.read_bytes())
    data[60] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(NeedsMending) as refused:
        read_export(file)
    assert "cannot be unpacked" in refused.value.diagnostics[0].message
