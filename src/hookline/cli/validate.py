"""`hookline validate`: check the definitions and show every problem."""

import sys
from dataclasses import replace

import click

from hookline import pipeline
from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.target_options import source_options
from hookline.cli.telling import tell_about_source, tell_what, tell_where
from hookline.cli.terminal import style_for
from hookline.documents.words import count_of
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.pipeline import Checked
from hookline.report.diagnostics import render_text, summary, to_json
from hookline.wiring import Line

FORMAT_VERSION = 1


@click.command(name="validate")
@common_options()
@source_options
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def command(common: Common, ref: str, worktree: bool, strict: bool) -> int:
    """Check the definitions and show every problem. Needs no workspace and no secret."""
    with Line.open(common.directory, ref, worktree=worktree) as line:
        tell_where(line, common)
        checked = pipeline.check(line.source, line.settings, line.rules)
        checked.require_files()
    tell_what(checked, common)
    tell_about_source(checked.snapshot, common)
    if not strict:
        checked = replace(checked, diagnostics=_without_notes(checked.diagnostics))
    if common.format == "json":
        write_json(_as_json(checked))
    else:
        sys.stdout.write(render_text(checked.diagnostics, style_for(sys.stdout, common.color)))
        sys.stdout.write(_verdict(checked))
    failing = _without_notes(checked.diagnostics) if strict else errors_in(checked.diagnostics)
    return 1 if failing else 0


def _without_notes(problems: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Leave out what is right and could be tidier: it is told with --strict, and never fails."""
    return tuple(problem for problem in problems if problem.severity is not Severity.NOTE)


def _as_json(checked: Checked) -> dict[str, object]:
    commit = checked.snapshot.commit
    return {
        "format_version": FORMAT_VERSION,
        "commit": commit.sha if commit else None,
        "worktree": checked.snapshot.worktree,
        "definitions": len(checked.definitions),
        "files": len(checked.snapshot.files),
        "diagnostics": to_json(checked.diagnostics),
    }


def _verdict(checked: Checked) -> str:
    valid = count_of(len(checked.definitions), "definition")
    files = count_of(len(checked.snapshot.files), "file")
    if checked.diagnostics:
        return f"\n{summary(checked.diagnostics)}; {valid} valid.\n"
    return f"{valid} in {files}, valid.\n"
