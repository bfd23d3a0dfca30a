"""The plan: made once, shown, and carried out as it is."""

from dataclasses import dataclass

from hookline.model.change import Cause, Change
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.guard import GuardVerdict, Override
from hookline.model.record import WorkspaceIdentity
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON

FORMAT_VERSION = 1
"""The form of the JSON plan."""


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """A webhook of the workspace that nobody defines; never touched."""

    name: str
    """Its name."""
    id: str
    """The workspace's id of it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One property that the workspace holds otherwise than git says, and that is left so."""

    name: str
    """The webhook's name."""
    property: str
    """The property, as a definition spells it."""
    live: JSON
    """What the workspace holds and keeps."""
    desired: JSON
    """What git says."""
    cause: Cause
    """Who changed the workspace, and when."""
    by: str
    """What decided it: `on_drift: keep`, `on_conflict: workspace` or `--take`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What `apply` will do to one target, and all it was made from."""

    target: str
    """The target's name."""
    workspace: WorkspaceIdentity
    """Which workspace answered when it was made."""
    commit: Commit | None
    """The commit that is desired; None when the working tree has no commit yet."""
    worktree: bool
    """Whether the working tree was read instead of the commit."""
    root: str
    """The folder of the definitions from the top of the repository; empty at the top."""
    applied_commit: str | None
    """The commit that was applied last; None when nothing was."""
    state_revision: str | None
    """The revision of the applied state it was made from."""
    changes: tuple[Change, ...]
    """In the order they are shown, the worst first; `hookline.order` has that of carrying out."""
    unchanged: tuple[str, ...]
    """Names of managed webhooks that agree with their definitions."""
    follows: tuple[AppliedRecord, ...] = ()
    """Records whose base is brought up to date without a write, such as after a file moved."""
    unmanaged: tuple[Unmanaged, ...] = ()
    """Webhooks nobody defines."""
    kept: tuple[Kept, ...] = ()
    """What is left as the workspace has it, by policy or because the user said so."""
    guards: tuple[GuardVerdict, ...] = ()
    """What each guard says."""
    overrides: tuple[Override, ...] = ()
    """What the user or a commit allows that a guard would refuse."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Warnings and notes of the definitions."""
    since: str | None = None
    """What the user called the branch it is planned against; None without one."""
    offline: bool = False
    """Whether the workspace was not read, and stands as it was applied last."""
    left_out: tuple[str, ...] = ()
    """Webhooks with changes that the user did not name, and that this plan leaves as they are."""
    unrecorded: tuple[str, ...] = ()
    """The ids of runs that did not finish, and that are recorded before this plan is applied."""

    @property
    def pending(self) -> tuple[Change, ...]:
        """The changes that nothing holds back."""
        return tuple(change for change in self.changes if change.blocked is None)

    @property
    def blocked(self) -> tuple[Change, ...]:
        """The changes that something holds back."""
        return tuple(change for change in self.changes if change.blocked is not None)

    @property
    def is_refused(self) -> bool:
        """Whether `apply` must not write any of it."""
        return bool(self.blocked) or any(not verdict.passed for verdict in self.guards)
