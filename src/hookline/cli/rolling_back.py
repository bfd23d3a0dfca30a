"""What the two kinds of rollback have in common: what they write into the working tree."""

from collections.abc import Sequence

from hookline.model.earlier import Earlier, Lost, Rollback
from hookline.model.errors import HooklineError
from hookline.model.settings import Target
from hookline.pipeline.lost import find_in_trash, find_lost, returns_deleted
from hookline.pipeline.rolling_back import roll_back
from hookline.wiring import Line


def make_rollback(
    line: Line, target: Target, earlier: Earlier, names: Sequence[str] = ()
) -> Rollback:
    """Say what is written so that the working tree, which `line` reads, has `earlier` again."""
    present = line.source.snapshot(line.settings.definitions)
    base = line.states(target).read()
    files = roll_back(earlier, present, target.name, names, base.records)
    runs = [each.run for each in line.trail(target).runs()]
    lost = find_lost(files, base, runs, target.name, line.rules.table)
    lost += _in_trash(line, target, lost)
    return Rollback(earlier, files, lost, earlier.diagnostics)


def write(line: Line, rollback: Rollback) -> None:
    """Write the files below the folder of `hookline.yaml`: all of them, or none."""
    from hookline.source.writing import write_edits

    write_edits(line.folder, rollback.files)


def _in_trash(line: Line, target: Target, lost: Sequence[Lost]) -> tuple[Lost, ...]:
    """Ask the workspace which names its trash still holds; files come back without it, too."""
    if not returns_deleted(lost):
        return ()
    try:
        return find_in_trash(lost, line.reader(target))
    except HooklineError:
        # The plan of what is written asks again, and says then what is in the way.
        return ()
