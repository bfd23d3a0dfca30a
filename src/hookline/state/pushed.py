"""Whether a remote has a commit already, so that a push of the applied state publishes nothing."""

from hookline.git.exchange import tips_of
from hookline.git.process import Git
from hookline.git.reach import has_commit
from hookline.git.refs import current_branch, is_ancestor
from hookline.git.remotes import Remote
from hookline.git.repository import Repository
from hookline.git.shallow import shallow_ends
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending


def require_pushed(repository: Repository, remote: Remote, commit: str) -> None:
    """Raise `NeedsMending` (`STA-UNPUSHED`) when the remote does not have the commit.

    Where this clone cannot tell, the remote is asked; raises `Unreachable` or `AccessRefused`
    when it does not answer.
    """
    git = repository.git
    # Where a shallow clone was cut off is a commit that was fetched.
    if commit in shallow_ends(repository.common_folder) or _was_fetched(git, remote, commit):
        return
    if _is_below(repository, remote, commit):
        return
    raise NeedsMending.because(
        Code.STA_UNPUSHED,
        f"{remote.name} does not have the commit {commit[:7]} yet, and the applied state, which is "
        "kept there, would publish it",
        hint=f"push it first: {_how_to_push(git, remote, commit)}",
    )


def _was_fetched(git: Git, remote: Remote, commit: str) -> bool:
    """Say whether a branch that was fetched from the remote, or pushed to it, holds the commit."""
    known = git.run(
        "for-each-ref", "--count=1", f"--contains={commit}", f"refs/remotes/{remote.name}/"
    )
    return bool(known)


def _is_below(repository: Repository, remote: Remote, commit: str) -> bool:
    """Say whether a branch or tag of the remote, as it is now, leads to the commit."""
    git = repository.git
    tips = set(tips_of(remote).values())
    lacking = {tip for tip in tips if not has_commit(git, tip)}
    if commit not in tips and lacking and not shallow_ends(repository.common_folder):
        # One that fails is one that says nothing about the commit.
        remote.fetch(*sorted(lacking))
    here = [tip for tip in tips if has_commit(git, tip)]
    return commit in tips or any(is_ancestor(git, commit, tip) for tip in here)


def _how_to_push(git: Git, remote: Remote, commit: str) -> str:
    branch = current_branch(git)
    if branch and is_ancestor(git, commit, f"refs/heads/{branch}"):
        return f"git push {remote.name} {branch}"
    return f"git push {remote.name} {commit}:refs/heads/BRANCH"
