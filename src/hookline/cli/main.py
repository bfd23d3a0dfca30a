"""The command group, and the one door through which every error leaves."""

import importlib
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from hookline import __version__
from hookline.cli.terminal import patient_streams, style_for
from hookline.model.codes import Code
from hookline.model.errors import HooklineError, Interrupted, WrongUsage

COMMANDS = {
    "init": "Start a repository from an existing workspace.",
    "validate": "Check the definitions and show every problem.",
    "plan": "Show what apply would change in the workspace.",
    "apply": "Change the workspace to match the definitions.",
    "show": "Print a saved plan.",
    "status": "Say how each webhook stands.",
    "pull": "Write what the workspace holds into the definitions.",
    "log": "List the runs that changed the workspace.",
    "blame": "Say where each value of a webhook came from.",
    "rollback": "Bring earlier definitions back.",
    "forget": "Stop managing webhooks, and leave them as they are.",
    "sync": "Fetch, plan and apply by policy, for scheduled jobs.",
    "unlock": "Remove the lock that a dead run left behind.",
    "schema": "Make property tables and JSON schemas.",
    "workspace": "Seed, serve and call the embedded workspace.",
}
"""Command → its help line, so that `--help` loads no command module."""

ALIASES = {"diff": "plan", "dump": "pull", "import": "pull"}

EXIT_BUG = 70


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Give the commands in the order in which people meet them."""
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest name."""
        name = args[0] if args else ""
        if not name.startswith("-") and name not in COMMANDS and name not in ALIASES:
            from difflib import get_close_matches

            near = get_close_matches(name, [*COMMANDS, *ALIASES], n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {name!r}.{hint}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Import and give one command; None when there is none of that name."""
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        command = importlib.import_module(f"hookline.cli.{name}").command
        assert isinstance(command, click.Command)  # noqa: S101  every command module has one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """Write the help lines of all commands without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    name="hookline",
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, prog_name="hookline", message="%(prog)s %(version)s")
def hookline() -> None:
    """Keep the webhooks of a Cloudomation Engine workspace in git."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; every error is shown here."""
    with patient_streams():
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        result = hookline.main(list(arguments), prog_name="hookline", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        error.show()
        return _leave(arguments, WrongUsage.because(Code.CLI_USAGE, error.format_message()))
    except HooklineError as error:
        _show(error)
        return _leave(arguments, error)
    except (KeyboardInterrupt, click.Abort):
        sys.stderr.write("\nhookline: interrupted\n")
        return _leave(arguments, Interrupted.because(Code.PLN_INTERRUPTED, "interrupted"))
    except Exception:  # noqa: BLE001  the last door: whatever comes here is a bug of ours
        words = f"this is a bug in Hookline {__version__}; please report"
        import traceback

        traceback.print_exc()
        sys.stderr.write(f"hookline: {words} the lines above\n")
        _leave(arguments, HooklineError.because(Code.CLI_BUG, f"{words} what stderr says"))
        return EXIT_BUG
    return result if isinstance(result, int) else 0


def _show(error: HooklineError) -> None:
    # Most runs have nothing to complain about, and start faster without the words for it.
    from hookline.report.diagnostics import render_text, summary

    sys.stdout.flush()
    sys.stderr.write(render_text(error.diagnostics, style_for(sys.stderr)))
    if len(error.diagnostics) > 1:
        sys.stderr.write(f"\n{summary(error.diagnostics)}.\n")


def _leave(arguments: Sequence[str], error: HooklineError) -> int:
    """Give the exit code, and with `--format json` what stopped the command on stdout too.

    The command line itself is asked, since it may be what is wrong: a program that wants JSON never
    has to read text.
    """
    views = [value for option, value in pairwise(arguments) if option == "--format"]
    if "json" in views or "--format=json" in arguments:
        from hookline.cli.json_output import write_json
        from hookline.report.diagnostics import FORMAT_VERSION, to_json

        write_json({"format_version": FORMAT_VERSION, "diagnostics": to_json(error.diagnostics)})
    return error.exit_code
