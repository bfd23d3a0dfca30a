"""`hookline pull`: write webhooks of the workspace into the files of the definitions."""

from pathlib import Path

import click

from hookline.cli.options import Common, common_options
from hookline.cli.pulling import Asked, make_edits, show, write
from hookline.cli.target_options import target_option
from hookline.cli.telling import tell_where
from hookline.model.codes import Code
from hookline.model.edits import Edits
from hookline.model.errors import Blocked, WrongUsage
from hookline.wiring import Line


@click.command(name="pull")
@common_options()
@target_option
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Pull every webhook.  [default]")
@click.option("--drift", is_flag=True, help="Only bring definitions up to date.")
@click.option(
    "--from",
    "export",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read a file that Engine exported, YAML or zip, instead of the workspace.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def command(
    common: Common,
    target_name: str | None,
    names: tuple[str, ...],
    everything: bool,
    drift: bool,
    export: Path | None,
    dry_run: bool,
) -> int:
    """Write webhooks of the workspace into the working tree, to review and commit.

    NAME may hold wildcards. Definitions keep their comments and all that is not managed; a webhook
    that nobody defines gets a new file.
    """
    if everything and (names or drift):
        other = "--drift" if drift else "names"
        raise WrongUsage.because(
            Code.CLI_USAGE, f"--all and {other} ask for two things: give one of them"
        )
    asked = Asked(names, drift, export)
    with Line.open(common.directory, worktree=True) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        edits = make_edits(line, target, asked)
        if not dry_run:
            write(line, edits)
    show(common, target, asked, edits, dry_run=dry_run)
    return Blocked.exit_code if _was_refused(edits, names) else 0


def _was_refused(edits: Edits, names: tuple[str, ...]) -> bool:
    """Say whether a webhook that was named, without a wildcard, is left alone as a whole."""
    return any(left.property is None and left.name in names for left in edits.left_alone)
