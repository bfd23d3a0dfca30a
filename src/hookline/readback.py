"""What a workspace holds after a change → what is applied from now on, and what to tell of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.change import Adopt, Change, Create, Delete, Release, Rename, Update, Write
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import HooklineError, PartlyApplied, Stale
from hookline.model.outcome import Result
from hookline.model.plan import Plan
from hookline.model.ports import WorkspaceReader
from hookline.model.record import WEBHOOK, Record
from hookline.model.state import AppliedRecord, AppliedState, Brought
from hookline.model.values import JSON, Values, same

KEY = "key"


@dataclass(frozen=True, slots=True)
class ReadingBack:
    """What is needed to say what came of the changes of one plan; nothing is written."""

    workspace: WorkspaceReader
    """The workspace that is read."""
    plan: Plan
    """The plan."""
    base: AppliedState
    """What was applied before it."""
    run_id: str
    """The run that carries it out."""

    def recognise(self, change: Change, record_id: str) -> Attempt:
        """Give what carrying out a change gave, when that was done before."""
        match change:
            case Create():
                return self.verified(change, Result.CREATED, record_id)
            case Update():
                return self.verified(change, Result.UPDATED, record_id)
            case Rename():
                return self.verified(change, Result.RENAMED, record_id)
            case Adopt():
                return self.verified(change, Result.ADOPTED, record_id, sent=False)
            case Delete():
                return deleted(change)
            case Release():
                return released(change)

    def verified(
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
            brought={
                name: self._brought(change, before, name, value) for name, value in sent.items()
            },
        )

    def _brought(
        self,
        change: Create | Update | Rename | Adopt,
        before: AppliedRecord | None,
        name: str,
        value: JSON,
    ) -> Brought:
        """Say where an applied value came from: from before, when it has not changed since."""
        if before and name in before.brought and same(before.sent.get(name), value):
            return before.brought[name]
        # People call a look-up `flow_name`, and what is sent for it is `flow_id`.
        spelt = {name, f"{name.removesuffix('_id')}_name"}
        causes = [each.cause for each in change.fields if each.name in spelt]
        cause = causes[0] if causes else change.cause
        # No commit at hand moved a value that goes back: the one that is applied has it so.
        commit = self.plan.commit if cause.is_undoing else cause.commit
        return Brought(self.run_id, commit.sha if commit else "")


def look_again(
    workspace: WorkspaceReader, changes: Sequence[Change], attempts: Sequence[Attempt]
) -> list[Attempt]:
    """Read what a run has written once more at its end, in one request.

    A run is done when what it wrote is still there: another write of the same run may have touched
    it, or somebody else. A list that fails, or leaves a record out, decides nothing, since each
    record was read back on its own.
    """
    written = {each.outcome.name for each in attempts if each.sent and not each.failure}
    sent = {
        change.name: change.write.values
        for change in changes
        if isinstance(change, Create | Update | Rename) and change.name in written
    }
    if len(sent) < 2:
        return list(attempts)
    try:
        live = {record.id: record for record in workspace.list(WEBHOOK)}
    except HooklineError:
        return list(attempts)
    return [_still(each, sent.get(each.outcome.name, {}), live) for each in attempts]


def _still(attempt: Attempt, sent: Values, live: Mapping[str, Record]) -> Attempt:
    record = attempt.record
    now = live.get(record.id) if record else None
    if record is None or now is None:
        return attempt
    moved = [
        name
        for name in sent
        if name in record.read_back
        and name in now.values
        and not same(now.values[name], record.read_back[name])
    ]
    if not moved:
        return attempt
    who = f" by {now.modified_by}" if now.modified_by else ""
    return attempt.ending(
        PartlyApplied.because(
            Code.API_CONFLICT,
            f'webhook "{record.name}" was changed{who} again before the run ended: '
            + ", ".join(moved),
            hint="the next plan shows it as drift",
        )
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


def deleted(change: Delete) -> Attempt:
    """Give the attempt of a delete that was carried out; its message is kept in the state alone."""
    outcome = replace(outcome_of(change, Result.DELETED), message=change.message)
    return Attempt(outcome, sent=True, drops=(change.record_id,))


def released(change: Release) -> Attempt:
    """Give the attempt of a release, for which nothing is written."""
    return Attempt(outcome_of(change, Result.RELEASED), drops=(change.record_id,))


def stale(change: Change, why: str) -> Stale:
    """Give the error for a record that is not as the plan saw it any more."""
    return Stale.because(
        Code.API_CONFLICT,
        f'webhook "{change.name}" has moved since it was planned: {why}',
        hint="plan again to see what the workspace holds",
    )


def _vanished(change: Change, *, sent: bool) -> HooklineError:
    if not sent:
        return stale(change, "it is not there any more")
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
