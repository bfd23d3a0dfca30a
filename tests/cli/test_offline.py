"""`plan --offline`: git against what was applied last, with no workspace and no secret at hand."""

import json
import shutil

import pytest

from tests.cli.conftest import PAID, SIGNUP, Shop

REMOTE = """\
definitions: [webhooks/**/*.yaml]
targets:
  staging:
    workspace: https://staging.example.com
    user: ${env:HOOKLINE_SECRET_USER}
    password: ${env:HOOKLINE_SECRET_PASSWORD}
    project: Operations
    state: {at: local}
"""
FILE = "webhooks/onboarding.yaml"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Give a shop whose webhooks were applied, and whose workspace is out of reach."""
    assert shop.hookline("apply", "--yes").code == 0
    shutil.rmtree(shop.path / ".hookline")
    return shop


def test_nothing_to_do_is_said_of_what_was_applied(shop: Shop) -> None:
    """What nobody read is not claimed to match."""
    out = shop.hookline("plan", "--offline").out
    assert "live was not read" in out
    assert not (shop.path / ".hookline").exists()


def test_changes_are_those_since_the_last_run(shop: Shop) -> None:
    """A check on a stranger's fork shows what the change would do, with its commits."""
    shop.commit("Say login", {FILE: SIGNUP.replace("account", "login")})
    shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    answer = shop.hookline("plan", "--offline")
    assert answer.code == 0
    assert "Hookline would change local (offline: live was not read)" in answer.out
    assert '"Creates the account." → "Creates the login."' in answer.out
    assert "- webhook/invoice-paid" in answer.out
    assert "Apply with:" not in answer.out
    shown = json.loads(shop.hookline("plan", "--offline", "--format", "json").out)
    assert (shown["offline"], shown["summary"]["update"]) == (True, 1)


def test_flow_that_was_never_applied_is_taken_to_be_there(shop: Shop) -> None:
    """Nobody can tell without the workspace, so a new name is a change and no error."""
    shop.commit("Start another", {"webhooks/billing.yaml": PAID.replace("billing", "refunds")})
    out = shop.hookline("plan", "--offline").out
    assert '"billing" → "refunds"' in out
    assert "1 to update, 1 unchanged." in out


def test_no_credential_is_needed_for_a_real_workspace(shop: Shop) -> None:
    """No secret is looked up, and no host is asked."""
    shop.commit("Stage it", {"hookline.yaml": REMOTE})
    answer = shop.hookline("plan", "--offline")
    assert answer.code == 0
    assert "2 to create" in answer.out
    assert "project_name" in answer.out


def test_what_was_not_read_cannot_be_applied(shop: Shop) -> None:
    """An offline plan is for reading: not applied, and not saved to be applied."""
    assert shop.hookline("apply", "--offline", "--yes").code == 64
    saved = shop.hookline("plan", "--offline", "--out", "plan.json")
    assert saved.code == 64
    assert not (shop.path / "plan.json").exists()


def test_exit_code_tells_that_something_would_change(shop: Shop) -> None:
    """As for any other plan."""
    assert shop.hookline("plan", "--offline", "--detailed-exitcode").code == 0
    shop.commit("Say login", {FILE: SIGNUP.replace("account", "login")})
    assert shop.hookline("plan", "--offline", "--detailed-exitcode").code == 2


def test_renames_are_seen_offline_too(shop: Shop) -> None:
    """They need only git and what was applied."""
    shop.commit("Shorten", {"webhooks/billing.yaml": PAID.replace("invoice-paid", "paid")})
    assert "> webhook/invoice-paid → webhook/paid" in shop.hookline("plan", "--offline").out
