"""The small ports in memory: a clock, secrets and a journal for tests of the core."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from hookline.model.applied import Attempt
from hookline.model.change import Change
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.plan import Plan
from hookline.model.secret import Reference
from hookline.model.state import Beginning
from hookline.model.unfinished import Begun, Unfinished
from tests.support.webhooks import NOW


@dataclass(frozen=True)
class StoppedClock:
    """A clock that always tells the same time."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """Give that time."""
        return self.moment


@dataclass(frozen=True)
class GivenSecrets:
    """Secrets that a test gives by name."""

    values: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, reference: Reference) -> str:
        """Give the secret, as the environment would."""
        if reference.name not in self.values:
            raise NeedsMending.because(Code.SEC_UNSET, f"{reference.name} is not set")
        return self.values[reference.name]


@dataclass
class ListJournal:
    """A journal that keeps its lines in a list."""

    lines: list[str] = field(default_factory=list)
    runs: dict[str, Unfinished] = field(default_factory=dict)

    def begin(self, run: Beginning, plan: Plan) -> None:
        """Keep what is about to be carried out."""
        self.runs[run.id] = Unfinished(run, plan)

    def intend(self, run_id: str, change: Change) -> None:
        """Keep the intent."""
        self.lines.append(f"{run_id} intends {change.action} {change.name} {change.record_id}")
        self._add(run_id, Begun(change.name, change.action.value, change.record_id))

    def settle(self, run_id: str, attempt: Attempt) -> None:
        """Keep the outcome."""
        outcome = attempt.outcome
        self.lines.append(f"{run_id} {outcome.result} {outcome.name}")
        begun = [*self.runs[run_id].begun]
        place = max(at for at, each in enumerate(begun) if each.name == outcome.name)
        known = outcome.record_id or begun[place].record_id
        begun[place] = replace(begun[place], record_id=known, attempt=attempt)
        self.runs[run_id] = replace(self.runs[run_id], begun=tuple(begun))

    def close(self, run_id: str) -> None:
        """Keep that the run is done."""
        self.lines.append(f"{run_id} closed")
        self.runs.pop(run_id, None)

    def unfinished(self) -> Sequence[Unfinished]:
        """Give the runs that were not closed."""
        return tuple(self.runs.values())

    def _add(self, run_id: str, begun: Begun) -> None:
        run = self.runs[run_id]
        self.runs[run_id] = replace(run, begun=(*run.begun, begun))
