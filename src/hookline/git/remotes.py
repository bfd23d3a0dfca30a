"""Remotes: which one a clone came from, what is fetched from it, and which of its refs we move.

Only commits are asked for, by name or by id, and no ref of this repository moves. A remote that a
person's own configuration names is trusted as far as git trusts it; how git logs in there is left
to that configuration.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hookline.git.process import Answer, Git

ORIGIN = "origin"

_SECONDS = 300.0
"""How long one exchange with a remote may take; the first one of a large repository is slow."""

_OPTIONS = (
    *("--quiet", "--no-tags", "--no-prune", "--no-write-fetch-head", "--no-recurse-submodules"),
    "--no-auto-gc",
    "--upload-pack=git-upload-pack",  # what the configuration names instead would be a program
)

_PUSH_OPTIONS = (
    *("--quiet", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed"),
    "--recurse-submodules=no",
    "--receive-pack=git-receive-pack",  # as above
)

_IS_PATH = re.compile(r"(?!.*://)[^:]*(?:/.*)?", re.DOTALL)
"""What git takes for a path: there is no colon before the first slash."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote of a repository."""

    git: Git
    """The repository."""
    name: str
    """What the repository calls it."""
    is_path: bool
    """Whether it is a path of this machine, which git may then read."""
    seconds: float = _SECONDS
    """How long one exchange with it may take."""

    def fetch(self, *wants: str, depth: str = "", whole: bool = False) -> Answer:
        """Fetch commits by their ids; `depth` is git's option for a shallow clone.

        With `whole` a partial clone gets their files too.
        """
        options = [*_OPTIONS, *([depth] if depth else []), *(["--no-filter"] if whole else [])]
        return self._ask("fetch", *options, values=[self.name, *wants])

    def list_tips(self) -> tuple[Answer, dict[str, str]]:
        """Ask for the branches and tags there are: what git said, and ref → id."""
        return self._list("--heads", "--tags")

    def find(self, *refs: str) -> tuple[Answer, dict[str, str]]:
        """Ask which of `refs`, whole names, there are: what git said, and ref → id."""
        answer, found = self._list(values=refs)
        return answer, {ref: identifier for ref, identifier in found.items() if ref in refs}

    def push_ref(self, ref: str, new: str | None, old: str | None) -> Answer:
        """Move a ref there to the commit `new` if it still holds `old`; None for no ref at all.

        A failure alone does not tell whether it held something else: ask for it again.
        """
        lease = f"--force-with-lease={ref}:{old or ''}"
        values = [self.name, f"{new or ''}:{ref}"]
        # A clone that mirrors its remote takes no other push than one of everything.
        settings = {f"remote.{self.name}.mirror": "false", "push.pushOption": ""}
        return self._ask("push", *_PUSH_OPTIONS, lease, values=values, settings=settings)

    def _list(self, *options: str, values: Sequence[str] = ()) -> tuple[Answer, dict[str, str]]:
        options = ("--quiet", "--upload-pack=git-upload-pack", *options)
        answer = self._ask("ls-remote", *options, values=[self.name, *values])
        rows = [line.split("\t") for line in answer.out.decode("utf-8", "replace").splitlines()]
        return answer, {ref: identifier for identifier, ref in rows}

    def _ask(
        self,
        command: str,
        *options: str,
        values: list[str],
        settings: Mapping[str, str] | None = None,
    ) -> Answer:
        return self.git.ask_remote(
            command,
            *options,
            values=values,
            protocols="https:ssh:file" if self.is_path else "https:ssh",
            seconds=self.seconds,
            settings=settings,
        )


def find_remote(git: Git, name: str) -> Remote | None:
    """Give the remote called `name`; None when there is none."""
    url = _configured(git, f"remote.{name}.url")
    return Remote(git, name, _IS_PATH.fullmatch(url) is not None) if url else None


def home_remote(git: Git) -> Remote | None:
    """Give the remote that the current branch comes from, else `origin`; None without one."""
    branch = git.ask("symbolic-ref", "--quiet", "--short", values=["HEAD"])
    name = branch.out.decode("utf-8", "replace").strip()
    own = _configured(git, f"branch.{name}.remote") if name else ""
    return (find_remote(git, own) if own else None) or find_remote(git, ORIGIN)


def is_partial(git: Git) -> bool:
    """Say whether the clone leaves objects to a remote until somebody needs them."""
    return git.ask("config", "--get-regexp", values=[r"^remote\..*\.promisor$"]).status == 0


def _configured(git: Git, key: str) -> str:
    answer = git.ask("config", "--get", values=[key])
    return answer.out.decode("utf-8", "replace").strip() if answer.status == 0 else ""
