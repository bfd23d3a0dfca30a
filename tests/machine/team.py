"""A team at work: its repository, its workspace, the program, and hands that do as they like."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

from hookline.cli.main import run
from hookline.model.record import WEBHOOK, Record
from hookline.model.values import JSON
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.store import Store
from tests.machine.moments import run_until_killed
from tests.support.repository import ScriptedRepository, make_repository

CONFIG = """\
definitions: [webhooks/**/*.yaml]
targets:
  local: {workspace: "embedded:.hookline/local.db", prune: true}
"""
FLOWS = ("one", "two")
CAROL = "carol"
STATE = "refs/hookline/state/local"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    """Its exit code."""
    out: str
    """Its standard output."""
    err: str
    """Its standard error."""

    @property
    def told(self) -> str:
        """All of it, for the message of a test that fails."""
        return f"exit {self.code}\n{self.out}\n{self.err}"


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
class Team:
    """A repository in a folder, and the workspace that it is applied to."""

    repository: ScriptedRepository
    """The repository."""

    @property
    def path(self) -> Path:
        """The working tree."""
        return self.repository.path

    @property
    def database(self) -> Path:
        """The file of the workspace."""
        return self.path / ".hookline" / "local.db"

    @property
    def hands(self) -> EngineWriter:
        """The workspace as a colleague uses it."""
        return EngineWriter(EmbeddedWorkspace(self.database, user=CAROL), "by hand")

    def hookline(self, *arguments: str) -> Answer:
        """Run a command line."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([*arguments, "-C", str(self.path)])
        return Answer(code, out.getvalue(), err.getvalue())

    def killed_at(self, moment: int, *arguments: str) -> int:
        """Run a command line that is killed at a moment; gives its exit code."""
        work: Callable[[], int] = partial(run, [*arguments, "-C", str(self.path)])
        return run_until_killed(work, self.path, moment)

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
            " JOIN record ON record.id = change.identity WHERE record.name = 'local'"
            " ORDER BY sequence"
        )
        with Store(self.database).reading() as connection:
            rows = connection.execute(question).fetchall()
        return [Written(row[0], row[1], _run(row[2])) for row in rows]

    def writers_of(self, record_id: str) -> list[str]:
        """Give who wrote a webhook, each time, in their order."""
        question = (
            "SELECT record.name FROM change JOIN record ON record.id = change.identity"
            " WHERE record_id = ? ORDER BY sequence"
        )
        with Store(self.database).reading() as connection:
            return [row[0] for row in connection.execute(question, (record_id,))]

    def recorded_runs(self) -> frozenset[str]:
        """Give the ids of all runs that stand in the state."""
        form = "--format=%(trailers:key=Hookline-Run,valueonly)"
        out = self.repository.git("log", "--first-parent", form, STATE, "--", check=False)
        return frozenset(out.split())

    def recorded_webhooks(self) -> frozenset[str]:
        """Give the ids of all webhooks that the state holds."""
        out = self.repository.git(
            "ls-tree", "-r", "--name-only", STATE, "--", "records/", check=False
        )
        return frozenset(Path(path).stem for path in out.split())

    def journals(self) -> str:
        """Give the text of every journal that is open, with the names of their files."""
        files = sorted((self.path / ".git" / "hookline" / "journal").rglob("*.jsonl"))
        return "\n".join(f"{file.stem}\n{file.read_text(encoding='utf-8')}" for file in files)

    def lose_journals(self) -> None:
        """Remove them, as a runner does that begins with a new clone."""
        shutil.rmtree(self.path / ".git" / "hookline" / "journal", ignore_errors=True)


def make_team(path: Path) -> Team:
    """Make a repository without definitions, and a workspace with flows and nothing else."""
    team = Team(make_repository(path, {".gitignore": ".hookline/\n", "hookline.yaml": CONFIG}))
    for flow in FLOWS:
        team.hands.create("flow", {"name": flow}, "seed")
    return team


def copy_of(team: Team, path: Path) -> Team:
    """Give a team of its own that begins as this one did."""
    shutil.copytree(team.path, path)
    made = ScriptedRepository(path)
    made.commits = team.repository.commits
    return Team(made)


def _run(message: str) -> str:
    """Give the run that a commit message names in its trailers."""
    word = "Hookline-Run: "
    return next(
        (line.removeprefix(word) for line in message.splitlines() if line.startswith(word)), ""
    )
