"""A plan and a workspace that can be written → what became of each change.

Creates and updates come first, deletes last and only when everything before succeeded. The first
failure ends the run: what is left is skipped, and said so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from hookline.journal import Journalled
from hookline.model.applied import Applied
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import HooklineError, Interrupted, NeedsMending, PartlyApplied
from hookline.model.outcome import Outcome, Result
from hookline.model.plan import Adopt, Change, Create, Delete, Plan, Release, Rename, Update, Write
from hookline.model.ports import Clock, Journal, Secrets, WorkspaceWriter
from hookline.model.record import WEBHOOK, Record
from hookline.model.secret import Reference
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.model.values import JSON, Values

READONLY = "is_readonly"


@dataclass(frozen=True, slots=True)
class Applier:
    """The collaborators of a run."""

    workspace: WorkspaceWriter
    """The workspace that is written."""
    secrets: Secrets
    """Holds the keys that definitions refer to."""
    journal: Journal
    """Remembers each write before it is tried."""
    clock: Clock
    """Tells when the run ended."""

    def apply(self, plan: Plan, base: AppliedState, run_id: str, who: str) -> Applied:
        """Carry out `plan`, which nothing may refuse, on top of `base`.

        Raises before the first write when a secret cannot be had; a failure after that is in the
        answer, since what was written before it has to be recorded.
        """
        keys = self._resolve_keys(plan)
        progress = _Progress(dict(base.records))
        for record in plan.follows:
            progress.records[record.id] = record
        journalled = Journalled(self.journal, run_id)
        for change in plan.changes:
            if progress.failure is not None:
                progress.outcomes.append(_outcome(change, Result.SKIPPED, "a change before failed"))
                continue
            attempt = _Attempt(self.workspace, change, keys, plan, run_id, progress)
            outcome = journalled.attempt(
                change.name, getattr(change, "record_id", None), change.action.value, attempt.run
            )
            progress.outcomes.append(outcome)
        outcomes = tuple(progress.outcomes)
        run = Run(run_id, self.clock.now(), who, _commit(plan), plan.root, outcomes)
        records = tuple(progress.records.values())
        return Applied(run, records, tuple(progress.diagnostics), progress.failure)

    def _resolve_keys(self, plan: Plan) -> dict[Reference, str]:
        """Get every secret that will be sent, all before the first write."""
        keys: dict[Reference, str] = {}
        problems: list[Diagnostic] = []
        writing = [c.write for c in plan.changes if isinstance(c, Create | Update | Rename)]
        for reference in dict.fromkeys(write.key for write in writing if write.key):
            try:
                keys[reference] = self.secrets.resolve(reference)
            except NeedsMending as error:
                problems += error.diagnostics
        if problems:
            raise NeedsMending(*problems)
        return keys


@dataclass(slots=True)
class _Progress:
    """What a run has done so far."""

    records: dict[str, AppliedRecord]
    outcomes: list[Outcome] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    failure: HooklineError | None = None

    def remember(self, record: AppliedRecord) -> None:
        """Keep what was applied; a record of its name that was lost before is forgotten."""
        lost = [old.id for old in self.records.values() if old.name == record.name]
        for record_id in lost:
            del self.records[record_id]
        self.records[record.id] = record


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One change being carried out."""

    workspace: WorkspaceWriter
    change: Change
    keys: Mapping[Reference, str]
    plan: Plan
    run_id: str
    progress: _Progress

    def run(self) -> Outcome:
        """Carry it out; a refusal becomes a failed outcome, Ctrl-C an unknown one.

        Either way the run goes on to its end, so that what was written is recorded.
        """
        try:
            return self._carry_out()
        except HooklineError as error:
            self.progress.failure = error
            self.progress.diagnostics += error.diagnostics
            return _outcome(self.change, Result.FAILED, str(error))
        except KeyboardInterrupt:
            self.progress.failure = Interrupted.because(
                Code.PLN_INTERRUPTED,
                f'interrupted while webhook "{self.change.name}" was being written',
                hint="run the plan again to see whether that write arrived",
            )
            self.progress.diagnostics += self.progress.failure.diagnostics
            return _outcome(self.change, Result.UNKNOWN, "interrupted")

    def _carry_out(self) -> Outcome:
        match self.change:
            case Create() as create:
                values = self._body(create.write)
                record = self.workspace.create(WEBHOOK, values, self._message(create.message))
                return self._settle(create, record.id, Result.CREATED)
            case Update() | Rename() as update:
                self._update(update)
                renamed = isinstance(update, Rename)
                result = Result.RENAMED if renamed else Result.UPDATED
                return self._settle(update, update.record_id, result)
            case Adopt() as adopt:
                return self._settle(adopt, adopt.record_id, Result.ADOPTED)
            case Delete() as delete:
                self.workspace.delete(WEBHOOK, delete.record_id)
                self.progress.records.pop(delete.record_id, None)
                return _outcome(delete, Result.DELETED)
            case Release() as release:
                self.progress.records.pop(release.record_id, None)
                return _outcome(release, Result.RELEASED)

    def _update(self, change: Update | Rename) -> None:
        """Send an update; a read-only record is opened before it and closed after it."""
        message = self._message(change.message)
        values = self._body(change.write)
        unlock = isinstance(change, Update) and change.unlock
        if unlock:
            self.workspace.update(WEBHOOK, change.record_id, {READONLY: False}, message)
        rest = {name: value for name, value in values.items() if name != READONLY}
        if rest:
            self.workspace.update(WEBHOOK, change.record_id, rest, message)
        if values.get(READONLY, unlock) is True:
            self.workspace.update(WEBHOOK, change.record_id, {READONLY: True}, message)

    def _body(self, write: Write) -> Values:
        values: dict[str, JSON] = dict(write.values)
        if write.key is not None:
            values["key"] = self.keys[write.key]
        elif write.clear_key:
            values["key"] = None
        return values

    def _message(self, message: str) -> str:
        return f"{message}\nHookline-Run: {self.run_id}"

    def _settle(
        self, change: Create | Update | Rename | Adopt, record_id: str, result: Result
    ) -> Outcome:
        """Read the record again: what counts is what the workspace holds now."""
        live = self.workspace.by_id(WEBHOOK, record_id)
        if live is None:
            raise NeedsMending.because(
                Code.API_CONFLICT,
                f'webhook "{change.name}" was written and is not there any more',
                hint="run the plan again to see what the workspace holds",
            )
        forms = {
            name: _form(value, live.values[name], change.write.replaces.get(name))
            for name, value in change.write.values.items()
            if name in live.values
        }
        ignored = [name for name, form in forms.items() if form is _Form.IGNORED]
        self.progress.remember(self._applied(change, live, result, ignored))
        if ignored:
            raise _not_converged(change.name, ignored)
        own = [name for name, form in forms.items() if form is _Form.OWN]
        if own:
            self.progress.diagnostics.append(_normalised(change.name, own, live))
        return replace(_outcome(change, result), record_id=record_id)

    def _applied(
        self,
        change: Create | Update | Rename | Adopt,
        live: Record,
        result: Result,
        ignored: Sequence[str],
    ) -> AppliedRecord:
        managed = {k: value for k, value in change.write.managed.items() if k not in ignored}
        return AppliedRecord(
            id=live.id,
            name=change.name,
            path=change.origin.path,
            document=change.origin.document,
            blob=change.origin.blob,
            commit=_commit(self.plan),
            sent=managed,
            read_back={name: live.values[name] for name in managed if name in live.values},
            key_version=change.write.key_version,
            outcome=result.value,
        )


class _Form(Enum):
    """How a value that was sent came back."""

    SENT = auto()
    OWN = auto()
    IGNORED = auto()


def _form(sent: JSON, live: JSON, replaced: JSON) -> _Form:
    """Tell a text that the workspace keeps in a form of its own from a value it did not take."""
    if sent == live or (sent in (None, "") and live in (None, "")):
        return _Form.SENT
    is_text = isinstance(sent, str) and isinstance(live, str)
    return _Form.OWN if is_text and live != replaced else _Form.IGNORED


def _not_converged(name: str, properties: Sequence[str]) -> PartlyApplied:
    return PartlyApplied(
        Diagnostic(
            Severity.ERROR,
            Code.API_REFUSED,
            f'webhook "{name}" did not converge: {", ".join(properties)}',
            hint="the workspace answered success and kept another value; the next plan shows it",
        )
    )


def _normalised(name: str, properties: Sequence[str], live: Record) -> Diagnostic:
    kept = ", ".join(f"{each} as {live.values[each]!r}" for each in properties)
    return Diagnostic(
        Severity.NOTE, Code.VAL_NORMALISED, f'webhook "{name}": the workspace keeps {kept}'
    )


def _outcome(change: Change, result: Result, reason: str = "") -> Outcome:
    path = change.path if isinstance(change, Delete | Release) else change.origin.path
    commit = change.cause.commit.sha if change.cause.commit else ""
    return Outcome(result, change.name, getattr(change, "record_id", None), path, commit, reason)


def _commit(plan: Plan) -> str:
    return plan.commit.sha if plan.commit else ""
