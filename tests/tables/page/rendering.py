"""Tables as the pages that reach Hookline show them: collapsed text, Markdown and HTML."""

from collections.abc import Sequence
from html import escape

from hookline.tables.table import TableRow

HEAD = "Skip to main content\nVersion: 12 - Germ\n\nParcel\n\nclass resources.parcel.Parcel\n"
TITLES = ("Property", "Description", "Type", "Import/Export")


def collapsed(rows: Sequence[TableRow], *, import_export: bool = True) -> str:
    """Show a table with nothing between its cells."""
    lines = ["".join(cells) for cells in _cells(rows, import_export=import_export)]
    return f"{HEAD}\n" + "\n".join(lines) + "\n"


def markdown(
    rows: Sequence[TableRow],
    *,
    import_export: bool = True,
    leading: bool = True,
    surplus: int = 0,
    drop_empty: bool = False,
) -> str:
    """Show a table with pipes: with one before the first cell, more empty cells, fewer of them."""
    lines = []
    for cells in _cells(rows, import_export=import_export):
        kept = [cell for cell in cells if cell or not drop_empty] + [""] * surplus
        words = " | ".join(cell.replace("|", r"\|").replace("\n", "<br>") for cell in kept)
        lines.append(f"| {words} |" if leading else f"{words} |")
    width = (4 if import_export else 3) + surplus
    lines.insert(1, ("|" if leading else "") + "---|" * width)
    return f"{HEAD}\n" + "\n".join(lines) + "\n"


def html(rows: Sequence[TableRow], *, import_export: bool = True) -> str:
    """Show a table as a documentation site does, its head apart from its body."""
    first, *others = _cells(rows, import_export=import_export)
    head = "".join(f"<th>{title}</th>" for title in first)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"
        for cells in others
    )
    return (
        "<!doctype html><html><body><p>Version: <b>12</b></p><h1>Parcel</h1>"
        "<p><em>class</em> <code>resources.parcel.Parcel</code></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></body></html>"
    )


def _cells(rows: Sequence[TableRow], *, import_export: bool) -> list[list[str]]:
    width = 4 if import_export else 3
    shown = [[r.name, r.description, r.type or "", r.import_export or ""] for r in rows]
    return [list(TITLES[:width]), *(cells[:width] for cells in shown)]
