"""Definitions in the files of history, each file read once and only when it may matter."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from hookline.model.document import Document, SourceFile
from hookline.model.values import JSON

Read: TypeAlias = Callable[[SourceFile], Sequence[Mapping[str, JSON]]]
"""File → its documents; none when it cannot be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """A definition and where it stands."""

    path: str
    """The file."""
    value: Mapping[str, JSON]
    """The document, as YAML gave it."""

    @classmethod
    def of(cls, document: Document | None) -> "Place | None":
        """Give the place of a document that is a mapping."""
        if document is None or not isinstance(document.value, dict):
            return None
        return cls(document.path, document.value)


@dataclass(slots=True)
class Files:
    """Reads files and finds definitions in them."""

    read: Read
    """Reads one."""
    _documents: dict[str, Sequence[Mapping[str, JSON]]] = field(default_factory=dict)

    def documents(self, file: SourceFile) -> Sequence[Mapping[str, JSON]]:
        """Give the documents of a file; the same content is read once."""
        if not file.blob:
            return self.read(file)
        if file.blob not in self._documents:
            self._documents[file.blob] = self.read(file)
        return self._documents[file.blob]

    def find(self, name: str, files: Iterable[SourceFile | None]) -> Place | None:
        """Find the definition called `name`."""
        piece = _longest_piece(name)
        for file in files:
            if file is None or not (piece in file.data or b"\\" in file.data):
                continue
            for value in self.documents(file):
                if name_in(value) == name:
                    return Place(file.path, value)
        return None


def name_in(value: Mapping[str, JSON]) -> str | None:
    """Give the name of the webhook that a document defines."""
    section = value.get("webhook")
    name = section.get("name") if isinstance(section, dict) else None
    return name if isinstance(name, str) else None


def renamed_from(value: Mapping[str, JSON]) -> str | None:
    """Give the name that a document says its webhook had before."""
    name = value.get("renamed_from")
    return name if isinstance(name, str) else None


def _longest_piece(name: str) -> bytes:
    """Give a part of a name that any file has to hold which defines it.

    In YAML a text can be broken at a blank and a quote can be doubled; all else stands there as it
    is, unless an escape with a backslash does.
    """
    return max(re.split(r"[\s'\"]+", name), key=len).encode("utf-8", "surrogatepass")
