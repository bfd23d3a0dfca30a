"""The small ports in memory: a clock, secrets and a journal for tests of the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Outcome
from hookline.model.secret import Reference
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

    def intend(self, run_id: str, name: str, record_id: str | None, action: str) -> None:
        """Keep the intent."""
        self.lines.append(f"{run_id} intends {action} {name} {record_id}")

    def settle(self, run_id: str, outcome: Outcome) -> None:
        """Keep the outcome."""
        self.lines.append(f"{run_id} {outcome.result} {outcome.name}")

    def close(self, run_id: str) -> None:
        """Keep that the run is done."""
        self.lines.append(f"{run_id} closed")
