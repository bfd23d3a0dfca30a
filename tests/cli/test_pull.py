import json
from pathlib import Path
from textwrap import dedent

import pytest

from hookline.model.values import JSON
from tests.cli.conftest import CONFIG, PAID, SIGNUP, Answer, Shop


def flow(shop: Shop, name: str) -> str:
    """Give the id of a flow."""
    found = shop.workspace.by_name("flow", name)
    assert found is not None
    return found.id


def make_webhook(shop: Shop, name: str, **values: JSON) -> str:
    """Make a webhook by hand in the workspace, and give its id."""
    given = {"name": name, "flow_id": flow(shop, "billing"), **values}
    return shop.workspace.create("webhook", given, "by hand").id


def set_by_hand(shop: Shop, name: str, /, **values: JSON) -> None:
    """Change a webhook as a colleague would."""
    found = shop.workspace.by_name("webhook", name)
    assert found is not None
    shop.workspace.update("webhook", found.id, values, "by hand")


def changed_files(shop: Shop) -> set[str]:
    """Give what git sees as changed or new in the working tree."""
    listed = shop.repository.git("status", "--porcelain", "--untracked-files=all")
    return {line[3:] for line in listed.splitlines()}


def read(shop: Shop, path: str) -> str:
    """Give the text of a file, line ends as they are."""
    return (shop.path / path).read_bytes().decode()


@pytest.fixture
def applied(shop: Shop) -> Shop:
    """Give a shop whose two definitions are applied."""
    assert shop.hookline("apply", "--yes").code == 0
    return shop


def plan_actions(shop: Shop) -> list[str]:
    """Commit the working tree, plan it, and give what the plan would do."""
    shop.repository.commit("Pull", {})
    answer = shop.hookline("plan", "--format", "json")
    shown = json.loads(answer.out)
    assert answer.code == 0, answer
    return [change["action"] for change in shown["changes"]]


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
            "fields": [{"name": "description", "before": "Creates the account.", "after": "new"}],
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


def test_a_removed_definition_does_not_come_back_by_itself(applied: Shop) -> None:
    """A removal that is not applied yet is not undone by a pull, unless the webhook is named."""
    applied.commit("Remove", {"webhooks/billing.yaml": None})
    answer = applied.hookline("pull")
    assert (answer.code, changed_files(applied)) == (0, set())
    assert "webhook/invoice-paid: its definition was removed" in answer.out
    assert applied.hookline("pull", "invoice-paid").code == 0
    assert changed_files(applied) == {"webhooks/invoice-paid.yaml"}


def test_what_is_gone_from_the_workspace_is_told(applied: Shop) -> None:
    """A definition without a webhook stays: whether it goes is not for a pull to decide."""
    found = applied.workspace.by_name("webhook", "signup")
    assert found is not None
    applied.workspace.delete("webhook", found.id)
    answer = applied.hookline("pull")
    assert (answer.code, changed_files(applied)) == (0, set())
    assert "webhook/signup: local has no such webhook" in answer.out


def test_a_value_of_the_target_is_edited_in_its_overlay(applied: Shop) -> None:
    """What `targets:` brought for this target changes there, and the others keep theirs."""
    text = SIGNUP + "targets:\n  local:\n    webhook: {description: Here.}  # only here\n"
    applied.commit("Differ", {"webhooks/onboarding.yaml": text})
    set_by_hand(applied, "signup", description="There.")
    assert applied.hookline("pull").code == 0
    assert read(applied, "webhooks/onboarding.yaml") == text.replace("Here.", "There.")


def test_a_definition_of_other_targets_is_left_alone(applied: Shop) -> None:
    """A webhook whose definition is not for this target gets no second one."""
    applied.commit("Keep", {"webhooks/onboarding.yaml": SIGNUP + "only: [staging]\n"})
    applied.commit("Add", {"hookline.yaml": CONFIG + "  staging: {workspace: embedded:s.db}\n"})
    answer = applied.hookline("pull")
    assert (answer.code, changed_files(applied)) == (0, set())
    assert "webhook/signup: its definition is not for local" in answer.out


def test_a_place_moves_from_a_project_to_a_bundle(applied: Shop) -> None:
    """The key of the location changes with its value."""
    for record_type, name in (("project", "Shop"), ("bundle", "Extras")):
        applied.workspace.create(record_type, {"name": name}, "by hand")
    text = PAID + "  project_name: Shop  # where it lies\n"
    applied.commit("Place", {"webhooks/billing.yaml": text})
    assert applied.hookline("apply", "--yes").code == 0
    set_by_hand(applied, "invoice-paid", bundle_name="Extras", project_id=None)
    assert applied.hookline("pull").code == 0
    assert read(applied, "webhooks/billing.yaml") == text.replace(
        "project_name: Shop", "bundle_name: Extras"
    )
    assert plan_actions(applied) == []


def test_only_the_project_of_the_target_is_pulled(applied: Shop) -> None:
    """New files are made for the target's own project alone, and do not name it."""
    ids = [
        applied.workspace.create("project", {"name": name}, "by hand").id
        for name in ("Shop", "Other")
    ]
    config = CONFIG.replace("prune: true", "prune: true, project: Shop")
    applied.commit("Narrow", {"hookline.yaml": config})
    assert applied.hookline("apply", "--yes").code == 0
    make_webhook(applied, "ours", project_id=ids[0])
    make_webhook(applied, "theirs", project_id=ids[1])
    set_by_hand(applied, "signup", project_id=ids[1])
    assert applied.hookline("pull").code == 0
    assert changed_files(applied) == {"webhooks/ours.yaml", "webhooks/onboarding.yaml"}
    assert "project_name" not in read(applied, "webhooks/ours.yaml")
    assert "  flow_name: onboarding\n  project_name: Other\n" in read(
        applied, "webhooks/onboarding.yaml"
    )
    assert plan_actions(applied) == ["adopt"]


def test_a_broken_definition_stops_the_pull(applied: Shop) -> None:
    """Nothing is written while a definition cannot be read: it could define what is pulled."""
    applied.repository.write({"webhooks/broken.yaml": "webhook: {name: a\n"})
    make_webhook(applied, "refund")
    answer = applied.hookline("pull")
    assert answer.code == 1
    assert "webhooks/broken.yaml" in answer.err
    assert changed_files(applied) == {"webhooks/broken.yaml"}


def test_uncommitted_edits_stay_and_are_told(applied: Shop) -> None:
    """A file with changes of its own is edited all the same, with a note."""
    applied.repository.write({"webhooks/onboarding.yaml": "# mine\n" + SIGNUP})
    set_by_hand(applied, "signup", require_login=False)
    answer = applied.hookline("pull")
    assert answer.code == 0
    assert "webhooks/onboarding.yaml had changes already that are not committed" in answer.err
    assert read(applied, "webhooks/onboarding.yaml").startswith("# mine\nwebhook:\n")


def test_a_modeline_is_taken_over(applied: Shop) -> None:
    """New files name the schema that the others name, from where they lie."""
    line = "# yaml-language-server: $schema=../schemas/webhook.json\n"
    applied.commit("Help editors", {"webhooks/billing.yaml": line + PAID})
    config = CONFIG.replace("[webhooks/**/*.yaml]", "[hooks/new/*.yaml, webhooks/**/*.yaml]")
    applied.commit("Move", {"hookline.yaml": config})
    make_webhook(applied, "refund")
    assert applied.hookline("pull").code == 0
    first = read(applied, "hooks/new/refund.yaml").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/webhook.json"


def test_file_names_that_are_taken_are_counted_on(applied: Shop) -> None:
    """Two webhooks whose names give the same file name get a file each."""
    make_webhook(applied, "Billing")
    make_webhook(applied, "billing?")
    assert applied.hookline("pull").code == 0
    assert changed_files(applied) == {"webhooks/billing-2.yaml", "webhooks/billing-3.yaml"}


@pytest.mark.parametrize("alias", ["import", "dump"])
def test_other_names_of_pull(applied: Shop, alias: str) -> None:
    """`import` and `dump` are what other tools call it."""
    assert applied.hookline(alias).out.endswith("2 unchanged.\n")


def test_a_symlink_is_never_followed(applied: Shop, tmp_path: Path) -> None:
    """A folder that leads out of the repository gets no file."""
    (tmp_path / "elsewhere").mkdir()
    config = CONFIG.replace("[webhooks/**/*.yaml]", "[new/*.yaml, webhooks/**/*.yaml]")
    applied.commit("Move", {"hookline.yaml": config})
    (applied.path / "new").symlink_to(tmp_path / "elsewhere")
    make_webhook(applied, "refund")
    answer = applied.hookline("pull")
    assert answer.code == 1
    assert "symlink" in answer.err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_first_plan_bears_a_webhook_that_was_left_alone(shop: Shop) -> None:
    """A webhook that nobody defines has no file to look for in git, and stops no first plan."""
    make_webhook(shop, "signup", flow_id=flow(shop, "onboarding"))
    make_webhook(shop, "a/b")
    shop.hookline("pull")
    assert plan_actions(shop) == ["create", "adopt"]


def test_a_change_of_git_is_not_taken_back(applied: Shop) -> None:
    """What a commit, or the working tree, changed since the last apply is pending, and no drift."""
    changed = SIGNUP.replace("Creates the account.", "Creates it.")
    applied.commit("Say less", {"webhooks/onboarding.yaml": changed})
    applied.repository.write({"webhooks/billing.yaml": PAID.replace("billing", "onboarding")})
    set_by_hand(applied, "signup", require_login=False)
    answer = applied.hookline("pull")
    assert answer.code == 0
    assert "webhook/signup description: git changed it" in answer.out
    assert "webhook/invoice-paid flow_name: git changed it" in answer.out
    assert read(applied, "webhooks/onboarding.yaml") == changed.replace(
        "require_login: true", "require_login: false"
    )
    assert applied.hookline("pull", "signup").code == 0
    assert read(applied, "webhooks/onboarding.yaml") == SIGNUP.replace(
        "require_login: true", "require_login: false"
    )
