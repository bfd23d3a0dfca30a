"""A page as Markdown: rows of cells between pipes, with or without one at the line's begin."""

import re

from hookline.tables.page.cells import Cells, Columns, columns_of, lines_of
from hookline.tables.page.rows import Body

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^(\*\*|__|`+)(.*?)\1$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_markdown(text: str) -> Body | None:
    """Give the rows below the header; None when the page has no such header."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        columns = columns_of(_cells(line)) if "|" in line else None
        if columns:
            return _body(lines, at + 1, columns)
    return None


def _body(lines: list[str], start: int, columns: Columns) -> Body:
    rows = [
        Cells(number, tuple(_cells(line)))
        for number, line in enumerate(lines[start:], start + 1)
        if line.strip() and not _RULE.fullmatch(line)
    ]
    return Body(start, tuple(lines_of(rows, columns)), columns.has_import_export, delimited=False)


def _cells(line: str) -> list[str]:
    cells = [_plain(cell) for cell in _PIPE.split(line.strip())]
    return cells[1:] if len(cells) > 1 and not cells[0] else cells


def _plain(cell: str) -> str:
    """Take Markdown's marks off a cell that stands in them, and its escapes off every cell."""
    words = _LINK.sub(r"\1", _BREAK.sub(" ", cell)).strip()
    marked = _MARKS.match(words)
    return _ESCAPE.sub(r"\1", marked[2] if marked else words).strip()
