"""Whether a state belongs to the workspace and the folder at hand."""

import shlex

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.settings import Target
from hookline.model.state import AppliedState


def require_same_workspace(base: AppliedState, answered: str | None, target: Target) -> None:
    """Raise `NeedsMending` (`STA-WORKSPACE`) when another workspace answers than was applied to."""
    if base.workspace_id is None or base.workspace_id == answered:
        return
    now = f"answers as workspace {answered}" if answered else "shows nothing that may be read"
    raise NeedsMending.because(
        Code.STA_WORKSPACE,
        f"{target.name} {now}, and what was applied last went to workspace {base.workspace_id}",
        hint="correct the target's address, or give the other workspace a target of its own; "
        f"if the old workspace is gone for good, begin anew: {_begin_anew(target)}",
    )


def require_same_root(base: AppliedState, root: str, target: Target) -> None:
    """Raise `NeedsMending` (`STA-ROOT`) when another folder's definitions were applied.

    Otherwise two folders of one repository would delete each other's webhooks.
    """
    if base.root is None or base.root == root:
        return
    here, there = (f"the folder {each}" if each else "the top" for each in (root, base.root))
    raise NeedsMending.because(
        Code.STA_ROOT,
        f"{target.name} was applied last from {there} of this repository, and this is {here}",
        hint="give each folder's target a name of its own; "
        f"if the folder has moved, begin anew: {_begin_anew(target)}",
    )


def _begin_anew(target: Target) -> str:
    """Give the command that forgets what was applied; the webhooks stay and can be adopted."""
    return f"hookline forget --all --target {shlex.quote(target.name)}"
