"""Exchanges with a remote that have to succeed: git's answers, made into results and errors."""

import re
from collections.abc import Iterator, Mapping

from hookline.git.process import Answer
from hookline.git.remotes import Remote
from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, HooklineError, NeedsMending, Stale, Unreachable

_REFUSES = re.compile(
    r"Authentication failed|[Pp]ermission (?:to \S+ )?denied|could not read (?:Username|Password)"
    r"|Host key verification failed|Repository not found|repository '\S+' not found"
    r"|returned error: 40[13]|[Aa]ccess denied|dubious ownership"
    # Of what a remote says when it does not move a ref, a lost race and a lock alone pass.
    r"|\[remote rejected\] \((?!cannot lock ref|failed to |incorrect old value)"
)
"""What git and the usual hosts say when they know the caller too little, or too well."""

_NOT_ALLOWED = re.compile(r"transport '([^']*)' not allowed")


def refs_on(remote: Remote, *refs: str) -> Mapping[str, str]:
    """Ask which of `refs`, whole names, the remote has: ref → id.

    Raises what `remote_failure` gives.
    """
    answer, found = remote.find(*refs)
    if answer.status:
        raise remote_failure(remote, "asking", answer)
    return found


def tips_of(remote: Remote) -> Mapping[str, str]:
    """Ask for the branches and tags of the remote: ref → id; raises what `remote_failure` gives."""
    answer, found = remote.list_tips()
    if answer.status:
        raise remote_failure(remote, "asking", answer)
    return found


def fetch_from(remote: Remote, *wants: str, depth: str = "", whole: bool = False) -> None:
    """Fetch commits by their ids, as `Remote.fetch`; raises what `remote_failure` gives."""
    answer = remote.fetch(*wants, depth=depth, whole=whole)
    if answer.status:
        raise remote_failure(remote, "fetching from", answer)


def move_on(remote: Remote, ref: str, new: str | None, old: str | None) -> None:
    """Move `ref` on the remote to `new` if it holds `old`; None stands for no ref.

    Raises `Stale` (`STA-MOVED`) when it holds something else by now, and what `remote_failure`
    gives. When the answer was lost the remote is asked what became of it.
    """
    answer = remote.push_ref(ref, new, old)
    if answer.status == 0:
        return
    # Git's words for a lost race depend on the version and the host; where the ref is does not.
    looked, found = remote.find(ref)
    now = found.get(ref)
    if looked.status or now == old:
        raise remote_failure(remote, "pushing to", answer)
    if now != new:
        raise Stale.because(
            Code.STA_MOVED,
            f"{ref} on {remote.name} moved from {_short(old)} to {_short(now)} while this run "
            "was at work",
            hint="another run finished in between: plan again",
        )


def remote_failure(remote: Remote, doing: str, answer: Answer) -> HooklineError:
    """Explain with git's own words that an exchange failed.

    Gives `AccessRefused` (`GIT-ACCESS`) when they say that the caller may not, `NeedsMending`
    (`GIT-REMOTE`) for an address that is never spoken to, else `Unreachable` (`GIT-UNREACHABLE`).
    """
    said = "; ".join(_words(answer))
    message = f"{doing} the git remote {remote.name} failed: {said or 'git said nothing'}"
    if found := _NOT_ALLOWED.search(said):
        return NeedsMending.because(
            Code.GIT_REMOTE,
            f"the git remote {remote.name} is reached by `{found[1]}`, which Hookline does not use",
            hint="give it an address that begins with https:// or ssh://, or is a path: "
            f"git remote set-url {remote.name} ADDRESS",
        )
    if _REFUSES.search(said):
        return AccessRefused.because(
            Code.GIT_ACCESS,
            message,
            hint=f"see that the same account may do it by hand: git ls-remote {remote.name}",
        )
    return Unreachable.because(
        Code.GIT_UNREACHABLE,
        message,
        hint=f"try again later; whether it answers says: git ls-remote {remote.name}",
    )


def _words(answer: Answer) -> Iterator[str]:
    """Give what git complains of, and of what a push tells of each ref why it did not move."""
    for line in answer.complaint.splitlines():
        if line.strip() and not line.startswith("error: failed to push some refs"):
            yield line.strip()
    for line in answer.out.decode("utf-8", "replace").splitlines():
        if line.startswith("!"):
            yield line.rpartition("\t")[2]


def _short(identifier: str | None) -> str:
    return identifier[:7] if identifier else "nothing"
