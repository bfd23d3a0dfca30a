"""What commits changed: the files of each, compared with its first parent, in one pass."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hookline.git.objects import FILE_MODES, present
from hookline.git.process import Git

FirstParents = Mapping[str, str | None]
"""Commit → its first parent; None for a commit that has no parents."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that a commit changed."""

    path: str
    """Its path from the top, undecodable bytes as Python's surrogates."""
    before: str | None
    """The id of its content before; None when there was no ordinary file."""
    after: str | None
    """The id of its content after; None when there is no ordinary file."""


def changed_files(
    git: Git, commits: FirstParents, paths: Sequence[str]
) -> dict[str, tuple[FileChange, ...]]:
    """Compare commits with their first parents: commit → what it changed at or below `paths`.

    Without paths everything counts. A commit that changed nothing there is left out. A file that
    was moved is one that is gone and one that is new.
    """
    pairs = "".join(
        f"{commit} {parent or ''}".rstrip() + "\n" for commit, parent in commits.items()
    )
    out = git.run(
        "diff-tree",
        *("--stdin", "-r", "-z", "--raw", "--no-renames", "--root", "-m"),
        paths=paths,
        stdin=pairs.encode("ascii"),
    )
    changed: dict[str, tuple[FileChange, ...]] = {}
    here: list[FileChange] = []
    commit = ""
    fields = iter(out.split(b"\0")[:-1])
    for field in fields:
        if field.startswith(b":"):
            here.append(_change(field, next(fields)))
            continue
        changed[commit] = tuple(here)
        commit, here = field.decode("ascii"), []
    changed[commit] = tuple(here)
    return {commit: files for commit, files in changed.items() if files}


def _change(about: bytes, path: bytes) -> FileChange:
    """Read `:MODE MODE ID ID STATUS` and the path after it."""
    mode_before, mode_after, before, after, _ = about[1:].decode("ascii").split(" ")
    return FileChange(
        os.fsdecode(path),
        before if mode_before in FILE_MODES else None,
        after if mode_after in FILE_MODES else None,
    )


def sizes(git: Git, ids: Iterable[str]) -> dict[str, int]:
    """Give the size of files in bytes, by their ids; what this repository lacks is left out."""
    here = sorted(present(git, ids))
    rows = _check(git, here)
    return {identifier: int(size) for identifier, kind, size in rows if kind == "blob"}


def file_ids(git: Git, commits: Iterable[str], path: str) -> dict[str, str]:
    """Give the id of the file at `path` in each commit; one that has none is left out.

    Raises `NeedsMending` (`GIT-FAILED`) when a partial clone lacks the content.
    """
    if "\n" in path:
        return {}
    asked = list(dict.fromkeys(commits))
    rows = _check(git, [f"{commit}:{path}" for commit in asked])
    return {commit: row[0] for commit, row in zip(asked, rows, strict=True) if row[1:2] == ["blob"]}


def _check(git: Git, names: Sequence[str]) -> list[list[str]]:
    """Ask for id, kind and size of objects; what is not there has other words."""
    if not names:
        return []
    request = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    out = git.run("cat-file", "--batch-check", "--buffer", stdin=request)
    # A name that is missing is repeated, and may hold blanks and what Python takes for line ends.
    lines = out.decode("utf-8", "surrogateescape").split("\n")[:-1]
    return [line.rsplit(" ", 2) for line in lines]
