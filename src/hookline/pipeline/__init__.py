"""The line: git → load → validate → resolve → diff → plan → apply → journal, as calls.

It knows ports and stages, never an edge: who answers behind a port is decided in `wiring`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, errors_in
from hookline.model.difference import Difference
from hookline.model.document import SourceFile
from hookline.model.errors import Blocked, HooklineError, Interrupted, NeedsMending, Stale
from hookline.model.location import Location
from hookline.model.plan import Plan
from hookline.model.ports import DefinitionSource, StateStore, WorkspaceReader
from hookline.model.property import PropertyTable
from hookline.model.settings import Settings, Target
from hookline.model.snapshot import Snapshot
from hookline.model.state import AppliedState
from hookline.model.values import JSON
from hookline.pipeline.reading import read_names, read_webhooks
from hookline.stages.diff import diff
from hookline.stages.load import load
from hookline.stages.plan import CONFIG, Basis, make_plan
from hookline.stages.resolve import names_used, resolve
from hookline.stages.validate import validate

if TYPE_CHECKING:
    # A plan must not pay for what only an apply needs.
    from hookline.apply import Applier
    from hookline.model.applied import Applied


@dataclass(frozen=True, slots=True)
class Rules:
    """What definitions are held to."""

    table: PropertyTable
    """What each property is."""
    schema: Mapping[str, JSON]
    """The JSON schema of a definition."""
    allowed_names: tuple[str, ...]
    """Globs of the environment variables that a reference may name."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Definitions that were read and checked."""

    snapshot: Snapshot
    """The files they were read from."""
    definitions: tuple[Definition, ...]
    """The valid ones, by file and place."""
    diagnostics: tuple[Diagnostic, ...]
    """Every problem of every file."""

    def require_valid(self) -> None:
        """Raise `NeedsMending` with every problem when one of them is an error."""
        if errors_in(self.diagnostics):
            raise NeedsMending(*self.diagnostics)


@dataclass(frozen=True, slots=True)
class Intention:
    """What a plan is asked for."""

    target: Target
    """The target."""
    target_place: Location | None = None
    """Where the target's own `project` stands in the configuration."""
    adopt: tuple[str, ...] = ()
    """Globs of names that may be taken over though they differ."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what `apply` needs beside it."""

    plan: Plan
    """The plan."""
    base: AppliedState
    """The applied state it was made from."""
    files: tuple[SourceFile, ...]
    """The definition files it was made from, kept in the state."""


def check(source: DefinitionSource, settings: Settings, rules: Rules) -> Checked:
    """Read the definitions and check them.

    Raises `Blocked` (`CFG-EMPTY`) when no file is found: a wrong glob must not look like a wish to
    have no webhooks.
    """
    snapshot = source.snapshot(settings.definitions)
    if not snapshot.files and not snapshot.diagnostics:
        patterns = ", ".join(settings.definitions)
        raise Blocked.because(
            Code.CFG_EMPTY,
            f"no definition file matches {patterns}",
            hint="correct `definitions:` in hookline.yaml, or add the first definition"
            + ("" if snapshot.worktree else " and commit it"),
        )
    secrets = [known.name for known in rules.table if known.secret]
    documents, loading = load(snapshot.files, secrets)
    definitions, validating = validate(documents, rules.table, rules.schema, rules.allowed_names)
    found = (*snapshot.diagnostics, *loading, *validating)
    return Checked(snapshot, tuple(definitions), tuple(sorted(found, key=_place)))


def plan(
    checked: Checked,
    intention: Intention,
    source: DefinitionSource,
    workspace: WorkspaceReader,
    states: StateStore,
    table: PropertyTable,
) -> Planned:
    """Compare git, the applied state and the workspace, and decide what to do.

    Nothing is written: `workspace` is a port without a writing method. Raises `NeedsMending` with
    every problem when a definition is not valid or names what the workspace does not have.
    """
    checked.require_valid()
    target = intention.target
    base = states.read()
    identity = workspace.identity()
    _require_same_root(base, checked.snapshot.root, target)
    _require_same_workspace(base, identity.id, target)
    catalog = read_names(workspace, names_used(checked.definitions, target, table))
    if target.is_embedded and not any(catalog.ids.values()):
        raise NeedsMending.because(
            Code.REF_MISSING,
            f"the workspace of {target.name} ({target.workspace}) is empty: "
            "there is no flow that a webhook could start",
            hint="put flows and projects into it: hookline workspace seed FILE",
        )
    desired, unresolved = resolve(
        checked.definitions, target, catalog, table, intention.target_place
    )
    if unresolved:
        raise NeedsMending(*checked.diagnostics, *unresolved)
    wanted = [each.name for each in desired]
    survey = read_webhooks(workspace, wanted, base, table)
    differences = diff(desired, base, survey.webhooks)
    paths = _paths_that_differ(differences)
    basis = Basis(
        target=target,
        workspace=identity,
        base=base,
        catalog=catalog,
        table=table,
        commit=checked.snapshot.commit,
        worktree=checked.snapshot.worktree,
        root=checked.snapshot.root,
        uncommitted=frozenset(checked.snapshot.uncommitted if checked.snapshot.worktree else ()),
        unmatched=source.existing(_removed_paths(differences, checked.snapshot)),
        commits=source.last_commits({*paths, CONFIG}) if paths else {},
        adopt=intention.adopt,
        survey=survey,
        diagnostics=checked.diagnostics,
    )
    return Planned(make_plan(differences, basis), base, checked.snapshot.files)


def apply(
    planned: Planned, applier: "Applier", states: StateStore, run_id: str, who: str
) -> "Applied":
    """Carry out a plan that nothing refuses, and record what became of it in the state.

    What was written is recorded also when something failed: that failure is in the answer, and so
    is a state that could not be recorded. Raises `Stale` (`STA-MOVED`) before the first write when
    another run was recorded since the plan was made.
    """
    made = planned.plan
    if states.read().revision != made.state_revision:
        raise Stale.because(
            Code.STA_MOVED,
            f"another run was recorded for {made.target} since this was planned",
            hint="plan again, and apply that plan",
        )
    applied = applier.apply(made, planned.base, run_id, who)
    if not applied.run.outcomes and not made.follows:
        return applied
    workspace_id = made.workspace.id or planned.base.workspace_id
    try:
        states.record(applied.run, planned.base, applied.records, planned.files, workspace_id)
        applier.journal.close(run_id)
    except HooklineError as error:
        return applied.ending(error)
    except KeyboardInterrupt:
        return applied.ending(
            Interrupted.because(
                Code.PLN_INTERRUPTED,
                "interrupted while the run was being recorded",
                hint="plan again: what was written and not recorded shows as unmanaged or drift",
            )
        )
    return applied


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    location = diagnostic.location
    return (location.path, location.line, location.column) if location else ("", 0, 0)


def _require_same_workspace(base: AppliedState, answered: str | None, target: Target) -> None:
    if base.workspace_id is None or base.workspace_id == answered:
        return
    now = f"answers as workspace {answered}" if answered else "shows nothing that may be read"
    raise NeedsMending.because(
        Code.STA_WORKSPACE,
        f"{target.name} {now}, and what was applied last went to workspace {base.workspace_id}",
        hint="correct the target's address, or give the other workspace a target of its own; "
        f"if the old workspace is gone for good, begin anew: {_begin_anew(target)}",
    )


def _require_same_root(base: AppliedState, root: str, target: Target) -> None:
    """Keep two folders of one repository from deleting each other's webhooks."""
    if base.root is None or base.root == root:
        return
    here, there = (f"the folder {each}" if each else "the top" for each in (root, base.root))
    raise NeedsMending.because(
        Code.STA_ROOT,
        f"{target.name} was applied last from {there} of this repository, and this is {here}",
        hint="give each folder's target a name of its own; "
        f"if the folder has moved, begin anew: {_begin_anew(target)}",
    )


def _begin_anew(target: Target) -> str:
    """Give the command that forgets what was applied; the webhooks stay and can be adopted."""
    return f"git update-ref -d refs/hookline/state/{target.name}"


def _removed_paths(differences: Iterable[Difference], snapshot: Snapshot) -> set[str]:
    """Give the files of definitions that are gone, where they are not read any more."""
    removed = {each.base.path for each in differences if each.desired is None and each.base}
    return removed - {file.path for file in snapshot.files}


def _paths_that_differ(differences: Iterable[Difference]) -> set[str]:
    paths: set[str] = set()
    for each in differences:
        if each.is_settled:
            continue
        if each.desired:
            paths.add(each.desired.definition.path)
        elif each.base:
            paths.add(each.base.path)
    return paths
