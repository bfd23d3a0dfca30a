"""A repository of definitions and an embedded workspace, and the command line in front of both."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hookline.cli.main import run
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.repository import ScriptedRepository, make_repository

CONFIG = """\
definitions: [webhooks/**/*.yaml]
targets:
  local: {workspace: "embedded:.hookline/local.db", prune: true}
"""
SIGNUP = """\
webhook:
  name: signup
  description: Creates the account.
  flow_name: onboarding
access:
  is_enabled: true
  require_login: true
"""
PAID = """\
webhook:
  name: invoice-paid
  flow_name: billing
"""


@dataclass(frozen=True)
class Answer:
    """What a command line answered."""

    code: int
    """Its exit code."""
    out: str
    """Its standard output."""
    err: str
    """Its standard error."""


@dataclass(frozen=True)
class Shop:
    """A team's repository and the workspace it is applied to."""

    repository: ScriptedRepository
    hookline: Callable[..., Answer]
    """Runs a command line below the repository."""

    @property
    def path(self) -> Path:
        """The working tree."""
        return self.repository.path

    @property
    def workspace(self) -> EngineWriter:
        """The workspace behind the target `local`."""
        database = EmbeddedWorkspace(self.path / ".hookline" / "local.db")
        return EngineWriter(database, "embedded:.hookline/local.db")

    def commit(self, subject: str, files: dict[str, str | bytes | None]) -> str:
        """Commit a change of files."""
        return self.repository.commit(subject, files)


@pytest.fixture
def hookline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Give the command line, started in the temporary folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Answer:
        code = run(arguments)
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return call


@pytest.fixture
def shop(tmp_path: Path, hookline: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Give a repository with two definitions, and a workspace with the flows they start."""
    repository = make_repository(
        tmp_path / "shop",
        {
            ".gitignore": ".hookline/\n",
            "hookline.yaml": CONFIG,
            "webhooks/onboarding.yaml": SIGNUP,
            "webhooks/billing.yaml": PAID,
        },
    )
    made = Shop(repository, hookline)
    monkeypatch.chdir(repository.path)
    for flow in ("onboarding", "billing"):
        made.workspace.create("flow", {"name": flow}, "seed")
    return made
