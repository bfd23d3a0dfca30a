"""A repository where none is."""

from pathlib import Path

from hookline.git.process import Git

_FALLBACK = "main"
"""The first branch, unless the account's configuration names another."""


def create_repository(directory: Path) -> None:
    """Make `directory` a repository without a commit, and without the hooks of any template."""
    git = Git(directory.resolve())
    answer = git.ask("config", "--get", "init.defaultBranch")
    branch = answer.out.decode("utf-8", "replace").strip() or _FALLBACK
    git.run("init", "--quiet", "--template=", f"--initial-branch={branch}")
