"""A bare repository on disk as everybody's remote, and clones of it."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.repository import ScriptedRepository, make_repository, run_git


@dataclass(frozen=True)
class Origin:
    """The remote that the clones of a test share."""

    path: Path
    """The bare repository."""

    def git(self, *arguments: str, check: bool = True) -> str:
        """Run git in it."""
        return run_git(self.path, *arguments, check=check)

    def ref(self, name: str) -> str | None:
        """Give what one of its refs holds; None when there is none."""
        return self.git("rev-parse", "--verify", "--quiet", name, check=False) or None

    def hook(self, name: str, script: str) -> None:
        """Make it run a shell script where git calls the hook of this name."""
        file = self.path / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def clone(self, path: Path, *options: str) -> ScriptedRepository:
        """Clone it, with its path as the remote: only such a one may be read from a disk."""
        run_git(self.path, "clone", "--quiet", *options, self.path.as_uri(), str(path))
        copy = ScriptedRepository(path)
        copy.git("remote", "set-url", "origin", str(self.path))
        return copy


def make_origin(path: Path, files: dict[str, str | bytes] | None = None) -> Origin:
    """Make a bare repository whose branch `main` has one commit with these files."""
    first = make_repository(path.with_name(f"{path.name}-first"), files or {"hookline.yaml": ""})
    run_git(first.path, "clone", "--quiet", "--bare", str(first.path), str(path))
    origin = Origin(path)
    origin.git("remote", "remove", "origin")
    for kind in ("allowFilter", "allowAnySHA1InWant"):
        origin.git("config", f"uploadpack.{kind}", "true")
    return origin
