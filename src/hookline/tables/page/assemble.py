"""Lines → rows, each with what it lost named; nothing is dropped without a word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.location import Location
from hookline.tables.page.rows import IMPORT_EXPORT, Body, Line
from hookline.tables.page.starts import may_begin, starts_of
from hookline.tables.table import TableRow

_BROKEN_TYPE = re.compile(r"[\s|]*[A-Z][A-Za-z0-9]*\([^)]*$")
_WHOLE = "get the whole page"
_CHECK = "compare it with the live page"
_LOOK_UP = "look it up on the live page and write it into the table"


@dataclass(slots=True)
class _Findings:
    """What was read so far."""

    path: str
    rows: dict[str, TableRow] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def say(self, severity: Severity, code: Code, line: int, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(severity, code, message, self.at(line), hint))

    def lost(self, line: int, message: str, hint: str = _LOOK_UP) -> None:
        self.say(Severity.WARNING, Code.TAB_LOST, line, message, hint)

    def unreadable(self, line: int, message: str, hint: str = _LOOK_UP) -> None:
        self.say(Severity.ERROR, Code.TAB_UNREADABLE, line, message, hint)

    def at(self, line: int) -> Location:
        return Location(self.path, line)


def assemble(body: Body, path: str) -> tuple[tuple[TableRow, ...], tuple[Diagnostic, ...]]:
    """Give the rows of a table and what could not be read of it."""
    found = _Findings(path)
    starts = starts_of(body)
    for line in body.lines[: starts[0] if starts else None]:
        found.unreadable(line.number, f"{_quote(line)} is no row")
    if not starts:
        found.unreadable(body.line, "the table has no row that can be read", _WHOLE)
    for start, end in pairwise([*starts, None] if starts else []):
        block = body.lines[start:end]
        below = body.lines[end].name if end is not None else None
        row, rest = _row(block, body, found, below)
        _add(row, block[0].number, found)
        _leftovers(rest, found, is_last=end is None)
    return tuple(found.rows.values()), tuple(found.diagnostics)


def _row(
    block: Sequence[Line], body: Body, found: _Findings, below: str | None
) -> tuple[TableRow, Sequence[Line]]:
    """Read the row that `block` begins with, and give the lines that are not of it."""
    first = block[0]
    end = next((at for at, line in enumerate(block) if line.closed), None)
    if end is None:
        return _lost_row(block, body, found, is_last=below is None)
    last = block[end]
    if end and last.suspect and may_begin(last, first.name or "", below):
        message = f"{_quote(last)} may end `{first.name}` or be a row of its own"
        if end == 1:
            found.unreadable(last.number, message)
            return _shape(first, replace(first, type=None)), block[2:]
        # Behind lines of a nested table another one of them is the likelier.
        found.say(Severity.WARNING, Code.TAB_UNREADABLE, last.number, message, _CHECK)
    _check(first.name or "", last, body, found)
    return _shape(first, last, block[1:end]), block[end + 1 :]


def _lost_row(
    block: Sequence[Line], body: Body, found: _Findings, *, is_last: bool
) -> tuple[TableRow, Sequence[Line]]:
    """Read a row that does not end."""
    first = block[0]
    cells = [] if first.type else ["Type"]
    cells += ["Import/Export"] if body.has_import_export else []
    lost = " and ".join(f"its {cell} cell" for cell in cells)
    if is_last:
        message = f"`{first.name}` lost {lost}: the page ends in it, and rows after it are missing"
        found.lost(first.number, message, _WHOLE)
        broken = _BROKEN_TYPE.sub("", first.description)
        return _shape(first, replace(first, description=broken)), block[1:]
    found.lost(first.number, f"`{first.name}` lost {lost}")
    return _shape(first, first, block[1:], ends_apart=False), ()


def _check(name: str, last: Line, body: Body, found: _Findings) -> None:
    """Name what a row that ends lacks."""
    if last.unread:
        message = f"the type of `{name}` runs into its description: `{last.unread}`"
        found.unreadable(last.number, message)
    elif last.type is None:
        found.lost(last.number, f"`{name}` lost its Type cell")
    elif last.compound:
        message = f"the type of `{name}` was taken to be `{last.type}`, which ends in another type"
        found.say(Severity.WARNING, Code.TAB_UNREADABLE, last.number, message, _CHECK)
    if last.odd:
        values = ", ".join(sorted(IMPORT_EXPORT))
        message = f"Import/Export of `{name}` is `{last.odd}`, which is none of {values}"
        found.unreadable(last.number, message)
    elif last.import_export is None and body.has_import_export:
        found.lost(last.number, f"`{name}` lost its Import/Export cell")


def _shape(
    first: Line, last: Line, between: Sequence[Line] = (), *, ends_apart: bool = True
) -> TableRow:
    words = [first.description, *(line.text for line in between)]
    if first.number == last.number and first.name == last.name:
        words[0] = last.description
    elif ends_apart:
        words.append((last.name or "") + last.description)
    return TableRow(
        first.name or "",
        last.type,
        last.import_export,
        "\n".join(part for part in words if part),
    )


def _add(row: TableRow, line: int, found: _Findings) -> None:
    if row.name not in found.rows:
        found.rows[row.name] = row
        found.lines[row.name] = line
        return
    found.diagnostics.append(
        Diagnostic(
            Severity.ERROR,
            Code.TAB_UNREADABLE,
            f"`{row.name}` has two rows; the first was taken",
            found.at(line),
            "give a page with one property table",
            (Related("first row", found.at(found.lines[row.name])),),
        )
    )


def _leftovers(lines: Sequence[Line], found: _Findings, *, is_last: bool) -> None:
    """Name the lines between two rows; below the last row a page may go on with other things."""
    rest = list(lines)
    foot: list[Line] = []
    while is_last and rest and not (rest[-1].closed or rest[-1].name):
        foot.insert(0, rest.pop())
    for line in rest:
        if is_last and line is lines[-1] and line.text == line.name:
            message = f"the page ends after `{line.name}`, which may be half a name"
            found.lost(line.number, message, _WHOLE)
        else:
            found.unreadable(line.number, f"{_quote(line)} is neither a row nor a part of one")
    if foot:
        found.say(
            Severity.NOTE,
            Code.TAB_UNREADABLE,
            foot[0].number,
            f"the table was taken to end before {_quote(foot[0])}",
        )


def _quote(line: Line) -> str:
    words = line.text.split("\n")[0]
    return f'"{words}"' if len(words) <= 40 else f'"{words[:40].rstrip()}…"'
