"""Shallow clones: where their history was cut off."""

from pathlib import Path


def shallow_ends(common_folder: Path) -> frozenset[str]:
    """Give the commits whose parents were left out of a shallow clone; none in a whole one."""
    try:
        return frozenset((common_folder / "shallow").read_text("ascii").split())
    except FileNotFoundError:
        return frozenset()
