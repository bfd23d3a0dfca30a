"""The workspace: as the program left it, and hands that do as they like."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hookline.model.record import WEBHOOK, Record
from hookline.model.values import JSON
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import LOCAL, EmbeddedWorkspace
from hookline.workspace.store import Store

FLOWS = ("one", "two")
CAROL = "carol"


@dataclass(frozen=True)
class Written:
    """One write that the workspace acknowledged."""

    record_id: str
    """Of which webhook."""
    action: str
    """What it did: created, updated or deleted."""
    run: str
    """The run that its message names; empty for a delete, which has none."""


@dataclass(frozen=True)
class Workspace:
    """An embedded workspace in a file, whether the program opens it itself or is served it."""

    database: Path
    """The file."""
    program: str = LOCAL
    """The user as whom the program writes."""
    project: str = ""
    """The project in which webhooks are made; empty for none."""

    @property
    def hands(self) -> EngineWriter:
        """The workspace as a colleague uses it."""
        return EngineWriter(EmbeddedWorkspace(self.database, user=CAROL), "by hand")

    def furnish(self) -> None:
        """Make the flows that definitions may start, and the project."""
        if self.project:
            self.hands.create("project", {"name": self.project}, "seed")
        for flow in FLOWS:
            self.hands.create("flow", {"name": flow}, "seed")

    def location(self) -> Mapping[str, JSON]:
        """Give the properties that say where a webhook is made."""
        found = self.hands.by_name("project", self.project) if self.project else None
        return {"project_id": found.id} if found else {}

    def flow(self, name: str) -> str:
        """Give the id of a flow."""
        found = self.hands.by_name("flow", name)
        assert found is not None
        return found.id

    def webhook(self, name: str) -> Record | None:
        """Give the webhook that has this name now."""
        return self.hands.by_name(WEBHOOK, name)

    def webhooks(self) -> dict[str, Mapping[str, JSON]]:
        """Give all that the workspace holds of every webhook, by its id."""
        return {each.id: dict(each.values) for each in self.hands.list(WEBHOOK)}

    def writes(self) -> list[Written]:
        """Give every write of the program that the workspace acknowledged, in their order."""
        question = (
            "SELECT change.record_id, action, coalesce(message, '') FROM change"
            " JOIN record ON record.id = change.identity WHERE record.name = ?"
            " ORDER BY sequence"
        )
        with Store(self.database).reading() as connection:
            rows = connection.execute(question, (self.program,)).fetchall()
        return [Written(row[0], row[1], _run(row[2])) for row in rows]

    def writers_of(self, record_id: str) -> list[str]:
        """Give who wrote a webhook, each time, in their order."""
        question = (
            "SELECT record.name FROM change JOIN record ON record.id = change.identity"
            " WHERE record_id = ? ORDER BY sequence"
        )
        with Store(self.database).reading() as connection:
            return [row[0] for row in connection.execute(question, (record_id,))]


def _run(message: str) -> str:
    """Give the run that a commit message names in its trailers."""
    word = "Hookline-Run: "
    return next(
        (line.removeprefix(word) for line in message.splitlines() if line.startswith(word)), ""
    )
