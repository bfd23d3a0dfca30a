"""What a pull leaves alone, and where it writes."""

from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, PAID, SIGNUP, Shop
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
    assert applied.hookline("apply", "--yes").code == 0
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


def test_a_flow_that_was_renamed_is_named_anew(applied: Shop) -> None:
    """The definition gets the name that its plan asks for, and the next plan has nothing to do."""
    applied.workspace.update("flow", flow(applied, "billing"), {"name": "billing-2"}, "by hand")
    assert applied.hookline("plan").code == 3
    answer = applied.hookline("pull")
    assert (answer.code, '"billing" → "billing-2"' in answer.out) == (0, True)
    assert read(applied, "webhooks/billing.yaml") == PAID.replace(
        "flow_name: billing", "flow_name: billing-2"
    )
    assert plan_actions(applied) == []


def test_a_conflict_is_left_to_the_one_who_names_it(applied: Shop) -> None:
    """What both sides changed stays as git has it, until the very webhook is asked for."""
    changed = SIGNUP.replace("Creates the account.", "Creates it.")
    applied.commit("Say less", {"webhooks/onboarding.yaml": changed})
    set_by_hand(applied, "signup", description="Makes it.", require_login=False)
    for arguments in ([], ["--drift"], ["sign*"]):
        answer = applied.hookline("pull", *arguments)
        assert answer.code == 0
        assert "webhook/signup description: in conflict, both sides changed it" in answer.out
        assert read(applied, "webhooks/onboarding.yaml") == changed.replace(
            "require_login: true", "require_login: false"
        )
    assert applied.hookline("pull", "signup").code == 0
    assert "description: Makes it.\n" in read(applied, "webhooks/onboarding.yaml")


def test_one_of_several_targets_is_pulled_for_itself(applied: Shop) -> None:
    """Its drift comes under `targets:`, its new webhooks get `only:`, and others keep theirs."""
    config = CONFIG + '  near: {workspace: "embedded:.hookline/near.db"}\n'
    applied.commit("Add a target", {"hookline.yaml": config})
    set_by_hand(applied, "signup", description="Here.", require_login=False)
    make_webhook(applied, "refund")
    answer = applied.hookline("pull", "--target", "local")
    assert answer.code == 0
    assert (
        "      description, require_login: for this target alone, under `targets:`\n" in answer.out
    )
    assert read(applied, "webhooks/onboarding.yaml") == SIGNUP + (
        "targets:\n  local:\n    webhook:\n      description: Here.\n"
        "    access:\n      require_login: false\n"
    )
    assert read(applied, "webhooks/refund.yaml").endswith("only: [local]\n")
    assert plan_actions(applied) == ["adopt"]


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_nothing_is_pulled_from_another_workspace(applied: Shop, dry: tuple[str, ...]) -> None:
    """What another workspace holds says nothing about drift, and would overwrite definitions."""
    (applied.path / ".hookline" / "local.db").unlink()
    applied.workspace.create("flow", {"name": "billing"}, "seed")
    make_webhook(applied, "signup", description=None)
    answer = applied.hookline("pull", *dry)
    assert (answer.code, answer.out) == (1, "")
    assert "error[STA-WORKSPACE]" in answer.err
    assert read(applied, "webhooks/onboarding.yaml") == SIGNUP
