"""One change of a plan → requests to the workspace, and what it holds afterwards."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Adopt, Change, Create, Delete, Release, Rename, Update, Write
from hookline.model.errors import AnswerLost, HooklineError, OtherRecord
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import WorkspaceWriter
from hookline.model.record import WEBHOOK, Record
from hookline.model.secret import Reference
from hookline.model.state import AppliedState
from hookline.model.temporary import temporary_name
from hookline.model.values import JSON, Values, same
from hookline.readback import KEY, ReadingBack, deleted, released, stale

NAME = "name"
READONLY = "is_readonly"


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
                return self._back.recognise(change, change.record_id)
            case Delete():
                return self._send(change, None, closes=False) or deleted(change)
            case Release():
                return released(change)

    def recognise(self, change: Change, record_id: str) -> Attempt:
        """Give what the run that carried a change out already would have given; nothing is sent."""
        return self._back.recognise(change, record_id)

    @property
    def _back(self) -> ReadingBack:
        return ReadingBack(self.workspace, self.plan, self.base, self.run_id)

    def step_aside(self, change: Rename) -> Attempt:
        """Give a webhook a name for the moment, so that others can have the one it leaves."""
        name = temporary_name(self.run_id, len(self.aside))
        # It may stay like this for a while when another of the round fails: so it is closed again.
        if failed := self._send(change, {NAME: name}, closes=change.unlock):
            return failed
        self.aside[change.record_id] = name
        return Attempt(outcome_of(change, Result.UNKNOWN, "between two names"), sent=True)

    def _create(self, change: Create) -> Attempt:
        try:
            made = self.workspace.create(
                WEBHOOK, self._body(change.write), self._message(change.message)
            )
        except HooklineError as error:
            return _failed(change, error)
        return self._back.verified(change, Result.CREATED, made.id, answered=made)

    def _update(self, change: Update | Rename) -> Attempt:
        """Send an update, and give what the workspace holds after it."""
        values = self._body(change.write)
        rest = {name: value for name, value in values.items() if name != READONLY}
        closes = values.get(READONLY, change.unlock) is True
        if failed := self._send(change, rest, closes=closes):
            return failed
        result = Result.RENAMED if isinstance(change, Rename) else Result.UPDATED
        return self._back.verified(change, result, change.record_id)

    def _send(
        self, change: Update | Rename | Delete, values: Values | None, *, closes: bool
    ) -> Attempt | None:
        """Send values, None to delete the record; a read-only one is opened before.

        `closes` says whether it is read-only afterwards. Gives the attempt when that did not
        succeed, else None.
        """
        steps: list[Values | None] = [{READONLY: False}] if change.unlock else []
        steps += [] if values == {} else [values]
        steps += [{READONLY: True}] if closes else []
        message = self._message(change.message)
        sent = False
        try:
            self._require_unmoved(change)
            for step in steps:
                self._request(change, step, message)
                sent = True
        except HooklineError as error:
            if change.unlock and (sent or isinstance(error, AnswerLost)):
                self._close_again(change, message)
            return _failed(change, error, sent=sent)
        except KeyboardInterrupt:
            if change.unlock:
                self._close_again(change, message)
            raise
        return None

    def _request(
        self, change: Update | Rename | Delete, values: Values | None, message: str
    ) -> None:
        if values is None:
            self.workspace.delete(WEBHOOK, change.record_id)
        else:
            self.workspace.update(WEBHOOK, change.record_id, values, message)

    def _require_unmoved(self, change: Update | Rename | Delete) -> None:
        """Raise `Stale` when a value that the plan rests on is not what it was.

        Between this look and the write somebody may still be faster: the Engine knows no
        conditional request (ENGINE 1).
        """
        live = self.workspace.by_id(WEBHOOK, change.record_id)
        if live is None:
            raise stale(change, "it is not there any more")
        for name, planned in change.seen.items():
            now = live.values.get(name)
            stepped = self.aside.get(change.record_id) if name == NAME else None
            seen = planned if stepped is None else stepped
            if name in live.values and not same(now, seen):
                raise stale(change, f"{name} was {seen!r} and is {now!r} now{self._by(live)}")

    def _by(self, live: Record) -> str:
        """Say who changed a record last, by name where the name may be read."""
        who = live.modified_by
        return f", changed by {self.workspace.people([who]).get(who, who)}" if who else ""

    def _close_again(self, change: Update | Rename | Delete, message: str) -> None:
        """Make a record read-only again that was opened for a change that failed."""
        with suppress(HooklineError):
            self._request(change, {READONLY: True}, message)

    def _body(self, write: Write) -> Values:
        values: dict[str, JSON] = dict(write.values)
        if write.key is not None:
            values[KEY] = self.keys[write.key]
        elif write.clear_key:
            values[KEY] = None
        return values

    def _message(self, message: str) -> str:
        return f"{message}\nHookline-Run: {self.run_id}"


def _failed(change: Change, error: HooklineError, *, sent: bool = False) -> Attempt:
    """Give the attempt of a write that did not succeed, or of which nobody knows."""
    lost = isinstance(error, AnswerLost)
    result = Result.UNKNOWN if lost else Result.FAILED
    reached = sent or lost or isinstance(error, OtherRecord)
    return Attempt(outcome_of(change, result, str(error)), reached, failure=error)
