"""Plans that are saved, shown and applied from their file."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import PAID, SIGNUP, Shop

CANARY = "canary-7f3a"


def saved(shop: Shop, *options: str) -> Path:
    """Save a plan, and give its file."""
    assert shop.hookline("plan", "--out", "plan.json", *options).code == 0
    return shop.path / "plan.json"


def names(shop: Shop) -> list[str]:
    """Give the names of the live webhooks."""
    return sorted(record.name for record in shop.workspace.list("webhook"))


def test_a_saved_plan_is_applied_exactly(shop: Shop) -> None:
    """What was planned is done, whatever was committed since, and nobody is asked."""
    planned = shop.hookline("plan", "--out", "plan.json")
    assert planned.code == 0
    assert planned.out.splitlines()[-2:] == [
        "Saved to plan.json, for 24 hours.",
        "Apply with: hookline apply plan.json",
    ]
    shop.commit("Say more", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")})
    applied = shop.hookline("apply", "plan.json")
    assert (applied.code, applied.err) == (0, "")
    assert "2 created (run " in applied.out
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    assert live.values["description"] == "Creates the account."
    assert "1 to update, 1 unchanged." in shop.hookline("plan").out


def test_the_state_is_that_of_the_plans_commit(shop: Shop) -> None:
    """Run, records and definition files are of the commit that was planned."""
    planned_from = shop.repository.head
    saved(shop)
    shop.commit("Move", {"webhooks/billing.yaml": None, "webhooks/paid.yaml": PAID})
    assert shop.hookline("apply", "plan.json").code == 0
    state = "refs/hookline/state/local"
    run = json.loads(shop.repository.git("show", f"{state}:run.json"))
    assert (run["commit"], run["applied_commit"]) == (planned_from, planned_from)
    assert run["plan_digest"] == json.loads((shop.path / "plan.json").read_text())["digest"]
    files = shop.repository.git("ls-tree", "-r", "--name-only", state, "definitions/").split()
    assert files == ["definitions/webhooks/billing.yaml", "definitions/webhooks/onboarding.yaml"]


@pytest.mark.parametrize("options", [(), ("-q",), ("--yes",), ("--target", "local")])
def test_a_saved_plan_asks_nobody(shop: Shop, options: tuple[str, ...]) -> None:
    """Without a terminal and without `--yes` it is applied; only a quiet run does not show it."""
    saved(shop)
    answer = shop.hookline("apply", "plan.json", *options)
    assert answer.code == 0
    assert ("+ webhook/signup  created" in answer.out, "2 to create" in answer.out) == (
        True,
        options != ("-q",),
    )


def test_a_file_of_the_user_is_no_place_for_a_plan(shop: Shop) -> None:
    """What is there stays, nothing is shown as if it were saved, and no folder is made."""
    config = (shop.path / "hookline.yaml").read_text()
    answer = shop.hookline("plan", "--out", "hookline.yaml")
    assert (answer.code, answer.out) == (1, "")
    assert "hookline.yaml is no saved plan, so it is not replaced" in answer.err
    assert (shop.path / "hookline.yaml").read_text() == config
    assert "there is no folder plans" in shop.hookline("plan", "--out", "plans/a.json").err
    assert not (shop.path / "plans").exists()


def test_a_plan_without_a_change_or_with_a_refusal_says_where_it_is(shop: Shop) -> None:
    """The last line tells where the plan is, and that a blocked one cannot be applied."""
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")
    answer = shop.hookline("plan", "--out", "plan.json", "--expires-in", "1")
    assert answer.code == 3
    assert answer.out.endswith("Saved to plan.json, for 1 hour; it cannot be applied as it is.\n")
    assert shop.hookline("apply", "--yes", "--adopt", "signup").code == 0
    assert shop.hookline("plan", "--out", "plan.json").out.endswith(
        "\nSaved to plan.json, for 24 hours.\n"
    )


def test_show_prints_what_plan_printed(shop: Shop) -> None:
    """The plan reads as it did, and its age, its end and its digest are told."""
    planned = shop.hookline("plan", "--out", "plan.json")
    shown = shop.hookline("show", "plan.json")
    assert (shown.code, shown.err) == (0, "")
    form = json.loads((shop.path / "plan.json").read_text())
    saving = "Saved to plan.json, for 24 hours.\n"
    rest = shown.out.removeprefix(planned.out.replace(saving, ""))
    assert rest != shown.out
    made, expires = (form[key][:16].replace("T", " ") for key in ("made_at", "expires_at"))
    assert rest == (
        f"Made {made} UTC by Hookline 0.1.0.\nExpires {expires} UTC.\nDigest {form['digest']}\n"
    )


def test_show_gives_the_json_that_plan_gave(shop: Shop) -> None:
    """Programs read the same document, with what there is to know of the file."""
    planned = shop.hookline("plan", "--out", "plan.json", "--format", "json")
    shown = shop.hookline("show", "plan.json", "--format", "json")
    assert shown == planned
    value, form = json.loads(shown.out), json.loads((shop.path / "plan.json").read_text())
    assert value["saved"] == {
        key: form[key] for key in ("made_at", "expires_at", "tool_version", "digest")
    }
    assert value["summary"]["create"] == 2


def test_show_needs_neither_repository_nor_workspace(shop: Shop, tmp_path: Path) -> None:
    """A plan can be read wherever its file is."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    saved(shop).rename(elsewhere / "plan.json")
    (shop.path / ".hookline" / "local.db").unlink()
    shown = shop.hookline("show", "-C", str(elsewhere), "plan.json")
    assert (shown.code, shown.err) == (0, "")
    assert "2 to create" in shown.out
    words = shown.out.replace("\\", " ").split()
    assert f"Apply with: hookline apply -C {elsewhere} plan.json" in " ".join(words)


def test_a_plan_file_is_its_owners_alone(shop: Shop) -> None:
    """Also where a file that everybody could read stood before, which is replaced."""
    (shop.path / "plan.json").write_text("")
    (shop.path / "plan.json").chmod(0o666)
    assert stat.S_IMODE(saved(shop).stat().st_mode) == 0o600


def test_a_plan_that_others_may_read_is_applied_with_a_warning(shop: Shop) -> None:
    """Permissions that are too wide are said, and stop nothing."""
    saved(shop).chmod(0o644)
    for command in ("show", "apply"):
        answer = shop.hookline(command, "plan.json")
        assert answer.code == 0
        assert "warning[PLN-READABLE] others on this machine may read" in answer.err
        assert "chmod 600 plan.json" in answer.err


def test_that_warning_is_in_the_json_too(shop: Shop) -> None:
    """A program that reads stdout alone learns of it."""
    saved(shop).chmod(0o644)
    shown = json.loads(shop.hookline("show", "plan.json", "--format", "json").out)
    assert [each["code"] for each in shown["diagnostics"]] == ["PLN-READABLE"]
    done = json.loads(shop.hookline("apply", "plan.json", "--format", "json").out)
    assert [each["code"] for each in done["plan"]["diagnostics"]] == ["PLN-READABLE"]


def test_json_of_an_applied_plan_is_one_document(shop: Shop) -> None:
    """Outcomes are read from stdout, as after any apply."""
    saved(shop)
    done = json.loads(shop.hookline("apply", "plan.json", "--format", "json").out)
    assert [each["result"] for each in done["outcomes"]] == ["created", "created"]
    again = shop.hookline("apply", "plan.json", "--format", "json")
    assert again.code == 4
    assert [each["code"] for each in json.loads(again.out)["diagnostics"]] == ["PLN-APPLIED"]


def test_no_secret_is_in_the_file(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key stands there as its reference alone, and is looked up when the plan is applied."""
    monkeypatch.setenv("HOOKLINE_SECRET_X", CANARY)
    key = "  key: ${env:HOOKLINE_SECRET_X}\n"
    shop.commit("Key it", {"webhooks/onboarding.yaml": SIGNUP + key})
    data = saved(shop).read_text()
    assert CANARY not in data
    assert "HOOKLINE_SECRET_X" in data
    assert "will be set" in shop.hookline("show", "plan.json").out
    monkeypatch.delenv("HOOKLINE_SECRET_X")
    missing = shop.hookline("apply", "plan.json")
    assert missing.code == 1
    assert "SEC-UNSET" in missing.err
    assert names(shop) == []
    monkeypatch.setenv("HOOKLINE_SECRET_X", CANARY)
    assert shop.hookline("apply", "plan.json").code == 0
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    assert live.values["is_key_required"] is True


def test_a_plan_is_applied_from_anywhere_in_the_repository(shop: Shop, tmp_path: Path) -> None:
    """Neither the folder nor the branch that is checked out matters."""
    file = saved(shop)
    shop.repository.git("switch", "--quiet", "--create", "other")
    shop.commit("Drop all of it", {"webhooks/billing.yaml": None, "hookline.yaml": None})
    (shop.path / "deep" / "down").mkdir(parents=True)
    answer = shop.hookline("apply", "-C", "deep/down", "../../plan.json")
    assert answer.code == 0
    assert names(shop) == ["invoice-paid", "signup"]
    linked = tmp_path / "linked"
    shop.repository.git("worktree", "add", "--quiet", str(linked), "main")
    again = shop.hookline("apply", "-C", str(linked), str(file))
    assert (again.code, "PLN-APPLIED" in again.err) == (4, True)


def test_a_plan_of_a_folder_is_applied_to_that_folder(shop: Shop) -> None:
    """The configuration is the plan's, also where another one is nearer."""
    config = "targets: {b: {workspace: 'embedded:b.db'}}\n"
    shop.commit("Add a team", {"b/hookline.yaml": config, "b/webhooks/x.yaml": PAID})
    shop.hookline("plan", "--out", "plan.json")
    assert shop.hookline("apply", "-C", "b", "../plan.json").code == 0
    assert names(shop) == ["invoice-paid", "signup"]


def test_nothing_to_do_is_said(shop: Shop) -> None:
    """A plan without a change can be saved, shown and applied."""
    shop.hookline("apply", "--yes")
    saved(shop)
    head = shop.repository.head[:7]
    assert shop.hookline("show", "plan.json").out.startswith(f"No changes. local matches {head}.\n")
    assert shop.hookline("apply", "plan.json").out == f"No changes. local matches {head}.\n"


def test_a_blocked_plan_can_be_saved_and_is_not_applied(shop: Shop) -> None:
    """What is in the way can be shown to somebody else; applying says so again."""
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")
    assert shop.hookline("plan", "--out", "plan.json").code == 3
    shown = shop.hookline("show", "plan.json")
    assert shown.code == 0
    assert "--adopt signup" in shown.out
    assert "Apply with" not in shown.out
    for view in ("text", "json"):
        answer = shop.hookline("apply", "plan.json", "--format", view)
        assert answer.code == 3
    assert names(shop) == ["signup"]


def test_a_plan_lasts_as_long_as_was_asked_for(shop: Shop) -> None:
    """A day unless another number of hours is given."""
    saved(shop)
    form = json.loads((shop.path / "plan.json").read_text())
    assert form["made_at"][:10] < form["expires_at"][:10]
    assert form["made_at"][10:] == form["expires_at"][10:]
    saved(shop, "--expires-in", "1")
    form = json.loads((shop.path / "plan.json").read_text())
    assert form["made_at"][13:] == form["expires_at"][13:]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan", "--out", "p.json", "--worktree"], "--out and --worktree do not go together"),
        (["plan", "--out", "p.json", "--offline"], "--out and --offline do not go together"),
        (["plan", "--out", "p.json", "--since", "HEAD"], "--out and --since do not go together"),
        (["plan", "--expires-in", "3"], "so it needs --out"),
        (["plan", "--out", "p.json", "--expires-in", "0"], "Invalid value for '--expires-in'"),
        (["apply", "plan.json", "--adopt", "x"], "so --adopt comes too late"),
        (["apply", "plan.json", "--commit", "main"], "so --commit comes too late"),
        (["apply", "plan.json", "--allow-changes", "3"], "so --allow-changes comes too late"),
        (["apply", "plan.json", "signup"], "a saved plan is applied whole"),
        (["apply", "signup", "plan.json"], "a saved plan is applied whole"),
        (["show"], "Missing argument 'PLAN'"),
    ],
)
def test_wrong_usage_is_said(shop: Shop, arguments: list[str], said: str) -> None:
    """What makes no sense together writes nothing, neither a file nor a webhook."""
    saved(shop)
    answer = shop.hookline(*arguments)
    assert answer.code == 64
    assert said in answer.err
    assert not (shop.path / "p.json").exists()
    assert names(shop) == []


def test_names_still_narrow_an_apply(shop: Shop) -> None:
    """An argument that is no path and no plan is the name of a webhook, though a file has it."""
    (shop.path / "signup").write_text("a file of another kind\n")
    assert shop.hookline("apply", "signup", "--yes").code == 0
    assert names(shop) == ["signup"]


def test_a_plan_is_known_by_what_it_says(shop: Shop) -> None:
    """A file without an ending that calls itself a plan is one."""
    shop.hookline("plan", "--out", "later")
    assert "hookline apply later" in shop.hookline("show", "later").out
    assert shop.hookline("apply", "later").code == 0
    assert names(shop) == ["invoice-paid", "signup"]


@pytest.mark.parametrize("file", ["gone.json", "./gone", "no/such/plan"])
def test_a_path_without_a_file_is_an_error(shop: Shop, file: str) -> None:
    """A slip in a path is never taken for the name of a webhook."""
    answer = shop.hookline("apply", file, "--yes")
    assert answer.code == 1
    assert f"there is no plan at {file}" in answer.err
    assert "hookline plan --out FILE" in answer.err


def test_a_file_carries_the_plan_to_another_process(shop: Shop) -> None:
    """Whoever applies needs the file and the repository, and nothing else."""
    file = saved(shop)
    done = subprocess.run(
        [sys.executable, "-m", "hookline", "apply", str(file)],
        cwd=shop.path / "webhooks",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"2 created" in done.stdout


def test_a_name_that_looks_like_a_file_is_told_to_be_neither(shop: Shop) -> None:
    """Who mistypes a plan's file reads that no webhook and no file has that name."""
    told = " ".join(shop.hookline("apply", "nofile.plan").err.split())
    assert "no webhook is called nofile.plan" in told
    assert "correct the name; there is no such file either" in told
    shop.repository.write({"notes.txt": "mine"})
    told = " ".join(shop.hookline("apply", "notes.txt").err.split())
    assert "correct the name; the file of that name is no saved plan" in told
    for names in (["nofile"], ["a.b", "c.d"]):
        assert "file" not in shop.hookline("apply", *names).err.replace("nofile", "")
    answer = shop.hookline("show", "nofile.plan")
    assert (answer.code, "there is no plan at nofile.plan" in answer.err) == (1, True)
