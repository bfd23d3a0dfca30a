"""Every reason for which a saved plan is not applied: exit code, code and words."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hookline.planfile.file import load_plan, save_plan
from hookline.planfile.form import seal
from tests.cli.conftest import CONFIG, SIGNUP, Shop

PLAN = "plan.json"


def _file(shop: Shop) -> Path:
    return shop.path / PLAN


def _truncated(shop: Shop) -> None:
    _file(shop).write_bytes(_file(shop).read_bytes()[:-100])


def _no_plan(shop: Shop) -> None:
    _file(shop).write_text('{"webhook": {"name": "signup"}}\n')


def _edited(shop: Shop) -> None:
    text = _file(shop).read_text()
    assert "Creates the account." in text
    _file(shop).write_text(text.replace("Creates the account.", "Creates the accounts"))


def _newer(shop: Shop) -> None:
    text = _file(shop).read_text()
    _file(shop).write_text(text.replace('"format_version": 1,', '"format_version": 2,'))


def _symlinked(shop: Shop) -> None:
    _file(shop).rename(shop.path / "real.json")
    _file(shop).symlink_to("real.json")


def _sealed_again(shop: Shop, *, days: int = 0, schema: str | None = None) -> None:
    """Save the plan as if it had been made that many days ago, or under another schema."""
    saved, _ = load_plan(_file(shop), PLAN)
    made, expires = (at - timedelta(days=days) for at in (saved.made_at, saved.expires_at))
    save_plan(
        _file(shop), seal(saved.plan, made, expires, schema or saved.schema, saved.tool_version)
    )


def _expired(shop: Shop) -> None:
    _sealed_again(shop, days=2)


def _of_another_schema(shop: Shop) -> None:
    _sealed_again(shop, schema="5c" * 32)


def _of_another_workspace(shop: Shop) -> None:
    saved, _ = load_plan(_file(shop), PLAN)
    identity = replace(saved.plan.workspace, id="w-2")
    plan = replace(saved.plan, workspace=identity)
    save_plan(
        _file(shop),
        seal(plan, saved.made_at, saved.expires_at, saved.schema, saved.tool_version),
    )


def _address_moved(shop: Shop) -> None:
    shop.commit("Move", {"hookline.yaml": CONFIG.replace("local.db", "other.db")})


def _applied(shop: Shop) -> None:
    assert shop.hookline("apply", PLAN).code == 0


def _another_run(shop: Shop) -> None:
    assert shop.hookline("apply", "--yes", "invoice-paid").code == 0


def _name_taken(shop: Shop) -> None:
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")


def _gone(shop: Shop) -> None:
    _file(shop).unlink()


REFUSED: list[tuple[Callable[[Shop], None], list[str], int, str, str]] = [
    (_truncated, [], 1, "PLN-FORM", "no whole JSON document, so it may be cut off"),
    (_no_plan, [], 1, "PLN-FORM", "it does not say that it is one"),
    (_edited, [], 1, "PLN-DIGEST", "plan.json was changed after it was written"),
    (_newer, [], 1, "PLN-NEWER", "its form is 2, and this one reads forms up to 1"),
    (_symlinked, [], 1, "PLN-SYMLINK", "plan.json is a symlink"),
    (_expired, [], 4, "PLN-EXPIRED", "the plan expired at 20"),
    (_of_another_schema, [], 1, "PLN-SCHEMA", "held definitions to another schema"),
    (_of_another_workspace, [], 1, "PLN-WORKSPACE", "was made for workspace w-2"),
    (_address_moved, [], 1, "PLN-ADDRESS", "is configured as embedded:.hookline/other.db"),
    (_expired, ["--target", "staging"], 1, "PLN-TARGET", "and --target says staging"),
    (_applied, [], 4, "PLN-APPLIED", "already applied by run "),
    (_another_run, [], 4, "STA-MOVED", "is not the one that was planned from: run "),
    (_name_taken, [], 4, "PLN-MOVED", "a webhook of this name is there now"),
    (_gone, [], 1, "CFG-PATH", "there is no plan at plan.json"),
]
"""What happened since the plan was saved, options, exit code, code, and words of the message."""


@pytest.mark.parametrize("view", ["text", "json"])
@pytest.mark.parametrize(
    ("happened", "options", "exit_code", "code", "words"),
    REFUSED,
    ids=[f"{happened.__name__[1:]} {' '.join(options)}" for happened, options, *_ in REFUSED],
)
def test_a_plan_that_cannot_be_applied_is_refused(
    shop: Shop,
    happened: Callable[[Shop], None],
    options: list[str],
    exit_code: int,
    code: str,
    words: str,
    view: str,
) -> None:
    """Each reason has a code of its own, and nothing is written."""
    assert shop.hookline("plan", "--out", PLAN).code == 0
    happened(shop)
    before = [record.values for record in shop.workspace.list("webhook")]
    refs = shop.repository.git("for-each-ref")
    answer = shop.hookline("apply", PLAN, *options, "--format", view)
    assert answer.code == exit_code
    assert f"error[{code}]" in answer.err
    assert words in answer.err
    assert "hint: " in answer.err
    if view == "json":
        found = [each for each in json.loads(answer.out)["diagnostics"] if each["code"] == code]
        assert len(found) == 1
        assert words in found[0]["message"]
    assert [record.values for record in shop.workspace.list("webhook")] == before
    assert shop.repository.git("for-each-ref") == refs


@pytest.mark.parametrize("happened", [_truncated, _no_plan, _edited, _newer, _symlinked])
def test_what_cannot_be_trusted_is_not_shown(shop: Shop, happened: Callable[[Shop], None]) -> None:
    """`show` refuses what `apply` would refuse for being damaged."""
    shop.hookline("plan", "--out", PLAN)
    happened(shop)
    answer = shop.hookline("show", PLAN)
    assert (answer.code, answer.out) == (1, "")
    assert "error[PLN-" in answer.err


def test_a_plan_is_not_saved_through_a_symlink(shop: Shop) -> None:
    """What a link leads to is not written, and the plan is not shown as if it were saved."""
    (shop.path / "real.json").write_text("mine\n")
    _file(shop).symlink_to("real.json")
    answer = shop.hookline("plan", "--out", PLAN)
    assert (answer.code, answer.out) == (1, "")
    assert "error[PLN-SYMLINK]" in answer.err
    assert (shop.path / "real.json").read_text() == "mine\n"


def test_an_expired_plan_is_shown_as_such(shop: Shop) -> None:
    """It can still be read, and is not offered any more."""
    shop.hookline("plan", "--out", PLAN)
    _expired(shop)
    shown = shop.hookline("show", PLAN)
    assert shown.code == 0
    assert "Apply with" not in shown.out
    assert "\nExpired 20" in shown.out


def test_all_that_is_known_without_the_workspace_is_told_at_once(shop: Shop) -> None:
    """Whoever mends one thing is not sent back for the next."""
    shop.hookline("plan", "--out", PLAN)
    _sealed_again(shop, days=2, schema="5c" * 32)
    _another_run(shop)
    _address_moved(shop)
    answer = shop.hookline("apply", PLAN, "--target", "staging")
    assert answer.code == 1
    codes = ["PLN-TARGET", "PLN-ADDRESS", "PLN-SCHEMA", "PLN-EXPIRED", "STA-MOVED"]
    assert [code for code in codes if f"error[{code}]" in answer.err] == codes
    assert answer.err.splitlines()[-1] == "5 errors."


def test_what_moved_is_named_with_both_values_and_by_whom(shop: Shop) -> None:
    """Each field of each webhook that the plan would touch, before anything is written."""
    shop.hookline("apply", "--yes")
    shop.commit("Say more", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")})
    shop.hookline("plan", "--out", PLAN)
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    shop.workspace.update(
        "webhook", live.id, {"description": "by hand", "require_login": False}, "by hand"
    )
    answer = shop.hookline("apply", PLAN)
    assert answer.code == 4
    told = [line for line in answer.err.splitlines() if "error[PLN-MOVED]" in line]
    assert len(told) == 2
    assert 'description was "Creates the account." and is "by hand" now, changed by ' in answer.err
    assert "require_login was true and is false now, changed by " in answer.err
    now = shop.workspace.by_name("webhook", "signup")
    assert now is not None
    assert now.values["description"] == "by hand"


def test_an_unrelated_webhook_may_move(shop: Shop) -> None:
    """What the plan leaves alone makes it no older."""
    shop.hookline("apply", "--yes")
    shop.commit("Say more", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")})
    shop.hookline("plan", "--out", PLAN)
    other = shop.workspace.by_name("webhook", "invoice-paid")
    assert other is not None
    shop.workspace.update("webhook", other.id, {"description": "by hand"}, "by hand")
    shop.workspace.create("webhook", {"name": "new", "flow_name": "billing"}, "by hand")
    answer = shop.hookline("apply", PLAN)
    assert (answer.code, answer.err) == (0, "")
    assert "1 updated" in answer.out


def test_a_plan_of_a_commit_that_is_not_here_says_so(shop: Shop, tmp_path: Path) -> None:
    """In another clone the plan's commit has to be fetched first."""
    shop.commit("Say more", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")})
    shop.hookline("plan", "--out", PLAN)
    shop.repository.git("branch", "--force", "old", "HEAD~1")
    clone = tmp_path / "clone"
    shop.repository.clone(clone, "--single-branch", "--branch", "old")
    answer = shop.hookline("apply", "-C", str(clone), str(_file(shop)))
    assert answer.code == 1
    assert f"{shop.repository.head} names no commit" in answer.err
    assert "git fetch" in answer.err
