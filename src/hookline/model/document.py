"""YAML documents as JSON-shaped data that remembers where everything stood."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookline.model.location import Location
from hookline.model.values import JSON, Pointer

MOST_BYTES = 2 * 1024 * 1024
"""The largest definitions file that is read, in bytes."""

MOST_FILES = 150_000
"""The most definitions files that are read."""

LOST_KEY = -1
"""Stands in a pointer for a key of a mapping that was refused, such as one that is not text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a key or a value begins: line and column from 1, columns in code points."""

    line: int
    """The line, from 1."""
    column: int
    """The column, from 1, in code points."""
    width: int = 1
    """How many code points of its first line it covers."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as the source gave it, unread."""

    path: str
    """Relative to the root of the definitions, with forward slashes."""
    data: bytes = field(repr=False)
    """Its bytes."""
    blob: str = ""
    """The id git gives these bytes; also for a file of the working tree."""


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: its value, and the place of every key and value in it."""

    path: str
    """The file, relative to the root of the definitions."""
    index: int
    """Which document of the file this is, from 0."""
    value: JSON
    """What the document says, read with YAML 1.2 meaning."""
    marks: Mapping[Pointer, Mark] = field(repr=False)
    """Where each value begins; the empty pointer is the document itself."""
    key_marks: Mapping[Pointer, Mark] = field(repr=False)
    """Where the key of each value in a mapping begins."""
    plain: Mapping[Pointer, str] = field(repr=False)
    """The spelling of each scalar that is written without quotes, such as `yes` or `010`."""
    lines: tuple[str, ...] = field(repr=False)
    """The lines of the whole file, without their line ends."""
    blob: str = ""
    """The id git gives the file's bytes."""
    refused: frozenset[Pointer] = field(default=frozenset(), repr=False)
    """Values that a problem of their YAML was found for already; nothing judges them again.
    `LOST_KEY` stands for a key."""
    sound: bool = True
    """Whether its YAML has no problem, so that it may become a definition."""

    def at(self, pointer: Pointer = ()) -> Location:
        """Give the place of the value at `pointer`, or of its nearest ancestor that has one."""
        while pointer and pointer not in self.marks:
            pointer = pointer[:-1]
        return self._locate(self.marks.get(pointer, Mark(1, 1)))

    def at_key(self, pointer: Pointer) -> Location:
        """Give the place of the key of `pointer`; of the value where there is no key."""
        mark = self.key_marks.get(pointer)
        return self.at(pointer) if mark is None else self._locate(mark)

    def _locate(self, mark: Mark) -> Location:
        excerpt = self.lines[mark.line - 1] if mark.line <= len(self.lines) else ""
        return Location(self.path, mark.line, mark.column, mark.width, excerpt)
