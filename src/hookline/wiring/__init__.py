"""Chooses and builds the edges for a target: the one place that knows them all."""

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from hookline import __version__, shipped
from hookline.config.choice import choose_embedded, choose_target
from hookline.git.repository import Repository, open_repository
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.document import Document, SourceFile
from hookline.model.errors import HooklineError
from hookline.model.location import Location
from hookline.model.settings import Settings, Target
from hookline.source.commit import CommitSource
from hookline.wiring.configuration import load, load_branch, worktree_source

if TYPE_CHECKING:
    from hookline.apply import Applier
    from hookline.model.http import Transport
    from hookline.model.plan import Plan
    from hookline.model.ports import Clock, Gate, StateStore, WorkspaceReader
    from hookline.model.property import PropertyTable
    from hookline.model.saved_plan import SavedPlan
    from hookline.pipeline import Rules
    from hookline.pipeline.recovering import Recovery
    from hookline.pipeline.saved import Surroundings
    from hookline.remote.reader import EngineReader
    from hookline.remote.writer import EngineWriter
    from hookline.source.worktree import WorktreeSource
    from hookline.state.journal import FileJournal
    from hookline.state.lock import TargetLock, Teller
    from hookline.state.past import PastStates
    from hookline.state.shared import SharedState
    from hookline.state.store import GitState
    from hookline.state.trail import GitTrail

CONCURRENCY = 8
"""How many writes to a workspace on the network are under way at a time, unless asked otherwise."""

_NO_CONFIGURATION = (Code.CFG_MISSING, Code.GIT_REPOSITORY, Code.GIT_BARE)
"""What is found where no working tree with a configuration is."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Line:
    """Everything that one command works with, for one repository of definitions."""

    directory: Path
    """Where the command was started, or `-C`."""
    repository: Repository
    """The git repository."""
    source: "CommitSource | WorktreeSource"
    """The definitions."""
    settings: Settings
    """The configuration."""
    config: Document
    """Where each setting stands."""
    since: Commit | None = None
    """The commit of the branch that is planned against, whose targets and guards hold."""
    target_names: tuple[str, ...] = ()
    """The targets that the definitions may name: those of their own configuration."""
    clock: "Clock" = field(default_factory=SystemClock)
    """Tells the time."""
    closing: ExitStack = field(default_factory=ExitStack, repr=False)
    """What is open and has to be closed in the end."""
    transports: "dict[str, Transport]" = field(default_factory=dict, repr=False)
    """Target → the one way to it, so that a run logs in once."""
    shared_states: "dict[str, SharedState]" = field(default_factory=dict, repr=False)
    """Target → its state on the remote, which remembers what the remote told."""

    @classmethod
    def open(
        cls,
        directory: Path,
        ref: str = "HEAD",
        *,
        worktree: bool = False,
        since: str | None = None,
        folder: str | None = None,
    ) -> "Line":
        """Find the repository from `directory` upwards and read its configuration.

        `folder`, counted from the top of the repository, is where the configuration is looked for
        instead of `directory`. With `since` the targets, and with them the guards, are those of
        that branch: what somebody proposes must not loosen what it is held to.
        """
        repository = open_repository(directory)
        if folder is not None:
            repository = replace(repository, folder=folder)
        source = worktree_source(repository) if worktree else CommitSource(repository, ref)
        settings, config = load(source)
        names = tuple(settings.targets)
        if since is None:
            return cls(directory, repository, source, settings, config, target_names=names)
        from hookline.source.branches import resolve_branch

        branch = resolve_branch(repository, since)
        theirs, config = load_branch(CommitSource(repository, branch.sha), since)
        settings = replace(settings, targets=theirs.targets)
        return cls(directory, repository, source, settings, config, branch, names)

    @property
    def config_path(self) -> str:
        """The path of the configuration from the top of the repository."""
        return "/".join(part for part in (self.source.root, self.config.path) if part)

    @property
    def folder(self) -> Path:
        """The folder of `hookline.yaml` in the working tree, where a pull writes."""
        return (self.repository.worktree or self.directory) / self.source.root

    @property
    def is_worktree(self) -> bool:
        """Whether the working tree is read instead of a commit."""
        return not isinstance(self.source, CommitSource)

    @cached_property
    def table(self) -> "PropertyTable":
        """What each property is, for the configured Engine version."""
        return shipped.webhook_table(self.settings.engine)

    @cached_property
    def rules(self) -> "Rules":
        """What definitions are held to, for the configured Engine version."""
        # Commands that only look at what was applied do without the line, and start faster.
        from hookline.config.environment import allowed_names
        from hookline.pipeline import Rules

        name = f"engine-{self.settings.engine}/webhook.definition.schema.json"
        return Rules(self.table, shipped.read_schema(name), allowed_names(), self.target_names)

    @cached_property
    def schema_digest(self) -> str:
        """The SHA-256, in hex, of the schema that definitions are held to."""
        import hashlib

        name = f"engine-{self.settings.engine}/webhook.definition.schema.json"
        return hashlib.sha256(shipped.read_text(name).encode()).hexdigest()

    def target(self, name: str | None) -> Target:
        """Give the named target; without a name `local`, else the only one, else wrong usage."""
        return choose_target(self.settings.targets, name)

    def reader(self, target: Target) -> "EngineReader":
        """Open the target's workspace for reading only."""
        from hookline.remote.reader import EngineReader

        return EngineReader(self.transport(target), target.workspace)

    def writer(self, target: Target) -> "EngineWriter":
        """Open the target's workspace for reading and writing."""
        from hookline.remote.writer import EngineWriter

        return EngineWriter(self.transport(target), target.workspace)

    def applier(
        self,
        target: Target,
        plan_digest: str = "",
        *,
        gates: "tuple[Gate, ...]" = (),
        concurrency: int | None = None,
        keep_going: bool = False,
    ) -> "Applier":
        """Give what carries out a plan for `target`; a saved one has a digest.

        `gates` may stop it between two writes. `concurrency` is how many writes may be under way;
        to a file of this machine one after the other is the fastest.
        """
        from hookline.apply import Applier
        from hookline.config.environment import EnvironmentSecrets
        from hookline.workers import ThreadWorkers

        limit = concurrency or (1 if target.is_embedded else CONCURRENCY)
        return Applier(
            self.writer(target),
            EnvironmentSecrets(),
            self.journal(target, plan_digest),
            self.clock,
            ThreadWorkers(limit),
            gates,
            keep_going,
        )

    def has_unfinished(self, target: Target) -> bool:
        """Say whether a run of the target may not have finished."""
        from hookline.state.target import has_journals

        return has_journals(self.repository, target.name)

    def recovery(
        self, target: Target, states: "StateStore", reader: "WorkspaceReader | None"
    ) -> "Recovery | None":
        """Give what counts in the runs that did not finish; None when every run has."""
        if not self.has_unfinished(target):
            return None
        from hookline.pipeline.recovering import Recovery

        return Recovery(states, self.journal(target), reader, self.clock)

    def files_of(self, plan: "Plan") -> tuple[SourceFile, ...]:
        """Give the definition files that a plan was made from, as far as git still has them."""
        if plan.commit is None or plan.worktree:
            return ()
        source = CommitSource(replace(self.repository, folder=plan.root), plan.commit.sha)
        try:
            settings, _ = load(source)
            return source.snapshot(settings.definitions).files
        except HooklineError:
            # The records decide without them; only a later rename has less to go by.
            return ()

    def new_run_id(self) -> str:
        """Make the id of a run that begins."""
        import uuid

        return uuid.uuid4().hex[:12]

    def states(self, target: Target) -> "GitState | SharedState":
        """Open the target's applied state, here or on `origin`."""
        if target.is_state_here:
            from hookline.state.store import GitState

            return GitState(self.repository, target.name, target.state.keep)
        return self._shared(target)

    def _shared(self, target: Target) -> "SharedState":
        """Open the state that is kept on `origin`, the same each time."""
        if target.name not in self.shared_states:
            from hookline.state.shared import SharedState

            place = self.config.at(("targets", target.name))
            found = SharedState(self.repository, target.name, target.state.keep, place)
            self.shared_states[target.name] = found
        return self.shared_states[target.name]

    def trail(self, target: Target) -> "GitTrail":
        """Open the target's applied states, to read them a piece at a time."""
        from hookline.state.trail import GitTrail

        if not target.is_state_here:
            self._shared(target).bring_runs()
        return GitTrail(self.repository, target.name)

    def past(self, target: Target) -> "PastStates":
        """Open what the runs of the target left, as far as this repository has it."""
        from hookline.state.past import PastStates

        return PastStates(self.repository, target.name)

    def lock(self, target: Target, teller: "Teller | None" = None) -> "TargetLock":
        """Give what keeps other runs off the target; it stands where the state is kept."""
        from hookline.state.lock import lock_of

        remote = None if target.is_state_here else self._shared(target).remote
        return lock_of(self.repository, remote, target.name, self.who(), self.clock, teller)

    def journal(self, target: Target, plan_digest: str = "") -> "FileJournal":
        """Open the target's journal, for a saved plan with its digest."""
        from hookline.state.journal import FileJournal

        return FileJournal(self.repository, target.name, plan_digest)

    def save_plan(self, path: Path, plan: "Plan", lasting: timedelta) -> "SavedPlan":
        """Write a plan to a file, from which it can be carried out for as long as it lasts."""
        from hookline.planfile.file import save_plan
        from hookline.planfile.form import seal

        now = self.clock.now()
        saved = seal(plan, now, now + lasting, self.schema_digest, __version__)
        save_plan(path, saved)
        return saved

    def surroundings(self, asked: str | None, target: Target) -> "Surroundings":
        """Give where and when a saved plan is to be carried out, for the target that it names."""
        from hookline.pipeline.saved import Surroundings

        at_hand = self.target_at_hand(target.name)
        targets = (target, at_hand) if at_hand else (target,)
        return Surroundings(self.clock.now(), self.schema_digest, asked, targets)

    def __enter__(self) -> Self:
        """Use it in a `with` statement, which closes the connections that were opened."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self.closing.close()

    def transport(self, target: Target) -> "Transport":
        """Reach the target's workspace, the same way each time."""
        if target.name not in self.transports:
            from hookline.wiring.connecting import connect

            self.transports[target.name] = connect(self, target)
        return self.transports[target.name]

    def target_at_hand(self, name: str) -> Target | None:
        """Give the target as `HEAD` has it, or the working tree; None where that cannot be said."""
        if self.is_worktree or self.since is not None:
            return self.settings.targets[name]
        head = CommitSource(self.repository)
        try:
            if head.commit == self.source.commit:
                return self.settings.targets[name]
            settings, _ = load(head)
        except HooklineError:
            return None
        return settings.targets.get(name)

    def embedded_path(self, target: Target) -> Path:
        """Give the file of an embedded workspace, below the folder of `hookline.yaml`.

        Linked working trees share the one of their main working tree, as they share its state.
        """
        from hookline.config.embedded import embedded_file

        top = self.repository.main_worktree or self.directory
        place = self.config.at(("targets", target.name, "workspace"))
        return embedded_file(target, top / self.source.root, place)

    def who(self) -> str:
        """Say who runs this, as git calls them."""
        return self.repository.user()

    def place_of_project(self, target: Target) -> Location | None:
        """Give where the target's own `project` stands; None when it names none."""
        return self.config.at(("targets", target.name, "project")) if target.project else None


def configured_file(directory: Path, target_name: str | None) -> Path | None:
    """Give the file of an embedded target, as the configuration in the working tree has it.

    None when there is no configuration at or above `directory`, and none is needed since no target
    is named.
    """
    try:
        line = Line.open(directory, worktree=True)
    except HooklineError as error:
        if target_name is None and error.diagnostics[0].code in _NO_CONFIGURATION:
            return None
        raise
    with line:
        return line.embedded_path(choose_embedded(line.settings.targets, target_name))
