"""What `plan` and `apply` have in common: making the plan."""

from collections.abc import Callable

import click

from hookline import pipeline
from hookline.model.settings import Target
from hookline.pipeline import Checked, Planned
from hookline.wiring import Line


def adopt_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--adopt`."""
    return click.option(
        "--adopt",
        metavar="GLOB",
        multiple=True,
        help="Take over existing webhooks of these names. May be repeated.",
    )(command)


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
