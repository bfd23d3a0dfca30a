"""What the commands that plan have in common: what they are asked for, and making the plan."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import click

from hookline import pipeline
from hookline.cli.options import common_options
from hookline.cli.override_options import override_options
from hookline.cli.target_options import HEAD, source_options, target_option
from hookline.model.choices import Choices, Side
from hookline.model.codes import Code
from hookline.model.errors import WrongUsage
from hookline.model.guard import Override
from hookline.model.overrides import OPTIONS, join_names
from hookline.model.settings import Target
from hookline.pipeline import Checked, Intention, Planned
from hookline.wiring import Line


@dataclass(frozen=True, slots=True)
class Asked:
    """All that decides what a plan is made from."""

    target_name: str | None = None
    """`--target`."""
    ref: str = HEAD
    """`--commit`."""
    worktree: bool = False
    """`--worktree`."""
    names: tuple[str, ...] = ()
    """The webhooks that are planned, as globs; empty for all."""
    adopt: tuple[str, ...] = ()
    """`--adopt`, as globs."""
    choices: Choices = field(default_factory=Choices)
    """`--take`."""
    renames: dict[str, str] = field(default_factory=dict)
    """`--accept-rename`: new name → old name."""
    overrides: tuple[Override, ...] = ()
    """What guards are told to let through."""
    since: str | None = None
    """`--since`."""
    offline: bool = False
    """`--offline`."""
    sets_back: bool = False
    """Whether an earlier commit is meant, as by `rollback --now`."""
    holds_back: bool = False
    """Whether the rest is planned where something is blocked by itself, as by `sync`."""

    def options(self) -> list[str]:
        """Give the words of a command line that ask for the same, the target apart."""
        words = self.source_options()
        words += [word for glob in self.adopt for word in ("--adopt", glob)]
        words += [word for glob in self.choices.git for word in ("--take", f"git:{glob}")]
        sides = ((Side.WORKSPACE, glob) for glob in self.choices.workspace)
        words += [word for side, glob in sides for word in ("--take", f"{side}:{glob}")]
        pairs = ((old, new) for new, old in self.renames.items())
        words += [word for old, new in pairs for word in ("--accept-rename", f"{old}={new}")]
        for override in self.overrides:
            words += [OPTIONS[override.kind], join_names(override.values)]
        return [*words, *self.names]

    def source_options(self) -> list[str]:
        """Give the words that name what the definitions are read from."""
        words = [] if self.ref == HEAD else ["--commit", self.ref]
        return [*words, *(["--worktree"] if self.worktree else [])]


def planning_options(
    *, reading_only: bool = False, names: bool = True, source: bool = True
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add all that decides what a plan is made from and how it is shown; gives one `asked`.

    `reading_only` adds what only a command that writes nothing may be asked for; `names` says
    whether the arguments are names of webhooks, and `source` whether it may be asked for what
    the definitions are read from.
    """

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def wrapped(
            *arguments: Any,  # noqa: ANN401  the command's own arguments
            **given: Any,  # noqa: ANN401  the command's own options, and these
        ) -> int:
            known = {name: given.pop(name) for name in _OF_ASKED if name in given}
            asked = Asked(
                choices=_choices(given.pop("takes")),
                renames=_renames(given.pop("accepted")),
                **known,
            )
            _refuse_contradictions(asked)
            return command(*arguments, asked=asked, **given)

        options = [*_OPTIONS, *(_READING if reading_only else []), *(_NAMES if names else [])]
        for option in reversed(options):
            wrapped = option(wrapped)
        decorated = override_options(wrapped)
        decorated = source_options(decorated) if source else decorated
        return common_options()(target_option(decorated))

    return decorate


_OF_ASKED = ("target_name", "ref", "worktree", "names", "adopt", "overrides", "since", "offline")
_OPTIONS = (
    click.option(
        "--adopt",
        metavar="GLOB",
        multiple=True,
        help="Take over existing webhooks of these names. May be repeated.",
    ),
    click.option(
        "--take",
        "takes",
        metavar="SIDE:NAME",
        multiple=True,
        help="Settle a conflict: git:NAME or workspace:NAME wins. May be repeated.",
    ),
    click.option(
        "--accept-rename",
        "accepted",
        metavar="OLD=NEW",
        multiple=True,
        help="Take a new definition for an applied webhook under another name.",
    ),
)
_READING = (
    click.option(
        "--since",
        metavar="REF",
        help="Plan with the targets and guards of this branch, and mark what is new to it.",
    ),
    click.option(
        "--offline",
        is_flag=True,
        help="Read no workspace: compare with what was applied last.",
    ),
)
_NAMES = (click.argument("names", metavar="[NAME]...", nargs=-1),)


def _choices(takes: tuple[str, ...]) -> Choices:
    sides: dict[Side, list[str]] = {side: [] for side in Side}
    for take in takes:
        word, colon, name = take.partition(":")
        if not colon or not name or word not in set(Side):
            raise WrongUsage.because(
                Code.CLI_USAGE,
                f"--take {take}: the side that wins is missing",
                hint="write --take git:NAME or --take workspace:NAME",
            )
        sides[Side(word)].append(name)
    return Choices(tuple(sides[Side.GIT]), tuple(sides[Side.WORKSPACE]))


def _renames(accepted: tuple[str, ...]) -> dict[str, str]:
    renames: dict[str, str] = {}
    for text in accepted:
        old, equals, new = text.partition("=")
        if not equals or not old or not new or new in renames or old in renames.values():
            raise WrongUsage.because(
                Code.CLI_USAGE,
                f"--accept-rename {text}: it is no pair of names, or one of them came before",
                hint="write --accept-rename OLD=NEW, once for each webhook",
            )
        renames[new] = old
    return renames


def _refuse_contradictions(asked: Asked) -> None:
    if both := sorted({*asked.choices.git} & {*asked.choices.workspace}):
        raise WrongUsage.because(
            Code.CLI_USAGE,
            f"--take names both sides for {both[0]}",
            hint="only one of them can win",
        )


def applying(target: Target, directory: Path, asked: Asked) -> str:
    """Give the command that applies what a plan with these options shows; empty if none does."""
    if asked.offline or asked.since or (asked.worktree and not target.is_embedded):
        return ""
    words = ["hookline", "apply", "--target", target.name]
    words += [] if directory == Path() else ["-C", str(directory)]
    return shlex.join([*words, *asked.options()])


def open_line(directory: Path, asked: Asked) -> Line:
    """Find the repository, and read the configuration that was asked for."""
    return Line.open(directory, asked.ref, worktree=asked.worktree, since=asked.since)


def make_plan(line: Line, target: Target, asked: Asked) -> tuple[Checked, Planned]:
    """Read and check the definitions, and plan them for `target`; nothing is written."""
    checked = pipeline.check(line.source, line.settings, line.rules)
    intention = Intention(
        target=target,
        target_place=line.place_of_project(target),
        adopt=asked.adopt,
        choices=asked.choices,
        renames=asked.renames,
        overrides=asked.overrides,
        names=asked.names,
        since=asked.since,
        since_commit=line.since,
        sets_back=asked.sets_back,
        holds_back=asked.holds_back,
    )
    reader = None if asked.offline else line.reader(target)
    states = line.states(target)
    recovery = line.recovery(target, states, reader)
    planned = pipeline.plan(
        checked,
        intention,
        line.source,
        reader,
        states,
        line.rules.table,
        recovery.counted_in if recovery else None,
    )
    return checked, planned
