"""What a new Engine version changed, as text and as JSON-shaped data."""

from hookline.model.values import JSON
from hookline.report.style import Style, safe_text
from hookline.tables.compare import RowChange, TableDifference
from hookline.tables.table import TableRow

FORMAT_VERSION = 1

_LOST = "not known"


def render_difference(difference: TableDifference, style: Style) -> str:
    """Show each property that came, went or changed, and count the rest."""
    versions = f"Engine {_known(difference.old.engine)} → {_known(difference.new.engine)}"
    lines = [f"{safe_text(difference.new.record_type or 'record')}: {versions}", ""]
    width = max((len(name) for name in _names(difference)), default=0)
    lines += [f"  {style('+', 'green')} {_row(row, width)}" for row in difference.added]
    lines += [f"  {style('-', 'red')} {_row(row, width)}" for row in difference.removed]
    for change in difference.changed:
        lines += _cells(change, width, style)
    if len(lines) > 2:
        lines.append("")
    lines.append(
        f"{len(difference.added)} added, {len(difference.removed)} removed,"
        f" {len(difference.changed)} changed, {difference.unchanged} unchanged."
    )
    return "\n".join(lines) + "\n"


def difference_to_json(difference: TableDifference) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data, in the same order."""
    return {
        "format_version": FORMAT_VERSION,
        "record_type": difference.new.record_type,
        "engine": {"old": difference.old.engine, "new": difference.new.engine},
        "added": [_row_to_json(row) for row in difference.added],
        "removed": [_row_to_json(row) for row in difference.removed],
        "changed": [
            {
                "name": change.name,
                "fields": [
                    {"name": cell.cell, "before": cell.before, "after": cell.after}
                    for cell in change.cells
                ],
            }
            for change in difference.changed
        ],
        "unchanged": difference.unchanged,
    }


def _names(difference: TableDifference) -> list[str]:
    rows = (*difference.added, *difference.removed)
    return [*(row.name for row in rows), *(change.name for change in difference.changed)]


def _row(row: TableRow, width: int) -> str:
    return f"{safe_text(row.name):<{width}}  {_known(row.type)}, {_known(row.import_export)}"


def _cells(change: RowChange, width: int, style: Style) -> list[str]:
    name, mark = safe_text(change.name), style("~", "yellow")
    return [
        f"  {mark if at == 0 else ' '} {name if at == 0 else '':<{width}}  "
        f"{cell.cell.replace('_', '/')}  {_known(cell.before)} → {_known(cell.after)}"
        for at, cell in enumerate(change.cells)
    ]


def _known(value: str | int | None) -> str:
    return _LOST if value is None else safe_text(str(value))


def _row_to_json(row: TableRow) -> dict[str, JSON]:
    return {"name": row.name, "type": row.type, "import_export": row.import_export}
