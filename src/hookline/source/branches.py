"""The branch that a plan is made against (`--since REF`), fetched when this clone lacks it."""

from hookline.git.process import Git
from hookline.git.reach import has_commit
from hookline.git.refs import resolve_commit
from hookline.git.remotes import Remote, find_remote, home_remote
from hookline.git.repository import Repository
from hookline.git.shallow import shallow_ends
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.errors import HooklineError, NeedsMending, Unreachable


def resolve_branch(repository: Repository, ref: str) -> Commit:
    """Find the commit that `ref` names here, else on the remote; then fetch it, moving no ref.

    A name such as `origin/main` is looked for on that remote, another one on the remote that the
    current branch comes from, else on `origin`. Raises `WrongUsage` (`GIT-REF`) when it cannot
    name one commit, `NeedsMending` (`GIT-REF`) when neither this clone nor the remote knows it,
    and `Unreachable` (`GIT-REF`) when the remote cannot be asked.
    """
    try:
        return resolve_commit(repository.git, ref)
    except NeedsMending as unknown:
        remote, name = _remote_of(repository.git, ref)
        if remote is None:
            raise
        return _fetch(repository, remote, name, ref, unknown)


def _remote_of(git: Git, ref: str) -> tuple[Remote | None, str]:
    """Say where to ask, and for what."""
    short = ref.removeprefix("refs/remotes/")
    name, slash, rest = short.partition("/")
    if slash and (remote := find_remote(git, name)):
        return remote, rest
    return home_remote(git), ref


def _fetch(
    repository: Repository, remote: Remote, name: str, ref: str, unknown: NeedsMending
) -> Commit:
    whole = [name] if name.startswith("refs/") else [f"refs/heads/{name}", f"refs/tags/{name}"]
    asked, found = remote.find(*whole)
    if asked.status:
        raise _unreachable(remote, ref, asked.complaint)
    identifier = next((found[each] for each in whole if each in found), None)
    if identifier is None:
        raise _not_there(remote, name, ref, unknown)
    if not has_commit(repository.git, identifier):
        depth = "--depth=1" if shallow_ends(repository.common_folder) else ""
        fetched = remote.fetch(identifier, depth=depth)
        if fetched.status:
            raise _unreachable(remote, ref, fetched.complaint)
    return resolve_commit(repository.git, identifier)


def _not_there(remote: Remote, name: str, ref: str, unknown: NeedsMending) -> HooklineError:
    [known] = unknown.diagnostics
    return NeedsMending.because(
        Code.GIT_REF,
        f"{ref} names no commit of this repository, and {remote.name} has no branch or tag {name}",
        hint=known.hint,
    )


def _unreachable(remote: Remote, ref: str, complaint: str) -> HooklineError:
    said = complaint.strip()
    return Unreachable.because(
        Code.GIT_REF,
        f"{ref} is not in this clone, and fetching it from {remote.name} failed: {said}",
        hint=f"try it by hand: git fetch {remote.name}",
    )
