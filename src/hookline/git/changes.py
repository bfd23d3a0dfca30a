"""What commits changed: the files of each, compared with its first parent, in one pass."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hookline.git.objects import FILE_MODES
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


def sizes(git: Git, names: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Give id and size of files: name, an id or `COMMIT:PATH` → both.

    Left out is what this repository does not have or what is no file.
    """
    asked = list(dict.fromkeys(name for name in names if "\n" not in name))
    if not asked:
        return {}
    request = "".join(f"{name}\n" for name in asked).encode("utf-8", "surrogateescape")
    out = git.run("cat-file", "--batch-check", "--buffer", stdin=request)
    found: dict[str, tuple[str, int]] = {}
    for name, line in zip(asked, out.splitlines(), strict=True):
        words = line.split(b" ")
        if len(words) == 3 and words[1] == b"blob":
            found[name] = (words[0].decode("ascii"), int(words[2]))
    return found
