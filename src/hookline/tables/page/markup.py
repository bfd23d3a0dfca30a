"""A page as HTML: the outer table whose header is that of a property table, cells flattened."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from hookline.tables.page.cells import Cells, Columns, columns_of, lines_of
from hookline.tables.page.rows import Body

_BLOCKS = frozenset({"p", "br", "li", "tr", "div", "ul", "ol", "table", "h1", "h2", "h3"})
_SILENT = frozenset({"script", "style", "template"})


@dataclass(slots=True)
class _Table:
    """A table that is being read, its cells as text; a nested table is words of its cell."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    cell: list[str] | None = None


class _Reader(HTMLParser):
    """Collects the outermost tables, and all words outside of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.words: list[str] = []
        self._depth = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the base class's signature
        """Begin a table, a row or a cell; inside a nested table all of them are only words."""
        self._silent += tag in _SILENT
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
                return
        if self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].rows.append((self.getpos()[0], []))
        elif self._depth == 1 and tag in {"td", "th"}:
            self._end_cell()
            self.tables[-1].cell = []
        elif tag in _BLOCKS:
            self._write("\n")
        elif tag in {"td", "th"}:
            self._write(" ")

    def handle_endtag(self, tag: str) -> None:
        """End what began."""
        self._silent -= tag in _SILENT and self._silent > 0
        if self._depth == 1 and tag in {"td", "th", "tr", "table"}:
            self._end_cell()
        elif tag in _BLOCKS:
            self._write("\n")
        if tag == "table" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        """Take words; line ends of the source are blanks."""
        if not self._silent:
            self._write(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        """End the cell in which the page was cut off."""
        super().close()
        if self._depth:
            self._end_cell()

    def _write(self, words: str) -> None:
        if not self._depth:
            self.words.append(words)
        elif self.tables[-1].cell is not None:
            self.tables[-1].cell.append(words)

    def _end_cell(self) -> None:
        table = self.tables[-1]
        if table.cell is not None:
            if not table.rows:
                table.rows.append((self.getpos()[0], []))
            table.rows[-1][1].append(_tidy("".join(table.cell)))
            table.cell = None


def read_markup(text: str) -> tuple[Body, str] | None:
    """Give the rows of the property table and the words around it; None when there is none."""
    if "<t" not in text.lower():
        return None
    reader = _Reader()
    reader.feed(text)
    reader.close()
    for table in reader.tables:
        for at, (line, titles) in enumerate(table.rows):
            columns = columns_of(titles)
            if columns:
                return _body(line, table.rows[at + 1 :], columns), "".join(reader.words)
    return None


def _body(line: int, rows: list[tuple[int, list[str]]], columns: Columns) -> Body:
    cells = [Cells(number, tuple(values)) for number, values in rows if any(values)]
    return Body(line, tuple(lines_of(cells, columns)), columns.has_import_export, delimited=True)


def _tidy(words: str) -> str:
    """Give words without the blanks that only lay the source out."""
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)
