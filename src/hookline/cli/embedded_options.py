"""The options that name an embedded workspace, and the file they mean."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from hookline.cli.options import Common
from hookline.cli.telling import tell_more
from hookline.model.codes import Code
from hookline.model.errors import WrongUsage

DEFAULT_PATH = Path(".hookline/local.db")
"""The file where there is no hookline.yaml, below the folder of `-C`."""


@dataclass(frozen=True, slots=True)
class Named:
    """An embedded workspace that a command line names."""

    file: Path
    """Its file."""
    shown: str
    """The same as people are told, from the folder of `-C`."""


def embedded_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--path` and `--target`; what they mean arrives as one value, `named`."""

    @click.option(
        "--path",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The embedded workspace's file.  [default: the target's]",
    )
    @click.option(
        "--target",
        "target_name",
        metavar="NAME",
        help="An embedded target of hookline.yaml.  [default: local, else the only one]",
    )
    @wraps(command)
    def wrapped(
        common: Common,
        path: Path | None,
        target_name: str | None,
        **rest: Any,  # noqa: ANN401  the command's own options
    ) -> int:
        if path is not None and target_name is not None:
            raise WrongUsage.because(
                Code.CFG_TARGET, "--path and --target name two workspaces: give one of them"
            )
        named = _named(common.directory, path, target_name)
        tell_more(common, workspace=named.file.absolute())
        return command(common, named=named, **rest)

    return wrapped


def _named(directory: Path, path: Path | None, target_name: str | None) -> Named:
    if path is None:
        from hookline.wiring import configured_file

        file = configured_file(directory, target_name)
        if file is not None:
            shown = Path(os.path.relpath(file, directory.resolve()))
            return Named(file, shown.as_posix())
        path = DEFAULT_PATH
    return Named(directory / path, path.as_posix())
