"""The repository that a folder belongs to."""

import os
from dataclasses import dataclass
from pathlib import Path

from hookline.git.process import Git
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, as seen from the folder in which Hookline was started."""

    git: Git
    """Git, started at the top of the working tree; in a bare repository in its own folder."""
    worktree: Path | None
    """The top of the working tree; None in a bare repository."""
    folder: str
    """The starting folder from that top, with forward slashes; empty at the top."""
    common_folder: Path
    """The folder with objects and refs, which all linked working trees share."""
    object_format: str
    """How ids are made: `sha1` or `sha256`."""

    @property
    def main_worktree(self) -> Path | None:
        """The working tree that linked ones share their objects and refs with; else its own."""
        linked = self.worktree is not None and self.common_folder.name == ".git"
        return self.common_folder.parent if linked else self.worktree

    def user(self) -> str:
        """Say who works here as git calls them, `Name <address>`.

        As in git itself, the account and the machine stand for what nobody has configured.
        """
        name, address = (self._who(part) for part in ("name", "email"))
        if name and address:
            return f"{name} <{address}>"
        return f"{name or _account()} <{address or f'{_account()}@{os.uname().nodename}'}>"

    def _who(self, part: str) -> str:
        """Look one half of the identity up where git does: the environment, then configuration."""
        for role in ("COMMITTER", "AUTHOR"):
            if told := os.environ.get(f"GIT_{role}_{part.upper()}"):
                return told
        answer = self.git.ask("config", "--get", f"user.{part}")
        return answer.out.decode("utf-8", "replace").strip()


def _account() -> str:
    """Give the name of the account; its number when it has none, as in a container."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def open_repository(directory: Path) -> Repository:
    """Find the repository that `directory` is in, upwards, as git itself does.

    Raises `NeedsMending`: `CFG-PATH` when there is no such folder or it cannot be read,
    `GIT-REPOSITORY` when it is in no repository; `AccessRefused` when git does not trust it.
    """
    start = _readable(directory)
    out = Git(start).run(
        "rev-parse",
        "--path-format=absolute",
        "--is-inside-work-tree",
        "--show-object-format",
        "--git-common-dir",
        "--show-cdup",
        "--show-prefix",
    )
    inside, object_format, common, upwards, prefix = os.fsdecode(out).split("\n", 4)
    worktree = (start / upwards).resolve() if inside == "true" else None
    return Repository(
        git=Git(worktree or Path(common)),
        worktree=worktree,
        folder=prefix.strip("/\n"),
        common_folder=Path(common),
        object_format=object_format,
    )


def _readable(directory: Path) -> Path:
    try:
        with os.scandir(directory):
            return directory.resolve(strict=True)
    except OSError as error:
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"{directory} cannot be used as a folder: {error.strerror}",
            hint="name the folder of your definitions with -C DIR",
        ) from error
