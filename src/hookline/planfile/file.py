"""Where a plan is kept: a file that only its owner may read, and never a symlink."""

import json
import shlex
from pathlib import Path

from hookline.files import PRIVATE, read_unlinked, write_whole
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.saved_plan import SavedPlan
from hookline.planfile.form import KIND, read_plan, write_plan

LARGEST = 256 * 1024 * 1024
"""The most bytes of a plan file that are read: some hundred thousand changes."""

_BEGINNING = 1024
_NAMED = json.dumps(KIND).encode()
_OTHERS = 0o077


def save_plan(path: Path, saved: SavedPlan) -> None:
    """Write a plan to its file, which then holds all of it or what it held before.

    Raises `NeedsMending`: `PLN-SYMLINK` for a symlink, `CFG-PATH` when it cannot be written, and
    for a file that holds anything but a plan, which a slip of the hand must not replace.
    """
    _refuse_symlink(path)
    _require_place(path)
    write_whole(path, write_plan(saved), PRIVATE)


def load_plan(path: Path, shown_as: str) -> tuple[SavedPlan, tuple[Diagnostic, ...]]:
    """Read a plan from its file, with a warning when others may read it too.

    `shown_as` is what people call the file. Raises `NeedsMending`: `PLN-SYMLINK`, `CFG-PATH` when
    it cannot be read, and as `read_plan`.
    """
    _refuse_symlink(path)
    found = read_unlinked(path, LARGEST)
    saved = read_plan(found.data, shown_as)
    if not found.mode & _OTHERS:
        return saved, ()
    warning = Diagnostic(
        Severity.WARNING,
        Code.PLN_READABLE,
        f"others on this machine may read or change the plan {shown_as} (mode {found.mode:04o})",
        hint=f"chmod 600 {shlex.quote(shown_as)}",
    )
    return saved, (warning,)


def is_plan_file(path: Path) -> bool:
    """Say whether a file calls itself a plan; it may be damaged all the same."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            start = stream.read(_BEGINNING)
            return start.startswith(b"{") and _NAMED in start
    except OSError:
        return False


def _require_place(path: Path) -> None:
    """Refuse to make a folder, or to replace what is no plan; an empty file is nobody's loss."""
    if not path.parent.is_dir():
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"there is no folder {path.parent} to save the plan in",
            hint="make it first, or name another file",
        )
    if path.is_file() and path.stat().st_size and not is_plan_file(path):
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"{path} is no saved plan, so it is not replaced",
            hint="give --out the name of a new file",
        )


def _refuse_symlink(path: Path) -> None:
    """Refuse a file that somebody else may have put elsewhere, or put in another's place."""
    if path.is_symlink():
        raise NeedsMending.because(
            Code.PLN_SYMLINK,
            f"{path} is a symlink, and a plan is not kept behind one",
            hint="name the file itself",
        )
