"""Resolve → diff → plan: what has to happen so that a target is as the definitions say."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hookline.documents.words import carried_out
from hookline.model.catalog import Catalog
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.desired import Desired
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.difference import Difference, Standing
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.guard import OverrideKind
from hookline.model.held import Held
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import DefinitionSource, StateStore, WorkspaceReader
from hookline.model.property import PropertyTable
from hookline.model.record import WEBHOOK
from hookline.model.snapshot import Snapshot
from hookline.model.state import AppliedState, Brought, Run
from hookline.model.survey import Survey
from hookline.pipeline.checking import Checked
from hookline.pipeline.deleted import deleted_before
from hookline.pipeline.holding_back import plan_unblocked
from hookline.pipeline.intention import Intention
from hookline.pipeline.offline import AppliedWorkspace
from hookline.pipeline.origins import Origins, Question, find_origins
from hookline.pipeline.reading import ids_sent, read_names, read_webhooks
from hookline.pipeline.sameness import require_same_root, require_same_workspace
from hookline.stages.diff import diff
from hookline.stages.diff.renames import Naming, by_name, files_that_lost_one
from hookline.stages.load import load
from hookline.stages.plan import Basis, make_plan
from hookline.stages.resolve import names_used, resolve


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what `apply` needs beside it."""

    plan: Plan
    """The plan."""
    base: AppliedState
    """The applied state it was made from."""
    files: tuple[SourceFile, ...]
    """The definition files it was made from, kept in the state."""
    held: tuple[Held, ...] = ()
    """What is left out since something of its own holds it back, where the rest goes on."""


def plan(
    checked: Checked,
    intention: Intention,
    source: DefinitionSource,
    workspace: WorkspaceReader | None,
    states: StateStore,
    table: PropertyTable,
    count_in: Callable[[AppliedState], AppliedState] | None = None,
) -> Planned:
    """Compare git, the applied state and the workspace, and decide what to do.

    Nothing is written: `workspace` is a port without a writing method. Without one nothing live is
    read, and what was applied last stands for it. `count_in` adds to the applied state
    what runs wrote that did not finish. Raises `NeedsMending` with every problem when a definition
    is not valid or names what the workspace does not have.
    """
    checked.require_valid()
    base = states.read()
    base = count_in(base) if count_in else base
    require_same_root(base, checked.snapshot.root, intention.target)
    reader = workspace or AppliedWorkspace(base, intention.target.workspace, table)
    line = _Planning(checked, intention, source, reader, states, table, base, workspace is None)
    made, held = line.make()
    # Only now is it known whether a reviewed commit says that it is meant.
    if not _allows_nothing(made):
        checked.require_files(intention.target)
    return Planned(made, base, checked.snapshot.files, held)


@dataclass(frozen=True, slots=True)
class _Planning:
    checked: Checked
    intention: Intention
    source: DefinitionSource
    workspace: WorkspaceReader
    states: StateStore
    table: PropertyTable
    base: AppliedState
    is_offline: bool

    def make(self) -> tuple[Plan, tuple[Held, ...]]:
        identity = self.workspace.identity()
        require_same_workspace(self.base, identity.id, self.intention.target)
        here = self._definitions_here()
        catalog = self._read_names(here)
        survey = read_webhooks(self.workspace, [d.name for d in here], self.base, self.table)
        renames = self._renames(here, catalog, survey)
        desired = self._resolve(here, catalog, renames)
        differences = diff(desired, self.base, survey.webhooks, self.table, renames)
        unknown = self.intention.require_known(differences, catalog)
        unsettled = [each for each in differences if not each.is_settled]
        snapshot = self.checked.snapshot
        unmatched = self.source.existing(_removed_paths(unsettled, snapshot))
        origins = self._origins(unsettled, renames)
        basis = Basis(
            target=self.intention.target,
            workspace=identity,
            base=self.base,
            catalog=catalog,
            table=self.table,
            commit=snapshot.commit,
            worktree=snapshot.worktree,
            root=snapshot.root,
            uncommitted=frozenset(snapshot.uncommitted if snapshot.worktree else ()),
            unmatched=unmatched,
            commits=origins.commits,
            traced=origins.traced,
            why_untraced=origins.why_untraced,
            recency=origins.recency,
            adopt=self.intention.adopt,
            choices=self.intention.choices,
            wanted=frozenset(each.name for each in desired),
            defined=frozenset(each.name for each in self.checked.definitions),
            names=self.intention.names,
            survey=self._with_trash(survey, unsettled),
            offline=self.is_offline,
            overrides=(*self.intention.overrides, *origins.overrides),
            descends=origins.descends,
            brought=self._brought() if origins.descends is False else {},
            sets_back=self.intention.sets_back,
            deleted=self._deleted(unsettled),
            since=self.intention.since,
            branch=origins.branch,
            people=self._people(unsettled),
            diagnostics=(
                *self.checked.diagnostics,
                *origins.diagnostics,
                *unknown,
                *self._about_a_first_run(survey),
                *(unfinished_note(run) for run in self.base.unrecorded),
            ),
        )
        if self.intention.holds_back:
            return plan_unblocked(differences, basis)
        return make_plan(differences, basis), ()

    def _read_names(self, here: Sequence[Definition]) -> Catalog:
        """Give the names of the workspace that the definitions use, and used when applied."""
        used = names_used(here, self.intention.target, self.table)
        catalog = read_names(self.workspace, used, ids_sent(self.base.records.values(), self.table))
        self._require_names(catalog)
        return catalog

    def _resolve(
        self, here: Sequence[Definition], catalog: Catalog, renames: Mapping[str, str]
    ) -> Sequence[Desired]:
        """Give the definitions as the workspace should hold them."""
        applied = {record.name: record for record in self.base.records.values()}
        former = {each.name: applied.get(renames.get(each.name, each.name)) for each in here}
        desired, unresolved = resolve(
            here,
            self.intention.target,
            catalog,
            self.table,
            self.intention.target_place,
            {name: record for name, record in former.items() if record is not None},
            self.intention.choices,
        )
        if unresolved:
            raise NeedsMending(*self.checked.diagnostics, *unresolved)
        return desired

    def _definitions_here(self) -> list[Definition]:
        """Give the definitions that exist on the target, as it has them."""
        name = self.intention.target.name
        on_target = (each.on(name, self.table) for each in self.checked.definitions)
        return [each for each in on_target if each is not None]

    def _require_names(self, catalog: Catalog) -> None:
        target = self.intention.target
        if self.is_offline or not target.is_embedded or any(catalog.ids.values()):
            return
        raise NeedsMending.because(
            Code.REF_MISSING,
            f"the workspace of {target.name} ({target.workspace}) is empty: "
            "there is no flow that a webhook could start",
            hint=f"fill it: hookline workspace seed FILE --target {target.name}",
        )

    def _renames(
        self, here: Sequence[Definition], catalog: Catalog, survey: Survey
    ) -> dict[str, str]:
        """Find what has another name now: new name → old name."""
        definitions = self.checked.definitions
        naming = Naming(
            here={each.name: each for each in here},
            definitions=definitions,
            applied=by_name(self.base),
            live={record.name for record in survey.webhooks},
            flows=catalog.ids.get("flow", {}),
            names_before=self._names_before(files_that_lost_one(definitions, self.base)),
            accepted=self.intention.renames,
        )
        if problems := naming.problems():
            raise NeedsMending(*problems)
        return naming.renames()

    def _names_before(self, paths: Collection[str]) -> dict[str, frozenset[str]]:
        """Give the names of all documents that files had when they were applied."""
        if not paths or self.base.revision is None:
            return {}
        found = self.states.files(self.base.revision, paths)
        documents, _ = load([*found.values()])
        names: dict[str, set[str]] = {path: set() for path in found}
        for document in documents:
            webhook = document.value.get("webhook") if isinstance(document.value, dict) else None
            if isinstance(webhook, dict) and isinstance(webhook.get("name"), str):
                names[document.path].add(str(webhook["name"]))
        return {path: frozenset(each) for path, each in names.items()}

    def _origins(self, unsettled: Sequence[Difference], renames: Mapping[str, str]) -> Origins:
        question = Question(
            unsettled=unsettled,
            base=self.base,
            commit=self.checked.snapshot.commit,
            patterns=self.checked.patterns,
            target=self.intention.target,
            table=self.table,
            renames=renames,
            since=self.intention.since_commit,
            since_name=self.intention.since,
        )
        return find_origins(question, self.source)

    def _about_a_first_run(self, survey: Survey) -> tuple[Diagnostic, ...]:
        """Say that nothing is known of earlier runs, where there may well have been some."""
        if self.base.revision or self.base.unrecorded or not (survey.webhooks or self.is_offline):
            return ()
        target = self.intention.target
        what = "everything is new" if self.is_offline else "nothing is deleted, only adopted"
        where, hint = "yet", ""
        if target.is_state_here:
            ref = f"refs/hookline/state/{target.name}"
            where = "from this clone"
            hint = f"if another clone applied to it, get its state: git fetch REMOTE {ref}:{ref}"
        message = f"nothing was applied to {target.name} {where}, so for this plan {what}"
        return (Diagnostic(Severity.NOTE, Code.PLN_FIRST, message, hint=hint),)

    def _with_trash(self, survey: Survey, unsettled: Iterable[Difference]) -> Survey:
        """Ask for the names that are to be given: the trash may still hold them."""
        names = [
            each.name
            for each in unsettled
            if each.name in survey.absent
            and (each.standing in (Standing.ABSENT, Standing.LOST) or each.renamed_from)
        ]
        found = {name: self.workspace.in_trash(WEBHOOK, name) for name in names}
        return replace(survey, trash={name: held.id for name, held in found.items() if held})

    def _deleted(self, unsettled: Iterable[Difference]) -> dict[str, str]:
        """Give the names that come back after a run deleted them: name → the id it had."""
        created = {each.name for each in unsettled if each.standing is Standing.ABSENT}
        if not created or self.base.revision is None:
            return {}
        return deleted_before(self.states.runs(), created)

    def _brought(self) -> Mapping[str, Mapping[str, Brought]]:
        """Give where the values of each webhook came from that is managed."""
        return {record.name: record.brought for record in self.base.records.values()}

    def _people(self, unsettled: Iterable[Difference]) -> Mapping[str, str]:
        """Name those who changed the webhooks that differ."""
        ids = {each.live.modified_by for each in unsettled if each.live and each.live.modified_by}
        return self.workspace.people(sorted(ids)) if ids else {}


def unfinished_note(run: Run) -> Diagnostic:
    """Say what a run did that was killed, and that what it did is counted in."""
    counted = Counter(outcome.result for outcome in run.outcomes)
    undone = counted[Result.SKIPPED] + counted[Result.UNKNOWN] + counted[Result.FAILED]
    whole = len(run.outcomes)
    what = carried_out(whole - undone, whole, counted[Result.UNKNOWN])
    return Diagnostic(
        Severity.NOTE,
        Code.PLN_UNFINISHED,
        f"run {run.id} by {run.who} has not finished: {what}",
        hint="what it wrote is counted in; unless it is still at work, the next apply records it "
        "first",
    )


def _allows_nothing(made: Plan) -> bool:
    """Say whether an override lets the target be left without any definition."""
    kinds = [each for each in made.overrides if each.kind is OverrideKind.EMPTY]
    return any(made.target in each.values for each in kinds)


def _removed_paths(differences: Iterable[Difference], snapshot: Snapshot) -> set[str]:
    """Give the files of definitions that are gone, where they are not read any more."""
    removed = {each.base.path for each in differences if each.desired is None and each.base}
    return removed - {file.path for file in snapshot.files}
