"""`plan --since REF`: what a branch would do, held to the rules of the branch it goes into."""

import json

import pytest

from tests.cli.conftest import CONFIG, PAID, SIGNUP, Shop

LOOSE = """\
definitions: [webhooks/**/*.yaml]
targets:
  local:
    workspace: "embedded:.hookline/elsewhere.db"
    prune: true
  mine: {workspace: "embedded:.hookline/mine.db"}
"""
FILE = "webhooks/onboarding.yaml"
LOGIN = SIGNUP.replace("account", "login")


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Give a shop whose webhooks were applied, and a branch of it."""
    shop.commit("Protect it", {"hookline.yaml": CONFIG.replace("true", "true, protect: [inv*]")})
    assert shop.hookline("apply", "--yes").code == 0
    shop.repository.git("switch", "--quiet", "--create", "feature")
    return shop


def test_each_change_is_this_branchs_or_pending_already(shop: Shop) -> None:
    """A reviewer sees what the branch brings apart from what waits for an apply anyway."""
    shop.commit("Say login", {FILE: LOGIN})
    shop.repository.git("switch", "--quiet", "main")
    later = PAID.replace("billing", "onboarding")
    shop.commit("Start the other flow", {"webhooks/billing.yaml": later})
    shop.repository.git("switch", "--quiet", "feature")
    shop.repository.merge("main")
    out = shop.hookline("plan", "--since", "main").out
    assert "Against main: 1 change comes from this branch, 1 was pending before." in out
    told = " ".join(out.split())
    assert '"Creates the login." this branch: ' in told
    assert '"billing" → "onboarding" already pending: ' in told
    assert "Apply with:" not in out
    changes = json.loads(shop.hookline("plan", "--since", "main", "--format", "json").out)
    assert {
        change["address"]: change["fields"][0]["cause"]["origin"] for change in changes["changes"]
    } == {"webhook/signup": "this branch", "webhook/invoice-paid": "already pending"}


def test_targets_and_guards_are_those_of_the_branch_it_goes_into(shop: Shop) -> None:
    """A branch cannot loosen what it is held to, and cannot send a plan elsewhere."""
    shop.commit("Loosen it", {"hookline.yaml": LOOSE, "webhooks/billing.yaml": None})
    answer = shop.hookline("plan", "--since", "main")
    assert answer.code == 3
    assert "Hookline would change local (embedded:.hookline/local.db)" in answer.out
    assert "Refused (protect): invoice-paid may not be deleted or renamed" in answer.out
    assert shop.hookline("plan", "--since", "main", "--target", "mine").code == 64
    assert not (shop.path / ".hookline" / "elsewhere.db").exists()


def test_definitions_are_those_of_the_branch(shop: Shop) -> None:
    """What `definitions:` matches is a part of what is proposed."""
    narrow = CONFIG.replace("webhooks/**/*.yaml", FILE)
    shop.commit("Only ours", {"hookline.yaml": narrow})
    out = shop.hookline("plan", "--since", "main").out
    assert "- webhook/invoice-paid" in out


def test_branch_that_has_no_configuration_yet_cannot_be_planned_against(shop: Shop) -> None:
    """There are no targets then, so only the definitions can be checked."""
    shop.repository.git("switch", "--quiet", "--orphan", "empty")
    shop.commit("Begin empty", {"README.md": "hello\n"})
    shop.repository.git("switch", "--quiet", "feature")
    answer = shop.hookline("plan", "--since", "empty")
    assert answer.code == 1
    assert "CFG-MISSING" in answer.err
    assert "empty has no hookline.yaml yet, so there are no targets to plan for" in answer.err
    assert "hint: until it has one, check the definitions: hookline validate" in answer.err


def test_branch_that_is_only_on_the_remote_is_fetched(shop: Shop) -> None:
    """A CI clone of one branch knows the others by asking."""
    shop.commit("Say login", {FILE: LOGIN})
    copy = shop.repository.clone(
        shop.path.parent / "copy", "--single-branch", "--branch", "feature"
    )
    copy.git("remote", "set-url", "origin", str(shop.path))
    copy.git("fetch", "--quiet", "origin", "+refs/hookline/*:refs/hookline/*")
    assert copy.git("branch", "--remotes", "--list", "origin/main") == ""
    answer = shop.hookline("plan", "--since", "main", "--offline", "-C", str(copy.path))
    assert answer.code == 0
    assert "Against main: 1 change comes from this branch." in answer.out


def test_branch_that_is_nowhere_is_told(shop: Shop) -> None:
    """The message says where to look."""
    answer = shop.hookline("plan", "--since", "mian")
    assert answer.code == 1
    assert "error[GIT-REF] mian names no commit" in answer.err


def test_what_is_not_committed_is_this_branchs(shop: Shop) -> None:
    """With the working tree there is no commit to ask."""
    shop.repository.write({FILE: LOGIN})
    out = shop.hookline("plan", "--since", "main", "--worktree").out
    assert "this branch: not committed yet" in out


def test_only_a_plan_is_made_against_a_branch(shop: Shop) -> None:
    """What is applied is held to its own configuration."""
    assert shop.hookline("apply", "--since", "main", "--yes").code == 64
