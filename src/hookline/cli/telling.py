"""What several commands tell on stderr beside their result."""

import sys
from collections.abc import Sequence

from hookline.cli.options import Common
from hookline.cli.terminal import style_for
from hookline.model.diagnostics import Diagnostic
from hookline.model.snapshot import Snapshot
from hookline.report.diagnostics import render_text
from hookline.report.style import safe_text

NAMED = 3
"""How many paths are named before the rest is counted."""


def tell_about_source(snapshot: Snapshot, common: Common) -> None:
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
    what = "definition file differs" if count == 1 else "definition files differ"
    sys.stderr.write(f"Not committed, so not read: {count} {what}: {named}{more}\n")


def tell_diagnostics(diagnostics: Sequence[Diagnostic], common: Common) -> None:
    """Show warnings and notes, unless only results and errors are wanted."""
    if diagnostics and not common.quiet:
        sys.stderr.write(render_text(diagnostics, style_for(sys.stderr, common.color)) + "\n")
