"""What a team sees of a rollback: the hold is on the remote, like the state."""

import json

from tests.cli.conftest import SIGNUP
from tests.cli.test_origin import Team, team
from tests.support.repository import ScriptedRepository

__all__ = ["team"]


def two_runs(team: Team) -> tuple[ScriptedRepository, str]:
    """Apply two commits from a clone; give it, and the first run."""
    ours = team.clone("ours")
    assert team.hookline(ours, "apply", "--yes").code == 0
    team.change(ours, "Worse.")
    assert team.hookline(ours, "apply", "--yes").code == 0
    runs = json.loads(team.hookline(ours, "log", "--format", "json").out)["runs"]
    return ours, runs[-1]["id"]


def test_job_of_a_merge_pipeline_does_not_undo_a_rollback(team: Team) -> None:
    """Another clone, of depth 1 as jobs have it, is refused and says who holds the target."""
    ours, first = two_runs(team)
    assert team.hookline(ours, "rollback", "--now", "--yes", first).code == 0
    assert team.described() == "Creates the account."
    job = team.clone("job", "--depth=1")
    refused = team.hookline(job, "apply", "--yes")
    assert refused.code == 3
    assert "Refused (hold)" in refused.out
    assert team.described() == "Creates the account."


def test_revert_that_is_not_pushed_does_not_end_the_hold(team: Team) -> None:
    """To record it would publish a commit that nobody has reviewed."""
    ours, first = two_runs(team)
    assert team.hookline(ours, "rollback", "--now", "--yes", first).code == 0
    ours.commit("Revert")
    refused = team.hookline(ours, "apply", "--yes")
    assert refused.code == 1
    assert "error[STA-UNPUSHED]" in refused.err
    ours.git("push", "--quiet", "origin", "main")
    assert team.hookline(ours, "apply", "--yes").code == 0
    team.change(ours, "Better.")
    assert team.hookline(ours, "apply", "--yes").code == 0
    assert team.described() == "Better."


def test_commit_that_is_not_pushed_is_told_before_anybody_is_asked(team: Team) -> None:
    """The run could not be recorded, even where it changes nothing and only holds the target."""
    ours, _ = two_runs(team)
    ours.commit("Mine")
    refused = team.hookline(ours, "rollback", "--now", ours.head)
    assert refused.code == 1, refused
    assert "error[STA-UNPUSHED]" in refused.err


def test_shallow_clone_rolls_back_like_any_other(team: Team) -> None:
    """A job of depth 1 is what there is at hand at night."""
    _, first = two_runs(team)
    job = team.clone("job", "--depth=1")
    done = team.hookline(job, "rollback", "--now", "--yes", first)
    assert done.code == 0, done.err
    assert team.described() == "Creates the account."
    assert (job.path / "webhooks/onboarding.yaml").read_text() == SIGNUP


def test_target_that_one_clone_forgets_is_forgotten_by_all(team: Team) -> None:
    """The run stands on the remote, and the webhooks stay in the workspace."""
    ours, _ = two_runs(team)
    assert team.hookline(ours, "forget", "--all", "--yes").code == 0
    theirs = team.clone("theirs")
    changes = json.loads(team.hookline(theirs, "plan", "--format", "json").out)["changes"]
    assert {each["action"] for each in changes} == {"adopt"}
    assert team.described() == "Worse."
