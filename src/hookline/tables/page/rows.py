"""What a page says, and what one line of it may be before it is known to be a row."""

import re
from dataclasses import dataclass

from hookline.model.diagnostics import Diagnostic
from hookline.tables.table import Table

IMPORT_EXPORT = ("import only", "export only", "neither", "both")
"""The values of the Import/Export column."""

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""A property's name."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from a page."""

    table: Table
    """What it says of its record type; `null` where it lost something."""
    diagnostics: tuple[Diagnostic, ...]
    """What was lost, and what could not be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a row of cells, and what it can be: the start of a row, its end, both, neither."""

    number: int
    """The line of the page, from 1."""
    text: str
    """The words of the line, for descriptions that go over several."""
    name: str | None = None
    """The property that begins here, if one does."""
    description: str = ""
    """What stands before the type; all words when there is no type."""
    type: str | None = None
    """The type that stands here."""
    import_export: str | None = None
    """The import/export value at the end."""
    closed: bool = False
    """Whether a row ends here."""
    unread: str = ""
    """The word that a type ends, when nothing on the page decides where the type begins."""
    odd: str = ""
    """What stands in the place of the import/export value and is none."""
    suspect: bool = False
    """Whether it begins as a row could whose description follows its name in small letters."""
    compound: bool = False
    """Whether the type may yet be a description of one word and a shorter type."""


@dataclass(frozen=True, slots=True)
class Body:
    """The lines below a table's header."""

    line: int
    """The line of the header, from 1."""
    lines: tuple[Line, ...]
    """The lines that are not empty."""
    has_import_export: bool
    """Whether the header names an Import/Export column."""
    delimited: bool
    """Whether the page itself says which lines are rows, so that order need not."""
