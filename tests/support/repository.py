"""Real git repositories, made by scripted commits in temporary folders.

Dates and identities are fixed and the environment is isolated, so that the same script gives the
same commit ids on every machine.
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

AUTHOR = "Ada Lovelace"
ADDRESS = "ada@example.com"
FIRST_COMMIT_AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
"""When the first commit is made; each further one comes an hour later."""


@dataclass
class ScriptedRepository:
    """A repository under construction, for tests."""

    path: Path
    """Its working tree; the repository itself when it is bare."""
    commits: int = field(default=0, init=False)
    """How many commits were made, which decides the date of the next one."""

    def git(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> str:
        """Run git in the repository and give its output without the last line end."""
        return run_git(self.path, *arguments, stdin=stdin, check=check, at=self.next_at)

    @property
    def next_at(self) -> datetime:
        """Give the date of the next commit."""
        return FIRST_COMMIT_AT + timedelta(hours=self.commits)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files into the working tree: path → content."""
        for path, content in files.items():
            target = self.path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self, subject: str, files: Mapping[str, str | bytes | None] | None = None, *options: str
    ) -> str:
        """Write files (None removes one), commit the whole working tree, and give the id."""
        for path, content in (files or {}).items():
            if content is None:
                (self.path / path).unlink()
            else:
                self.write({path: content})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject, *options)
        self.commits += 1
        return self.head

    def merge(self, branch: str, *options: str) -> str:
        """Merge a branch with a merge commit, and give its id."""
        self.git("merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", *options, branch)
        self.commits += 1
        return self.head

    @property
    def head(self) -> str:
        """Give the full id of the commit that is checked out."""
        return self.git("rev-parse", "HEAD")

    def clone(self, path: Path, *options: str) -> "ScriptedRepository":
        """Clone it to `path`, over the file protocol so that `--depth` works."""
        run_git(self.path, "clone", "--quiet", *options, self.path.as_uri(), str(path))
        copy = ScriptedRepository(path)
        copy.commits = self.commits
        return copy


def make_repository(
    path: Path, files: Mapping[str, str | bytes] | None = None
) -> "ScriptedRepository":
    """Make a repository on branch `main`, with a first commit when there are `files`."""
    path.mkdir(parents=True, exist_ok=True)
    repository = ScriptedRepository(path)
    repository.git("init", "--quiet", "--initial-branch=main")
    if files is not None:
        repository.commit("Begin", files)
    return repository


def run_git(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    check: bool = True,
    at: datetime = FIRST_COMMIT_AT,
) -> str:
    """Run git in a folder, away from all configuration, with a fixed identity and date."""
    date = at.strftime("%Y-%m-%dT%H:%M:%S+0000")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": AUTHOR,
        "GIT_AUTHOR_EMAIL": ADDRESS,
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_NAME": AUTHOR,
        "GIT_COMMITTER_EMAIL": ADDRESS,
        "GIT_COMMITTER_DATE": date,
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    if check and done.returncode:
        message = f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}"
        raise AssertionError(message)
    return done.stdout.decode(errors="surrogateescape").removesuffix("\n")
