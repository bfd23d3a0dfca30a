"""Definitions as they were, and what it takes to have them so again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookline.model.change import Action
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import SourceFile
from hookline.model.state import AppliedRecord, Run


@dataclass(frozen=True, slots=True)
class Earlier:
    """The definitions of a commit, or what a run left of them."""

    commit: Commit | None
    """The commit; None for a run of a working tree, or of a commit that this clone lacks."""
    run: Run | None = None
    """The run, when one was named."""
    files: tuple[SourceFile, ...] = field(default=(), repr=False)
    """The files that `definitions:` matches today, with what they held then."""
    is_whole: bool = True
    """Whether what is not in `files` was not there; else they hold those of one target alone."""
    records: Mapping[str, AppliedRecord] = field(default_factory=dict, repr=False)
    """Id → what was applied to one target then; empty when no run was named."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What could not be read, or cannot be used today."""

    @property
    def named(self) -> str:
        """Name it as people do, `run 8c2f11d0a3b4` or `commit 3f2a9c1`."""
        if self.run is not None:
            return f"run {self.run.id}"
        return f"commit {self.commit.short}" if self.commit else "no commit"


@dataclass(frozen=True, slots=True)
class Returned:
    """One webhook whose definition changes with its file."""

    action: Action
    """Whether its definition comes, goes or says something else."""
    name: str
    """The webhook, as that definition calls it."""


@dataclass(frozen=True, slots=True)
class FileReturn:
    """One file of the working tree, and what it held earlier."""

    path: str
    """The file, from the root of the definitions."""
    before: str | None
    """Its text as it is; None when it is not there."""
    after: str | None
    """Its text as it was; None when it was not there."""
    webhooks: tuple[Returned, ...] = ()
    """The webhooks whose definitions it changes; none where only remarks or the order differ."""

    @property
    def action(self) -> Action:
        """What is done to the file."""
        if self.before is None:
            return Action.CREATE
        return Action.DELETE if self.after is None else Action.UPDATE


@dataclass(frozen=True, slots=True)
class Lost:
    """What does not come back with an earlier definition."""

    name: str
    """The webhook."""
    reason: str
    """What it is, as a sentence without a full stop."""


@dataclass(frozen=True, slots=True)
class Rollback:
    """What a rollback writes into the working tree."""

    to: Earlier
    """Where it leads back to."""
    files: tuple[FileReturn, ...]
    """The files that change, by path."""
    lost: tuple[Lost, ...] = ()
    """What does not come back, by name."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What else there is to say."""
