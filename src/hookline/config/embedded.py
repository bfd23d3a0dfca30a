"""The file of an embedded workspace, kept within the folder that names it."""

from pathlib import Path

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.model.settings import Target

PREFIX = "embedded:"


def embedded_file(target: Target, folder: Path, place: Location) -> Path:
    """Give the file of an embedded target, whose path is counted from `folder`, hookline.yaml's.

    Raises `NeedsMending` (`CFG-PATH`) at `place` when it is not below that folder, through a
    symlink neither: what a repository says must not choose where else a file is made.
    """
    top = folder.resolve()
    try:
        file = (top / target.workspace.removeprefix(PREFIX)).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        # Python tells of a symlink that leads to itself by a RuntimeError.
        raise _wrong(target, "cannot be followed", place) from error
    if not file.is_relative_to(top):
        raise _wrong(target, "leads out of the folder of hookline.yaml", place)
    if file == top:
        raise _wrong(target, "names no file", place)
    if ".git" in (part.lower() for part in file.relative_to(top).parts):
        raise _wrong(target, "leads into git's own folder", place)
    return file


def _wrong(target: Target, why: str, place: Location) -> NeedsMending:
    return NeedsMending.because(
        Code.CFG_PATH,
        f"the workspace of {target.name}, `{target.workspace}`, {why}",
        location=place,
        hint="write a path below the folder of hookline.yaml, as `embedded:.hookline/local.db`",
    )
