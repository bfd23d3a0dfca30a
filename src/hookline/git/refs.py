"""Refs: what people call commits, and refs that move only from where they were seen."""

import re

from hookline.git.commits import parse_commit
from hookline.git.objects import read_objects
from hookline.git.process import Git, failure
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.errors import NeedsMending, Stale, WrongUsage

_FULL_IDS = (40, 64)
_LONGEST_ABBREVIATION = 32
_MALFORMED = re.compile(r"^$|^[-^]|\.\.|[\x00-\x20\x7f:?*\[\\]")
"""What no name of one commit holds: an option, a range, a path, blanks and wildcards."""


def resolve_commit(git: Git, ref: str) -> Commit:
    """Find the commit that `ref` names: a branch, a tag, an id, or an expression as `main~2`.

    Raises `WrongUsage` (`GIT-REF`) when it cannot name one commit, and `NeedsMending` when it
    names none: `GIT-UNBORN` for a branch without commits, else `GIT-REF` with the nearest name.
    """
    _check_spelling(ref)
    [found] = read_objects(git, [f"{ref}^{{commit}}"])
    if found is not None:
        return parse_commit(found)
    branch = unborn_branch(git) if ref in ("HEAD", "@") else None
    if branch is not None:
        raise NeedsMending.because(
            Code.GIT_UNBORN,
            f"the branch {branch} has no commit yet, so there are no definitions in git",
            hint="commit them first (git add, git commit), or read the files with --worktree",
        )
    raise NeedsMending.because(
        Code.GIT_REF,
        f"{ref} names no commit of the repository at {git.directory}",
        hint=_hint_for_unknown(git, ref),
    )


def head_commit(git: Git) -> Commit | None:
    """Give the commit that is checked out; None on a branch without commits."""
    return None if unborn_branch(git) else resolve_commit(git, "HEAD")


def current_branch(git: Git) -> str | None:
    """Give the name of the branch that is checked out, born or not; None for a commit alone."""
    answer = git.ask("symbolic-ref", "--quiet", values=["HEAD"])
    ref = answer.out.decode("utf-8", "replace").strip()
    return ref.removeprefix("refs/heads/") if answer.status == 0 else None


def unborn_branch(git: Git) -> str | None:
    """Give the name of the current branch when it has no commit; else None."""
    branch = current_branch(git)
    return branch if branch and not ref_value(git, f"refs/heads/{branch}") else None


def ref_value(git: Git, ref: str) -> str | None:
    """Give the full id that `ref`, a whole name below `refs/`, holds; None when there is none."""
    answer = git.ask("rev-parse", "--verify", "--quiet", values=[ref])
    return answer.out.decode("ascii").strip() if answer.status == 0 else None


def compare_and_swap(git: Git, ref: str, new: str | None, old: str | None) -> None:
    """Move `ref` to `new` if it still holds `old`; None for a ref that does not exist.

    Raises `Stale` (`STA-MOVED`) when it holds something else by now.
    """
    if new is None:
        answer = git.ask("update-ref", "--no-deref", "-d", values=[ref, old or ""])
    else:
        answer = git.ask("update-ref", "--no-deref", values=[ref, new, old or "0" * len(new)])
    if answer.status == 0:
        return
    now = ref_value(git, ref)
    # A ref that was there for a moment, and is gone, moved too.
    if now == old and "reference already exists" not in answer.complaint:
        raise failure("update-ref", git.directory, answer)
    raise Stale.because(
        Code.STA_MOVED,
        f"{ref} moved from {_short(old)} to {_short(now)} while this run was at work",
        hint="another run finished in between: plan again",
    )


def set_ref(git: Git, ref: str, new: str) -> None:
    """Move `ref`, which follows another one, to `new`, whatever it held."""
    git.run("update-ref", "--no-deref", values=[ref, new])


def is_ancestor(git: Git, ancestor: str, descendant: str) -> bool:
    """Say whether the commit `descendant` is, or comes after, the commit `ancestor`."""
    answer = git.ask("merge-base", "--is-ancestor", values=[ancestor, descendant])
    if answer.status not in (0, 1):
        raise failure("merge-base", git.directory, answer)
    return answer.status == 0


def _check_spelling(ref: str) -> None:
    if _MALFORMED.search(ref):
        raise WrongUsage.because(
            Code.GIT_REF,
            f"{ref!r} cannot name one commit",
            hint="give a branch, a tag, or a commit's id",
        )
    is_id = re.fullmatch(r"[0-9a-fA-F]+", ref) and len(ref) > _LONGEST_ABBREVIATION
    if is_id and len(ref) not in _FULL_IDS:
        raise WrongUsage.because(
            Code.GIT_REF,
            f"{ref} has {len(ref)} digits; a commit's full id has {_FULL_IDS[0]}",
            hint="copy the id again, or give its first seven digits",
        )


def _hint_for_unknown(git: Git, ref: str) -> str:
    from difflib import get_close_matches

    listed = git.run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes")
    tags = git.run("for-each-ref", "--format=%(refname:short)", "refs/tags")
    names = (listed + tags).decode("utf-8", "replace").splitlines()
    near = [name for name in names if name.endswith(f"/{ref}")]
    near = near or get_close_matches(ref, names, n=2)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return "fetch it first (git fetch), or see `git branch --all` for what is here"


def _short(identifier: str | None) -> str:
    return identifier[:7] if identifier else "nothing"
