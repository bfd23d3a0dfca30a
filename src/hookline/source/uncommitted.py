"""Definitions that differ in the working tree from the commit that is read instead."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from hookline.git.objects import blob_id
from hookline.git.repository import Repository
from hookline.source.globs import Globs
from hookline.source.roots import below, from_root


def uncommitted(
    repository: Repository, commit: str, root: str, globs: Globs, committed: Mapping[str, str]
) -> tuple[str, ...]:
    """Give the paths, in order, whose definitions in the working tree are not those of `commit`.

    `commit` is the one that is checked out, and `committed` is path → blob of what it holds.
    Nothing is compared where there is no working tree.
    """
    if repository.worktree is None:
        return ()
    starts = [start for start in (below(root, start) for start in globs.starts) if start]
    changed = _names(
        repository,
        "diff-index",
        ("--name-only", "--no-renames", "--ignore-submodules=all"),
        [commit],
        starts,
    )
    added = _names(repository, "ls-files", ("--others", "--exclude-standard"), [], starts)
    top = repository.worktree
    differing = {
        path
        for name in changed
        if globs.matches(path := from_root(root, name))
        and not _is_same(top / name, committed.get(path), repository.object_format)
    }
    new = {path for name in added if globs.matches(path := from_root(root, name))}
    return tuple(sorted(differing | new))


def _names(
    repository: Repository,
    command: str,
    options: Sequence[str],
    values: Sequence[str],
    paths: Sequence[str],
) -> list[str]:
    out = repository.git.run(command, "-z", *options, values=values, paths=paths)
    return [os.fsdecode(name) for name in out.split(b"\0") if name]


def _is_same(path: Path, blob: str | None, object_format: str) -> bool:
    """Look into a file whose date changed; a checkout may have given it other line ends."""
    try:
        data = path.read_bytes()
    except OSError:
        return blob is None
    return blob in (
        blob_id(data, object_format),
        blob_id(data.replace(b"\r\n", b"\n"), object_format),
    )
