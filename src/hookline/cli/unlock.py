"""`hookline unlock`: remove a lock that its run left behind."""

import sys

import click

from hookline.cli.applied_line import open_applied
from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.target_options import target_option
from hookline.cli.telling import tell_where
from hookline.model.values import JSON
from hookline.report.style import safe_text
from hookline.state.lock_claim import Claim, Foreign
from hookline.state.lock_messages import holder
from hookline.state.lock_process import is_gone
from hookline.state.lock_timing import safe_for

FORMAT_VERSION = 1


@click.command(name="unlock")
@common_options()
@target_option
@click.argument("id_", metavar="ID")
def command(common: Common, target_name: str | None, id_: str) -> int:
    """Remove the lock ID of a target, so that the next run need not wait for its lease to end.

    The run that is kept out shows the ID. A run that still goes on loses its lock with it, and
    stops before it writes again.
    """
    with open_applied(common.directory) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        lock = line.lock(target)
        removed = lock.unlock(id_)
    if common.format == "json":
        write_json(_to_json(target.name, lock.ref, removed))
        return 0
    match removed:
        case None:
            sys.stdout.write(f"{target.name} is not locked.\n")
        case Foreign():
            sys.stdout.write(f"Unlocked {target.name}: {lock.ref} is removed.\n")
        case Claim():
            sys.stdout.write(f"Unlocked {target.name}: {safe_text(holder(removed))}\n")
            _tell_of_holder(removed, common)
    return 0


def _tell_of_holder(removed: Claim, common: Common) -> None:
    """Say what becomes of a run that may still be at work."""
    if common.quiet or is_gone(removed.process):
        return
    sys.stderr.write(
        "Should that run still be at work, it begins no more writes after at most "
        f"{safe_for(removed.lease):.0f} seconds.\n"
    )


def _to_json(target: str, ref: str, removed: Claim | Foreign | None) -> dict[str, JSON]:
    lock: JSON = None
    if isinstance(removed, Claim):
        lock = {
            "id": removed.id,
            "who": removed.who,
            "purpose": removed.purpose,
            "host": removed.host,
            "pid": removed.process.pid,
            "since": removed.since.isoformat(),
        }
    return {
        "format_version": FORMAT_VERSION,
        "target": target,
        "ref": ref,
        "unlocked": removed is not None,
        "lock": lock,
    }
