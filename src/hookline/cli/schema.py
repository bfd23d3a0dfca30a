"""`hookline schema`: property tables from reference pages, and JSON schemas from tables."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from hookline.cli.json_output import json_text, write_json
from hookline.cli.options import Common, common_options
from hookline.cli.telling import tell_diagnostics, tell_more
from hookline.cli.terminal import style_for
from hookline.documents.words import count_of
from hookline.files import read_bounded, write_whole
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.model.errors import NeedsMending
from hookline.report.diagnostics import to_json

PAGE_LIMIT = 16 * 1024 * 1024
FORMAT_VERSION = 1


@click.group(name="schema")
def command() -> None:
    """Make property tables and JSON schemas."""


@command.command(name="import", short_help="Make a property table from a reference page.")
@common_options()
@click.argument("page")
@click.option("--out", metavar="FILE", help="Write the table to FILE instead of stdout.")
@click.option("--record-type", metavar="NAME", help="The record type, where the page lacks it.")
@click.option(
    "--engine",
    metavar="VERSION",
    type=click.IntRange(min=1),
    help="The Engine version, where the page lacks it.",
)
def import_page(
    common: Common, page: str, out: str | None, record_type: str | None, engine: int | None
) -> int:
    """Make a property table from PAGE, a reference page as text, Markdown or HTML.

    What the page lost is null in the table and named on stderr.
    """
    from hookline.tables.page import read_page
    from hookline.tables.table import table_text
    from hookline.tables.table import to_json as table_to_json

    read = read_page(_read(common, page), page, record_type=record_type, engine=engine)
    if common.format == "json":
        shown = {
            "format_version": FORMAT_VERSION,
            **table_to_json(read.table),
            "diagnostics": to_json(read.diagnostics),
        }
        text = json_text(shown)
    else:
        text = table_text(read.table)
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(common.directory / out, text.encode())
    tell_diagnostics(read.diagnostics, common)
    if not common.quiet:
        _say(", ".join([count_of(len(read.table.rows), "row"), *_counts(read.diagnostics)]))
    return 1 if errors_in(read.diagnostics) else 0


@command.command(name="build", short_help="Generate the JSON schemas from the tables.")
@common_options()
@click.argument("folder", default="schemas")
@click.option("--check", is_flag=True, help="Write nothing; fail when a schema is out of date.")
def build(common: Common, folder: str, check: bool) -> int:
    """Generate the JSON schemas from the property tables in FOLDER (default: schemas)."""
    from hookline.config.schema import FILE_NAME, settings_schema_text

    top = common.directory / folder
    tell_more(common, folder=top.absolute())
    texts = _built(common, folder) | {top / FILE_NAME: settings_schema_text()}
    stale = [path for path, text in texts.items() if _is_other(path, text)]
    if check:
        return _checked(stale, len(texts), common, folder)
    for path in stale:
        write_whole(path, texts[path].encode())
    if common.format == "json":
        written = [str(path) for path in stale]
        write_json({"format_version": FORMAT_VERSION, "schemas": len(texts), "written": written})
    else:
        sys.stdout.write("".join(f"wrote {path}\n" for path in stale))
        if not common.quiet:
            _say(f"{count_of(len(texts), 'schema')}, {len(stale)} written")
    return 0


@command.command(name="diff", short_help="Show what changed between two tables.")
@common_options()
@click.argument("old")
@click.argument("new")
def diff(common: Common, old: str, new: str) -> int:
    """Show what changed from table OLD to table NEW, descriptions aside."""
    from hookline.report.table_difference import difference_to_json, render_difference
    from hookline.tables.compare import compare_tables
    from hookline.tables.table import parse_table

    before, after = (parse_table(_read(common, name), name) for name in (old, new))
    difference = compare_tables(before, after)
    if common.format == "json":
        write_json(difference_to_json(difference))
    else:
        sys.stdout.write(render_difference(difference, style_for(sys.stdout, common.color)))
    return 0


def _built(common: Common, folder: str) -> dict[Path, str]:
    """Generate the schemas of every table below the folder: path → text."""
    from hookline.tables.build import build_schemas
    from hookline.tables.meaning import load_table

    top = common.directory / folder
    tables = sorted(top.glob("engine-*/*.table.yaml"))
    if not tables:
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"{top} holds no property table, engine-VERSION/TYPE.table.yaml",
            hint="name the folder that does: `hookline schema build FOLDER`",
        )
    texts: dict[Path, str] = {}
    for path in tables:
        amendments = path.with_name(path.name.replace(".table.", ".amendments."))
        table = load_table(_text(path), _text(amendments), str(path), str(amendments))
        texts |= {path.with_name(name): text for name, text in build_schemas(table).items()}
    return texts


def _checked(stale: list[Path], known: int, common: Common, folder: str) -> int:
    hint = "run `hookline schema build`" + ("" if folder == "schemas" else f" {folder}")
    problems = [
        Diagnostic(
            Severity.ERROR,
            Code.TAB_STALE,
            f"{path} {'is not what its sources say' if path.exists() else 'is missing'}",
            hint=hint,
        )
        for path in stale
    ]
    if common.format == "json":
        found = to_json(problems)
        write_json({"format_version": FORMAT_VERSION, "schemas": known, "diagnostics": found})
    else:
        tell_diagnostics(problems, common)
        if not common.quiet:
            verdict = f"{len(stale)} out of date" if stale else "up to date"
            _say(f"{count_of(known, 'schema')}, {verdict}")
    return 1 if stale else 0


def _read(common: Common, name: str) -> str:
    path = common.directory / name
    tell_more(common, reading=path.absolute())
    return _text(path)


def _text(path: Path) -> str:
    data = read_bounded(path, PAGE_LIMIT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NeedsMending.because(
            Code.FIL_ENC, f"{path} is not UTF-8 at byte {error.start:,}", hint="save it as UTF-8"
        ) from error


def _is_other(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_bytes() != text.encode()


def _counts(diagnostics: Iterable[Diagnostic]) -> list[str]:
    found = [diagnostic.severity for diagnostic in diagnostics]
    numbers = ((found.count(kind), kind) for kind in (Severity.ERROR, Severity.WARNING))
    return [count_of(number, kind.value) for number, kind in numbers if number]


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
