"""Histories for tests of the core: commits as the whole files that they leave."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from itertools import pairwise

from hookline.documents.reader import read_documents
from hookline.model.commit import Commit
from hookline.model.document import Document, SourceFile
from hookline.model.history import FileMove, Step
from hookline.model.values import JSON

CONFIG = "hookline.yaml"
Files = Mapping[str, str]
"""Path → text; `hookline.yaml` among them."""


def commit(subject: str) -> Commit:
    """Make a commit that its subject identifies."""
    sha = sha1(subject.encode(), usedforsecurity=False).hexdigest()
    return Commit(sha, "Ada Nwosu", datetime(2026, 11, 20, tzinfo=UTC), subject)


def step(subject: str, before: Files, after: Files, inside: Sequence[Step] = ()) -> Step:
    """Make the step from some files to others."""
    paths = sorted((before.keys() | after.keys()) - {CONFIG})
    moves = [FileMove(path, _file(path, before), _file(path, after)) for path in paths]
    config = FileMove(CONFIG, _file(CONFIG, before), _file(CONFIG, after))
    moved = tuple(move for move in moves if move.before != move.after)
    return Step(commit(subject), moved, config, tuple(inside))


def line(*states: tuple[str, Files]) -> list[Step]:
    """Make the steps between states, each with the subject of its commit; newest first.

    The first state is where the line begins.
    """
    made = [step(subject, before, after) for (_, before), (subject, after) in pairwise(states)]
    return made[::-1]


def documents(file: SourceFile) -> list[Mapping[str, JSON]]:
    """Read the documents of a file; a broken one has none."""
    found, problems = read_documents(file)
    return [] if problems else [each.value for each in found if isinstance(each.value, dict)]


def defined(files: Files) -> dict[str, Document]:
    """Give webhook → document for all definitions of a state."""
    found: dict[str, Document] = {}
    for path in sorted(files.keys() - {CONFIG}):
        for document in read_documents(SourceFile(path, files[path].encode()))[0]:
            value = document.value
            if isinstance(value, dict) and isinstance(section := value.get("webhook"), dict):
                found[str(section["name"])] = document
    return found


def _file(path: str, files: Files) -> SourceFile | None:
    if path not in files:
        return None
    data = files[path].encode()
    return SourceFile(path, data, sha1(data, usedforsecurity=False).hexdigest())
