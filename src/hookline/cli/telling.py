"""What several commands tell on stderr beside their result."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hookline.cli.options import Common
from hookline.cli.terminal import style_for
from hookline.documents.words import count_of
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, errors_in
from hookline.report.style import safe_text

if TYPE_CHECKING:
    # Commands that work without a target tell too, and must not pay for what a line needs.
    from hookline.model.plan import Plan
    from hookline.model.settings import Target
    from hookline.model.snapshot import Snapshot
    from hookline.pipeline import Checked, Planned
    from hookline.wiring import Line

TOLD_BY_PLANS = frozenset({Code.SEC_OPEN, Code.POL_DEVMODE})
"""What a plan says at each change that brings it, so that it need not be said of all there are."""

NAMED = 3
"""How many paths are named before the rest is counted."""


def tell_more(common: Common, **facts: object) -> None:
    """With `-v`, tell each fact in a line of its own, as `target: local`."""
    if common.verbose:
        for name, fact in facts.items():
            sys.stderr.write(f"{name.replace('_', ' ')}: {safe_text(str(fact))}\n")


def tell_where(line: "Line", common: Common, target: "Target | None" = None) -> None:
    """With `-v`, tell which repository, configuration and target a command works with."""
    commit = line.source.commit
    short = commit.short if commit else "no commit yet"
    tell_more(
        common,
        repository=line.repository.worktree or line.repository.common_folder,
        commit=f"{commit.sha} {commit.subject}" if commit else short,
        configuration=f"{line.config_path} of {'the working tree' if line.is_worktree else short}",
    )
    if target is not None:
        tell_more(common, target=f"{target.name} ({target.workspace})")


def tell_what(checked: "Checked", common: Common, planned: "Planned | None" = None) -> None:
    """With `-v`, tell how much was read, and which workspace answered."""
    files = count_of(len(checked.snapshot.files), "file")
    tell_more(common, definitions=f"{len(checked.definitions):,} in {files}")
    if planned is not None:
        unknown = "unknown, for there is no record to read it from"
        tell_more(common, workspace_id=planned.plan.workspace.id or unknown)


def tell_about_source(snapshot: "Snapshot", common: Common) -> None:
    """Say in one line that the working tree was read, or that it differs from what was read."""
    if common.quiet:
        return
    if snapshot.worktree:
        sys.stderr.write("Reading the working tree, uncommitted changes too.\n")
        return
    if not snapshot.uncommitted:
        return
    count = len(snapshot.uncommitted)
    named = ", ".join(safe_text(path) for path in snapshot.uncommitted[:NAMED])
    more = f" and {count - NAMED} more" if count > NAMED else ""
    what = "file differs" if count == 1 else "files differ"
    sys.stderr.write(f"Not committed, so not read: {count} {what}: {named}{more}\n")


def tell_diagnostics(diagnostics: Sequence[Diagnostic], common: Common) -> None:
    """Show problems; only errors when no more than results and errors is wanted."""
    shown = errors_in(list(diagnostics)) if common.quiet else diagnostics
    if shown:
        from hookline.report.diagnostics import render_text

        sys.stderr.write(render_text(shown, style_for(sys.stderr, common.color)) + "\n")


def tell_of_plan(plan: "Plan", common: Common, source: Sequence[str]) -> None:
    """Show the problems beside a plan, and count those of definitions that plans tell themselves.

    `source` are the words of a command line that name what the definitions were read from.
    """
    told = [each for each in plan.diagnostics if each.code not in TOLD_BY_PLANS]
    tell_diagnostics(told, common)
    if (left := len(plan.diagnostics) - len(told)) and not common.quiet:
        words = ["hookline", "validate"]
        words += [] if common.directory == Path() else ["-C", str(common.directory)]
        command = safe_text(shlex.join([*words, *source]))
        sys.stderr.write(f"{count_of(left, 'warning')} about definitions: {command}\n")
