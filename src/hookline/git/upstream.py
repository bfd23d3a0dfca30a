"""The upstream of the current branch, fetched as `git fetch` would fetch it."""

from dataclasses import dataclass
from pathlib import Path

from hookline.git.exchange import fetch_from, refs_on
from hookline.git.process import Git
from hookline.git.reach import has_commit
from hookline.git.refs import ref_value, resolve_commit
from hookline.git.remotes import Remote, find_remote, is_partial
from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.errors import NeedsMending, Unreachable

HEAD = "HEAD"
HEADS = "refs/heads/"
_HERE = "."
"""What git calls the remote of a branch that follows another one of the same repository."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """The branch that the current one follows."""

    remote: Remote | None
    """The remote it is on; None for a branch of this repository."""
    branch: str
    """Its whole name there, as `refs/heads/main`."""
    tracking: str
    """The ref here that remembers where it was; empty when none does."""


def newest(directory: Path) -> str:
    """Give what names the commit to go by: the upstream's, which is fetched, else `HEAD`.

    `HEAD` is for a folder in which no branch is current, or the branch has no upstream. Raises as
    `open_repository` and `fetch_upstream`.
    """
    git = open_repository(directory).git
    upstream = find_upstream(git)
    return fetch_upstream(git, upstream).sha if upstream else HEAD


def find_upstream(git: Git) -> Upstream | None:
    """Give the upstream of the current branch; None without one, or when no branch is current.

    Raises `NeedsMending` (`GIT-REMOTE`) when it is on something that is no remote with a name.
    """
    head = git.ask("symbolic-ref", "--quiet", values=["HEAD"])
    current = head.out.decode("utf-8", "replace").strip()
    if head.status or not current.startswith(HEADS):
        return None
    short = current.removeprefix(HEADS)
    name = _configured(git, f"branch.{short}.remote")
    branch = _configured(git, f"branch.{short}.merge")
    if not name or not branch:
        return None
    if name == _HERE:
        return Upstream(None, branch, branch)
    remote = find_remote(git, name)
    if remote is None:
        raise NeedsMending.because(
            Code.GIT_REMOTE,
            f"the branch {short} follows {branch.removeprefix(HEADS)} of {name}, which is no "
            "remote of this repository",
            hint=f"follow another one: git branch --set-upstream-to=REMOTE/BRANCH {short}",
        )
    tracking = git.run("for-each-ref", "--format=%(upstream)", values=[current])
    return Upstream(remote, branch, tracking.decode("utf-8", "replace").strip())


def _configured(git: Git, key: str) -> str:
    answer = git.ask("config", "--get", values=[key])
    return answer.out.decode("utf-8", "replace").strip() if answer.status == 0 else ""


def fetch_upstream(git: Git, upstream: Upstream) -> Commit:
    """Fetch the branch, move the ref that tracks it, and give the commit it names now.

    Nothing else is fetched, and the working tree is not touched. Raises `Unreachable` (`GIT-REF`)
    when the remote has no such branch, and what `remote_failure` gives when it cannot be asked.
    """
    remote, branch, tracking = upstream.remote, upstream.branch, upstream.tracking
    if remote is None:
        return resolve_commit(git, branch)
    there = refs_on(remote, branch).get(branch)
    if there is None:
        raise _vanished(remote, branch)
    if tracking and ref_value(git, tracking) != there:
        fetch_from(remote, f"+{branch}:{tracking}", whole=is_partial(git))
        return resolve_commit(git, tracking)
    if not has_commit(git, there):
        fetch_from(remote, there, whole=is_partial(git))
    return resolve_commit(git, there)


def _vanished(remote: Remote, branch: str) -> Unreachable:
    short = branch.removeprefix(HEADS)
    return Unreachable.because(
        Code.GIT_REF,
        f"{remote.name} has no branch {short} any more, so there is nothing to follow; "
        "what was applied last stays",
        hint="put the branch back, or follow another one: "
        f"git branch --set-upstream-to={remote.name}/BRANCH",
    )
