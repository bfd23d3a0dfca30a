"""What a job follows: the branch on the remote, fetched by itself, and never the working tree."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookline.state.lock_claim import Claim, Process, write_claim
from tests.cli.test_origin import REF, Team, team
from tests.support.repository import ScriptedRepository, run_git

__all__ = ["team"]


@pytest.fixture
def job(team: Team) -> ScriptedRepository:
    """Give a clone in which a job has applied what there was."""
    clone = team.clone("job")
    assert team.hookline(clone, "sync").code == 0
    return clone


def test_job_follows_the_remote_and_leaves_the_working_tree(
    team: Team, job: ScriptedRepository
) -> None:
    """What somebody pushed is fetched and applied, though what is checked out stays as it was."""
    head, status = job.head, job.git("status", "--porcelain=v1", "--branch")
    pushed = team.change(team.clone("ours"), "Better.")
    answer = team.hookline(job, "sync")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.endswith(f"staging matches {pushed[:7]}.\n")
    assert team.described() == "Better."
    assert job.head == head
    assert job.git("rev-parse", "refs/remotes/origin/main") == pushed
    assert job.git("status", "--porcelain=v1", "--branch") == f"{status} [behind 1]"


def test_only_the_branch_itself_is_fetched(team: Team, job: ScriptedRepository) -> None:
    """Other branches and tags of the remote stay there."""
    ours = team.clone("ours")
    team.change(ours, "Better.")
    ours.git("push", "--quiet", "origin", "main:refs/heads/other", "main:refs/tags/v1")
    assert team.hookline(job, "sync").code == 0
    assert job.git("for-each-ref", "--format=%(refname)").split() == [
        "refs/heads/main",
        REF,
        "refs/remotes/origin/HEAD",
        "refs/remotes/origin/main",
    ]


def test_an_unpushed_commit_is_not_applied(team: Team, job: ScriptedRepository) -> None:
    """A job goes by what everybody has, and not by what lies in its own clone."""
    team.change(job, "Only here.", push=False)
    assert team.hookline(job, "sync").out.startswith("No changes.")
    assert team.described() == "Creates the account."


@pytest.mark.usefixtures("job")
def test_detached_checkout_of_ci_is_applied_as_it_is(team: Team) -> None:
    """Where no branch is current, HEAD is meant and no branch is fetched."""
    team.change(team.clone("ours"), "Better.")
    ci = team.clone("ci", "--depth=1")
    ci.git("checkout", "--quiet", "--detach")
    ci.git("update-ref", "-d", "refs/remotes/origin/main")
    answer = team.hookline(ci, "sync")
    assert (answer.code, answer.err) == (0, "")
    assert team.described() == "Better."
    assert ci.git("for-each-ref", "refs/remotes/origin/main") == ""


def test_shallow_clone_goes_on(team: Team) -> None:
    """A clone of depth 1 fetches what came since, and names the commit behind each value."""
    clone = team.clone("job", "--depth=1")
    assert team.hookline(clone, "sync").code == 0
    ours = team.clone("ours")
    cause = team.change(ours, "Better.")
    ours.commit("Nothing")
    ours.git("push", "--quiet", "origin", "main")
    assert team.hookline(clone, "sync").code == 0
    blame = json.loads(team.hookline(clone, "blame", "signup", "--format", "json").out)
    found = {each["name"]: each["commit"] for each in blame["properties"]}
    assert found["description"]["commit"] == cause


def test_remote_that_is_away_changes_nothing(team: Team, job: ScriptedRepository) -> None:
    """A fetch that fails ends the round with exit 7 before anything else is asked or done."""
    team.change(team.clone("ours"), "Better.")
    job.git("remote", "set-url", "origin", str(team.folder / "gone.git"))
    answer = team.hookline(job, "sync")
    assert answer.code == 7
    assert "GIT-UNREACHABLE" in answer.err
    assert answer.out == ""
    assert team.described() == "Creates the account."


def test_branch_that_vanished_changes_nothing(team: Team, job: ScriptedRepository) -> None:
    """Nothing is deleted when the branch is gone: what was applied last stays, and it is told."""
    team.origin.git("branch", "--move", "main", "trunk")
    answer = team.hookline(job, "sync")
    assert answer.code == 7
    assert "origin has no branch main any more" in answer.err
    assert team.described() == "Creates the account."


def test_forced_push_is_not_followed(team: Team, job: ScriptedRepository) -> None:
    """A branch that was set back or rewritten is refused, with both commits named."""
    ours = team.clone("ours")
    better = team.change(ours, "Better.")
    assert team.hookline(job, "sync").code == 0
    ours.git("reset", "--quiet", "--hard", "HEAD~1")
    worse = team.change(ours, "Worse.", push=False)
    ours.git("push", "--quiet", "--force", "origin", "main")
    answer = team.hookline(job, "sync")
    assert answer.code == 3
    assert f"SYN-REWIND] {worse[:7]} does not come after {better[:7]}" in answer.err
    assert f"hookline apply --target staging --commit {worse[:7]}" in " ".join(answer.err.split())
    assert answer.out == (f"Refused, and nothing was written. staging stays at {better[:7]}.\n")
    assert team.described() == "Better."
    by_hand = f"apply --yes --commit {worse[:7]} --accept-rewind {better[:7]}".split()
    assert team.hookline(job, *by_hand).code == 0
    assert team.hookline(job, "sync").out.startswith("No changes.")
    assert team.described() == "Worse."


def test_target_that_is_locked_is_left_for_the_next_time(
    team: Team, job: ScriptedRepository
) -> None:
    """While another run is at work nothing is written; with nothing to do nobody looks."""
    theirs = team.clone("theirs")
    away = Process(1, 1, "the boot of another machine", "1")
    since = datetime(2026, 11, 23, 12, tzinfo=UTC)
    claim = Claim("a" * 12, "Ada <ada@example.com>", "apply", "elsewhere", away, 120.0, since)
    blob = theirs.git("hash-object", "-w", "--stdin", stdin=write_claim(claim))
    tree = theirs.git("mktree", stdin=f"100644 blob {blob}\tlock.json\n".encode())
    commit = theirs.git("commit-tree", tree, "-m", "Lock")
    theirs.git("push", "--quiet", "origin", f"{commit}:refs/hookline/lock/staging")
    assert team.hookline(job, "sync").code == 0
    team.change(theirs, "Better.")
    answer = team.hookline(job, "sync")
    assert answer.code == 6
    assert "Ada <ada@example.com>" in answer.err
    assert "hookline unlock aaaaaaaaaaaa" in answer.err
    assert team.described() == "Creates the account."


def test_moved_workspace_needs_somebody_to_check_it_out(
    team: Team, job: ScriptedRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can push cannot choose where credentials go: HEAD of the job's clone decides."""
    ours = team.clone("ours")
    config = (ours.path / "hookline.yaml").read_text()
    moved = config.replace("127.0.0.1", "localhost")
    ours.commit("Move", {"hookline.yaml": moved})
    ours.git("push", "--quiet", "origin", "main")
    refused = team.hookline(job, "sync")
    assert refused.code == 8
    assert "SEC-HOST" in refused.err
    monkeypatch.setenv("HOOKLINE_ALLOW_HOSTS", "localhost")
    assert team.hookline(job, "sync").code == 0


def test_branch_of_the_same_repository_can_be_followed(team: Team) -> None:
    """An upstream that is a branch here needs no fetch."""
    clone = team.clone("job")
    clone.git("checkout", "--quiet", "-b", "next", "--track", "main")
    clone.git("checkout", "--quiet", "main")
    clone.git("checkout", "--quiet", "next")
    assert clone.git("rev-parse", "--abbrev-ref", "@{upstream}") == "main"
    answer = team.hookline(clone, "sync")
    assert (answer.code, answer.err) == (0, "")


def test_two_jobs_in_two_clones_do_the_work_once(team: Team, tmp_path: Path) -> None:
    """The second finds nothing to do, since what was applied is on the remote."""
    first, second = team.clone("one"), team.clone("two")
    assert team.hookline(first, "sync").code == 0
    answer = team.hookline(second, "sync")
    assert answer.out.startswith("No changes. staging matches ")
    assert run_git(tmp_path / "origin.git", "rev-list", "--count", "--first-parent", REF) == "2"
