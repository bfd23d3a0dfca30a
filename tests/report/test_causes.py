from dataclasses import replace

import pytest

from hookline.model.change import Cause, CauseKind
from hookline.report.causes import describe_cause
from tests.support.shown_plans import BY_BOTH, BY_GIT, BY_HAND, MERGE
from tests.support.webhooks import NOW

COMMITTED = "a81c2f0 by Ben Ito, 2 days ago: Clarify the invoice hook"


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (BY_GIT, COMMITTED),
        (
            replace(BY_GIT, merge=MERGE),
            "a81c2f0 in merge 9d0e1b7 by Ben Ito, 2 days ago: Clarify the invoice hook",
        ),
        (replace(BY_GIT, origin="already pending"), f"already pending: {COMMITTED}"),
        (replace(BY_GIT, kind=CauseKind.ADOPT, origin="this branch"), f"this branch: {COMMITTED}"),
        (
            Cause(CauseKind.COMMIT),
            "commit unknown: uncommitted, or beyond a shallow clone",
        ),
        (
            Cause(CauseKind.COMMIT, note="unknown (shallow clone)"),
            "commit unknown (shallow clone)",
        ),
        (
            Cause(CauseKind.COMMIT, note="not committed yet", origin="this branch"),
            "this branch: not committed yet",
        ),
    ],
)
def test_what_moved_in_git_names_its_commit(cause: Cause, expected: str) -> None:
    """Who, when, what for, and the merge that brought it; or why that is not known."""
    assert describe_cause(cause, NOW) == [expected]


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (BY_HAND, "drift: changed in the workspace by carla, 20 Nov 14:02 UTC"),
        (
            replace(BY_HAND, author="0f5c1a2b-1111-2222-3333-444455556666"),
            "drift: changed in the workspace by 0f5c1a2b, 20 Nov 14:02 UTC",
        ),
        (
            replace(BY_HAND, author=None),
            "drift: changed in the workspace by somebody, 20 Nov 14:02 UTC",
        ),
        (replace(BY_HAND, at=None), "drift: changed in the workspace by carla"),
        (Cause(CauseKind.DRIFT), "drift: deleted in the workspace"),
        (
            replace(BY_HAND, note="restored from an older copy"),
            "drift: restored from an older copy, last changed by carla, 20 Nov 14:02 UTC",
        ),
        (
            Cause(CauseKind.DRIFT, note="renamed in the workspace"),
            "drift: renamed in the workspace",
        ),
    ],
)
def test_what_moved_in_the_workspace_names_who_and_when(cause: Cause, expected: str) -> None:
    """Of an id that nobody can read its beginning is told."""
    assert describe_cause(cause, NOW) == [expected]


def test_a_conflict_names_both_sides() -> None:
    """First the commit, then who changed the workspace, where that is known."""
    assert describe_cause(BY_BOTH, NOW) == [
        COMMITTED,
        "conflict: changed in the workspace too, by carla, 20 Nov 14:02 UTC",
    ]
    assert describe_cause(replace(BY_GIT, kind=CauseKind.CONFLICT), NOW) == [COMMITTED]


def test_a_settled_conflict_names_the_side_that_wins() -> None:
    """Whose change is overwritten stands beside the commit, where that is known."""
    assert describe_cause(BY_BOTH, NOW, settled=True) == [
        COMMITTED,
        "git wins: changed in the workspace too, by carla, 20 Nov 14:02 UTC",
    ]
    told = describe_cause(replace(BY_GIT, kind=CauseKind.CONFLICT), NOW, settled=True)
    assert told == [COMMITTED, "git wins the conflict"]
    assert describe_cause(BY_GIT, NOW, settled=True) == [COMMITTED]
