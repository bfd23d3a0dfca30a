"""What git, the last run and the workspace say of a webhook, through the command line."""

import json
from typing import Any

import pytest

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import CONFIG, SIGNUP, Shop

FILE = "webhooks/onboarding.yaml"


def by_hand(shop: Shop, who: str = "carol", /, **values: Any) -> None:  # noqa: ANN401  JSON
    """Change signup as a colleague would."""
    database = EmbeddedWorkspace(shop.path / ".hookline" / "local.db", user=who)
    found = shop.workspace.by_name("webhook", "signup")
    assert found is not None
    EngineWriter(database, "").update("webhook", found.id, values, "by hand")


def said(out: str) -> str:
    """Give a text without its line breaks."""
    return " ".join(out.split())


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Give a shop whose two webhooks were applied."""
    assert shop.hookline("apply", "--yes").code == 0
    return shop


def description(shop: Shop) -> object:
    """Give what the workspace holds."""
    found = shop.workspace.by_name("webhook", "signup")
    assert found is not None
    return found.values["description"]


LOGIN = SIGNUP.replace("account", "login")
OPEN = LOGIN.replace("require_login: true", "require_login: false")


def test_each_value_has_the_commit_that_moved_it(shop: Shop) -> None:
    """Also where others touched the same file before and after."""
    first = shop.commit("Say login", {FILE: LOGIN})
    second = shop.commit("Let callers in", {FILE: OPEN})
    shop.commit("Comment", {FILE: f"# Theirs\n{OPEN}"})
    out = shop.hookline("plan").out
    lines = [line.strip() for line in out.splitlines()]
    at = lines.index('description    "Creates the account." → "Creates the login."')
    assert lines[at + 1].startswith(f"{first[:7]} by Ada Lovelace")
    assert lines[at + 1].endswith("Say login")
    at = lines.index("require_login  true → false")
    assert lines[at + 1].startswith(f"{second[:7]} by Ada Lovelace")


def test_value_that_a_merge_brought_names_its_own_commit_and_the_merge(shop: Shop) -> None:
    """The author is who wrote it, not who pressed the button."""
    shop.repository.git("switch", "--quiet", "--create", "side")
    inside = shop.commit("Say login", {FILE: LOGIN})
    shop.repository.git("switch", "--quiet", "main")
    shop.commit("Meanwhile", {"README.md": "hello\n"})
    merge = shop.repository.merge("side")
    (change,) = json.loads(shop.hookline("plan", "--format", "json").out)["changes"]
    (field,) = change["fields"]
    assert (field["cause"]["commit"], field["cause"]["merge"]) == (inside, merge)
    assert f"{inside[:7]} in merge {merge[:7]} by Ada Lovelace" in said(shop.hookline("plan").out)


def test_conflict_shows_all_three_and_both_ways_out(shop: Shop) -> None:
    """Nothing is written before somebody says who wins."""
    shop.commit("Say login", {FILE: LOGIN})
    by_hand(shop, description="By hand.")
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 3
    told = said(answer.out)
    assert "blocked: git and the workspace have both moved" in told
    assert 'applied "Creates the account." git "Creates the login." workspace "By hand."' in told
    assert "conflict: changed in the workspace too, by carol" in told
    assert "hookline plan --target local --take git:signup" in told
    assert "hookline plan --target local --take workspace:signup" in told
    assert description(shop) == "By hand."


def test_conflict_that_git_wins(shop: Shop) -> None:
    """The user's word is part of the command that the plan offers."""
    shop.commit("Say login", {FILE: LOGIN})
    by_hand(shop, description="By hand.")
    planned = shop.hookline("plan", "--take", "git:signup")
    assert planned.out.splitlines()[-1] == (
        "Apply with: hookline apply --target local --take git:signup"
    )
    assert shop.hookline("apply", "--yes", "--take", "git:signup").code == 0
    assert description(shop) == "Creates the login."
    assert shop.hookline("plan").out.startswith("No changes.")


def test_conflict_that_the_workspace_wins_is_listed_until_git_agrees(shop: Shop) -> None:
    """It is written down, so nobody has to say it twice, and nobody forgets it."""
    shop.commit("Say login", {FILE: LOGIN})
    by_hand(shop, description="By hand.")
    assert shop.hookline("apply", "--yes", "--take", "workspace:signup").code == 0
    again = shop.hookline("plan")
    assert 'description workspace "By hand." git "Creates the login."' in said(again.out)
    assert "changed in the workspace by carol" in said(again.out)
    assert "; decided in an earlier run" in said(again.out)
    assert again.out.splitlines()[-1].endswith(", apart from 1 difference left.")
    assert shop.hookline("plan", "--detailed-exitcode").code == 0
    shown = json.loads(shop.hookline("plan", "--format", "json").out)
    assert [(each["property"], each["by"]) for each in shown["kept"]] == [
        ("description", "decided in an earlier run")
    ]
    shop.commit("Give in", {FILE: SIGNUP.replace("Creates the account.", "By hand.")})
    assert shop.hookline("plan").out == f"No changes. local matches {shop.repository.head[:7]}.\n"


def test_kept_side_that_moves_again_is_drift(shop: Shop) -> None:
    """What was decided was decided about another value."""
    by_hand(shop, description="By hand.")
    shop.hookline("apply", "--yes", "--take", "workspace:signup")
    assert shop.hookline("plan").out.splitlines()[-1].startswith("No changes.")
    by_hand(shop, description="Otherwise.")
    assert '"Otherwise." → "Creates the account."' in shop.hookline("plan").out


def test_target_that_keeps_drift_lists_it_and_never_writes_it(shop: Shop) -> None:
    """Git's own changes of the webhook go through beside it, and nobody's name is made up."""
    keeping = CONFIG.replace("prune: true", "prune: true, on_drift: keep")
    shop.commit("Keep what is done there", {"hookline.yaml": keeping})
    by_hand(shop, description="By hand.")
    first = said(shop.hookline("plan").out)
    assert "Left as the workspace has it: webhook/signup description" in first
    assert "changed in the workspace by carol" in first
    assert "; on_drift: keep No changes." in first
    shop.commit("Disable it", {FILE: SIGNUP.replace("is_enabled: true", "is_enabled: false")})
    applied = shop.hookline("apply", "--yes")
    assert (applied.code, description(shop)) == (0, "By hand.")
    last = said(shop.hookline("plan").out)
    assert "changed in the workspace before the last run wrote to it; on_drift: keep" in last
    shop.commit("Restore again", {"hookline.yaml": CONFIG})
    assert shop.hookline("apply", "--yes").code == 0
    assert description(shop) == "Creates the account."


@pytest.mark.parametrize(("wins", "held"), [("git", "Creates the login."), ("workspace", "Hand.")])
def test_policy_settles_a_conflict(shop: Shop, wins: str, held: str) -> None:
    """`on_conflict` says once what --take says each time."""
    policy = CONFIG.replace("prune: true", f"prune: true, on_conflict: {wins}")
    shop.commit("Decide", {"hookline.yaml": policy, FILE: LOGIN})
    by_hand(shop, description="Hand.")
    assert shop.hookline("apply", "--yes").code == 0
    assert description(shop) == held


def test_delete_of_what_was_changed_by_hand_asks(shop: Shop) -> None:
    """Both ways out do what they say."""
    shop.commit("Drop it", {FILE: None})
    by_hand(shop, description="By hand.")
    blocked = shop.hookline("apply", "--yes")
    assert blocked.code == 3
    told = said(blocked.out)
    assert "changed in the workspace since it was applied: description" in told
    assert "to delete it all the same: hookline plan --target local --take git:signup" in told
    released = shop.hookline("plan", "--take", "workspace:signup").out
    assert "stays in the workspace, and is no longer managed" in released
    assert "1 deleted" in shop.hookline("apply", "--yes", "--take", "git:signup").out


def test_fourth_setting_back_is_blocked_and_names_both(shop: Shop) -> None:
    """After three restores running somebody has to talk, or to insist."""
    for who in ("carol", "dave", "carol"):
        by_hand(shop, who, description="By hand.")
        assert shop.hookline("apply", "--yes").code == 0
    by_hand(shop, "carol", description="By hand.")
    by_hand(shop, "dave", is_enabled=False)
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 3
    told = said(answer.out)
    assert "blocked: description was set back 3 times running, and now again: carol 20" in told
    assert "dave 20" in told
    assert "git's side is webhooks/onboarding.yaml, by Ada Lovelace in" in told
    assert "is_enabled was set back" not in told
    assert shop.hookline("apply", "--yes", "--take", "git:signup").code == 0
    by_hand(shop, "carol", description="By hand.")
    assert shop.hookline("apply", "--yes").code == 0


def test_side_and_name_of_take_are_checked(shop: Shop) -> None:
    """A slip must not leave a conflict unsettled without a word."""
    assert shop.hookline("plan", "--take", "signup").code == 64
    assert shop.hookline("plan", "--take", "theirs:signup").code == 64
    both = shop.hookline("plan", "--take", "git:signup", "--take", "workspace:signup")
    assert (both.code, "--take names both sides for signup" in both.err) == (64, True)
    unknown = shop.hookline("plan", "--take", "git:signpu")
    assert unknown.code == 1
    assert 'did you mean "signup"?' in unknown.err
