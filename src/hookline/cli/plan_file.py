"""What `plan`, `apply` and `show` have in common about the files of saved plans."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending, WrongUsage

if TYPE_CHECKING:
    # `show` works without a repository, and must not pay for what planning needs.
    from hookline.cli.planning import Asked

HOURS = 24
"""How long a saved plan may be applied, unless somebody says otherwise."""
MOST_HOURS = 24 * 30


@dataclass(frozen=True, slots=True)
class Saving:
    """Where a plan is saved, and for how long."""

    out: Path | None
    """`--out`, relative to the folder in which the command works; None when it is not saved."""
    lasting: timedelta
    """`--expires-in`."""


def saving_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--out` and `--expires-in`; they arrive as one value, `saving`."""

    @click.option(
        "--out",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Save the plan to FILE, for: hookline apply FILE",
    )
    @click.option(
        "--expires-in",
        metavar="HOURS",
        type=click.IntRange(1, MOST_HOURS),
        help=f"How long the saved plan may be applied.  [default: {HOURS}]",
    )
    @wraps(command)
    def wrapped(
        *arguments: Any,  # noqa: ANN401  the command's own arguments
        out: Path | None,
        expires_in: int | None,
        **rest: Any,  # noqa: ANN401  the command's own options
    ) -> int:
        if out is None and expires_in is not None:
            raise WrongUsage.because(
                Code.CLI_USAGE, "--expires-in says how long a saved plan lasts, so it needs --out"
            )
        saving = Saving(out, timedelta(hours=expires_in or HOURS))
        return command(*arguments, saving=saving, **rest)

    return wrapped


def refuse_saving(asked: "Asked") -> None:
    """Raise `WrongUsage` when what is planned could not be applied from a file."""
    reasons = {
        "--worktree": (asked.worktree, "what is not committed may be another when it is applied"),
        "--offline": (asked.offline, "a plan is saved with what the workspace held"),
        "--since": (asked.since, "a plan against a branch is made to be read"),
    }
    for option, (is_given, why) in reasons.items():
        if is_given:
            raise WrongUsage.because(
                Code.CLI_USAGE, f"--out and {option} do not go together: {why}"
            )


def applying_file(file: Path, directory: Path) -> str:
    """Give the command that applies a saved plan."""
    words = ["hookline", "apply"]
    words += [] if directory == Path() else ["-C", str(directory)]
    return shlex.join([*words, *(["--"] if str(file).startswith("-") else []), str(file)])


def plan_file_among(arguments: Sequence[str], directory: Path) -> Path | None:
    """Give the plan that `apply` is asked to carry out; None when the arguments are names.

    What looks like a path is one, and any file that calls itself a plan. Raises `NeedsMending`
    (`CFG-PATH`) for a path at which nothing is, `WrongUsage` for a plan among other arguments.
    """
    from hookline.planfile.file import is_plan_file

    files = [each for each in arguments if _is_path(each) or is_plan_file(directory / each)]
    if not files:
        return None
    if len(arguments) > 1:
        raise WrongUsage.because(
            Code.CLI_USAGE,
            f"{files[0]} is a saved plan, and a saved plan is applied whole",
            hint="give it alone; to narrow what is changed, plan those names and save that",
        )
    require_there(files[0], directory)
    return Path(files[0])


def require_there(file: str, directory: Path) -> None:
    """Raise `NeedsMending` (`CFG-PATH`) when there is nothing where a saved plan should be."""
    if not (directory / file).exists() and not (directory / file).is_symlink():
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"there is no plan at {file}",
            hint="save one with: hookline plan --out FILE",
        )


def as_file_too(error: NeedsMending, names: Sequence[str], directory: Path) -> NeedsMending:
    """Give the error of an unknown name, saying what it is as a file where it looks like one."""
    (found, *_) = error.diagnostics
    if found.code is not Code.PLN_NAME or len(names) != 1 or "." not in names[0]:
        return error
    is_there = (directory / names[0]).exists()
    also = "the file of that name is no saved plan" if is_there else "there is no such file either"
    return NeedsMending(replace(found, hint=f"{found.hint}; {also}"))


def refuse_options(asked: "Asked", file: Path) -> None:
    """Raise `WrongUsage` when a saved plan is given with what only making a plan needs."""
    given = replace(asked, target_name=None, names=())
    if words := given.options():
        raise WrongUsage.because(
            Code.CLI_USAGE,
            f"{file} is a saved plan, so {words[0]} comes too late",
            hint="plan again with it, and apply that plan",
        )


def _is_path(argument: str) -> bool:
    return "/" in argument or argument.endswith(".json")
