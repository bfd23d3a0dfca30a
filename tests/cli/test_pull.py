import json
from textwrap import dedent

import pytest

from tests.cli.conftest import SIGNUP, Answer, Shop
from tests.support.pulling import (
    changed_files,
    flow,
    make_webhook,
    plan_actions,
    read,
    set_by_hand,
)


@pytest.fixture
def applied(shop: Shop) -> Shop:
    """Give a shop whose two definitions are applied."""
    assert shop.hookline("apply", "--yes").code == 0
    return shop


def test_nothing_is_pulled_when_both_sides_agree(applied: Shop) -> None:
    """After an apply there is nothing to bring back, and no file is touched."""
    answer = applied.hookline("pull")
    assert answer == Answer(0, "From local (embedded:.hookline/local.db): 2 unchanged.\n", "")
    assert changed_files(applied) == set()


def test_drift_comes_back_where_it_stands(applied: Shop) -> None:
    """A value that was changed by hand replaces the old one, and every other byte stays."""
    text = dedent(
        """\
        # The door to the shop.
        webhook:
          name: signup   # never rename
          description: 'Creates the account.'  # shown to callers

          flow_name: onboarding
        access:
          is_enabled: true
          require_login: true   # checked by the auditors
        """
    ).replace("\n", "\r\n")
    applied.commit("Comment", {"webhooks/onboarding.yaml": text})
    set_by_hand(
        applied,
        "signup",
        description="It's new",
        require_login=False,
        flow_id=flow(applied, "billing"),
        is_productive=True,
    )
    answer = applied.hookline("pull", "--drift")
    assert answer.code == 0
    assert read(applied, "webhooks/onboarding.yaml") == (
        text.replace("'Creates the account.'", "'It''s new'")
        .replace("flow_name: onboarding", "flow_name: billing")
        .replace("require_login: true", "require_login: false")
    )
    assert answer.out == dedent(
        """\
          ~ webhook/signup                                    webhooks/onboarding.yaml:2
              description    "Creates the account." → "It's new"
              flow_name      "onboarding" → "billing"
              require_login  true → false

        From local (embedded:.hookline/local.db): 1 updated, 1 unchanged.
        Review with `git diff`, then commit.
        """
    )
    assert plan_actions(applied) == []


def test_a_webhook_that_nobody_defines_gets_a_file(applied: Shop) -> None:
    """A new file says what the webhook holds, in the order of the property table, and no more."""
    project = applied.workspace.create("project", {"name": "Shop"}, "by hand").id
    make_webhook(
        applied,
        "Größe: 12/Zoll?".replace("/", "-"),
        description="First line.\nSecond line.\n",
        project_id=project,
        is_productive=True,
        require_login=True,
        key="secret",
    )
    answer = applied.hookline("pull")
    assert answer.code == 0
    assert read(applied, "webhooks/grosse-12-zoll.yaml") == dedent(
        """\
        webhook:
          name: "Größe: 12-Zoll?"
          description: |
            First line.
            Second line.
          flow_name: billing
          project_name: Shop
          is_productive: true
        access:
          is_enabled: false
          require_login: true
          # A key is set, and a workspace never shows it. To manage it, add:
          # key: ${env:HOOKLINE_SECRET_GROSSE_12_ZOLL}
          # key_version: 1
        """
    )
    assert "has a key, which cannot be read and is not managed: Größe" in answer.err
    assert "secret" not in answer.out
    assert plan_actions(applied) == ["adopt"]


def test_drift_alone_makes_no_new_file(applied: Shop) -> None:
    """With --drift only definitions are brought up to date."""
    make_webhook(applied, "refund")
    set_by_hand(applied, "signup", description="new")
    assert applied.hookline("pull", "--drift").code == 0
    assert changed_files(applied) == {"webhooks/onboarding.yaml"}


def test_names_and_globs_choose(applied: Shop) -> None:
    """Only the named webhooks are pulled, wildcards included."""
    make_webhook(applied, "refund")
    make_webhook(applied, "refund-late")
    make_webhook(applied, "other")
    set_by_hand(applied, "signup", description="new")
    assert applied.hookline("pull", "refund*").code == 0
    assert changed_files(applied) == {"webhooks/refund.yaml", "webhooks/refund-late.yaml"}


def test_a_name_that_nothing_has_is_wrong_usage(applied: Shop) -> None:
    """A name that is neither in the workspace nor in git is answered with the nearest one."""
    answer = applied.hookline("pull", "sign-up")
    assert answer.code == 64
    assert "did you mean 'signup'?" in answer.err


@pytest.mark.parametrize("more", [["signup"], ["--drift"]])
def test_all_and_a_choice_exclude_each_other(applied: Shop, more: list[str]) -> None:
    """Everything and only some of it cannot be asked for at once."""
    assert applied.hookline("pull", "--all", *more).code == 64


def test_a_dry_run_shows_a_diff_and_writes_nothing(applied: Shop) -> None:
    """With --dry-run the diff of every file is shown, and the working tree stays."""
    set_by_hand(applied, "signup", description="new")
    make_webhook(applied, "refund")
    answer = applied.hookline("pull", "--dry-run")
    assert answer.code == 0
    assert answer.out.startswith(
        "--- a/webhooks/onboarding.yaml\n"
        "+++ b/webhooks/onboarding.yaml\n"
        "@@ -1,6 +1,6 @@\n"
        " webhook:\n"
        "   name: signup\n"
        "-  description: Creates the account.\n"
        "+  description: new\n"
    )
    assert "--- /dev/null\n+++ b/webhooks/refund.yaml\n" in answer.out
    assert answer.out.endswith("Nothing was written.\n")
    assert changed_files(applied) == set()


def test_the_same_facts_come_as_json(applied: Shop) -> None:
    """JSON names what is written and what is left alone, with the reason."""
    set_by_hand(applied, "signup", description="new")
    make_webhook(applied, "a\\b")
    make_webhook(applied, "refund")
    answer = applied.hookline("pull", "--format", "json")
    assert answer.code == 0
    shown = json.loads(answer.out)
    assert shown["summary"] == {"update": 1, "create": 1, "left_alone": 1, "unchanged": 1}
    assert shown["definitions"] == [
        {
            "action": "update",
            "address": "webhook/signup",
            "renamed_from": None,
            "path": "webhooks/onboarding.yaml",
            "line": 1,
            "fields": [
                {
                    "name": "description",
                    "before": "Creates the account.",
                    "after": "new",
                    "is_shared": False,
                    "is_apart": False,
                }
            ],
        },
        {
            "action": "create",
            "address": "webhook/refund",
            "renamed_from": None,
            "path": "webhooks/refund.yaml",
            "line": 1,
            "fields": [],
        },
    ]
    assert shown["left_alone"] == [
        {
            "address": "webhook/a\\b",
            "property": None,
            "reason": "the name holds `\\`, and it becomes a part of the call URL",
        }
    ]


def test_a_name_that_no_definition_can_hold_is_left_alone(applied: Shop) -> None:
    """Such a webhook is told and not written; asked for by name, it makes the command fail."""
    make_webhook(applied, "a/b")
    answer = applied.hookline("pull")
    assert answer.code == 0
    assert "Left alone:\n  webhook/a/b: the name holds `/`" in answer.out
    assert changed_files(applied) == set()
    assert applied.hookline("pull", "a/b").code == 3


def test_a_value_that_no_definition_can_hold_is_left_alone(applied: Shop) -> None:
    """The rest of the webhook is pulled, and the reason names the property."""
    make_webhook(applied, "refund", description="with ${env:HOOKLINE_SECRET_X} in it")
    set_by_hand(applied, "signup", description="\x07", require_login=False)
    answer = applied.hookline("pull")
    assert answer.code == 0
    assert "webhook/refund description: " in answer.out
    assert "webhook/signup description: " in answer.out
    assert "description" not in read(applied, "webhooks/refund.yaml")
    assert read(applied, "webhooks/onboarding.yaml") == SIGNUP.replace(
        "require_login: true", "require_login: false"
    )


def test_a_webhook_without_a_flow_is_left_alone(applied: Shop) -> None:
    """Every definition names a flow, so a webhook that starts none has no definition."""
    make_webhook(applied, "idle", flow_id=None)
    answer = applied.hookline("pull")
    assert (answer.code, changed_files(applied)) == (0, set())
    assert "webhook/idle: it has no flow" in answer.out


def test_a_rename_by_hand_comes_back_as_a_name(applied: Shop) -> None:
    """What was applied is known by its id, so a new name in the workspace is no new webhook."""
    set_by_hand(applied, "signup", name="sign-up")
    answer = applied.hookline("pull", "--format", "json")
    (edit,) = json.loads(answer.out)["definitions"]
    assert (edit["address"], edit["renamed_from"]) == ("webhook/sign-up", "signup")
    assert changed_files(applied) == {"webhooks/onboarding.yaml"}
    assert read(applied, "webhooks/onboarding.yaml") == SIGNUP.replace("signup", "sign-up")
    assert plan_actions(applied) == []
