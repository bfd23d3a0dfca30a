import json
import signal
from pathlib import Path

from tests.cli.conftest import SIGNUP, Shop
from tests.cli.test_rollback import BILLING, applied, run_ids
from tests.cli.test_saved_plan_crash import apply_until
from tests.support.repository import make_repository


def managed(shop: Shop) -> int:
    """Say how many webhooks are managed and agree with git."""
    return int(json.loads(shop.hookline("plan", "--format", "json").out)["summary"]["unchanged"])


def live(shop: Shop) -> set[str]:
    """Give the names of the webhooks of the workspace."""
    return {each.name for each in shop.workspace.list("webhook")}


def test_webhook_stays_and_is_no_longer_managed(shop: Shop) -> None:
    """Its definition may go then, and nothing is deleted."""
    applied(shop)
    done = shop.hookline("forget", "--yes", "invoice-paid")
    assert done.code == 0, done.err
    assert "Forgot 1 webhook of local (run " in done.out
    shop.commit("Drop it", {BILLING: None})
    planned = json.loads(shop.hookline("plan", "--format", "json").out)
    assert (planned["changes"], len(planned["unmanaged"])) == ([], 1)
    assert live(shop) == {"signup", "invoice-paid"}


def test_definition_that_is_still_there_is_told(shop: Shop) -> None:
    """The next plan takes over what it forgot, so that forgetting alone changes little."""
    applied(shop)
    done = shop.hookline("forget", "--yes", "invoice-*")
    assert "x webhook/invoice-paid" in done.out
    assert "still defined: webhooks/billing.yaml:1" in done.out
    changes = json.loads(shop.hookline("plan", "--format", "json").out)["changes"]
    assert [(each["action"], each["blocked"]) for each in changes] == [("adopt", None)]


def test_run_stands_in_the_log(shop: Shop) -> None:
    """Who forgot what, and when, is a part of the history like any other."""
    applied(shop)
    shop.hookline("forget", "--yes", "signup")
    run = json.loads(shop.hookline("log", "--format", "json").out)["runs"][0]
    assert [(each["result"], each["address"]) for each in run["outcomes"]] == [
        ("released", "webhook/signup")
    ]
    assert "forget" in shop.hookline("log").out


def test_unknown_name_is_answered_with_the_nearest(shop: Shop) -> None:
    """And nothing is forgotten, whatever stands beside it."""
    applied(shop)
    answer = shop.hookline("forget", "--yes", "signup", "invoice-pad")
    assert answer.code == 1
    assert "error[PLN-NAME] nothing that is called invoice-pad is managed on local" in answer.err
    assert "hint: did you mean invoice-paid?" in answer.err
    assert len(run_ids(shop)) == 1


def test_nothing_is_forgotten_without_the_word(shop: Shop) -> None:
    """Without a terminal it needs `--yes`."""
    applied(shop)
    answer = shop.hookline("forget", "signup")
    assert answer.code == 64
    assert "error[CLI-CONFIRM]" in answer.err
    assert managed(shop) == 2


def test_target_begins_anew(shop: Shop) -> None:
    """All records go, and with them the workspace and the folder that they belonged to."""
    applied(shop)
    (shop.path / ".hookline" / "local.db").unlink()
    for flow in ("onboarding", "billing"):
        shop.workspace.create("flow", {"name": flow}, "seed")
    shop.workspace.create("webhook", {"name": "theirs", "flow_name": "billing"}, "by hand")
    refused = shop.hookline("plan")
    assert "error[STA-WORKSPACE]" in refused.err
    assert "hookline forget --all --target local" in " ".join(refused.err.split())
    done = shop.hookline("forget", "--all", "--yes")
    assert done.code == 0, done.err
    assert "Forgot 2 webhooks of local" in done.out
    assert shop.hookline("apply", "--yes").code == 0
    assert live(shop) == {"signup", "invoice-paid", "theirs"}


def test_folder_that_moved_begins_anew(shop: Shop) -> None:
    """From then on the state belongs to the folder in which that was said."""
    applied(shop)
    (shop.path / "hooks").mkdir()
    shop.repository.git("mv", "hookline.yaml", "webhooks", "hooks/")
    (shop.path / ".hookline").rename(shop.path / "hooks" / ".hookline")
    shop.commit("Move", {})
    refused = shop.hookline("plan", "-C", "hooks")
    assert "error[STA-ROOT]" in refused.err
    assert shop.hookline("forget", "-C", "hooks", "--all", "--yes").code == 0
    assert shop.hookline("apply", "-C", "hooks", "--yes").code == 0


def test_target_that_nothing_was_applied_to_has_nothing_to_forget(shop: Shop) -> None:
    """It says so in one line, and records nothing."""
    done = shop.hookline("forget", "--all", "--yes")
    assert (done.code, done.out.count("\n")) == (0, 1)
    assert done.out.startswith("Nothing was applied to local yet")
    assert run_ids(shop) == []


def test_json_names_what_was_forgotten(shop: Shop) -> None:
    """With the ids, by which the webhooks can be found in the workspace."""
    applied(shop)
    done = shop.hookline("forget", "--yes", "invoice-paid", "--format", "json")
    answer = json.loads(done.out)
    assert answer["run"] == run_ids(shop)[0]
    assert [(each["address"], each["path"]) for each in answer["forgotten"]] == [
        ("webhook/invoice-paid", BILLING)
    ]
    found = shop.workspace.by_name("webhook", "invoice-paid")
    assert found is not None
    assert answer["forgotten"][0]["id"] == found.id


def test_names_and_all_are_two_things(shop: Shop) -> None:
    """Neither or both is wrong usage."""
    applied(shop)
    assert shop.hookline("forget").code == 64
    assert shop.hookline("forget", "--all", "signup", "--yes").code == 64
    assert managed(shop) == 2


def test_state_that_the_remote_lost_is_removed_here(shop: Shop, tmp_path: Path) -> None:
    """There is no run to add to, so the copy of this clone goes, and nothing is pushed."""
    applied(shop)
    origin = make_repository(tmp_path / "origin.git")
    ref = "refs/hookline/state/staging"
    shop.repository.git("update-ref", ref, "refs/hookline/state/local")
    shop.repository.git("remote", "add", "origin", str(origin.path))
    config = "targets: {staging: {workspace: 'https://staging.example.com', project: P}}\n"
    shop.commit("Use staging", {"hookline.yaml": config})
    assert "error[STA-GONE]" in shop.hookline("forget", "--yes", "signup").err
    done = shop.hookline("forget", "--all", "--yes")
    assert done.code == 0, done.err
    assert "Forgot 2 webhooks of staging (what only this clone still had" in done.out
    assert shop.repository.git("for-each-ref", ref) == ""
    assert origin.git("for-each-ref", "refs/hookline/state") == ""


def test_held_target_stays_held(shop: Shop) -> None:
    """To forget one webhook says nothing about what the others are to be."""
    first = applied(shop)
    shop.commit("Change it", {"webhooks/onboarding.yaml": SIGNUP.replace("Creates", "Makes")})
    applied(shop)
    assert shop.hookline("rollback", "--now", "--yes", first).code == 0
    shop.repository.git("restore", ".")
    assert shop.hookline("forget", "--yes", "invoice-paid").code == 0
    assert "Refused (hold)" in shop.hookline("apply", "--yes", "signup").out
    assert shop.hookline("forget", "--all", "--yes").code == 0
    assert "Refused" not in shop.hookline("plan").out


def test_runs_that_did_not_finish_are_forgotten_too(shop: Shop, tmp_path: Path) -> None:
    """What they wrote went to the workspace that is begun anew with."""
    applied(shop)
    shop.commit("Change it", {"webhooks/onboarding.yaml": SIGNUP.replace("Creates", "Makes")})
    assert shop.hookline("plan", "--out", "plan.json").code == 0
    (tmp_path / "log").touch()
    assert apply_until("after write 1", shop.path, tmp_path / "log") == -signal.SIGKILL
    journals = shop.path / ".git" / "hookline" / "journal" / "local"
    assert len([*journals.glob("*.jsonl")]) == 1
    assert shop.hookline("forget", "--all", "--yes", "--lock-timeout", "5").code == 0
    assert [*journals.glob("*.jsonl")] == []
