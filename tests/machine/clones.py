"""Clones of one repository at work: what their people do with git, and what `origin` then has."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.machine.oracle import Definitions, Oracle
from tests.machine.person import commit
from tests.machine.served import USER
from tests.machine.team import Answer, Team
from tests.machine.workspace import Workspace
from tests.support.origins import Origin, make_origin

TARGET = "staging"
PROJECT = "Operations"
CONFIG = """\
definitions: [webhooks/**/*.yaml]
targets:
  staging:
    workspace: {address}
    user: {user}
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    project: {project}
    prune: true
"""
LOCK = f"refs/hookline/lock/{TARGET}"

Commits = list[tuple[str, Definitions]]


@dataclass
class Shared:
    """What all clones share: `origin`, the workspace, and what hands did there."""

    origin: Origin
    """The bare repository."""
    workspace: Workspace
    """The workspace."""
    oracle: Oracle
    """What hands did; each clone has an oracle of its own that shares this."""
    branch: Commits = field(default_factory=list)
    """The commits of `main` there, the newest last."""
    published: dict[str, Definitions] = field(default_factory=dict)
    """Every commit that was there at any time."""

    @property
    def state(self) -> str | None:
        """What the ref of the applied state holds."""
        return self.origin.ref(f"refs/hookline/state/{TARGET}")

    def clone(self, path: Path, *options: str) -> "Clone":
        """Clone it; the clone knows no commit but the newest when it is a shallow one."""
        repository = self.origin.clone(path, *options)
        repository.commits = len(self.published)
        team = Team(repository, self.workspace, self.origin.path, TARGET)
        oracle = Oracle(self.oracle.flows, theirs=self.oracle.theirs)
        made = Clone(team, oracle, self)
        made.follow()
        return made


@dataclass
class Clone:
    """One clone, and the person who works in it."""

    team: Team
    """Its repository, and the program."""
    oracle: Oracle
    """What its branch says."""
    shared: Shared
    """What it shares with the others."""

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.team.repository.head

    @property
    def is_published(self) -> bool:
        """Whether `origin` has, or had, its head."""
        return self.head in self.shared.published

    def commit(self) -> None:
        """Commit what is written down."""
        commit(self.team, self.oracle, f"Change in {self.team.path.name}")

    def follow(self) -> None:
        """Stand where `origin` stood when it was last looked at."""
        self.oracle.commits = list(self.shared.branch)
        self.oracle.definitions = dict(self.oracle.committed)

    def pull(self, *, keeps: bool) -> None:
        """Get what `origin` has; `keeps` merges it, own definitions winning, else they are lost."""
        self.commit()
        git = self.team.repository.git
        git("fetch", "--quiet", "origin")
        there = git("rev-parse", "origin/main")
        is_behind = git("rev-list", "--count", f"{there}..HEAD") == "0"
        if is_behind or not keeps:
            git("reset", "--quiet", "--hard", there)
            self.follow()
        elif git("rev-list", "--count", f"HEAD..{there}") != "0":
            options = ("--quiet", "--allow-unrelated-histories", "--strategy=ours")
            git("merge", *options, "--message", f"Merge in {self.team.path.name}", there)
            self.team.repository.commits += 1
            self.oracle.commits.append((self.head, dict(self.oracle.committed)))

    def push(self) -> None:
        """Commit, and see to it that `origin` has it."""
        self.commit()
        if self.shared.branch[-1:] != self.oracle.commits[-1:]:
            if self.shared.branch:
                self.pull(keeps=True)
            self._push()

    def rewind(self, back: int) -> None:
        """Set the branch back to an older commit with definitions, by force on `origin` too."""
        self.commit()
        known = set(self.team.repository.git("rev-list", "HEAD").split())
        older = [each for each in self.oracle.commits[:-1] if each[0] in known and each[1]][-back:]
        if older:
            while self.oracle.commits[-1] != older[0]:
                self.oracle.commits.pop()
            self.oracle.definitions = dict(self.oracle.committed)
            self.team.repository.git("reset", "--quiet", "--hard", older[0][0])
            self._push("--force")

    def begin_anew(self) -> "Clone":
        """Lose the whole clone, and get another one without its history."""
        shutil.rmtree(self.team.path)
        return self.shared.clone(self.team.path, "--depth=1")

    def elsewhere(self, *arguments: str) -> Answer:
        """Run a command line in a process of its own."""
        line = [sys.executable, "-m", "hookline", *arguments, "-C", str(self.team.path)]
        done = subprocess.run(line, env={**os.environ}, capture_output=True, text=True, check=False)
        return Answer(done.returncode, done.stdout, done.stderr)

    def unlock(self) -> None:
        """Remove the lock, whoever holds it, as somebody who believes that run to be dead."""
        claim = self.shared.origin.git("show", f"{LOCK}:lock.json", check=False)
        if claim:
            done = self.elsewhere("unlock", json.loads(claim)["id"])
            assert done.code == 0, done.told

    def _push(self, *options: str) -> None:
        self.team.repository.git("push", "--quiet", *options, "origin", "HEAD:main")
        self.shared.branch = list(self.oracle.commits)
        self.shared.published.update(self.oracle.commits)


def make_template(folder: Path, address: str) -> None:
    """Make a remote without definitions, and a workspace with flows and a project."""
    config = CONFIG.format(address=address, user=USER, project=PROJECT)
    make_origin(folder / "origin.git", {"hookline.yaml": config})
    Workspace(folder / "served.db", USER, PROJECT).furnish()


def shared_from(template: Path, folder: Path, database: Path) -> Shared:
    """Give a remote and a workspace that begin as the template does; the file is replaced."""
    shutil.copytree(template / "origin.git", folder / "origin.git")
    shutil.copyfile(template / "served.db", database)
    workspace = Workspace(database, USER, PROJECT)
    origin = Origin(folder / "origin.git")
    shared = Shared(origin, workspace, Oracle({}))
    first: Commits = [(origin.git("rev-parse", "main"), {})]
    shared.branch, shared.published = first, dict(first)
    return shared
