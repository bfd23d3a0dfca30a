"""What a job may do unasked: go on from what was applied, and never back."""

import shlex

from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.errors import Blocked
from hookline.model.guard import OverrideKind
from hookline.model.ports import DefinitionSource
from hookline.model.state import AppliedState
from hookline.stages.plan import read_trailers

SHORT = 7
"""How many characters of a commit's id people quote."""


def require_onward(
    source: DefinitionSource, commit: Commit, base: AppliedState, target: str
) -> None:
    """Raise `Blocked` (`SYN-REWIND`) unless `commit` is, or comes after, what was applied last.

    What was applied only in part counts too. A commit on another line, as after a reviewed
    rewrite of the branch, passes when it says so itself (`Hookline-Allow: rewind SHA`); one that
    only went back has no commit that could.
    """
    for applied in dict.fromkeys(each for each in (base.commit, base.tried) if each):
        descends = applied == commit.sha or source.is_ancestor(applied)
        if not descends and not _is_allowed(source, applied):
            raise _back(commit, applied, target, is_known=descends is not None)


def _is_allowed(source: DefinitionSource, applied: str) -> bool:
    overrides, _ = read_trailers(source.commits_between(applied))
    meant = [each for each in overrides if each.kind is OverrideKind.REWIND]
    return any(applied.startswith(sha.lower()) for each in meant for sha in each.values)


def _back(commit: Commit, applied: str, target: str, *, is_known: bool) -> Blocked:
    relation = "does not come after" if is_known else "cannot be told (in this clone) to come after"
    return Blocked.because(
        Code.SYN_REWIND,
        f"{commit.short} {relation} {applied[:SHORT]}, which was applied last; "
        "a job never goes back, so nothing was written",
        hint="put the branch back; or, when it is meant, apply it by hand once: "
        f"hookline apply --target {shlex.quote(target)} --commit {commit.short} "
        f"--accept-rewind {applied[:SHORT]}",
    )
