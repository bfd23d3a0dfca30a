"""`hookline forget`: stop managing webhooks without deleting them."""

import sys
from collections.abc import Sequence

import click

from hookline import pipeline
from hookline.cli.applied_line import open_applied
from hookline.cli.asking import is_confirmed
from hookline.cli.carrying_out import record_unfinished
from hookline.cli.json_output import write_json
from hookline.cli.locking import lock_timeout_option, teller_for
from hookline.cli.options import Common, common_options
from hookline.cli.target_options import target_option
from hookline.cli.telling import tell_where
from hookline.cli.terminal import style_for
from hookline.documents.words import count_of
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.errors import HooklineError, NeedsMending, Stale, WrongUsage
from hookline.model.forgotten import Forgotten
from hookline.model.settings import Target
from hookline.model.state import AppliedState, Beginning
from hookline.pipeline.deciding import begin_anew, forget
from hookline.pipeline.forgetting import records_called, with_definitions
from hookline.report.forgotten import forgotten_to_json, render_forgotten
from hookline.report.style import safe_text
from hookline.wiring import Line

EXIT_DECLINED = 1
PURPOSE = "forget"


@click.command(name="forget")
@common_options()
@target_option
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Forget all that was ever applied.")
@click.option("--yes", is_flag=True, help="Do not ask; needed without a terminal.")
@lock_timeout_option
def command(
    common: Common,
    target_name: str | None,
    names: tuple[str, ...],
    everything: bool,
    yes: bool,
    lock_timeout: float,
) -> int:
    """Stop managing webhooks, and leave them in the workspace as they are.

    NAME may hold wildcards. With --all the target begins anew, also where another workspace or
    folder was applied before, or where the remote lost the state of earlier runs.
    """
    if everything == bool(names):
        raise WrongUsage.because(
            Code.CLI_USAGE,
            "name the webhooks to forget, or give --all"
            if not everything
            else "--all and names ask for two things: give one of them",
        )
    with open_applied(common.directory) as line:
        target = line.target(target_name)
        tell_where(line, common, target)
        seen = _base(line, target, everything=everything)
        base = _counted_in(line, target, seen, everything=everything)
        found = [*base.records.values()] if everything else records_called(base, names, target.name)
        found.sort(key=lambda record: record.name)
        forgotten = with_definitions(found, _definitions(line), target.name)
        if everything and base.revision is None and not line.has_unfinished(target):
            return _report_nothing(target, common)
        if common.format == "text":
            style = style_for(sys.stdout, common.color)
            sys.stdout.write(render_forgotten(forgotten, style))
            sys.stdout.flush()
        if not yes and not is_confirmed(_question(forgotten, target, everything), "forget", common):
            sys.stderr.write("Nothing was forgotten.\n")
            return EXIT_DECLINED
        with line.lock(target, teller_for(common)).held(PURPOSE, lock_timeout):
            run_id = _record(line, target, seen, forgotten, everything=everything)
    return _report(forgotten, run_id, target, common)


def _base(line: Line, target: Target, *, everything: bool) -> AppliedState:
    """Read what was applied; to begin anew the copy of this clone will do."""
    try:
        return line.states(target).read()
    except NeedsMending as error:
        if not everything or error.diagnostics[0].code is not Code.STA_GONE:
            raise
        return line.past(target).newest()


def _counted_in(
    line: Line, target: Target, base: AppliedState, *, everything: bool
) -> AppliedState:
    """Add what runs wrote that did not finish; where all is forgotten, as far as they are read."""
    states = line.states(target)
    try:
        recovery = line.recovery(target, states, None if everything else line.reader(target))
        return recovery.counted_in(base) if recovery else base
    except NeedsMending:
        if everything:
            return base
        raise


def _definitions(line: Line) -> Sequence[Definition]:
    """Give the definitions of today, as far as they can be read."""
    try:
        return pipeline.check(line.source, line.settings, line.rules).definitions
    except HooklineError:
        return ()


def _question(forgotten: Sequence[Forgotten], target: Target, everything: bool) -> str:
    what = count_of(len(forgotten), "webhook")
    name = safe_text(target.name)
    if everything:
        return f"Begin anew with {name}: {what} will not be managed any more."
    return f"Stop managing {what} of {name}; they stay in the workspace."


def _record(
    line: Line,
    target: Target,
    seen: AppliedState,
    forgotten: Sequence[Forgotten],
    *,
    everything: bool,
) -> str | None:
    """Record it and give the run's id; None where there is no state to add a run to.

    Runs that did not finish are recorded first, so that nothing of them comes back.
    """
    states, at = line.states(target), line.clock.now()
    try:
        now = states.read()
    except NeedsMending as error:
        if not everything or error.diagnostics[0].code is not Code.STA_GONE:
            raise
        line.past(target).drop(seen)
        line.journal(target).discard()
        return None
    if now.revision != seen.revision:
        raise Stale.because(
            Code.STA_MOVED,
            f"another run was recorded for {target.name} meanwhile; nothing was forgotten",
            hint="look again, and run it once more",
        )
    beginning = Beginning(line.new_run_id(), line.who(), PURPOSE)
    if everything:
        # A journal that outlived what it belongs to would bring it back.
        line.journal(target).discard()
        if now.revision is None:
            return None
        begin_anew(states, now, line.source.root, beginning, at)
        return beginning.id
    record_unfinished(line, target)
    forget(states, states.read(), [each.record for each in forgotten], beginning, at)
    return beginning.id


def _report(
    forgotten: Sequence[Forgotten], run_id: str | None, target: Target, common: Common
) -> int:
    if common.format == "json":
        write_json(forgotten_to_json(forgotten, target.name, run_id))
        return 0
    what = f"{count_of(len(forgotten), 'webhook')} of {safe_text(target.name)}"
    how = f"run {run_id}" if run_id else "what only this clone still had is removed"
    sys.stdout.write(f"\nForgot {what} ({how}). Nothing was deleted in the workspace.\n")
    return 0


def _report_nothing(target: Target, common: Common) -> int:
    if common.format == "json":
        write_json(forgotten_to_json((), target.name, None))
    else:
        name = safe_text(target.name)
        sys.stdout.write(f"Nothing was applied to {name} yet, so there is nothing to forget.\n")
    return 0
