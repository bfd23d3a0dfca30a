"""The property table as its file holds it: what a page says, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.location import Location
from hookline.model.values import JSON


@dataclass(frozen=True, slots=True)
class TableRow:
    """One property as a page says it."""

    name: str
    """The property's name."""
    type: str | None
    """The type as the page spells it; None when the page lost it."""
    import_export: str | None
    """`both`, `import only`, `export only` or `neither`; None when the page lost it."""
    description: str
    """What it is; empty when the page does not say."""


@dataclass(frozen=True, slots=True)
class Table:
    """The property table of one record type in one Engine version."""

    record_type: str | None
    """Engine's name of the type in snake_case; None when the page does not say it."""
    engine: int | None
    """The Engine version; None when the page does not say it."""
    rows: tuple[TableRow, ...]
    """The properties, in the page's order."""


def parse_table(text: str, path: str) -> Table:
    """Read a table's file; `NeedsMending` with `TAB-FORM` when it is something else."""
    top = read_mapping(text, path)
    rows = top.get("properties")
    if not isinstance(rows, list):
        raise _not_a_table(path, "`properties` is not a list of rows")
    engine = top.get("engine")
    return Table(
        _text(top, "record_type"),
        engine if isinstance(engine, int) else None,
        tuple(_row(row, path) for row in rows),
    )


def table_text(table: Table) -> str:
    """Give the text of a table's file: YAML, what was lost as `null`."""
    return yaml.dump(
        to_json(table), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=100
    )


def to_json(table: Table) -> dict[str, JSON]:
    """Give the table as JSON-shaped data."""
    return {
        "record_type": table.record_type,
        "engine": table.engine,
        "properties": [
            {
                "name": row.name,
                "type": row.type,
                "import_export": row.import_export,
                "description": row.description,
            }
            for row in table.rows
        ],
    }


def read_mapping(text: str, path: str) -> dict[str, JSON]:
    """Read one YAML mapping; `NeedsMending` with `TAB-FORM` when the text is anything else."""
    try:
        value = yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError as error:
        reason = str(error).partition("\n")[0]
        mark = getattr(error, "problem_mark", None)
        place = Location(path, mark.line + 1, mark.column + 1) if mark else None
        raise _not_a_table(path, f"it is not YAML ({reason})", place) from error
    if not isinstance(value, dict):
        raise _not_a_table(path, "its top level is not a mapping")
    return value


def _row(row: JSON, path: str) -> TableRow:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise _not_a_table(path, "a row of `properties` is not a mapping with a name")
    description = _text(row, "description") or ""
    return TableRow(str(row["name"]), _text(row, "type"), _text(row, "import_export"), description)


def _text(row: Mapping[str, JSON], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def _not_a_table(path: str, reason: str, place: Location | None = None) -> HooklineError:
    return NeedsMending.because(
        Code.TAB_FORM,
        f"{path} is no property table: {reason}",
        hint="`hookline schema import PAGE` makes one from a reference page",
        location=place,
    )
