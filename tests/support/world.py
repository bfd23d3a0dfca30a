"""A repository, an applied state and a workspace as plain values, for thousands of plans a minute.

The workspace is a dictionary that is as strict as a real one about names, and strips descriptions
as a real one may. Everything in between is the real line, from the text of the files on.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha1

from hookline import pipeline, shipped
from hookline.apply import Applier
from hookline.model.applied import Applied
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.document import SourceFile
from hookline.model.errors import AccessRefused
from hookline.model.guard import Override, OverrideKind
from hookline.model.history import History
from hookline.model.overrides import OPTIONS
from hookline.model.plan import Plan
from hookline.model.ports import Gate
from hookline.model.record import WEBHOOK, Record, WorkspaceIdentity
from hookline.model.settings import Guards, Settings, Target
from hookline.model.snapshot import Snapshot
from hookline.model.state import AppliedRecord, AppliedState, Beginning, Run
from hookline.model.temporary import is_temporary
from hookline.model.values import JSON, Values
from hookline.pipeline import Intention, Planned, Rules
from hookline.pipeline.applying import carry_out, make_ready
from hookline.pipeline.recovering import Recovery
from tests.support.memory import GivenSecrets, ListJournal, StoppedClock
from tests.support.webhooks import HEAD, webhook_table

ANYTHING = Guards(max_deletes=1000, max_delete_share=1.0, max_change_share=1.0)
LAX = Target("local", "embedded:local.db", prune=True, guards=ANYTHING)
ALLOWED = tuple(
    Override(kind, values, OPTIONS[kind])
    for kind, values in {
        OverrideKind.EMPTY: ("local",),
        OverrideKind.LAST: ("P", "Q", "X"),
        OverrideKind.DELETE: ("a", "b", "c", "d"),
    }.items()
)
"""What lets the guards pass, which have tests of their own."""
_BY_NAME = {OverrideKind.DELETE}

NEW: Mapping[str, JSON] = {
    "description": None,
    "project_id": None,
    "bundle_id": None,
    "is_enabled": False,
    "require_login": False,
    "is_productive": True,
    "is_readonly": False,
    "is_key_required": False,
    "is_project_readonly": False,
    "is_bundle_readonly": False,
}
"""What a new webhook holds unless it is told otherwise."""


@cache
def rules() -> Rules:
    """Give what definitions are held to."""
    schema = shipped.read_schema("engine-11/webhook.definition.schema.json")
    return Rules(webhook_table(), schema, ("HOOKLINE_SECRET_*",), ("local",))


class Killed(BaseException):
    """What stands for a process that is killed: nothing may catch it."""


@dataclass
class DictWorkspace:
    """A workspace in a dictionary; a `WorkspaceWriter`. The test is by `who` writes now."""

    records: dict[str, dict[str, dict[str, JSON]]] = field(default_factory=dict)
    """Record type → id → values."""
    who: str = "hookline"
    writes: int = 0
    """How many writes it has taken, which is also its clock."""
    refuse_from: int | None = None
    """The number of writes after which it refuses."""
    dies_at: tuple[str, int] | None = None
    """`before` or `after`, and the number of the write at which the process is killed."""

    def identity(self) -> WorkspaceIdentity:
        """Give the one workspace there is."""
        return WorkspaceIdentity("embedded:local.db", "w-1")

    def list(self, record_type: str, fields: Sequence[str] = ()) -> list[Record]:  # noqa: ARG002  a port's
        """Give every record of a type."""
        found = self.records.get(record_type, {})
        return [Record(record_type, each, dict(values)) for each, values in found.items()]

    def by_id(self, record_type: str, record_id: str) -> Record | None:
        """Give the record with this id."""
        values = self.records.get(record_type, {}).get(record_id)
        return None if values is None else Record(record_type, record_id, dict(values))

    def by_name(self, record_type: str, name: str) -> Record | None:
        """Give the record with this name."""
        return next((each for each in self.list(record_type) if each.name == name), None)

    def in_trash(self, record_type: str, name: str) -> Record | None:  # noqa: ARG002  a port's
        """Give nothing: what is deleted is gone."""
        return None

    def people(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Give everybody's name."""
        return {each: each.title() for each in ids}

    def create(self, record_type: str, values: Values, message: str) -> Record:
        """Make a record; a name that is in use is refused."""
        assert message
        new = dict(NEW) if record_type == WEBHOOK else {"is_readonly": False}
        record_id = f"{record_type[0]}-{self.writes + 1}"
        assert values.get("name")
        self.records.setdefault(record_type, {})
        return self._put(record_type, record_id, new, values)

    def update(self, record_type: str, record_id: str, values: Values, message: str) -> Record:
        """Change a record."""
        assert message
        assert values, "a write of nothing"
        return self._put(record_type, record_id, self.records[record_type][record_id], values)

    def delete(self, record_type: str, record_id: str) -> None:
        """Remove a record for good."""
        self._count()
        del self.records[record_type][record_id]
        self._die("after")

    def _put(
        self, record_type: str, record_id: str, old: Mapping[str, JSON], values: Values
    ) -> Record:
        self._count()
        same_name = self.by_name(record_type, str(values.get("name")))
        assert same_name is None or same_name.id == record_id, f"two are called {values['name']}"
        new = {**old, **values, "id": record_id, "workspace_id": "w-1"}
        if "key" in new:
            new["is_key_required"] = new.pop("key") is not None
        if isinstance(text := new.get("description"), str):
            new["description"] = text.strip()
        assert new.get("project_id") is None or new.get("bundle_id") is None
        minutes, seconds = divmod(self.writes, 60)
        moment = f"2026-11-20T14:{minutes:02}:{seconds:02}+00:00"
        self.records[record_type][record_id] = new | {
            "modified_by": self.who,
            "modified_at": moment,
        }
        self._die("after")
        return Record(record_type, record_id, dict(self.records[record_type][record_id]))

    def _die(self, when: str) -> None:
        if self.dies_at == (when, self.writes):
            raise Killed

    def _count(self) -> None:
        if self.refuse_from is not None and self.writes >= self.refuse_from:
            raise AccessRefused.because(Code.API_REFUSED, "not you")
        self.writes += 1
        self._die("before")


@dataclass
class DictStates:
    """The applied state in a dictionary; a `StateStore`."""

    state: AppliedState = field(default_factory=AppliedState)
    kept_files: dict[str, SourceFile] = field(default_factory=dict)
    recorded: int = 0
    history: list[tuple[str, Run]] = field(default_factory=list)
    """The revision of each run, the oldest first."""

    def read(self) -> AppliedState:
        """Give the state."""
        return self.state

    def record(
        self,
        run: Run,
        before: AppliedState,
        records: Sequence[AppliedRecord],
        files: Sequence[SourceFile],
        workspace_id: str | None,
    ) -> AppliedState:
        """Take what a run leaves."""
        assert before is self.state
        assert len({each.id for each in records}) == len(records)
        self.recorded += 1
        sources = {(each.path, each.blob) for each in records}
        older = {p: f for p, f in self.kept_files.items() if (p, f.blob) in sources}
        newer = {f.path: f for f in files if (f.path, f.blob) in sources}
        self.kept_files = newer | older
        self.state = AppliedState(
            f"s-{self.recorded}",
            run.applied_commit,
            run.root,
            workspace_id,
            {each.id: each for each in records},
            number=run.number,
            run=run.id,
            hold=run.hold,
        )
        self.history.append((f"s-{self.recorded}", run))
        return self.state

    def require_recordable(self, commit: str) -> None:
        """Take every commit."""

    def files(self, revision: str, paths: Collection[str]) -> Mapping[str, SourceFile]:
        """Give the files of the last run."""
        assert revision == self.state.revision
        return {path: self.kept_files[path] for path in paths if path in self.kept_files}

    def runs(self, limit: int | None = None) -> Sequence[Run]:
        """Give the runs, newest first."""
        return [run for _, run in reversed(self.history)][:limit]

    def runs_since(self, revision: str | None) -> Sequence[Run]:
        """Give the runs after a revision, newest first."""
        known = [each for each, _ in self.history]
        start = known.index(revision) + 1 if revision in known else 0
        return [run for _, run in reversed(self.history[start:])]


@dataclass
class DictSource:
    """Definition files in a dictionary, without a history; a `DefinitionSource`."""

    texts: dict[str, str] = field(default_factory=dict)

    def config(self) -> SourceFile:
        """Give a configuration that nobody reads."""
        return SourceFile("hookline.yaml", b"")

    def snapshot(self, patterns: Sequence[str]) -> Snapshot:  # noqa: ARG002  a port's
        """Give every file."""
        files = [_file(path, text) for path, text in sorted(self.texts.items())]
        return Snapshot(HEAD, worktree=False, root="", files=tuple(files))

    def existing(self, paths: Collection[str]) -> frozenset[str]:
        """Give those that are there."""
        return frozenset(paths) & frozenset(self.texts)

    def last_commits(self, paths: Collection[str]) -> Mapping[str, Commit]:
        """Blame everything on the one commit."""
        return dict.fromkeys(paths, HEAD)

    def history(self, since: str | None, patterns: Sequence[str]) -> History:  # noqa: ARG002  a port's
        """Give no history."""
        return History()

    def commits_between(self, since: str | None) -> Sequence[Commit]:  # noqa: ARG002  a port's
        """Give no commits."""
        return ()

    def is_ancestor(self, since: str) -> bool | None:  # noqa: ARG002  a port's
        """Say yes."""
        return True


def _file(path: str, text: str) -> SourceFile:
    data = text.encode()
    return SourceFile(path, data, sha1(data, usedforsecurity=False).hexdigest())


@dataclass
class World:
    """The three sides, and the line between them."""

    source: DictSource = field(default_factory=DictSource)
    states: DictStates = field(default_factory=DictStates)
    workspace: DictWorkspace = field(default_factory=DictWorkspace)
    target: Target = LAX
    secrets: GivenSecrets = field(
        default_factory=lambda: GivenSecrets({"HOOKLINE_SECRET_A": "open sesame"})
    )
    runs: int = 0
    journal: ListJournal = field(default_factory=ListJournal)
    gates: tuple[Gate, ...] = ()

    def planned(self, asked: Intention | None = None, *, offline: bool = False) -> Planned:
        """Plan with these wishes; the target is always the world's."""
        intention = replace(asked or Intention(self.target), target=self.target)
        checked = pipeline.check(self.source, Settings(), rules())
        reader = None if offline else self.workspace
        recovery = Recovery(self.states, self.journal, reader, StoppedClock())
        if not intention.overrides:
            base = recovery.counted_in(self.states.read())
            allowed = self._allowing(checked, base)
            known = [each for each in allowed if not offline or each.kind in _BY_NAME]
            intention = replace(intention, overrides=tuple(known))
        return pipeline.plan(
            checked,
            intention,
            self.source,
            reader,
            self.states,
            webhook_table(),
            recovery.counted_in,
        )

    def _allowing(self, checked: pipeline.Checked, base: AppliedState) -> tuple[Override, ...]:
        """Give the overrides that let everything through, of the webhooks that there are."""
        known = {each.name for each in checked.definitions}
        live = [each.name for each in self.workspace.list(WEBHOOK)]
        known |= {name for name in live if not is_temporary(name)}
        known |= {each.name for each in base.records.values()}
        there = [replace(each, values=(*known,)) for each in ALLOWED if each.kind in _BY_NAME]
        return (*there, *(each for each in ALLOWED if each.kind not in _BY_NAME))

    def plan(self, asked: Intention | None = None) -> Plan:
        """Give the plan alone."""
        return self.planned(asked).plan

    def apply(self, asked: Intention | None = None) -> Applied:
        """Plan and carry out."""
        return self.carry_out(self.planned(asked))

    def applier(self) -> Applier:
        """Give what carries plans out here."""
        return Applier(self.workspace, self.secrets, self.journal, StoppedClock(), gates=self.gates)

    def carry_out(self, planned: Planned) -> Applied:
        """Carry out a plan that was made before."""
        self.runs += 1
        run_id = f"run{self.runs}"
        beginning = Beginning(run_id, "Ada <ada@example.com>")
        ready = make_ready(planned, self.applier(), self.states, beginning, lambda _: ())
        return carry_out(ready, self.applier(), self.states)

    def seed(self) -> None:
        """Put flows, projects and a bundle in."""
        named = {"flow": ("one", "two"), "project": ("P", "Q"), "bundle": ("X",)}
        for record_type, names in named.items():
            for name in names:
                self.workspace.create(record_type, {"name": name}, "seed")

    def by_hand(self, name: str, who: str = "carol", /, **values: JSON) -> None:
        """Change a webhook as a colleague would."""
        record = self.workspace.by_name(WEBHOOK, name)
        assert record is not None
        self.workspace.who = who
        self.workspace.update(WEBHOOK, record.id, values, "by hand")
        self.workspace.who = "hookline"

    def webhook(self, name: str) -> Record:
        """Give the live webhook of this name."""
        found = self.workspace.by_name(WEBHOOK, name)
        assert found is not None
        return found
