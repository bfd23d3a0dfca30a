"""The options that allow what a guard refuses; each names what it allows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from hookline.model.codes import Code
from hookline.model.errors import WrongUsage
from hookline.model.guard import Override, OverrideKind
from hookline.model.overrides import FORMS, OPTIONS, parse_override

_HELP = {
    OverrideKind.DELETE: "Allow these webhooks, with commas between, to be deleted or renamed.",
    OverrideKind.CHANGES: "Allow up to N webhooks to be changed.",
    OverrideKind.EMPTY: "Allow TARGET to be left without any definition.",
    OverrideKind.LAST: "Allow PROJECT, or a bundle, to be left without an enabled webhook.",
    OverrideKind.REWIND: "Leave behind the applied commit SHA, which this one does not come after.",
}


def override_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add an option for each kind of override; they arrive as one value, `overrides`.

    Raises `WrongUsage` for a value that its option does not take.
    """

    @wraps(command)
    def wrapped(
        *arguments: Any,  # noqa: ANN401  the command's own arguments
        **options: Any,  # noqa: ANN401  the command's own options, and these
    ) -> int:
        given = [(kind, text) for kind in OverrideKind for text in options.pop(_parameter(kind))]
        overrides = tuple(_read(kind, text) for kind, text in given)
        return command(*arguments, overrides=overrides, **options)

    for kind in reversed(OverrideKind):
        add = click.option(
            OPTIONS[kind], _parameter(kind), metavar=FORMS[kind], multiple=True, help=_HELP[kind]
        )
        wrapped = add(wrapped)
    return wrapped


def _parameter(kind: OverrideKind) -> str:
    return f"override_{kind}"


def _read(kind: OverrideKind, text: str) -> Override:
    try:
        return parse_override(kind, text, OPTIONS[kind])
    except ValueError as error:
        raise WrongUsage.because(Code.CLI_USAGE, f"{OPTIONS[kind]}: {error}") from None
