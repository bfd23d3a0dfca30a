"""Clones of one repository, and a workspace that is really served: what a team and its jobs do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import PAID, SIGNUP, Answer
from tests.support.engine import PASSWORD, serving
from tests.support.origins import Origin, make_origin
from tests.support.repository import ScriptedRepository

REF = "refs/hookline/state/staging"
CONFIG = """\
targets:
  staging:
    workspace: {address}
    user: admin
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    project: Operations
    prune: true
"""


@dataclass(frozen=True)
class Team:
    """A remote, the workspace that everybody applies to, and the command line."""

    origin: Origin
    workspace: EngineWriter
    command: Callable[..., Answer]
    folder: Path

    def clone(self, name: str, *options: str) -> ScriptedRepository:
        """Clone the remote."""
        return self.origin.clone(self.folder / name, *options)

    def hookline(self, clone: ScriptedRepository, *arguments: str) -> Answer:
        """Run a command line in a clone."""
        command, *others = arguments
        return self.command(command, "-C", str(clone.path), *others)

    def change(self, clone: ScriptedRepository, text: str, *, push: bool = True) -> str:
        """Commit another description of a webhook, and push it."""
        changed = SIGNUP.replace("Creates the account.", text)
        commit = clone.commit(f"Say: {text}", {"webhooks/onboarding.yaml": changed})
        if push:
            clone.git("push", "--quiet", "origin", "main")
        return commit

    def described(self) -> object:
        """Give the description that the workspace has."""
        live = self.workspace.by_name("webhook", "signup")
        return live.values["description"] if live else None


@pytest.fixture
def team(
    tmp_path: Path, hookline: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Team]:
    """Serve a workspace, and push definitions for it to a remote."""
    workspace = EngineWriter(EmbeddedWorkspace(tmp_path / "served.db"), "")
    for kind, name in (("flow", "onboarding"), ("flow", "billing"), ("project", "Operations")):
        workspace.create(kind, {"name": name}, "seed")
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", PASSWORD)
    with serving(tmp_path / "served.db") as address:
        files: dict[str, str | bytes] = {
            "hookline.yaml": CONFIG.format(address=address),
            "webhooks/onboarding.yaml": SIGNUP,
            "webhooks/billing.yaml": PAID,
        }
        yield Team(make_origin(tmp_path / "origin.git", files), workspace, hookline, tmp_path)


def test_what_one_clone_applied_is_applied_for_all(team: Team) -> None:
    """The second clone sees no changes after the first one's apply, and goes on from there."""
    ours, theirs = team.clone("ours"), team.clone("theirs")
    applied = team.hookline(ours, "apply", "--yes")
    assert (applied.code, applied.err) == (0, "")
    assert team.hookline(theirs, "plan").out.startswith("No changes. staging matches ")
    team.change(theirs, "Better.")
    assert team.hookline(theirs, "apply", "--yes").code == 0
    ours.git("pull", "--quiet")
    assert team.hookline(ours, "plan").out.startswith("No changes. staging matches ")
    assert team.hookline(ours, "log").out.count("1 updated") == 1
    assert team.described() == "Better."


def test_a_job_needs_nothing_but_its_clone(team: Team) -> None:
    """Each run in a fresh clone of depth 1: the first one, one that changes, one that does not."""
    first = team.clone("job1", "--depth=1")
    assert team.hookline(first, "apply", "--yes").code == 0
    cause = team.change(team.clone("ours"), "Better.")
    second = team.clone("job2", "--depth=1")
    shown = team.hookline(second, "plan")
    assert "1 to update" in shown.out
    assert f"{cause[:7]} by Ada Lovelace" in shown.out
    assert team.hookline(second, "apply", "--yes").code == 0
    third = team.clone("job3", "--depth=1")
    assert team.hookline(third, "plan", "--detailed-exitcode").code == 0
    assert team.described() == "Better."
    team.origin.git("fsck", "--strict")


def test_a_partial_clone_plans_and_applies(team: Team) -> None:
    """A clone that leaves files to the remote gets those that a plan needs."""
    ours = team.clone("ours")
    assert team.hookline(ours, "apply", "--yes").code == 0
    team.change(ours, "Better.")
    partial = team.clone("partial", "--filter=blob:none")
    assert "1 to update" in team.hookline(partial, "plan").out
    assert team.hookline(partial, "apply", "--yes").code == 0
    assert team.hookline(ours, "plan", "--detailed-exitcode").code == 0


def test_of_two_clones_at_once_one_writes(team: Team) -> None:
    """Both are started at the same time; one records, and the other finds it out and says so."""
    for name, text in (("ours", "From here."), ("theirs", "From there.")):
        clone = team.clone(name)
        clone.git("checkout", "--quiet", "-b", name)
        team.change(clone, text, push=False)
        clone.git("push", "--quiet", "origin", name)
    started = [_start(team.folder / name) for name in ("ours", "theirs")]
    ended = [process.communicate(timeout=60) for process in started]
    codes = sorted(process.returncode for process in started)
    assert codes[0] == 0, ended
    assert codes[1] in (4, 6), ended
    winner, loser = sorted((0, 1), key=lambda each: started[each].returncode)
    assert team.described() == ("From here.", "From there.")[winner]
    assert b"origin" in ended[loser][1] or b"staging" in ended[loser][1]
    runs = team.origin.git("rev-list", "--first-parent", REF).split()
    assert len(runs) == 2, "one run and the beginning"


def _start(clone: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "hookline", "apply", "--yes", "-C", str(clone)]
    return subprocess.Popen(
        command, env={**os.environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_commit_that_origin_does_not_have_is_not_applied(team: Team) -> None:
    """It is refused before anything is written, with the command that pushes it."""
    ours = team.clone("ours")
    commit = team.change(ours, "Mine alone.", push=False)
    assert team.hookline(ours, "plan").code == 0
    refused = team.hookline(ours, "apply", "--yes")
    assert refused.code == 1
    assert f"error[STA-UNPUSHED] origin does not have the commit {commit[:7]} yet" in refused.err
    assert "push it first: git push origin main" in refused.err
    assert team.workspace.list("webhook") == []
    assert team.origin.ref(REF) is None
    ours.git("push", "--quiet", "origin", "main")
    assert team.hookline(ours, "apply", "--yes").code == 0


def test_an_unreachable_origin_stops_before_the_workspace(team: Team) -> None:
    """What was applied cannot be told, so nothing is planned, and nothing is written."""
    ours = team.clone("ours")
    ours.git("remote", "set-url", "origin", str(team.folder / "gone.git"))
    for command in (["plan"], ["apply", "--yes"], ["status"]):
        answer = team.hookline(ours, *command)
        assert answer.code == 7, command
        assert "GIT-UNREACHABLE" in answer.err
        assert "create" not in answer.out
    assert team.workspace.list("webhook") == []


def test_a_branch_that_was_set_back_is_a_guard_in_every_clone(team: Team) -> None:
    """A job that meets a rewound branch names both commits, and changes nothing."""
    ours = team.clone("ours")
    first = ours.head
    second = team.change(ours, "Better.")
    assert team.hookline(ours, "apply", "--yes").code == 0
    team.origin.git("update-ref", "refs/heads/main", first)
    for name, options in (("whole", ()), ("shallow", ("--depth=1",))):
        clone = team.clone(name, *options)
        answer = team.hookline(clone, "apply", "--yes")
        assert answer.code == 3, (name, answer)
        assert first[:7] in answer.out + answer.err
        assert second[:7] in answer.out + answer.err
    assert team.described() == "Better."


def test_a_commit_that_vanished_from_every_branch_is_still_known(team: Team) -> None:
    """The state leads to what was applied, so a force-push loses neither it nor the guard."""
    ours = team.clone("ours")
    applied = team.change(ours, "Better.")
    assert team.hookline(ours, "apply", "--yes").code == 0
    text = SIGNUP.replace("Creates the account.", "Amended.")
    ours.commit("Amend", {"webhooks/onboarding.yaml": text}, "--amend")
    ours.git("push", "--quiet", "--force", "origin", "main")
    team.origin.git("reflog", "expire", "--expire=now", "--all")
    team.origin.git("gc", "--quiet", "--prune=now")
    clone = team.clone("theirs", "--depth=1")
    refused = team.hookline(clone, "apply", "--yes")
    assert refused.code == 3
    assert applied[:7] in refused.out
    accepted = team.hookline(clone, "apply", "--yes", "--accept-rewind", applied)
    assert (accepted.code, team.described()) == (0, "Amended.")


def test_two_targets_of_one_repository(team: Team) -> None:
    """Two targets, one's name the beginning of the other's, are applied apart from each other."""
    ours = team.clone("ours")
    config = (ours.path / "hookline.yaml").read_text()
    target = config.split("  staging:")[1]
    both = f"targets:\n  staging:{target}  staging-eu:{target}"
    ours.commit("Add a target", {"hookline.yaml": both})
    ours.git("push", "--quiet", "origin", "main")
    assert team.hookline(ours, "apply", "--yes", "--target", "staging-eu").code == 0
    refs = team.origin.git("for-each-ref", "--format=%(refname)", "refs/hookline/state").split()
    assert refs == [f"{REF}-eu"]
    fresh = team.clone("fresh", "--depth=1")
    adopting = team.hookline(fresh, "plan", "--target", "staging")
    assert "2 to adopt" in adopting.out
    assert "nothing was applied to staging yet, so for this plan nothing is del" in adopting.err
    assert "git fetch" not in adopting.err
    assert team.hookline(fresh, "plan", "--target", "staging-eu", "--detailed-exitcode").code == 0
