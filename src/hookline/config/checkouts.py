"""The checkout that a target names, below the folder where an operator keeps checkouts."""

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.model.settings import Target

ROOT = "GIT_REPOSITORY_SAVE_PATH"
"""The variable that names the folder of checkouts, by the name that Engine has for its own."""


def checkouts_root(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Give the folder that the operator keeps checkouts in; None when none is named."""
    given = environment.get(ROOT, "")
    return Path(given) if given else None


def checkout_of(target: Target, root: Path, place: Location) -> Path:
    """Give the folder of the target's checkout, below `root`.

    Raises `NeedsMending`: `CFG-PATH` at `place` when `repository_path` leads out of that folder,
    through a symlink neither, and `SYN-PATH` when either folder is not there.
    """
    top = _existing(root, f"{root}, where checkouts are kept, cannot be used", "name that folder")
    written = target.repository_path or ""
    path = PurePosixPath(written)
    if path.is_absolute() or ".." in path.parts:
        raise _outside(target, "leads out of the folder of checkouts", place)
    if not path.parts:
        raise _outside(target, "names the folder of checkouts itself", place)
    try:
        folder = (top / path).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        # Python tells of a symlink that leads to itself by a RuntimeError.
        raise _outside(target, "cannot be followed", place) from error
    if not folder.is_relative_to(top):
        raise _outside(target, "leads out of the folder of checkouts through a symlink", place)
    return _existing(
        folder,
        f"the checkout of {target.name}, {folder}, is not there",
        f"clone it: git clone ADDRESS {folder}",
    )


def _existing(folder: Path, wrong: str, hint: str) -> Path:
    try:
        found = folder.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise NeedsMending.because(Code.SYN_PATH, wrong, hint=hint) from error
    if not found.is_dir():
        raise NeedsMending.because(Code.SYN_PATH, f"{wrong}: it is no folder", hint=hint)
    return found


def _outside(target: Target, why: str, place: Location) -> NeedsMending:
    return NeedsMending.because(
        Code.CFG_PATH,
        f"the `repository_path` of {target.name}, `{target.repository_path}`, {why}",
        location=place,
        hint="write a path below that folder, as `teams/onboarding`",
    )
