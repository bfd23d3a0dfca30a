"""What git stores: trees listed, objects read in bulk, and the ids that git gives to bytes."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hookline.git.process import Git
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending

FILE_MODES = frozenset({"100644", "100755", "100664"})
"""The modes of ordinary files; 100664 is found in old repositories."""
SYMLINK_MODE = "120000"
SUBMODULE_MODE = "160000"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One entry of a tree that is no folder."""

    mode: str
    """Its mode, as `100644`."""
    id: str
    """The id of its content; a commit's for a submodule."""
    size: int
    """Its size in bytes; 0 for a submodule, and where nobody asked for sizes."""
    path: str
    """Its path from the top, undecodable bytes as Python's surrogates."""


@dataclass(frozen=True, slots=True)
class GitObject:
    """One object as git stores it."""

    id: str
    """Its full id."""
    kind: str
    """`commit`, `tree`, `blob` or `tag`."""
    data: bytes = field(repr=False)
    """Its content."""


def blob_id(data: bytes, object_format: str = "sha1") -> str:
    """Give the id that git gives to a file with this content."""
    # Only the working tree needs it, and loading it shows in the start of every command.
    import hashlib

    digest = hashlib.new(object_format, b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def list_tree(
    git: Git,
    commit: str,
    paths: Sequence[str] = (),
    *,
    recurse: bool = True,
    sized: bool = True,
) -> list[TreeEntry]:
    """List the files, symlinks and submodules of a commit, ordered as git orders them.

    With `paths` only these and, when they are folders, what is below them; a path that the commit
    does not have is passed over. Without `recurse` folders are not looked into. Sizes take git as
    long as all the rest: without `sized` they are 0.
    """
    options = ["-z", "--full-tree", *(["-r"] if recurse else []), *(["-l"] if sized else [])]
    out = git.run("ls-tree", *options, values=[commit], paths=[*paths] or None)
    return [_entry(line) for line in out.split(b"\0") if line]


def _entry(line: bytes) -> TreeEntry:
    about, _, path = line.partition(b"\t")
    mode, _kind, identifier, *sizes = about.decode("ascii").split()
    size = int(sizes[0]) if sizes and sizes[0] != "-" else 0
    return TreeEntry(mode, identifier, size, os.fsdecode(path))


def read_objects(git: Git, names: Sequence[str]) -> list[GitObject | None]:
    """Read many objects at once, by id or by any expression of git's; None for what is not there.

    Raises `NeedsMending` (`GIT-FAILED`) when git stops in the middle, as with a damaged object.
    """
    if not names:
        return []
    request = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    out = git.run("cat-file", "--batch", "--buffer", stdin=request)
    found: list[GitObject | None] = []
    position = 0
    for _ in names:
        end = out.index(b"\n", position)
        header, position = out[position:end], end + 1
        if header.endswith((b" missing", b" ambiguous")):
            found.append(None)
            continue
        identifier, kind, size = header.decode("ascii").split()
        content = out[position : position + int(size)]
        found.append(GitObject(identifier, kind, content))
        position += int(size) + 1
    return found


def read_blobs(git: Git, ids: Sequence[str]) -> list[bytes]:
    """Read files by their ids, in the order of `ids`.

    Raises `NeedsMending` (`GIT-FAILED`) when one is not in this clone, as in a partial one.
    """
    blobs = []
    for identifier, found in zip(ids, read_objects(git, ids), strict=True):
        if found is None:
            raise NeedsMending.because(
                Code.GIT_FAILED,
                f"the content {identifier} of a file is not in the repository at {git.directory}",
                hint="in a partial clone run `git fetch --refetch --no-filter`; else `git fsck`",
            )
        blobs.append(found.data)
    return blobs


def present(git: Git, ids: Iterable[str]) -> set[str]:
    """Say which of the objects `ids` the repository has."""
    asked = set(ids)
    if not asked:
        return set()
    request = "".join(f"{identifier}\n" for identifier in asked).encode("ascii")
    answer = git.ask("cat-file", "--batch-check", "--buffer", stdin=request)
    if answer.status == 0:
        lines = answer.out.decode("ascii").splitlines()
        return {line.split()[0] for line in lines if not line.endswith(" missing")}
    # In a partial clone git stops at the first object that it may not fetch. To list all that it
    # has takes longer, and asks for nothing that it has not.
    all_ = git.run("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    return asked.intersection(all_.decode("ascii").split())


def missing_objects(git: Git, commit: str) -> list[str]:
    """Give what of a commit's tree a partial clone has not fetched yet, by ids."""
    options = ("--objects", "--no-object-names", "--no-walk", "--missing=print")
    out = git.run("rev-list", *options, values=[commit]).decode("ascii")
    return [line.removeprefix("?") for line in out.splitlines() if line.startswith("?")]


def links_to_files(git: Git, commit: str, paths: Sequence[str]) -> set[str]:
    """Say which of the symlinks at `paths` lead to an ordinary file of the same commit."""
    # An answer for a link that leads nowhere takes two lines, so each is asked for by itself.
    return {path for path in paths if _leads_to_file(git, f"{commit}:{path}")}


def _leads_to_file(git: Git, name: str) -> bool:
    if "\n" in name:
        return False
    request = f"{name}\n".encode("utf-8", "surrogateescape")
    out = git.run("cat-file", "--batch-check", "--follow-symlinks", stdin=request)
    return out.split(b" ")[1:2] == [b"blob"]
