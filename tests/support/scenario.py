"""Scenarios: what happened to a repository and a workspace, and the plan that comes of it.

A scenario is a folder below `tests/cases/valid` with a `scenario.yaml`. Its steps are carried out
one after the other on a real git repository, an embedded workspace and the real command line; what
`plan` says then is held to `plan.txt` and `plan.json`, and `status` to `status.txt`.

    about: one sentence; what a reader learns from the plan
    config: the text of hookline.yaml, when it is not `CONFIG`
    environment: {NAME: value}
    steps: a list; each step is one of `STEPS` below and comes an hour after the one before, or
        with `days_later: N` beside it that much later
    plan: [options of the plan]
    exit: the exit code of that plan, 0 unless given
    status: [options], where the status matters too

Commit ids are the same everywhere, since dates and names are. Ids of the workspace and of runs are
not: each has a stand-in of the same length, by the order in which they were made.
"""

import io
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
import yaml

from hookline.cli.main import run
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import LOCAL, EmbeddedWorkspace
from hookline.workspace.records import Records
from hookline.workspace.store import Store
from tests.support.repository import FIRST_COMMIT_AT, ScriptedRepository, make_repository

CONFIG = """\
definitions: [webhooks/**/*.yaml]
targets:
  local: {workspace: "embedded:.hookline/local.db", prune: true}
"""
"""The configuration of scenarios that have none of their own."""

DATABASE = Path(".hookline/local.db")
"""The workspace's file below the repository, whatever its target is called."""

PARTS = frozenset({"about", "config", "environment", "steps", "plan", "exit", "status"})
BESIDE = frozenset({"exit", "days_later"})
"""What may stand beside the name of a step."""
TYPES = {"projects": "project", "bundles": "bundle", "flows": "flow", "webhooks": "webhook"}

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Scenario:
    """What a `scenario.yaml` says."""

    about: str
    config: str
    environment: Mapping[str, str]
    steps: Sequence[Values]
    plan: Sequence[str]
    exit: int
    status: Sequence[str] | None


def read_scenario(folder: Path) -> Scenario:
    """Read the scenario of a folder; what it may not hold is an error."""
    said = yaml.safe_load((folder / "scenario.yaml").read_text(encoding="utf-8"))
    assert said.keys() <= PARTS, f"{folder.name}: unknown parts {said.keys() - PARTS}"
    return Scenario(
        about=said["about"],
        config=said.get("config", CONFIG),
        environment=said.get("environment", {}),
        steps=said["steps"],
        plan=said["plan"],
        exit=said.get("exit", 0),
        status=said.get("status"),
    )


@dataclass(frozen=True)
class Told:
    """What a command line answered."""

    code: int
    """Its exit code."""
    out: str
    """Its standard output."""
    shown: str
    """Both outputs as a terminal shows them, in the order in which they were written."""


class _Terminal(io.StringIO):
    """Keeps what it gets, and shows it where others write too."""

    def __init__(self, shown: io.StringIO) -> None:
        super().__init__()
        self._shown = shown

    def write(self, text: str) -> int:
        self._shown.write(text)
        return super().write(text)


@dataclass
class Scene:
    """The repository and the workspace of one scenario, and the clock above both."""

    repository: ScriptedRepository
    hours: int = 0
    stand_ins: dict[str, str] = field(default_factory=dict)

    @classmethod
    def set_up(cls, path: Path, config: str) -> "Scene":
        """Make a repository at `path` that holds only its configuration."""
        files = {".gitignore": ".hookline/\n", "hookline.yaml": config}
        return cls(make_repository(path, files), 1)

    @property
    def database(self) -> Path:
        """The workspace's file."""
        return self.repository.path / DATABASE

    def hookline(self, *arguments: str) -> Told:
        """Run a command line at the scenario's hour, in the current folder."""
        shown = io.StringIO()
        out = _Terminal(shown)
        with self.at_the_hour(), redirect_stdout(out), redirect_stderr(_Terminal(shown)):
            code = run(arguments)
        return Told(code, out.getvalue(), shown.getvalue())

    def at_the_hour(self) -> time_machine.travel:
        """Let every clock in this process stand at the scenario's hour."""
        return time_machine.travel(FIRST_COMMIT_AT + timedelta(hours=self.hours), tick=False)

    def workspace(self, user: str = LOCAL) -> EngineWriter:
        """Give the workspace as `user` sees and changes it."""
        return EngineWriter(EmbeddedWorkspace(self.database, user=user), "")

    def play(self, step: Values) -> None:
        """Carry out one step, an hour after the one before."""
        self.hours += 1 + 24 * step.get("days_later", 0)
        self.repository.commits = self.hours
        (name,) = step.keys() - BESIDE
        assert name in STEPS, f"there is no step {name!r}"
        with self.at_the_hour():
            STEPS[name](self, step[name], step)
        self._meet_ids()

    def seed(self, records: Mapping[str, Sequence[str | Values]], _: Values) -> None:
        """`seed: {flows: [NAME or properties, …]}`, also projects, bundles and webhooks."""
        for kind, seeds in sorted(records.items(), key=lambda pair: [*TYPES].index(pair[0])):
            for each in seeds:
                values = {"name": each} if isinstance(each, str) else each
                self.workspace().create(TYPES[kind], values, "Seed")

    def commit(self, said: Values, _: Values) -> None:
        """`commit: {message, author, files: {PATH: text or null}, edit: …, move: {OLD: NEW}}`."""
        for old, new in said.get("move", {}).items():
            (self.repository.path / new).parent.mkdir(parents=True, exist_ok=True)
            (self.repository.path / old).rename(self.repository.path / new)
        self.edit(said.get("edit", {}), said)
        author = [f"--author={said['author']} <author@example.com>"] if "author" in said else []
        self.repository.commit(said["message"], said.get("files"), *author)

    def edit(self, changes: Mapping[str, Mapping[str, str]], _: Values) -> None:
        """`edit: {PATH: {old text: new text}}` in the working tree; old text must be there once."""
        for path, replaced in changes.items():
            text = (self.repository.path / path).read_text(encoding="utf-8")
            for old, new in replaced.items():
                assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
                text = text.replace(old, new)
            self.repository.write({path: text})

    def branch(self, name: str, _: Values) -> None:
        """`branch: NAME` begins a branch, `switch: NAME` goes to one, `merge: NAME` merges it."""
        self.repository.git("switch", "--quiet", "--create", name)

    def switch(self, name: str, _: Values) -> None:
        """Go to a branch."""
        self.repository.git("switch", "--quiet", name)

    def merge(self, name: str, _: Values) -> None:
        """Merge a branch with a merge commit."""
        self.repository.merge(name)

    def apply(self, options: Sequence[str], step: Values) -> None:
        """`apply: [options]` writes without asking; `exit: N` beside it unless that is 0."""
        self.run(["apply", "--yes", *options], step)

    def run(self, arguments: Sequence[str], step: Values) -> None:
        """`run: [command, options]`; `exit: N` beside it unless that is 0."""
        told = self.hookline(*arguments)
        assert told.code == step.get("exit", 0), told.shown

    def by_hand(self, said: Values, _: Values) -> None:
        """`by_hand: {as: carol, update: {webhook/NAME: properties}, create, delete, rename}`."""
        workspace = self.workspace(said["as"])
        for address, new in said.get("rename", {}).items():
            kind, record_id = self._found(workspace, address)
            workspace.update(kind, record_id, {"name": new}, "by hand")
        for address, values in said.get("update", {}).items():
            workspace.update(*self._found(workspace, address), values, "by hand")
        for address in said.get("delete", []):
            workspace.delete(*self._found(workspace, address))
        for address, values in said.get("create", {}).items():
            kind, name = address.split("/", 1)
            workspace.create(kind, {"name": name, **values}, "by hand")

    def back_up(self, name: str, _: Values) -> None:
        """`back_up: NAME` keeps a copy of the workspace, which `restore: NAME` puts back."""
        shutil.copy(self.database, self.database.with_name(f"{name}.copy"))

    def restore(self, name: str, _: Values) -> None:
        """Put the copy of a workspace back."""
        shutil.copy(self.database.with_name(f"{name}.copy"), self.database)

    def _found(self, workspace: EngineWriter, address: str) -> tuple[str, str]:
        """Give the type and the id of the record at an address, `webhook/signup`."""
        kind, name = address.split("/", 1)
        record = workspace.by_name(kind, name)
        assert record is not None, f"there is no {address}"
        return kind, record.id

    def _meet_ids(self) -> None:
        """Give each id that is new a stand-in: those of the workspace, then those of the states."""
        with Store(self.database).reading() as connection:
            if self.database.exists():
                made = connection.execute("SELECT id FROM record ORDER BY rowid").fetchall()
                for each in [*Records(connection).workspace_ids(), *(row[0] for row in made)]:
                    self._stand_in_for(each)
        for line in self.repository.git("for-each-ref", "refs/hookline").splitlines():
            self._stand_in_for(line.split()[0])

    def _stand_in_for(self, known: str) -> None:
        number = len(self.stand_ins) + 1
        if known not in self.stand_ins:
            digits = iter(f"{number:0{_beginning(known)}x}" + "0" * 64)
            self.stand_ins[known] = re.sub(r"[0-9a-f]", lambda _: next(digits), known)

    def made_equal(self, text: str) -> str:
        """Put the stand-ins into a text, also for ids that are cut to their beginning."""
        for stray in _RANDOM.findall(text):
            self._stand_in_for(stray)
        for known, stand_in in self.stand_ins.items():
            text = text.replace(known, stand_in)
            short = _beginning(known)
            text = re.sub(rf"\b{known[:short]}\b", stand_in[:short], text)
        return text


def _beginning(known: str) -> int:
    """Say how many characters of an id, or of a commit's, people are shown."""
    return 8 if "-" in known else 7


_RANDOM = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<![\w-])[0-9a-f]{12}(?![\w-])"
)
"""Ids that no list had: of records that a restored workspace lost, and of runs."""

STEPS: dict[str, Callable[[Scene, Any, Values], None]] = {
    step.__name__: step
    for step in (
        Scene.seed,
        Scene.commit,
        Scene.edit,
        Scene.branch,
        Scene.switch,
        Scene.merge,
        Scene.apply,
        Scene.run,
        Scene.by_hand,
        Scene.back_up,
        Scene.restore,
    )
}
"""What can happen in a scenario; each method says how its step is written."""
