"""`hookline status --drift`, against a real repository and an embedded workspace."""

import json

import pytest

from hookline.model.record import WEBHOOK
from hookline.model.values import JSON
from tests.cli.conftest import CONFIG, SIGNUP, Shop


def _by_hand(shop: Shop, name: str, /, **values: JSON) -> None:
    record = shop.workspace.by_name(WEBHOOK, name)
    assert record is not None
    shop.workspace.update(WEBHOOK, record.id, values, "by hand")


@pytest.fixture
def applied(shop: Shop) -> Shop:
    """Give a shop whose two webhooks were applied."""
    assert shop.hookline("apply", "--yes").code == 0
    return shop


def test_no_drift(applied: Shop) -> None:
    """What is pending in git is no drift."""
    applied.commit("Say more", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")})
    answer = applied.hookline("status", "--drift", "--detailed-exitcode")
    assert answer.code == 0
    assert answer.out == (
        "No drift: local (embedded:.hookline/local.db) is as applied, 2 webhooks.\n"
    )


def test_nothing_was_applied_yet(shop: Shop) -> None:
    """Before the first run there is nothing that could drift."""
    answer = shop.hookline("status", "--drift")
    assert answer.code == 0
    assert answer.out == "Nothing was applied to local yet, so nothing can drift.\n"


def test_drift_says_what_who_and_when(applied: Shop) -> None:
    """A change, a rename and a deletion by hand are told, and nothing is written."""
    _by_hand(applied, "signup", description="By hand.", name="sign-in")
    paid = applied.workspace.by_name(WEBHOOK, "invoice-paid")
    assert paid is not None
    applied.workspace.delete(WEBHOOK, paid.id)
    answer = applied.hookline("status", "--drift")
    assert answer.code == 0
    assert 'name         applied    "signup"\n' in answer.out
    assert 'description  applied    "Creates the account."\n' in answer.out
    assert 'workspace  "By hand."\n' in answer.out
    assert "changed in the workspace by local, " in answer.out
    assert "webhook/invoice-paid\n      was deleted in the workspace" in answer.out
    assert answer.out.endswith("2 drifted, 0 as applied.\n")
    assert applied.hookline("status", "--drift", "--detailed-exitcode").code == 2


def test_drift_as_json(applied: Shop) -> None:
    """Programs get both values, and what the next apply does by the policy of the target."""
    applied.commit("Keep", {"hookline.yaml": CONFIG.replace("true", "true, on_drift: keep")})
    _by_hand(applied, "signup", is_enabled=False)
    answer = applied.hookline("status", "--drift", "--format", "json", "--detailed-exitcode")
    assert answer.code == 2
    (webhook,) = json.loads(answer.out)["webhooks"]
    assert webhook["by"] == "local"
    assert webhook["properties"] == [
        {"name": "is_enabled", "applied": True, "live": False, "next_apply": "kept"}
    ]


def test_definitions_need_not_even_be_valid(applied: Shop) -> None:
    """A broken definition does not hide what happened in the workspace."""
    applied.commit("Slip", {"webhooks/onboarding.yaml": "webhook: {nme: x}\n"})
    _by_hand(applied, "signup", description="By hand.")
    assert "1 drifted, 1 as applied.\n" in applied.hookline("status", "--drift").out


@pytest.mark.parametrize("option", [["--offline"], ["--worktree"], ["--commit", "HEAD~1"]])
def test_what_has_no_part_in_it_is_refused(applied: Shop, option: list[str]) -> None:
    """An option that would change nothing is not silently ignored."""
    answer = applied.hookline("status", "--drift", *option)
    assert answer.code == 64
    assert f"{option[0]} has no part in it" in answer.err
