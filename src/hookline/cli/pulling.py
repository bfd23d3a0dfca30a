"""What `pull` and `init` have in common: reading a workspace or an export, and writing files."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hookline.cli.json_output import write_json
from hookline.cli.options import Common
from hookline.cli.telling import tell_diagnostics
from hookline.cli.terminal import style_for
from hookline.model.diagnostics import Diagnostic
from hookline.model.edits import Edits, Found, Pulling
from hookline.model.settings import Target
from hookline.model.state import AppliedState
from hookline.pipeline.checking import Checked
from hookline.pipeline.pulling import applied_here, find_exported, find_live, pull, read_definitions
from hookline.pipeline.sameness import require_same_workspace
from hookline.report.edits import count_edits, edits_to_json, render_diffs, render_edits
from hookline.report.style import safe_text
from hookline.source.placing import schema_for, stem_for
from hookline.wiring import Line


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line asks to be pulled."""

    names: tuple[str, ...] = ()
    """Globs of the webhooks; empty for all."""
    drift_only: bool = False
    """Whether only definitions are brought up to date."""
    export: Path | None = None
    """The export that is read instead of the workspace."""
    is_first: bool = False
    """Whether nothing can have been applied from here yet, so that no state is asked for."""


def make_edits(line: Line, target: Target, asked: Asked) -> Edits:
    """Read the definitions of the working tree and what is live, and give what is to be written.

    Raises `NeedsMending` (`STA-WORKSPACE`) when another workspace answers than was applied to: its
    webhooks would be written over definitions of others.
    """
    checked = read_definitions(line.source, line.settings, line.rules)
    pulling = Pulling(
        target=target,
        names=asked.names,
        drift_only=asked.drift_only,
        from_export=asked.export is not None,
        stem=stem_for(line.settings.definitions),
        schema=schema_for(checked.snapshot.files, line.folder, line.settings.engine),
        others=tuple(name for name in line.settings.targets if name != target.name),
    )
    base = AppliedState()
    if not pulling.from_export:
        reader = line.reader(target)
        base = base if asked.is_first else line.states(target).read()
        require_same_workspace(base, reader.identity().id, target)
        pulling = replace(pulling, applied=applied_here(base, checked.snapshot.root))
    found, notes = _find(line, checked, pulling, asked, base)
    edits = pull(checked, found, pulling, line.settings, line.rules)
    return replace(edits, diagnostics=(*notes, *edits.diagnostics))


def _find(
    line: Line, checked: Checked, pulling: Pulling, asked: Asked, base: AppliedState
) -> tuple[Sequence[Found], Sequence[Diagnostic]]:
    if asked.export is not None:
        from hookline.remote.export_file import read_export

        return find_exported(read_export(line.directory / asked.export), line.rules.table)
    reader = line.reader(pulling.target)
    return find_live(reader, checked, pulling.names, base, line.rules.table), ()


def write(line: Line, edits: Edits) -> None:
    """Write the files below the folder of `hookline.yaml`: all of them, or none."""
    from hookline.source.writing import write_edits

    write_edits(line.folder, edits.files)


def show(common: Common, target: Target, asked: Asked, edits: Edits, *, dry_run: bool) -> None:
    """Show what was written, or with a dry run what would be."""
    read_from = target.workspace if asked.export is None else asked.export.as_posix()
    if common.format == "json":
        write_json(edits_to_json(edits, target.name, read_from, dry_run=dry_run))
        return
    tell_diagnostics(edits.diagnostics, common)
    style = style_for(sys.stdout, common.color)
    if dry_run:
        sys.stdout.write(render_diffs(edits, style))
    sys.stdout.write(render_edits(edits, style))
    if edits.definitions or edits.left_alone:
        sys.stdout.write("\n")
    shown = safe_text(f"{target.name} ({read_from})" if asked.export is None else read_from)
    sys.stdout.write(f"From {shown}: {count_edits(edits)}.\n{_what_next(edits, dry_run)}")


def _what_next(edits: Edits, dry_run: bool) -> str:
    if not edits.files:
        return ""
    if dry_run:
        return "Nothing was written.\n"
    how = (
        "`git status` and `git diff`"
        if any(each.is_new for each in edits.definitions)
        else "`git diff`"
    )
    return f"Review with {how}, then commit.\n"
