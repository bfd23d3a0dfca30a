"""A team at work: its repository, its workspace, and the program in front of both."""

import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

from hookline.cli.main import run
from tests.machine.moments import Moment, run_until_killed
from tests.machine.workspace import Workspace
from tests.support.repository import ScriptedRepository, make_repository, run_git

CONFIG = """\
definitions: [webhooks/**/*.yaml]
targets:
  local: {workspace: "embedded:.hookline/local.db", prune: true}
"""
DATABASE = ".hookline/local.db"


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
class Team:
    """A repository in a folder, and the workspace that it is applied to."""

    repository: ScriptedRepository
    """The repository."""
    workspace: Workspace
    """The workspace."""
    keeper: Path
    """The repository that keeps the applied state."""
    target: str = "local"
    """The one target."""

    @property
    def path(self) -> Path:
        """The working tree."""
        return self.repository.path

    def hookline(self, *arguments: str) -> Answer:
        """Run a command line."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([*arguments, "-C", str(self.path)])
        return Answer(code, out.getvalue(), err.getvalue())

    def killed_at(self, moment: Moment, *arguments: str) -> int:
        """Run a command line that is killed at a moment; gives its exit code."""
        work = partial(run, [*arguments, "-C", str(self.path)])
        return run_until_killed(work, self.path, moment)

    @property
    def state(self) -> str:
        """The ref of the applied state."""
        return f"refs/hookline/state/{self.target}"

    def recorded_runs(self) -> list[str]:
        """Give the ids of all runs that stand in the state, newest first."""
        form = "--format=%(trailers:key=Hookline-Run,valueonly)"
        log = ("log", "--first-parent", form, self.state, "--")
        return run_git(self.keeper, *log, check=False).split()

    def recorded_webhooks(self) -> frozenset[str]:
        """Give the ids of all webhooks that the state holds."""
        tree = ("ls-tree", "-r", "--name-only", self.state, "--", "records/")
        out = run_git(self.keeper, *tree, check=False)
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
    files = {".gitignore": ".hookline/\n", "hookline.yaml": CONFIG}
    team = Team(make_repository(path, files), Workspace(path / DATABASE), path)
    team.workspace.furnish()
    return team


def copy_of(team: Team, path: Path) -> Team:
    """Give a team of its own that begins as this one did."""
    shutil.copytree(team.path, path)
    made = ScriptedRepository(path)
    made.commits = team.repository.commits
    return Team(made, Workspace(path / DATABASE), path)
