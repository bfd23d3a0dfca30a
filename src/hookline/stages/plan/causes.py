"""Why a value changes, and what is told to the workspace about it."""

from collections.abc import Iterable

from hookline.model.by_hand import changed_by
from hookline.model.change import UNDOES, Cause, CauseKind, FieldChange
from hookline.model.commit import Commit
from hookline.model.difference import Difference
from hookline.stages.plan.basis import Basis

UNCOMMITTED = "Apply uncommitted changes of the working tree"
CONFIG = "hookline.yaml"
WHOLE = ""
"""Stands for the whole definition where a property is named."""
THIS_BRANCH = "this branch"
PENDING = "already pending"


def cause_in_git(name: str, prop: str, path: str, basis: Basis) -> Cause:
    """Give the commit behind a value of a definition: the newest that moved it.

    `prop` is the workspace's name of the property, `WHOLE` for the definition's coming and going.
    What is not committed yet has no commit, and neither has what the history at hand does not
    reach. What nobody traced to a commit is the head's: something around it moved.
    """
    if path in basis.uncommitted:
        return _placed(Cause(CauseKind.COMMIT, note="not committed yet"), basis)
    if basis.traced is None:
        commit = basis.commits.get(path)
        note = "" if commit else f"unknown ({basis.why_untraced or 'shallow clone'})"
        return _placed(Cause(CauseKind.COMMIT, commit, note=note), basis)
    found = basis.traced.get((name, prop)) or basis.traced.get((name, WHOLE))
    if found is not None:
        return _placed(Cause(CauseKind.COMMIT, found.commit, merge=found.merge), basis)
    if basis.why_untraced:
        return Cause(CauseKind.COMMIT, note=f"unknown ({basis.why_untraced})")
    if basis.descends is False and basis.base.commit:
        # Nobody on this side moved it: it was moved by commits that this side does not have.
        brought = basis.brought.get(name, {}).get(prop)
        applied = ((brought.commit if brought else "") or basis.base.commit)[:7]
        return Cause(CauseKind.COMMIT, note=f"{UNDOES}{applied} brought, which is not in here")
    return _placed(Cause(CauseKind.COMMIT, basis.commit), basis)


def cause_of_removal(name: str, path: str, basis: Basis) -> Cause:
    """Give the commit after which a definition is gone.

    Where nothing can be traced that is the newest one of its file; of the configuration, when the
    file is there still and `definitions:` stopped matching it.
    """
    return cause_in_git(name, WHOLE, CONFIG if path in (basis.unmatched or ()) else path, basis)


def cause_by_hand(difference: Difference, basis: Basis, note: str = "") -> Cause:
    """Say who changed the workspace; nobody can say it of a record that is gone."""
    live = difference.live
    if live is None:
        return Cause(CauseKind.DRIFT, note=note)
    if note:
        # It was not the webhook that somebody touched, but what it refers to.
        return Cause(CauseKind.DRIFT, note=note)
    return changed_by(difference.base, live, basis.people)


def cause_of_conflict(git: Cause, by_hand: Cause) -> Cause:
    """Name both sides of a conflict."""
    return Cause(
        CauseKind.CONFLICT,
        git.commit,
        by_hand.author,
        by_hand.at,
        git.origin,
        git.merge,
        by_hand.note or git.note,
    )


def strongest(fields: Iterable[FieldChange], otherwise: Cause, basis: Basis) -> Cause:
    """Give the cause that speaks for a whole webhook: a conflict, git's newest, or drift."""
    causes = [field.cause for field in fields] or [otherwise]
    ranks = {CauseKind.CONFLICT: 0, CauseKind.COMMIT: 1, CauseKind.ADOPT: 2, CauseKind.DRIFT: 3}
    return min(causes, key=lambda cause: (ranks[cause.kind], _age(cause.commit, basis)))


def message_for(subject: Cause, path: str, basis: Basis) -> str:
    """Compose the commit message that goes with a write.

    Subject and body are those of the causing commit, so that the workspace's history reads as the
    repository's; `Hookline-Commit` names what is applied, and uncommitted files never pass for a
    commit. `apply` adds `Hookline-Run`.
    """
    if basis.worktree:
        head = basis.commit.sha if basis.commit else "no commit yet"
        return f"{UNCOMMITTED}\n\nHookline-Worktree: on {head}"
    assert basis.commit is not None  # noqa: S101  definitions were read from it
    commit = subject.commit or basis.commits.get(path)
    if commit is None:
        text = f"Apply {basis.commit.short}"
    elif subject.kind is CauseKind.DRIFT:
        text = f"Restore what git says since {commit.short}: {commit.subject}"
    else:
        text = f"{commit.subject}\n\n{commit.body}".rstrip()
    return f"{text}\n\nHookline-Commit: {basis.commit.sha}"


def _placed(cause: Cause, basis: Basis) -> Cause:
    """Mark whether the branch brings a change, or whether it was pending before."""
    if (
        basis.since is None
        or basis.branch is None
        or (cause.commit is None and not cause.note.startswith("not committed"))
    ):
        return cause
    is_new = cause.commit is None or cause.commit.sha in basis.branch
    origin = THIS_BRANCH if is_new else PENDING
    return Cause(cause.kind, cause.commit, cause.author, cause.at, origin, cause.merge, cause.note)


def _age(commit: Commit | None, basis: Basis) -> tuple[int, float]:
    if commit is None:
        return (len(basis.recency) + 1, 0.0)
    return (basis.recency.get(commit.sha, len(basis.recency)), -commit.authored_at.timestamp())
