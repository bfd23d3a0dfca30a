"""What a plan is made from, beside the differences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookline.model.catalog import Catalog
from hookline.model.choices import Choices, Side
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.difference import Difference
from hookline.model.guard import Override
from hookline.model.history import Traced
from hookline.model.property import PropertyTable
from hookline.model.record import WorkspaceIdentity
from hookline.model.settings import Target
from hookline.model.state import AppliedState, Brought
from hookline.model.survey import Survey


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything around the differences that a plan says something about."""

    target: Target
    """The target, with its policy and limits."""
    workspace: WorkspaceIdentity
    """Which workspace answered."""
    base: AppliedState
    """What was last applied."""
    catalog: Catalog
    """The names and ids of flows, projects and bundles."""
    table: PropertyTable
    """What each property is."""
    commit: Commit | None
    """The commit that is desired; None for a working tree that has no commit yet."""
    root: str = ""
    """The folder of the definitions from the top of the repository."""
    worktree: bool = False
    """Whether the working tree was read."""
    uncommitted: frozenset[str] = frozenset()
    """Paths that differ from the commit in a working tree that was read."""
    unmatched: frozenset[str] | None = frozenset()
    """Files of removed definitions that are there and that `definitions:` stopped matching; None
    when nobody looked."""
    commits: Mapping[str, Commit] = field(default_factory=dict)
    """Path → the newest commit that touched it, for where values cannot be traced."""
    traced: Mapping[tuple[str, str], Traced] | None = None
    """Webhook and property → the commit that moved the value since the applied one; the property
    is empty for the whole definition. None when nothing was applied that it could be traced to."""
    why_untraced: str = ""
    """Why a commit may be unknown, such as `shallow clone`."""
    brought: Mapping[str, Mapping[str, Brought]] = field(default_factory=dict)
    """Webhook and property → where the applied value came from; for a commit that goes back."""
    recency: Mapping[str, int] = field(default_factory=dict)
    """Commit → its place in the history that was traced, from 0 for the newest."""
    adopt: tuple[str, ...] = ()
    """Globs of names that may be taken over though they differ (`--adopt`)."""
    choices: Choices = field(default_factory=Choices)
    """What the user decided about conflicts."""
    wanted: frozenset[str] = frozenset()
    """The names of all webhooks that are desired."""
    defined: frozenset[str] = frozenset()
    """The names of all definitions, those of other targets included."""
    names: tuple[str, ...] = ()
    """Globs of the webhooks that are planned; empty for all (`plan NAME…`)."""
    held: frozenset[str] = frozenset()
    """The webhooks that are left as they are, since something of their own holds them back."""
    survey: Survey = field(default_factory=Survey)
    """What was read of the workspace, and how."""
    offline: bool = False
    """Whether the workspace was not read at all (`--offline`)."""
    overrides: tuple[Override, ...] = ()
    """What the command line and the commits since the applied one allow."""
    descends: bool | None = True
    """Whether `commit` comes after the applied commit; None when that cannot be said."""
    sets_back: bool = False
    """Whether an earlier commit is planned on purpose, also past a hold (`rollback --now`)."""
    deleted: Mapping[str, str] = field(default_factory=dict)
    """Name → the id of the webhook of that name that a run deleted, of names that come back."""
    since: str | None = None
    """What the user called the branch that is planned against."""
    branch: frozenset[str] | None = frozenset()
    """Ids of the commits that are not in that branch; None when nobody can tell."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Id of who changed the workspace → their name."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Warnings and notes about the definitions."""

    def side_of(self, difference: Difference) -> Side | None:
        """Give the side that wins by the user's word, under the new name or the old one."""
        names = [difference.name, *([difference.renamed_from] if difference.renamed_from else [])]
        sides = (self.choices.side(name) for name in names)
        return next((side for side in sides if side is not None), None)
