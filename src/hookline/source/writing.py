"""Edited definitions written into the working tree: all of them, or none as far as possible."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from hookline.files import write_whole
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.source import problems
from hookline.source.limits import Limits
from hookline.source.reading import read_file


class Edited(Protocol):
    """One file before and after."""

    @property
    def path(self) -> str:
        """The file, from the root of the definitions."""
        ...

    @property
    def before(self) -> str | None:
        """Its text, with a byte order mark when it has one; None for a new file."""
        ...

    @property
    def after(self) -> str | None:
        """What it is going to hold; None when it goes."""
        ...


def write_edits(root: Path, edits: Sequence[Edited]) -> None:
    """Write and remove files below `root`, the folder of `hookline.yaml`; no symlink is followed.

    Everything is looked at before the first write: `NeedsMending` (`PUL-MOVED`) for a file that is
    not what the edit was made from, `FIL-SYMLINK` for one that lies behind a symlink. When a write
    fails, what was written before it is put back.
    """
    found = [problem for edit in edits if (problem := _problem(root, edit)) is not None]
    if found:
        raise NeedsMending(*found)
    done: list[Edited] = []
    try:
        for edit in edits:
            _write(root, edit.path, edit.after)
            done.append(edit)
    except BaseException:
        put_back(root, done)
        raise


def put_back(root: Path, edits: Sequence[Edited]) -> None:
    """Give files that were written the content that they had before, as far as possible."""
    for edit in reversed(edits):
        _put_back(root, edit)


def _problem(root: Path, edit: Edited) -> Diagnostic | None:
    """Say why a file may not be written now; None when it may."""
    path = root
    for part in edit.path.split("/"):
        path /= part
        if path.is_symlink():
            return problems.symlink(path.relative_to(root).as_posix())
    if not path.exists():
        now: bytes | Diagnostic | None = None
    else:
        now = read_file(path, edit.path, Limits())
    if isinstance(now, Diagnostic):
        return now
    before = None if edit.before is None else _encoded(edit.before)
    return None if now == before else _moved(edit)


def _moved(edit: Edited) -> Diagnostic:
    what = "exists by now" if edit.before is None else "was changed meanwhile"
    message = f"{edit.path} {what}; nothing was written"
    return Diagnostic(Severity.ERROR, Code.PUL_MOVED, message, Location(edit.path), "run it again")


def _put_back(root: Path, edit: Edited) -> None:
    # What stopped the writing is what is told: it would be the same here.
    with contextlib.suppress(NeedsMending, OSError):
        _write(root, edit.path, edit.before)


def _write(root: Path, path: str, text: str | None) -> None:
    """Give a file this text; None removes it, and the folders in which nothing else lies."""
    file = root / path
    if text is not None:
        write_whole(file, _encoded(text))
        return
    try:
        file.unlink()
    except OSError as error:
        raise NeedsMending.because(
            Code.CFG_PATH, f"{file} cannot be removed: {error.strerror}"
        ) from error
    with contextlib.suppress(OSError):
        _remove_empty(root, file.parent)


def _encoded(text: str) -> bytes:
    """Give the bytes of a text; an earlier file may hold some that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def _remove_empty(root: Path, folder: Path) -> None:
    """Remove the folders above a file that is gone, as far as nothing else lies in them."""
    while folder != root:
        folder.rmdir()
        folder = folder.parent
