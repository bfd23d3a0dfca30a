"""Two tables of one record type → what a new Engine version changed, descriptions aside."""

from dataclasses import dataclass

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.tables.table import Table, TableRow


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of a row that says something else now."""

    cell: str
    """`type` or `import_export`."""
    before: str | None
    """What the old table says; None where its page lost it."""
    after: str | None
    """What the new table says; None where its page lost it."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """A property that both tables have, and not with the same cells."""

    name: str
    """The property."""
    cells: tuple[CellChange, ...]
    """What differs; at least one."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What changed from one table to another."""

    old: Table
    """The table that was."""
    new: Table
    """The table that is."""
    added: tuple[TableRow, ...]
    """Properties that only the new table has, in its order."""
    removed: tuple[TableRow, ...]
    """Properties that only the old table has, in its order."""
    changed: tuple[RowChange, ...]
    """Properties whose cells differ, in the new table's order."""

    @property
    def unchanged(self) -> int:
        """How many properties say the same in both."""
        return len(self.new.rows) - len(self.added) - len(self.changed)


def compare_tables(old: Table, new: Table) -> TableDifference:
    """Find what differs; `NeedsMending` with `TAB-FORM` for tables of two record types."""
    if old.record_type != new.record_type:
        raise NeedsMending.because(
            Code.TAB_FORM,
            f"the tables are of two record types, {old.record_type} and {new.record_type}",
            hint="compare two Engine versions of one record type",
        )
    before = {row.name: row for row in old.rows}
    after = {row.name: row for row in new.rows}
    pairs = ((before[name], row) for name, row in after.items() if name in before)
    return TableDifference(
        old,
        new,
        tuple(row for name, row in after.items() if name not in before),
        tuple(row for name, row in before.items() if name not in after),
        tuple(change for was, now in pairs if (change := _change(was, now))),
    )


def _change(was: TableRow, now: TableRow) -> RowChange | None:
    cells = [
        CellChange("type", was.type, now.type),
        CellChange("import_export", was.import_export, now.import_export),
    ]
    differing = tuple(cell for cell in cells if cell.before != cell.after)
    return RowChange(now.name, differing) if differing else None
