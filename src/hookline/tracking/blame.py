"""Where each value of a webhook came from: the commit that moved it and the run that brought it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hookline.model.blame import Blame, BlamedProperty, Ending
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Result
from hookline.model.property import PropertyTable
from hookline.model.record import WEBHOOK
from hookline.model.settings import Target
from hookline.model.state import AppliedRecord, AppliedState, Brought, Run
from hookline.model.trail import Trail
from hookline.model.values import JSON
from hookline.tracking.drift import KEY, WORKSPACE_ID, drift_of, require_same_workspace

if TYPE_CHECKING:
    # Loading what only annotations need would show in the start of the command.
    from hookline.model.ports import WorkspaceReader


def blame(
    name: str,
    trail: Trail,
    target: Target,
    table: PropertyTable,
    workspace: "WorkspaceReader | None",
) -> Blame:
    """Give where the values of a webhook came from, and what the workspace holds otherwise.

    `name` may be one that it had before, or that of a webhook which is not managed any more.
    Without a `workspace` nothing live is read. Raises `NeedsMending`: `PLN-NAME` for a name that
    was never applied, `STA-WORKSPACE` when another workspace answers than was applied to.
    """
    return _Blaming(name, trail, target, table, workspace).blame()


@dataclass(frozen=True, slots=True)
class _Blaming:
    name: str
    trail: Trail
    target: Target
    table: PropertyTable
    workspace: "WorkspaceReader | None"

    def blame(self) -> Blame:
        newest = self.trail.newest()
        if newest is None:
            raise self._unknown()
        record_id, record = self._find(newest)
        if record_id is None:
            raise self._unknown()
        if record is None:
            return self._ended(record_id)
        found = self._told(record)
        if record.name != self.name:
            found = replace(found, renamed_by=self._renamed_by(record))
        return self._with_live(found, record, newest)

    def _find(self, newest: str) -> tuple[str | None, AppliedRecord | None]:
        """Give the webhook that has the name, else the one that had it last: its id and record."""
        had: list[tuple[str, AppliedRecord | None]] = []
        for record_id in self._called():
            record = self.trail.record(newest, record_id)
            if record is not None and record.name == self.name:
                return record_id, record
            had.append((record_id, record))
        # A run may have taken a webhook over without a word about it.
        names = self.trail.names()
        has = (record_id for record_id, name in names.items() if name == self.name)
        if managed := next(has, None):
            return managed, self.trail.record(newest, managed)
        return had[0] if had else (None, None)

    def _called(self) -> Iterator[str]:
        """Give the ids that runs knew by the name, those of the newest runs first."""
        seen: set[str] = set()
        for each in self.trail.runs_on(self.name):
            for outcome in each.run.outcomes:
                record_id = outcome.record_id
                if outcome.name == self.name and record_id and record_id not in seen:
                    seen.add(record_id)
                    yield record_id

    def _renamed_by(self, record: AppliedRecord) -> Run | None:
        """Give the run that gave a webhook the name it has now."""
        for each in self.trail.runs_on(record.name):
            for outcome in each.run.outcomes:
                if outcome.record_id == record.id and outcome.result is Result.RENAMED:
                    return each.run
        return None

    def _ended(self, record_id: str) -> Blame:
        """Tell of a webhook that is not managed any more, by the state before that."""
        changes = self.trail.changes_of(record_id)
        ended = self.trail.run_at(changes[0]) if changes else None
        record = self.trail.record(ended.before, record_id) if ended and ended.before else None
        if ended is None or record is None:
            raise self._unknown()
        outcome = next((o for o in ended.run.outcomes if o.record_id == record_id), None)
        sha = outcome.commit if outcome else ended.run.commit
        commit = self.trail.commits([sha]).get(sha)
        return replace(self._told(record), ending=Ending(ended.run, outcome, commit))

    def _told(self, record: AppliedRecord) -> Blame:
        """Tell of a record as a state holds it."""
        names = sorted(self._shown(record), key=self._order)
        brought = dict(record.brought)
        if any(name not in brought for name in names):
            brought = {**self._walked(record), **brought}
        runs = self.trail.runs_called({each.run for each in brought.values() if each.run})
        commits = self.trail.commits({each.commit for each in brought.values() if each.commit})
        told = []
        for name in names:
            came = brought.get(name, Brought("", ""))
            told.append(
                BlamedProperty(
                    name=self._spelled(name, record),
                    value=record.spelled.get(name, record.sent[name]),
                    sha=came.commit,
                    commit=commits.get(came.commit),
                    run_id=came.run,
                    run=runs.get(came.run),
                    key_version=record.key_version if name == KEY else None,
                )
            )
        return Blame(record.name, record.id, record.path, tuple(told), self.name)

    def _shown(self, record: AppliedRecord) -> Iterator[str]:
        """Give the properties that are told: a webhook is not told where it does not lie."""
        places = {each.name for each in self.table if each.location}
        lies = any(record.sent.get(name) is not None for name in places)
        for name, value in record.sent.items():
            if not (lies and name in places and value is None):
                yield name

    def _walked(self, record: AppliedRecord) -> Mapping[str, Brought]:
        """Find what an older Hookline did not write down, from the newest state back.

        A value came with the state that has it and whose predecessor has not. Where the states
        before are not kept any more nobody can say it.
        """
        found: dict[str, Brought] = {}
        later, came = record, ""
        for revision in self.trail.changes_of(record.id):
            held = self.trail.record(revision, record.id)
            for name in record.sent:
                if came and name not in found and not _holds_as(held, later, name):
                    found[name] = self._by(came, record.id)
            if held is None:
                return found
            later, came = held, revision
        first = self.trail.run_at(came) if came else None
        if first is not None and first.before and first.run.number <= 1:
            rest = record.sent.keys() - found.keys()
            found |= dict.fromkeys(rest, self._by(came, record.id))
        return found

    def _by(self, revision: str, record_id: str) -> Brought:
        """Name the run that left a state, and the commit that it had for a record."""
        recorded = self.trail.run_at(revision)
        if recorded is None:
            return Brought("", "")
        outcomes = recorded.run.outcomes
        own = (each.commit for each in outcomes if each.record_id == record_id and each.commit)
        return Brought(recorded.run.id, next(own, recorded.run.commit))

    def _with_live(self, found: Blame, record: AppliedRecord, newest: str) -> Blame:
        if self.workspace is None:
            return found
        live = self.workspace.by_id(WEBHOOK, record.id)
        recorded = self.trail.run_at(newest)
        base = AppliedState(workspace_id=recorded.workspace_id if recorded else None)
        told = live.text(WORKSPACE_ID) if live else None
        require_same_workspace(base, told or self.workspace.identity().id, self.target)
        drift = drift_of(record, live, self.target, self.workspace, self.table)
        return replace(found, is_live_read=True, drift=drift)

    def _spelled(self, name: str, record: AppliedRecord) -> str:
        """Give a property as the definition spells it: `flow_name` for a flow given by name."""
        if name not in record.spelled:
            return name
        return next((each.name for each in self.table if each.looks_up == name), name)

    def _order(self, name: str) -> int:
        return self.table[name].order if name in self.table else 0

    def _unknown(self) -> NeedsMending:
        """Say why there is nothing to tell, and which name may have been meant."""
        target = self.target.name
        if self.workspace is not None and self.workspace.by_name(WEBHOOK, self.name):
            return NeedsMending.because(
                Code.PLN_NAME,
                f"the webhook {self.name} is in {target}, and nobody manages it",
                hint=f"take it over: hookline plan --target {target} --adopt {self.name}, "
                "once it is defined",
            )
        from difflib import get_close_matches

        known = {*self.trail.names().values()}
        known |= {o.name for each in self.trail.runs() for o in each.run.outcomes if o.record_id}
        near = get_close_matches(self.name, sorted(known), n=1)
        return NeedsMending.because(
            Code.PLN_NAME,
            f"no webhook called {self.name} was ever applied to {target}",
            hint=f"did you mean {near[0]}?"
            if near
            else f"see what was applied: hookline log --target {target}",
        )


def _holds_as(held: AppliedRecord | None, later: AppliedRecord, name: str) -> bool:
    """Say whether a state held a value already as a later one does."""
    if held is None or name not in held.sent:
        return False
    return _value(held, name) == _value(later, name)


def _value(record: AppliedRecord, name: str) -> tuple[JSON, JSON]:
    """Give all that makes out the value of a property: a key is another with each version."""
    return record.sent.get(name), record.key_version if name == KEY else None
