"""A process that is killed while it applies a saved plan, and the one that takes the plan up."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookline.model.http import Request
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import PAID, SIGNUP, Shop
from tests.support.repository import ScriptedRepository

CHILD = """
import os, signal, sys
from pathlib import Path
from hookline.cli.main import run
from hookline.state.store import GitState
from hookline.workspace.embedded import EmbeddedWorkspace

moment, log = sys.argv[1], Path(sys.argv[2])
carry, record = EmbeddedWorkspace.send, GitState.record

def reached(now):
    if now == moment:
        os.kill(os.getpid(), signal.SIGKILL)

def send(workspace, request):
    if request.method == "GET":
        return carry(workspace, request)
    number = len(log.read_text().splitlines()) + 1
    reached(f"before write {number}")
    answer = carry(workspace, request)
    with log.open("a") as stream:
        stream.write(f"{request.method} {request.path} {request.body.decode()}\\n")
    reached(f"after write {number}")
    return answer

def recording(*arguments):
    reached("before the record")
    state = record(*arguments)
    reached("after the record")
    return state

EmbeddedWorkspace.send, GitState.record = send, recording
sys.exit(run(["apply", "plan.json"]))
"""
"""Applies the plan, writes down each request that changes something, and dies at one moment."""

WRITES = [f"{when} write {number}" for number in (1, 2, 3) for when in ("before", "after")]
NEVER = "never"


def apply_until(moment: str, folder: Path, log: Path) -> int:
    """Apply the plan in a process that is killed at that moment; gives its exit code."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, moment, str(log)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode


def workspace_of(folder: Path) -> EngineWriter:
    """Open the workspace of a copy of the shop."""
    return EngineWriter(
        EmbeddedWorkspace(folder / ".hookline" / "local.db"), "embedded:.hookline/local.db"
    )


def live(folder: Path) -> dict[str, tuple[object, object, int]]:
    """Give what the workspace holds: name → flow, description, and how often it was written."""
    transport = EmbeddedWorkspace(folder / ".hookline" / "local.db")
    found: dict[str, tuple[object, object, int]] = {}
    for each in workspace_of(folder).list("webhook"):
        path = f"/api/latest/webhook/{each.id}/hookline-history"
        history = json.loads(transport.send(Request("GET", path)).body)
        (entries,) = history.values() if isinstance(history, dict) else (history,)
        found[each.name] = (each.values["flow_id"], each.values["description"], len(entries))
    return found


def copies(shop: Shop, tmp_path: Path, moments: list[str]) -> Iterator[tuple[str, Path, Path]]:
    """Give, for each moment, a copy of the shop and an empty log of its writes."""
    for number, moment in enumerate(moments):
        folder = tmp_path / f"copy-{number}"
        shutil.copytree(shop.path, folder)
        log = tmp_path / f"log-{number}"
        log.touch()
        yield moment, folder, log


def journals(folder: Path) -> list[str]:
    """Give the names of the journals that are still there."""
    return sorted(file.name for file in (folder / ".git" / "hookline").rglob("*.jsonl"))


def outcomes(folder: Path) -> list[tuple[str, str]]:
    """Give what the newest recorded run says that became of each change."""
    state = ScriptedRepository(folder).git("show", "refs/hookline/state/local:run.json")
    return sorted((each["name"], each["result"]) for each in json.loads(state)["outcomes"])


@pytest.fixture
def three(shop: Shop) -> Shop:
    """Give the shop with a plan that creates, updates and deletes."""
    assert shop.hookline("apply", "--yes").code == 0
    refund = PAID.replace("invoice-paid", "refund")
    shop.commit(
        "Change all",
        {
            "webhooks/onboarding.yaml": SIGNUP.replace("account", "login"),
            "webhooks/billing.yaml": None,
            "webhooks/refund.yaml": refund,
        },
    )
    planned = shop.hookline("plan", "--out", "plan.json")
    assert "1 to create, 1 to update, 1 to delete" in planned.out
    return shop


def test_a_plan_is_taken_up_after_a_crash_at_any_moment(three: Shop, tmp_path: Path) -> None:
    """Whenever the process died, the same plan leads to the same end, each write done once."""
    ((_, whole, log),) = copies(three, tmp_path / "whole", [NEVER])
    assert apply_until(NEVER, whole, log) == 0
    expected, done = live(whole), outcomes(whole)
    assert {name: each[2] for name, each in expected.items()} == {"signup": 2, "refund": 1}
    assert [name for name, _ in done] == ["invoice-paid", "refund", "signup"]
    writes = sorted(line.split()[0] for line in log.read_text().splitlines())
    assert writes == ["DELETE", "PATCH", "POST"]
    for moment, folder, log in copies(three, tmp_path, [*WRITES, "before the record"]):
        assert apply_until(moment, folder, log) == -signal.SIGKILL, moment
        (journal,) = journals(folder)
        assert three.hookline("apply", "-C", str(folder), "plan.json").code == 0, moment
        assert live(folder) == expected, moment
        assert outcomes(folder) == done, moment
        assert journals(folder) == [], moment
        assert three.hookline("log", "-C", str(folder)).out.count(Path(journal).stem) == 1
        assert three.hookline("plan", "-C", str(folder)).out.startswith("No changes."), moment


def test_a_plan_that_was_recorded_before_the_crash_is_applied(three: Shop, tmp_path: Path) -> None:
    """The state is what counts: a journal that outlived its run starts nothing again."""
    ((moment, folder, log),) = copies(three, tmp_path, ["after the record"])
    assert apply_until(moment, folder, log) == -signal.SIGKILL
    assert len(journals(folder)) == 1
    again = three.hookline("apply", "-C", str(folder), "plan.json")
    assert again.code == 4
    assert "error[PLN-APPLIED]" in again.err
    assert len(log.read_text().splitlines()) == 3


def test_what_is_taken_up_is_said(three: Shop, tmp_path: Path) -> None:
    """The run keeps its id, and how far it had come is told."""
    ((moment, folder, log),) = copies(three, tmp_path, ["before write 3"])
    apply_until(moment, folder, log)
    run_id = Path(journals(folder)[0]).stem
    answer = three.hookline("apply", "-C", str(folder), "plan.json")
    assert answer.code == 0
    assert f"Taking up run {run_id}, which did not finish: 2 of its 3 changes" in answer.err
    assert f"1 created, 1 updated, 1 deleted (run {run_id})." in answer.out


def test_a_run_of_another_plan_is_recorded_before_anything_is_written(
    three: Shop, tmp_path: Path
) -> None:
    """A new plan counts in what a killed run wrote, and its apply records that run as it was."""
    ((moment, folder, log),) = copies(three, tmp_path, ["after write 2"])
    apply_until(moment, folder, log)
    killed = Path(journals(folder)[0]).stem
    planned = three.hookline("plan", "-C", str(folder), "--out", "other.json")
    assert planned.code == 0
    assert f"run {killed} by " in planned.err
    assert "has not finished: 2 of its 3 changes were carried out" in planned.err
    assert "1 to delete" in planned.out
    assert "to create" not in planned.out
    answer = three.hookline("apply", "-C", str(folder), "other.json")
    assert answer.code == 0
    assert f"Recorded run {killed} by " in answer.err
    assert journals(folder) == []
    assert len(log.read_text().splitlines()) == 2
    recorded = ScriptedRepository(folder).git("show", "refs/hookline/state/local~1:run.json")
    told = sorted((each["name"], each["result"]) for each in json.loads(recorded)["outcomes"])
    assert told == [("invoice-paid", "skipped"), ("refund", "created"), ("signup", "updated")]
    assert json.loads(recorded)["run"] == killed


def test_a_colleague_who_was_faster_than_the_second_try_is_told(
    three: Shop, tmp_path: Path
) -> None:
    """What a person changed after the crash is neither overwritten nor taken for the run's own."""
    ((moment, folder, log),) = copies(three, tmp_path, ["before write 3"])
    apply_until(moment, folder, log)
    workspace = workspace_of(folder)
    signup = workspace.by_name("webhook", "signup")
    assert signup is not None
    workspace.update("webhook", signup.id, {"description": "by hand"}, "by hand")
    answer = three.hookline("apply", "-C", str(folder), "plan.json")
    assert answer.code == 4
    assert 'webhook "signup" has moved since it was planned' in answer.err
    assert live(folder)["signup"][1] == "by hand"
    assert "invoice-paid" in live(folder)


def test_a_swap_of_names_is_taken_up_after_a_crash_at_any_write(shop: Shop, tmp_path: Path) -> None:
    """Also a webhook that was left under a name for the moment gets the one it is meant to have."""
    assert shop.hookline("apply", "--yes").code == 0
    ids = {record.name: record.id for record in shop.workspace.list("webhook")}
    swapped = {
        "webhooks/onboarding.yaml": SIGNUP.replace("name: signup", "name: invoice-paid", 1)
        + "renamed_from: signup\n",
        "webhooks/billing.yaml": PAID.replace("name: invoice-paid", "name: signup", 1)
        + "renamed_from: invoice-paid\n",
    }
    shop.commit("Swap", dict(swapped))
    allow = ("--allow-delete", "signup,invoice-paid")
    assert "2 to rename" in shop.hookline("plan", "--out", "plan.json", *allow).out
    for moment, folder, log in copies(shop, tmp_path, WRITES):
        assert apply_until(moment, folder, log) == -signal.SIGKILL, moment
        assert shop.hookline("apply", "-C", str(folder), "plan.json").code == 0, moment
        now = {record.name: record.id for record in workspace_of(folder).list("webhook")}
        assert now == {"signup": ids["invoice-paid"], "invoice-paid": ids["signup"]}, moment
        assert shop.hookline("plan", "-C", str(folder)).out.startswith("No changes."), moment
