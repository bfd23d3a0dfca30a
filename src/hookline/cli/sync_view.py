"""What `sync` shows of its rounds, and what it writes about them."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from hookline.cli.json_output import json_line, write_json
from hookline.cli.options import Common
from hookline.cli.sync_files import SyncFiles
from hookline.cli.telling import TOLD_BY_PLANS, tell_diagnostics
from hookline.cli.terminal import style_for
from hookline.model.errors import HooklineError
from hookline.model.round import History, Round, RoundResult
from hookline.report.style import safe_text
from hookline.report.sync_status import round_to_json
from hookline.report.sync_text import render_round
from hookline.report.times import stamp


@dataclass(frozen=True, slots=True)
class RoundView:
    """How rounds are shown."""

    common: Common
    """What the command was told."""
    repeats: bool
    """Whether more rounds follow."""

    def show(self, done: Round, history: History) -> None:
        """Show a round, as text or as one JSON document in a line of its own when more follow."""
        if self.common.format == "json":
            shown = round_to_json(done, history)
            if self.repeats:
                sys.stdout.write(json_line(shown))
            else:
                write_json(shown)
        else:
            if done.result is not RoundResult.UNCHANGED:
                told = [each for each in done.diagnostics if each.code not in TOLD_BY_PLANS]
                tell_diagnostics(told, self.common)
            style = style_for(sys.stdout, self.common.color)
            sys.stdout.write(render_round(done, style, self._more(done)))
            self._tell_of_trouble(done, history)
        sys.stdout.flush()

    def _tell_of_trouble(self, done: Round, history: History) -> None:
        if self.repeats and not done.is_success:
            coming = f"; the next round is at {stamp(history.next_at)}" if history.next_at else ""
            sys.stderr.write(
                f"{stamp(done.ended_at)}: {safe_text(done.target)}: {done.result} "
                f"(exit code {done.exit_code}), {history.failures} on end{coming}\n"
            )
            sys.stderr.flush()

    def _more(self, done: Round) -> str:
        """Give the command that shows what there is to do in whole."""
        words = ["hookline", "plan", "--target", done.target]
        folder = done.folder or str(self.common.directory)
        words += [] if Path(folder) == Path() else ["-C", folder]
        words += ["--commit", done.commit[:7]] if done.commit else []
        return safe_text(shlex.join(words))

    def publish(self, files: SyncFiles, done: Round, history: History) -> int:
        """Write the files, and give 0 or the exit code of what kept them from being written."""
        try:
            files.write(done, history)
        except HooklineError as error:
            tell_diagnostics(error.diagnostics, self.common)
            return done.exit_code or error.exit_code
        return 0
