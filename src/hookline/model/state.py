"""The applied state of a target: what was last written to it, and by which run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hookline.model.outcome import Outcome
from hookline.model.values import Values

FORMAT_VERSION = 1
"""The newest form of the state's tree that this Hookline reads and writes."""


@dataclass(frozen=True, slots=True)
class Flip:
    """One time that somebody set a property back, and a run set it again."""

    by: str | None
    """Who, as the workspace calls them."""
    at: str | None
    """When, as the workspace answered it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Where an applied value came from."""

    run: str
    """The id of the run that brought it."""
    commit: str
    """The full id of the commit that moved it; empty when that is unknown."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A target that was set back, and stays so until git agrees or somebody lets it go."""

    run: str
    """The id of the run that set it back."""
    commit: str
    """The full id of the commit that it was set back to."""
    who: str
    """Who set it back, as git calls them."""
    at: datetime
    """When, in UTC."""

    def is_over(self, commit: str) -> bool:
        """Say whether it ends when nothing is to be changed for this commit, by its full id.

        The one that the target was set back to always agrees, and says nothing about git.
        """
        return commit != self.commit


@dataclass(frozen=True, slots=True)
class AppliedRecord:
    """What was last applied to one record."""

    id: str
    """The workspace's id of the record."""
    name: str
    """Its name when it was applied."""
    path: str
    """The file of its definition."""
    document: int
    """Which document of that file, from 0."""
    blob: str
    """The git id of that file's bytes."""
    commit: str
    """The full id of the commit it was applied from."""
    sent: Values
    """Property → the value that was sent; a look-up as its id; a secret as its reference."""
    read_back: Values
    """Property → the value the workspace answered after the write."""
    key_version: int | None = None
    """The `key_version` git had when the key was sent or adopted; None without a key."""
    outcome: str = ""
    """What the last run that wrote it did, for example `created`."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Property → the name by which git called the id that was sent, as `flow_id` → `signup`."""
    renamed_from: str | None = None
    """The declared rename that is spent here."""
    modified_at: str | None = None
    """When the workspace says it was changed last, as answered after the write."""
    kept: Values = field(default_factory=dict)
    """Property → the workspace's value that was left as it is, though git says otherwise."""
    flips: Mapping[str, tuple[Flip, ...]] = field(default_factory=dict)
    """Property → how often running somebody set it back and a run restored it."""
    brought: Mapping[str, Brought] = field(default_factory=dict)
    """Property → where the value that was sent came from; missing where an older Hookline wrote."""


@dataclass(frozen=True, slots=True)
class AppliedState:
    """Everything that was last applied to one target: the *base* of a plan."""

    revision: str | None = None
    """The commit of the state ref; None when nothing was ever applied."""
    commit: str | None = None
    """The full id of the newest source commit that is applied whole."""
    root: str | None = None
    """The folder of the definitions that were applied last, from the top of the repository."""
    workspace_id: str | None = None
    """The workspace's own id, to notice that the target answers as another one."""
    records: Mapping[str, AppliedRecord] = field(default_factory=dict)
    """Record id → what was applied to it."""
    number: int = 0
    """How many runs led to it: that of the newest run; 0 when there is none."""
    run: str | None = None
    """The id of the newest run."""
    hold: Hold | None = None
    """What holds the target back, so that only a person may change it."""
    unrecorded: tuple["Run", ...] = ()
    """Runs that did not finish and are not recorded yet; what they wrote is in `records`."""
    tried: str | None = None
    """The full id of the source commit of the newest run, whether it was applied whole or not."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run that changed something recorded."""

    id: str
    """Made at its start; part of every commit message it wrote to the workspace."""
    at: datetime
    """When it ended, in UTC."""
    who: str
    """Who ran it, as git calls them: `Name <address>`."""
    commit: str
    """The full id of the source commit; for a working tree its `HEAD`; empty when unborn."""
    worktree: bool
    """Whether uncommitted files of the working tree were applied on top of `commit`."""
    applied_commit: str
    """The newest commit that is applied whole: `commit`, or after a failure the one before."""
    root: str
    """The folder of `hookline.yaml` from the top of the repository; empty at the top."""
    outcomes: tuple[Outcome, ...]
    """What became of each planned change."""
    plan_digest: str = ""
    """The digest of the saved plan that was applied; empty when it was made by the run itself."""
    purpose: str = "apply"
    """What it was for, in a word or two: `apply`, `sync`, `rollback to RUN`, `forget`, `resume`."""
    number: int = 0
    """The number of runs of this target up to it, itself included; it only grows."""
    hold: Hold | None = None
    """What holds the target back since."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a run before it does anything."""

    id: str
    """Its id, made for it."""
    who: str
    """Who runs it, as git calls them."""
    purpose: str = "apply"
    """What it is for, in a word or two."""
    hold: Hold | None = None
    """What will hold the target back after it."""
    number: int = 0
    """The number that it will have when nobody overtakes it; 0 while that is not known."""
