"""A file that Engine exported: YAML to version 6, a zip of YAML files from version 7 on (ENGINE 2).

A zip is read in memory and within bounds, and no path in it is ever used for anything but telling
where a problem is.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from hookline.files import read_bounded
from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending

MOST_BYTES = 64 * 1024 * 1024
"""The largest export that is read, in bytes; also all that a zip may unpack to."""

MOST_ENTRIES = 20_000
"""The most files that a zip may hold."""

HIGHEST_RATIO = 200
"""How many times smaller than its content a packed file may be; YAML packs some ten times."""

_SMALL = 64 * 1024
"""Below this size a file may be packed as well as it likes."""

_ENDINGS = (".yaml", ".yml")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What Python raises for a zip that is damaged, encrypted, or packed in a way it does not know."""


def read_export(path: Path) -> tuple[SourceFile, ...]:
    """Read an export; for a zip the YAML files in it, by name.

    Raises `NeedsMending`: `CFG-PATH` and `FIL-SIZE` as for every file, `PUL-EXPORT` for a zip that
    is damaged, holds no YAML, or unpacks to more than is read.
    """
    data = read_bounded(path, MOST_BYTES)
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return (SourceFile(path.name, data),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = tuple(_unpacked(archive, path.name))
    except _BROKEN as error:
        raise _refused(path.name, f"cannot be unpacked: {error}") from error
    if not files:
        raise _refused(path.name, "holds no .yaml file")
    return files


def _unpacked(archive: zipfile.ZipFile, called: str) -> Iterator[SourceFile]:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _refused(
            called, f"holds {len(entries):,} files, and at most {MOST_ENTRIES:,} are read"
        )
    room = MOST_BYTES
    for entry in sorted(entries, key=lambda each: each.filename):
        if entry.is_dir() or not entry.filename.lower().endswith(_ENDINGS):
            continue
        most = min(room, max(_SMALL, entry.compress_size * HIGHEST_RATIO))
        with archive.open(entry) as stream:
            # The size that a zip names for an entry may be a lie; what comes out is what counts.
            data = stream.read(most + 1)
        if len(data) > most:
            raise _refused(called, f"unpacks to more than is read, beginning at {entry.filename}")
        room -= len(data)
        yield SourceFile(f"{called}/{entry.filename}", data)


def _refused(called: str, why: str) -> NeedsMending:
    return NeedsMending.because(
        Code.PUL_EXPORT, f"{called} {why}", hint="export the webhooks again, or name a YAML file"
    )
