"""What `plan` and `apply` have in common: making the plan."""

import shlex
from collections.abc import Callable
from pathlib import Path

import click

from hookline import pipeline
from hookline.cli.options import common_options
from hookline.cli.target_options import HEAD, source_options, target_option
from hookline.model.settings import Target
from hookline.pipeline import Checked, Planned
from hookline.wiring import Line


def planning_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add all that decides what a plan is made from and how it is shown."""
    adopting = click.option(
        "--adopt",
        metavar="GLOB",
        multiple=True,
        help="Take over existing webhooks of these names. May be repeated.",
    )(command)
    return common_options()(target_option(source_options(adopting)))


def applying(
    target: Target, directory: Path, ref: str, worktree: bool, adopt: tuple[str, ...]
) -> str:
    """Give the command that applies what a plan with these options shows; empty if none does."""
    if worktree and not target.is_embedded:
        return ""
    words = ["hookline", "apply", "--target", target.name]
    words += [] if directory == Path() else ["-C", str(directory)]
    words += [] if ref == HEAD else ["--commit", ref]
    words += ["--worktree"] if worktree else []
    words += [word for glob in adopt for word in ("--adopt", glob)]
    return shlex.join(words)


def make_plan(line: Line, target: Target, adopt: tuple[str, ...]) -> tuple[Checked, Planned]:
    """Read and check the definitions, and plan them for `target`; nothing is written."""
    checked = pipeline.check(line.source, line.settings, line.rules)
    planned = pipeline.plan(
        checked,
        line.intention(target, adopt),
        line.source,
        line.reader(target),
        line.states(target),
        line.rules.table,
    )
    return checked, planned
