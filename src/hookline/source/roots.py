"""The root of the definitions: the folder of `hookline.yaml`, looked for upwards."""

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.source.problems import CONFIG

SMALLEST = 'targets: {local: {workspace: "embedded:.hookline/local.db"}}'
"""A configuration that works, for the hint."""


def candidates(folder: str) -> list[str]:
    """Give the folders in which the configuration may stand, nearest first, from the top."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:length]) for length in range(len(parts), -1, -1)]


def below(root: str, path: str) -> str:
    """Give the path from the top of what is at `path` below `root`."""
    return "/".join(part for part in (root, path) if part)


def from_root(root: str, path: str) -> str:
    """Give the path from `root` of what is at `path` from the top."""
    return path.removeprefix(f"{root}/") if root else path


def missing(where: str, folder: str, *, uncommitted: bool = False) -> HooklineError:
    """Explain that `where`, as "commit 3f2a9c1", has no configuration."""
    place = f"in {folder} or above it" if folder else "at its top"
    return NeedsMending.because(
        Code.CFG_MISSING,
        f"{where} has no {CONFIG} {place}",
        hint=f"{CONFIG} is in the working tree: commit it, or use --worktree"
        if uncommitted
        else f"create one in the folder of your definitions; the smallest is: {SMALLEST}",
    )
