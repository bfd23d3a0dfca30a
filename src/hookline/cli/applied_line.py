"""Opening the line for commands that look at what was applied, and not at definitions."""

from pathlib import Path

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.wiring import Line


def open_applied(directory: Path) -> Line:
    """Read the configuration of HEAD; before the first commit that of the working tree."""
    try:
        return Line.open(directory)
    except NeedsMending as error:
        if all(problem.code is not Code.GIT_UNBORN for problem in error.diagnostics):
            raise
        return Line.open(directory, worktree=True)
