"""The options that every command takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Common:
    """What every command is told."""

    directory: Path
    """Where the command works: `-C`, else the current folder."""
    format: str
    """The view: `text` or `json`."""
    color: str
    """`auto`, `always` or `never`."""
    quiet: bool
    """Whether only results and errors are shown."""
    verbose: bool
    """Whether stderr tells what is read, and where."""


def common_options(
    formats: Sequence[str] = ("text", "json"),
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add the options of every command; they arrive as one value, `common`."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @click.option(
            "-C",
            "directory",
            metavar="DIR",
            default=".",
            help="Work in DIR instead of the current folder.",
        )
        @click.option(
            "--format",
            "view",
            type=click.Choice(list(formats)),
            default=formats[0],
            show_default=True,
            help="How the result is shown.",
        )
        @click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
            help="When to use colour.",
        )
        @click.option("-q", "--quiet", is_flag=True, help="Show results and errors only.")
        @click.option("-v", "--verbose", is_flag=True, help="Tell what is read, and where.")
        @wraps(command)
        def wrapped(
            *,
            directory: str,
            view: str,
            color: str,
            quiet: bool,
            verbose: bool,
            **rest: Any,  # noqa: ANN401  the command's own options
        ) -> int:
            return command(Common(Path(directory), view, color, quiet, verbose), **rest)

        return wrapped

    return decorate
