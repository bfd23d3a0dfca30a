"""The options of commands that work on a target."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from hookline.model.codes import Code
from hookline.model.errors import WrongUsage

HEAD = "HEAD"
"""The commit whose definitions are read unless another is named."""


def source_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--commit` and `--worktree`; both at once are wrong usage."""

    @click.option(
        "--commit",
        "ref",
        metavar="REF",
        default=None,
        help="Read definitions from this commit or branch.  [default: HEAD]",
    )
    @click.option(
        "--worktree", is_flag=True, help="Read the working tree instead, uncommitted changes too."
    )
    @wraps(command)
    def wrapped(
        *arguments: Any,  # noqa: ANN401  the command's own arguments
        ref: str | None,
        worktree: bool,
        **rest: Any,  # noqa: ANN401  the command's own options
    ) -> int:
        if worktree and ref is not None:
            raise WrongUsage.because(
                Code.GIT_REF, "--commit and --worktree are two sources: give one of them"
            )
        return command(*arguments, ref=ref or HEAD, worktree=worktree, **rest)

    return wrapped


def target_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--target`."""
    return click.option(
        "--target",
        "target_name",
        metavar="NAME",
        default=None,
        help="The target of hookline.yaml.  [default: local, else the only one]",
    )(command)
