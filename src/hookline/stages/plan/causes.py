"""Why a value changes, and what is told to the workspace about it."""

from hookline.model.change import Cause, CauseKind
from hookline.model.commit import Commit
from hookline.model.difference import Difference
from hookline.stages.plan.basis import Basis

UNCOMMITTED = "Apply uncommitted changes of the working tree"


CONFIG = "hookline.yaml"


def commit_of(path: str, basis: Basis) -> Commit | None:
    """Give the commit behind a file's content: its newest one.

    None for what is not committed yet, and where the history at hand does not reach that far.
    """
    return None if path in basis.uncommitted else basis.commits.get(path)


def commit_of_removal(path: str, basis: Basis) -> Commit | None:
    """Give the commit after which a definition is gone.

    That is the newest one of its file; of the configuration, when the file is there still and
    `definitions:` stopped matching it.
    """
    return commit_of(CONFIG if path in basis.unmatched else path, basis)


def cause_of(kind: CauseKind, path: str, difference: Difference, basis: Basis) -> Cause:
    """Say who is behind a value that moved."""
    live = difference.live
    if kind is CauseKind.COMMIT or live is None:
        return Cause(kind, commit_of(path, basis))
    commit = commit_of(path, basis) if kind is CauseKind.CONFLICT else None
    return Cause(kind, commit, live.modified_by, live.modified_at)


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
    commit = subject.commit or commit_of(path, basis)
    if commit is None:
        text = f"Apply {basis.commit.short}"
    elif subject.kind is CauseKind.DRIFT:
        text = f"Restore what git says since {commit.short}: {commit.subject}"
    else:
        text = f"{commit.subject}\n\n{commit.body}".rstrip()
    return f"{text}\n\nHookline-Commit: {basis.commit.sha}"
