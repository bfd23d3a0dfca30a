"""What differs in the working tree from the commit that is read instead: files that are read."""

import os
from collections.abc import Mapping, Sequence

from hookline.git.objects import blob_id
from hookline.git.repository import Repository
from hookline.model.diagnostics import Diagnostic
from hookline.source.globs import Globs
from hookline.source.limits import Limits
from hookline.source.problems import CONFIG
from hookline.source.reading import read_file
from hookline.source.roots import below, from_root


def uncommitted(
    repository: Repository,
    commit: str,
    root: str,
    globs: Globs,
    committed: Mapping[str, str],
    limits: Limits,
) -> tuple[str, ...]:
    """Give the paths, in order, that are read and in the working tree are not as in `commit`.

    Definitions are, and the configuration beside them.

    `commit` is the one that is checked out, and `committed` is path → blob of what it holds.
    Nothing is compared where there is no working tree.
    """
    if repository.worktree is None:
        return ()
    read = (*globs.starts, CONFIG)
    starts = [start for start in (below(root, start) for start in read) if start]
    changed = _names(
        repository,
        "diff-index",
        ("--name-only", "--no-renames", "--ignore-submodules=all"),
        [commit],
        starts,
    )
    added = _names(repository, "ls-files", ("--others", "--exclude-standard"), [], starts)
    differing = set()
    for name in changed:
        path = from_root(root, name)
        if path == CONFIG or globs.matches(path):
            data = read_file(repository.worktree / name, path, limits)
            if not _is_same(data, committed.get(path), repository.object_format):
                differing.add(path)
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


def _is_same(data: bytes | Diagnostic, blob: str | None, object_format: str) -> bool:
    """Compare a file whose date changed with the commit's; what cannot be read is no definition.

    A checkout may have given it other line ends.
    """
    if isinstance(data, Diagnostic):
        return blob is None
    return blob in (
        blob_id(data, object_format),
        blob_id(data.replace(b"\r\n", b"\n"), object_format),
    )
