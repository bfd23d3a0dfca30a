"""What a job writes about itself: a status file, and metrics for Prometheus."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.conftest import SIGNUP, Shop

STATUS, METRICS = "status.json", "hookline.prom"
FILES = ("--status", STATUS, "--metrics", METRICS)

STAGING = """\
targets:
  staging:
    workspace: http://127.0.0.1:9
    user: admin
    password: ${env:HOOKLINE_SECRET_STAGING}
    project: Operations
    state: {at: local}
"""

SAMPLE = re.compile(
    r'(hookline_[a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} ([0-9]+(?:\.[0-9]+)?)'
)


def parse(text: str) -> dict[tuple[str, str], float]:
    """Read Prometheus's text format, as strictly as its own parser.

    Each metric has one HELP and one TYPE before its samples, and no sample stands twice.
    """
    assert text.endswith("\n")
    found: dict[tuple[str, str], float] = {}
    current, told = "", []
    for line in text.splitlines():
        if helped := re.fullmatch(r"# HELP ([a-z_]+) (\S.*)", line):
            current = helped[1]
            assert current not in told
            told.append(current)
        elif typed := re.fullmatch(r"# TYPE ([a-z_]+) gauge", line):
            assert typed[1] == current
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            assert sample[1] == current
            assert (sample[1], sample[2]) not in found
            found[sample[1], sample[2]] = float(sample[3])
    return found


def metrics(shop: Shop, target: str = "local") -> dict[str, float]:
    """Give the metrics of a job: name and further labels → value."""
    found = {}
    for (name, labels), value in parse((shop.path / METRICS).read_text()).items():
        mine, _, others = labels.partition(",")
        assert mine == f'target="{target}"'
        found[name.removeprefix("hookline_sync_") + (f" {others}" if others else "")] = value
    return found


def status(shop: Shop) -> dict[str, object]:
    """Give what the status file says."""
    found = json.loads((shop.path / STATUS).read_text())
    assert isinstance(found, dict)
    return found


def test_files_say_what_a_round_came_to(shop: Shop) -> None:
    """Programs find the commit, the counts and the times; each file is whole."""
    assert shop.hookline("sync", *FILES).code == 0
    told = status(shop)
    head = shop.repository.head
    assert (told["target"], told["result"], told["exit_code"]) == ("local", "applied", 0)
    assert told["commit"] == told["applied_commit"] == head
    assert (told["failures"], told["left"], told["drift"], told["next_at"]) == (0, [], 0, None)
    found = metrics(shop)
    assert found['changes result="created"'] == 2
    assert found['changes result="failed"'] == 0
    assert found[f'applied_commit_info commit="{head}"'] == 1
    assert (found["up"], found["exit_code"], found["blocked"], found["drift"]) == (1, 0, 0, 0)
    assert found["last_run_timestamp_seconds"] == found["last_success_timestamp_seconds"]
    ended = datetime.fromisoformat(str(told["ended_at"])).timestamp()
    assert found["last_run_timestamp_seconds"] == pytest.approx(ended, abs=0.001)
    assert 0 <= found["duration_seconds"] < 60
    assert "next_run_timestamp_seconds" not in found
    assert sorted(each.name for each in shop.path.iterdir() if each.name.startswith(".hook")) == [
        ".hookline"
    ]


def test_round_that_failed_writes_them_too(shop: Shop) -> None:
    """A failure is counted, what is not known has no sample, and the last success stays known."""
    assert shop.hookline("sync", *FILES).code == 0
    success = metrics(shop)["last_success_timestamp_seconds"]
    shop.commit("Slip", {"webhooks/slip.yaml": "webhook: {}\n"})
    for failures in (1, 2):
        assert shop.hookline("sync", *FILES).code == 1
        told, found = status(shop), metrics(shop)
        assert (told["result"], told["failures"]) == ("failed", failures)
        assert (found["exit_code"], found["up"]) == (1, 0)
        assert found["consecutive_failures"] == failures
        assert found["last_success_timestamp_seconds"] == success
        assert found["last_run_timestamp_seconds"] > success
        assert not {"drift", "blocked"} & found.keys()
    shop.commit("Mend", {"webhooks/slip.yaml": None})
    assert shop.hookline("sync", *FILES).code == 0
    assert status(shop)["failures"] == metrics(shop)["consecutive_failures"] == 0


@pytest.mark.parametrize("kept", [STATUS, METRICS])
def test_either_file_remembers_earlier_rounds(shop: Shop, kept: str) -> None:
    """A job that writes only one of them knows from it when it last succeeded."""
    option = {STATUS: "--status", METRICS: "--metrics"}[kept]
    assert shop.hookline("sync", option, kept).code == 0
    shop.commit("Slip", {"webhooks/slip.yaml": "webhook: {}\n"})
    assert shop.hookline("sync", option, kept, "--target", "local").code == 1
    answer = shop.hookline("sync", option, kept, "--target", "local", "--format", "json")
    told = json.loads(answer.out)
    assert told["failures"] == 2
    assert told["last_success_at"] is not None


def test_what_is_left_and_drift_are_counted(shop: Shop) -> None:
    """A conflict and a value that was set by hand both count as drift; one of them is left."""
    shop.hookline("sync")
    for name in ("signup", "invoice-paid"):
        live = shop.workspace.by_name("webhook", name)
        assert live is not None
        by_hand = {"description": "By hand."} if name == "signup" else {"flow_name": "onboarding"}
        shop.workspace.update("webhook", live.id, by_hand, "by hand")
    better = SIGNUP.replace("Creates the account.", "Better.")
    shop.commit("Better", {"webhooks/onboarding.yaml": better})
    assert shop.hookline("sync", *FILES).code == 3
    found = metrics(shop)
    assert (found["blocked"], found["drift"]) == (1, 2)
    assert found['changes result="updated"'] == 1
    assert status(shop)["left"] == [
        {
            "address": "webhook/signup",
            "action": "update",
            "blocked": "conflict",
            "why": "git and the workspace have both moved",
        }
    ]


def test_drift_that_is_kept_counts_and_is_told(shop: Shop) -> None:
    """What was set by hand and is kept is counted; the target is as its policy wants it."""
    config = (shop.path / "hookline.yaml").read_text()
    shop.commit("Keep", {"hookline.yaml": config.replace("prune: true", "on_drift: keep")})
    shop.hookline("sync")
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    shop.workspace.update("webhook", live.id, {"description": "By hand."}, "by hand")
    answer = shop.hookline("sync", *FILES)
    head = shop.repository.head[:7]
    assert answer.out == f"No changes. local matches {head}, apart from 1 difference left.\n"
    assert (answer.code, metrics(shop)["drift"], metrics(shop)["blocked"]) == (0, 1, 0)


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"target": "local"}', b"\xff\0"])
def test_file_that_cannot_be_understood_is_written_anew(shop: Shop, broken: bytes) -> None:
    """What was cut off or written by somebody else is no reason to fail."""
    (shop.path / STATUS).write_bytes(broken)
    (shop.path / METRICS).write_bytes(broken)
    assert shop.hookline("sync", *FILES).code == 0
    assert status(shop)["failures"] == metrics(shop)["consecutive_failures"] == 0


def test_file_that_cannot_be_written_is_told(shop: Shop, tmp_path: Path) -> None:
    """The round counts, the other file is written, and the exit code says that one is missing."""
    (tmp_path / "folder").mkdir()
    answer = shop.hookline("sync", "--status", str(tmp_path / "folder"), "--metrics", METRICS)
    assert answer.code == 1
    assert "error[CFG-PATH]" in answer.err
    assert "2 created" in answer.out
    assert metrics(shop)["up"] == 1


def test_name_of_a_target_is_escaped(shop: Shop) -> None:
    """Whatever somebody gave as a target, a collector can read the file."""
    assert shop.hookline("sync", *FILES, "--target", 'x"\\\n{').code == 64
    labels = {labels.partition(",")[0] for _, labels in parse((shop.path / METRICS).read_text())}
    assert labels == {'target="x\\"\\\\\\n{"'}


def test_workspace_that_is_away_is_told_apart(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """That nobody answers is another result than what somebody has to mend."""
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", "secret")
    shop.commit("Use staging", {"hookline.yaml": STAGING})
    assert shop.hookline("sync", *FILES).code == 7
    told = status(shop)
    assert (told["target"], told["result"], told["exit_code"]) == ("staging", "away", 7)
    assert metrics(shop, "staging")["exit_code"] == 7
