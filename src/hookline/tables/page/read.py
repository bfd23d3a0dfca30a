"""A page → its rows, whichever form it has."""

import re

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.tables.page.assemble import assemble
from hookline.tables.page.collapsed import read_collapsed
from hookline.tables.page.markdown import read_markdown
from hookline.tables.page.markup import read_markup
from hookline.tables.page.rows import Body, Page
from hookline.tables.table import Table

_CLASS = re.compile(r"\bclass\b[\s*_`]*(?:[\w\\]+\.)*?([a-z][\w\\]*)\.[A-Z]\w*")
_ENGINE = re.compile(r"\bVersion:?[\s*_]*(\d+)", re.IGNORECASE)


def read_page(
    text: str, path: str, *, record_type: str | None = None, engine: int | None = None
) -> Page:
    """Read a page; `path` is what diagnostics call it.

    `record_type` and `engine` overrule what the page says of itself. Raises `NeedsMending` with
    `TAB-FORM` when the page holds no property table.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    body, around = _body(text, path)
    rows, diagnostics = assemble(body, path)
    record_type = record_type or _record_type(around)
    engine = engine or _engine(around)
    about = [
        *_unless(record_type, path, "the page does not name its record type", "--record-type"),
        *_unless(engine, path, "the page does not name its Engine version", "--engine"),
    ]
    if not body.has_import_export:
        about.append(_lost(path, "the page has no Import/Export column", "", body.line))
    return Page(Table(record_type, engine, rows), (*about, *diagnostics))


def _body(text: str, path: str) -> tuple[Body, str]:
    markup = read_markup(text)
    if markup:
        return markup
    body = read_markdown(text) or read_collapsed(text)
    if body is None:
        raise NeedsMending.because(
            Code.TAB_FORM,
            f"{path} holds no property table",
            hint="a table begins with the columns Property, Description, Type and Import/Export",
        )
    return body, text


def _record_type(text: str) -> str | None:
    found = _CLASS.search(text)
    return found[1].replace("\\", "") if found else None


def _engine(text: str) -> int | None:
    found = _ENGINE.search(text)
    return int(found[1]) if found else None


def _unless(value: object, path: str, message: str, option: str) -> list[Diagnostic]:
    return [] if value else [_lost(path, message, f"give it with {option}")]


def _lost(path: str, message: str, hint: str, line: int = 1) -> Diagnostic:
    return Diagnostic(Severity.WARNING, Code.TAB_LOST, message, Location(path, line), hint)
