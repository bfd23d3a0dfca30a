"""One change of a plan → requests to the workspace, and what it holds afterwards."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Adopt, Change, Create, Delete, Release, Rename, Update, Write
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import AnswerLost, HooklineError, OtherRecord, PartlyApplied, Stale
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import WorkspaceWriter
from hookline.model.record import WEBHOOK, Record
from hookline.model.secret import Reference
from hookline.model.state import AppliedRecord, AppliedState
from hookline.model.temporary import temporary_name
from hookline.model.values import JSON, Values, same

NAME = "name"
READONLY = "is_readonly"
KEY = "key"


@dataclass(frozen=True, slots=True)
class Writing:
    """What is needed to carry out the changes of one plan."""

    workspace: WorkspaceWriter
    """The workspace that is written."""
    keys: Mapping[Reference, str]
    """The secrets that will be sent."""
    plan: Plan
    """The plan."""
    base: AppliedState
    """What was applied before it."""
    run_id: str
    """The run, which every commit message names."""
    aside: dict[str, str] = field(default_factory=dict)
    """Record id → the name for the moment of a webhook that stepped aside."""

    def carry_out(self, change: Change) -> Attempt:
        """Do what `change` says; a refusal is in the answer and not raised."""
        match change:
            case Create():
                return self._create(change)
            case Update() | Rename():
                return self._update(change)
            case Adopt():
                return self._verified(change, Result.ADOPTED, change.record_id, sent=False)
            case Delete():
                return self._delete(change)
            case Release():
                return Attempt(outcome_of(change, Result.RELEASED), drops=(change.record_id,))

    def recognise(self, change: Change, record_id: str) -> Attempt:
        """Give what the run that carried a change out already would have given; nothing is sent."""
        match change:
            case Create():
                return self._verified(change, Result.CREATED, record_id)
            case Update():
                return self._verified(change, Result.UPDATED, record_id)
            case Rename():
                return self._verified(change, Result.RENAMED, record_id)
            case Delete():
                return self._deleted(change)
            case _:
                return self.carry_out(change)

    def step_aside(self, change: Rename) -> Attempt:
        """Give a webhook a name for the moment, so that others can have the one it leaves."""
        number = len(self.aside)
        name = temporary_name(self.run_id, number)
        message = self._message(change.message)
        try:
            self._require_unmoved(change)
            if change.unlock:
                self.workspace.update(WEBHOOK, change.record_id, {READONLY: False}, message)
            self.workspace.update(WEBHOOK, change.record_id, {NAME: name}, message)
            if change.unlock:
                # It may stay like this for a while when another of the round fails.
                self.workspace.update(WEBHOOK, change.record_id, {READONLY: True}, message)
        except HooklineError as error:
            if change.unlock:
                self._close_again(change, message)
            return _failed(change, error)
        self.aside[change.record_id] = name
        return Attempt(outcome_of(change, Result.UNKNOWN, "between two names"), sent=True)

    def _create(self, change: Create) -> Attempt:
        try:
            made = self.workspace.create(
                WEBHOOK, self._body(change.write), self._message(change.message)
            )
        except HooklineError as error:
            return _failed(change, error)
        return self._verified(change, Result.CREATED, made.id, answered=made)

    def _update(self, change: Update | Rename) -> Attempt:
        """Send an update; a read-only record is opened before it and closed after it."""
        values = self._body(change.write)
        rest = {name: value for name, value in values.items() if name != READONLY}
        steps: list[Values] = []
        steps += [{READONLY: False}] if change.unlock else []
        steps += [rest] if rest else []
        steps += [{READONLY: True}] if values.get(READONLY, change.unlock) is True else []
        message = self._message(change.message)
        sent = False
        try:
            self._require_unmoved(change)
            for step in steps:
                self.workspace.update(WEBHOOK, change.record_id, step, message)
                sent = True
        except HooklineError as error:
            if change.unlock and (sent or isinstance(error, AnswerLost)):
                self._close_again(change, message)
            return _failed(change, error, sent=sent)
        except KeyboardInterrupt:
            if change.unlock:
                self._close_again(change, message)
            raise
        result = Result.RENAMED if isinstance(change, Rename) else Result.UPDATED
        return self._verified(change, result, change.record_id)

    def _require_unmoved(self, change: Update | Rename | Delete) -> None:
        """Raise `Stale` when a value that the plan rests on is not what it was.

        Between this look and the write somebody may still be faster: the Engine knows no
        conditional request (ENGINE 1).
        """
        live = self.workspace.by_id(WEBHOOK, change.record_id)
        if live is None:
            raise _stale(change, "it is not there any more")
        for name, planned in change.seen.items():
            now = live.values.get(name)
            stepped = self.aside.get(change.record_id) if name == NAME else None
            seen = planned if stepped is None else stepped
            if name in live.values and not same(now, seen):
                who = f" by {live.modified_by}" if live.modified_by else ""
                raise _stale(change, f"{name} was {seen!r} and is {now!r} now, changed{who}")

    def _close_again(self, change: Update | Rename | Delete, message: str) -> None:
        """Make a record read-only again that was opened for a change that failed."""
        with suppress(HooklineError):
            self.workspace.update(WEBHOOK, change.record_id, {READONLY: True}, message)

    def _delete(self, change: Delete) -> Attempt:
        message = self._message(change.message)
        opened = False
        try:
            self._require_unmoved(change)
            if change.unlock:
                self.workspace.update(WEBHOOK, change.record_id, {READONLY: False}, message)
                opened = True
            self.workspace.delete(WEBHOOK, change.record_id)
        except HooklineError as error:
            if change.unlock and (opened or isinstance(error, AnswerLost)):
                self._close_again(change, message)
            return _failed(change, error, sent=opened)
        return self._deleted(change)

    def _deleted(self, change: Delete) -> Attempt:
        outcome = replace(outcome_of(change, Result.DELETED), message=change.message)
        return Attempt(outcome, sent=True, drops=(change.record_id,))

    def _body(self, write: Write) -> Values:
        values: dict[str, JSON] = dict(write.values)
        if write.key is not None:
            values[KEY] = self.keys[write.key]
        elif write.clear_key:
            values[KEY] = None
        return values

    def _message(self, message: str) -> str:
        return f"{message}\nHookline-Run: {self.run_id}"

    def _verified(
        self,
        change: Create | Update | Rename | Adopt,
        result: Result,
        record_id: str,
        *,
        answered: Record | None = None,
        sent: bool = True,
    ) -> Attempt:
        """Read the record again: what counts is what the workspace holds now."""
        drops = (change.forgets,) if change.forgets else ()
        outcome = outcome_of(change, result, record_id=record_id)
        try:
            live = self.workspace.by_id(WEBHOOK, record_id)
            failure = None if live else _vanished(change, sent=sent)
        except HooklineError as error:
            live, failure = answered, error
        if live is None:
            unknown = outcome_of(change, Result.UNKNOWN, str(failure), record_id)
            return Attempt(unknown, sent, failure=failure)
        forms = _forms(change.write, live)
        ignored = [name for name, form in forms.items() if form is _Form.IGNORED]
        return Attempt(
            outcome,
            sent,
            self._record(change, live, result, ignored),
            drops,
            _normal_forms(change, live, forms),
            failure or (_not_converged(change.name, ignored) if ignored else None),
        )

    def _record(
        self,
        change: Create | Update | Rename | Adopt,
        live: Record,
        result: Result,
        ignored: Sequence[str],
    ) -> AppliedRecord:
        """Give what is applied from now on, without what did not take or moved meanwhile."""
        before = self.base.records.get(live.id)
        sent: dict[str, JSON] = {}
        read_back: dict[str, JSON] = {}
        for name, value in change.write.managed.items():
            if name in change.write.left:
                # It is git's word by now, and the workspace's is still to be compared with what it
                # was before.
                sent[name] = value
                if before and name in before.read_back:
                    read_back[name] = before.read_back[name]
                continue
            if name in ignored or _moved_meanwhile(change, live, name):
                # What base said of it stays, so that the next plan shows it again.
                if before and name in before.sent:
                    sent[name] = before.sent[name]
                    read_back[name] = before.read_back.get(name)
                continue
            sent[name] = value
            # A workspace may answer the key (ENGINE 6); the state must never hold it.
            if name in live.values and name != KEY:
                read_back[name] = live.values[name]
        return AppliedRecord(
            id=live.id,
            name=change.name,
            path=change.origin.path,
            document=change.origin.document,
            blob=change.origin.blob,
            commit=self.plan.commit.sha if self.plan.commit else "",
            sent=sent,
            read_back=read_back,
            key_version=change.write.key_version,
            outcome=result.value,
            spelled=change.write.spelled,
            renamed_from=change.write.renamed_from,
            modified_at=live.text("modified_at"),
            kept=change.write.kept,
            flips=change.write.flips,
        )


class _Form(Enum):
    """How a value that was sent came back."""

    SENT = auto()
    OWN = auto()
    IGNORED = auto()


def _forms(write: Write, live: Record) -> dict[str, _Form]:
    """Say of each property that was sent, and is answered, how it came back."""
    return {
        name: _form(value, live.values[name], write.replaces.get(name))
        for name, value in write.values.items()
        if name in live.values
    }


def _form(sent: JSON, live: JSON, replaced: JSON) -> _Form:
    """Tell a text that the workspace keeps in a form of its own from a value it did not take."""
    # A flag that is off may come back as nothing (model.equality).
    if same(sent, live) or (sent is False and live is None):
        return _Form.SENT
    if not (isinstance(sent, str) and isinstance(live, str)):
        return _Form.IGNORED
    # Blanks around a text are stripped also where the text before had none and is the same now.
    is_own = not same(live, replaced) or live == sent.strip()
    return _Form.OWN if is_own else _Form.IGNORED


def _moved_meanwhile(change: Create | Update | Rename | Adopt, live: Record, name: str) -> bool:
    """Say whether somebody changed a property, which was not written, since the plan saw it."""
    if name in change.write.values or name not in live.values or name not in change.seen:
        return False
    return not same(live.values[name], change.seen[name])


def _failed(change: Change, error: HooklineError, *, sent: bool = False) -> Attempt:
    """Give the attempt of a write that did not succeed, or of which nobody knows."""
    lost = isinstance(error, AnswerLost)
    result = Result.UNKNOWN if lost else Result.FAILED
    reached = sent or lost or isinstance(error, OtherRecord)
    return Attempt(outcome_of(change, result, str(error)), reached, failure=error)


def _stale(change: Change, why: str) -> Stale:
    return Stale.because(
        Code.API_CONFLICT,
        f'webhook "{change.name}" has moved since it was planned: {why}',
        hint="plan again to see what the workspace holds",
    )


def _vanished(change: Change, *, sent: bool) -> HooklineError:
    if not sent:
        return _stale(change, "it is not there any more")
    return PartlyApplied.because(
        Code.API_CONFLICT,
        f'webhook "{change.name}" was written and is not there any more',
        hint="plan again to see what the workspace holds",
    )


def _not_converged(name: str, properties: Sequence[str]) -> HooklineError:
    return PartlyApplied.because(
        Code.API_REFUSED,
        f'webhook "{name}" did not converge: {", ".join(properties)}',
        hint="the workspace answered success and kept another value; the next plan shows it",
    )


def _normal_forms(
    change: Create | Update | Rename | Adopt, live: Record, forms: Mapping[str, _Form]
) -> tuple[Diagnostic, ...]:
    """Say once which texts the workspace keeps in a form of its own."""
    own = [f"{name} as {live.values[name]!r}" for name, form in forms.items() if form is _Form.OWN]
    if not own:
        return ()
    message = f'webhook "{change.name}": the workspace keeps {", ".join(own)}'
    return (Diagnostic(Severity.NOTE, Code.VAL_NORMALISED, message),)
