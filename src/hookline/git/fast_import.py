"""New commits, written in one go by `git fast-import` without an index or a working tree."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from hookline.git.process import ADDRESS, NAME, Answer, Git, failure

# fast-import has to be given a branch; taking it back in the same stream means that it never
# becomes a ref, and the id is all that comes out.
_BRANCH = "refs/hookline/unborn"

_REPORT = re.compile(r"dumping crash report to .*(fast_import_crash_[0-9]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NewCommit:
    """A commit to write: the tree of its first parent with some changes, or another whole tree."""

    message: str
    """Its message."""
    at: datetime
    """When, with a time zone."""
    parents: Sequence[str] = ()
    """The full ids of its parents; the changes are laid over the first one's tree."""
    changes: Mapping[str, bytes | str | None] = field(default_factory=dict)
    """Path → new content, or the id of a blob that is stored already, or None to remove it."""
    tree: str = ""
    """The id of its whole tree, which is stored already; empty for that of its first parent."""


def write_commit(git: Git, commit: NewCommit, *, object_format: str = "sha1") -> str:
    """Write a commit and give its id; no ref moves.

    The same commit gives the same id everywhere. Raises `NeedsMending` (`GIT-FAILED`) when a
    parent or a blob is not there.
    """
    return write_line(git, [commit], object_format=object_format)


def write_line(git: Git, commits: Sequence[NewCommit], *, object_format: str = "sha1") -> str:
    """Write commits, each on top of the one before, and give the id of the last one.

    What a commit but the first names as parents are its further ones. Otherwise as `write_commit`.
    """
    null = "0" * (64 if object_format == "sha256" else 40)
    stream = [part for number, commit in enumerate(commits, 1) for part in _commit(number, commit)]
    end = f"get-mark :{len(commits)}\nreset {_BRANCH}\nfrom {null}\n\ndone\n"
    answer = git.ask(
        "fast-import",
        "--quiet",
        "--done",
        "--date-format=raw",
        stdin=b"".join([*stream, end.encode()]),
    )
    if answer.status:
        raise failure("fast-import", git.directory, _without_report(git, answer))
    return answer.out.decode("ascii").strip()


def _without_report(git: Git, answer: Answer) -> Answer:
    """Remove the crash report that a failed fast-import leaves in the git folder, and its mention.

    It holds the stream that we made, which nobody can do anything with.
    """
    said = [line for line in answer.complaint.splitlines() if not _REPORT.search(line)]
    folder = git.ask("rev-parse", "--absolute-git-dir").out.decode("utf-8", "surrogateescape")
    for report in _REPORT.finditer(answer.complaint):
        with suppress(OSError):
            Path(folder.rstrip("\n"), report.group(1)).unlink(missing_ok=True)
    return replace(answer, complaint="\n".join(said))


def _commit(number: int, commit: NewCommit) -> list[bytes]:
    parents = [*([f":{number - 1}"] if number > 1 else []), *commit.parents]
    tree = [b'M 040000 %s ""\n' % commit.tree.encode("ascii")] if commit.tree else []
    return [
        f"commit {_BRANCH}\nmark :{number}\n".encode(),
        f"committer {NAME} <{ADDRESS}> {int(commit.at.timestamp())} +0000\n".encode(),
        _data(commit.message.encode("utf-8", "backslashreplace")),
        *_parents(parents),
        *tree,
        *(_change(path, content) for path, content in sorted(commit.changes.items())),
        b"\n",
    ]


def _parents(parents: Sequence[str]) -> list[bytes]:
    words = ["from", *["merge"] * (len(parents) - 1)]
    return [f"{word} {parent}\n".encode() for word, parent in zip(words, parents, strict=False)]


def _change(path: str, content: bytes | str | None) -> bytes:
    if content is None:
        return b"D %s\n" % _quoted(path)
    if isinstance(content, str):
        return b"M 100644 %s %s\n" % (content.encode("ascii"), _quoted(path))
    return b"M 100644 inline %s\n%s" % (_quoted(path), _data(content))


def _quoted(path: str) -> bytes:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'.encode("utf-8", "surrogateescape")


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
