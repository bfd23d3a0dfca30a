"""`hookline.yaml` as typed, frozen values.

The field docstrings are the descriptions of the generated `hookline.schema.json`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class StateAt(StrEnum):
    """Where the applied state of a target is kept."""

    ORIGIN = "origin"
    LOCAL = "local"


class OnDrift(StrEnum):
    """What a change made in the workspace by hand leads to."""

    RESTORE = "restore"
    KEEP = "keep"


class OnConflict(StrEnum):
    """Which side wins when git and the workspace both moved."""

    BLOCK = "block"
    GIT = "git"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Guards:
    """Limits on what one run may do to a target."""

    max_deletes: int = 5
    """The most webhooks one run may delete or rename."""
    max_delete_share: float = 0.3
    """The largest share of the managed webhooks one run may delete or rename, from 0 to 1."""
    max_change_share: float = 0.5
    """The largest share of the managed webhooks one run may change, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class StateSettings:
    """Where the applied state is kept, and how long."""

    at: StateAt = StateAt.ORIGIN
    """`origin` keeps it on the git remote as well; `local` in this repository alone."""
    keep: int = 1000
    """How many runs are kept before old ones are thinned."""


@dataclass(frozen=True, slots=True)
class Target:
    """A workspace that definitions are applied to, and how careful to be with it."""

    name: str
    """What `--target` calls it: the key under `targets:`."""
    workspace: str
    """The workspace's address, `https://…`, or `embedded:PATH` for the embedded one."""
    user: str | None = None
    """The user that logs in; a name or a reference such as `${env:HOOKLINE_SECRET_USER}`."""
    password: str | None = None
    """The user's password, as a reference such as `${env:HOOKLINE_SECRET_PASSWORD}`."""
    project: str | None = None
    """The project that webhooks without a location go to."""
    prune: bool = False
    """Whether webhooks that were removed from git are deleted; otherwise they are released."""
    state: StateSettings = field(default_factory=StateSettings)
    """Where the applied state is kept."""
    on_drift: OnDrift = OnDrift.RESTORE
    """What happens to a change made in the workspace by hand."""
    on_conflict: OnConflict = OnConflict.BLOCK
    """Which side wins when git and the workspace both moved."""
    protect: tuple[str, ...] = ()
    """Globs of webhook names that are never deleted or renamed."""
    guards: Guards = field(default_factory=Guards)
    """Limits on what one run may do."""
    repository_path: str | None = None
    """The checkout that `sync --repository-root DIR` works in, below that folder."""

    @property
    def is_embedded(self) -> bool:
        """Whether the target is an embedded workspace, a file on this machine."""
        return self.workspace.startswith("embedded:")

    @property
    def is_state_here(self) -> bool:
        """Whether the applied state stays in this repository, and no other clone has it."""
        return self.is_embedded or self.state.at is StateAt.LOCAL


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of a repository of definitions."""

    definitions: tuple[str, ...] = ("webhooks/**/*.yaml",)
    """Globs of the definition files, relative to the configuration's folder."""
    requires: str | None = None
    """The Hookline versions that understand this repository, for example `>=0.1`."""
    engine: int = 11
    """The Engine version whose property table definitions are validated against."""
    targets: Mapping[str, Target] = field(default_factory=dict)
    """The workspaces, by the name that `--target` takes."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "targets", MappingProxyType(dict(self.targets)))
