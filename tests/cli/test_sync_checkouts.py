"""One configuration that names the checkouts of several targets."""

from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, PAID, SIGNUP, Shop
from tests.support.repository import ScriptedRepository, make_repository

NAMING = """\
targets:
  local: {workspace: "embedded:.hookline/local.db", prune: true, repository_path: teams/one}
  other: {workspace: "embedded:.hookline/other.db"}
"""


@pytest.fixture
def checkout(shop: Shop, tmp_path: Path) -> ScriptedRepository:
    """Keep a copy of the shop as a checkout; the shop itself only names it from now on."""
    made = make_repository(
        tmp_path / "checkouts" / "teams" / "one",
        {
            "hookline.yaml": CONFIG,
            "webhooks/onboarding.yaml": SIGNUP,
            "webhooks/billing.yaml": PAID,
        },
    )
    (made.path / ".hookline").mkdir()
    (shop.path / ".hookline" / "local.db").rename(made.path / ".hookline" / "local.db")
    empty: dict[str, str | bytes | None] = {
        "webhooks/onboarding.yaml": None,
        "webhooks/billing.yaml": None,
    }
    shop.commit("Name the checkouts", {"hookline.yaml": NAMING, **empty})
    return made


def test_job_works_in_the_checkout_that_its_target_names(
    shop: Shop, checkout: ScriptedRepository, tmp_path: Path
) -> None:
    """Definitions, history and state are those of the checkout, and the other repository rests."""
    root = f"--repository-root={tmp_path / 'checkouts'}"
    answer = shop.hookline("sync", "--target", "local", root)
    assert (answer.code, answer.err) == (0, "")
    assert f"local matches {checkout.head[:7]}." in answer.out
    assert checkout.git("for-each-ref", "--format=%(refname)", "refs/hookline") == (
        "refs/hookline/state/local"
    )
    assert shop.repository.git("for-each-ref", "refs/hookline") == ""


def test_root_may_be_named_by_the_environment(
    shop: Shop, checkout: ScriptedRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a target without a checkout of its own the variable means nothing."""
    monkeypatch.setenv("GIT_REPOSITORY_SAVE_PATH", str(tmp_path / "checkouts"))
    answer = shop.hookline("sync", "--target", "local")
    assert f"local matches {checkout.head[:7]}." in answer.out
    answer = shop.hookline("sync", "--target", "other")
    assert "hookline workspace seed FILE --target other" in answer.err


def test_target_without_a_checkout_is_told(
    shop: Shop, checkout: ScriptedRepository, tmp_path: Path
) -> None:
    """Whoever names the folder of checkouts for this very job means one of them."""
    assert checkout.head
    answer = shop.hookline(
        "sync", "--target", "other", "--repository-root", str(tmp_path / "checkouts")
    )
    assert answer.code == 1
    assert (
        "hookline.yaml:3:10: error[CFG-VALUE] target other has no `repository_path:`" in answer.err
    )


def test_without_a_root_the_setting_changes_nothing(
    shop: Shop, checkout: ScriptedRepository
) -> None:
    """In the checkout itself a job works as in any other repository, setting or not."""
    named = NAMING.replace("targets:", "definitions: [webhooks/**/*.yaml]\ntargets:")
    checkout.commit("Name it here too", {"hookline.yaml": named})
    answer = shop.hookline("sync", "-C", str(checkout.path), "--target", "local")
    assert f"local matches {checkout.head[:7]}." in answer.out


def test_both_configurations_mean_the_same_workspace(
    shop: Shop, checkout: ScriptedRepository, tmp_path: Path
) -> None:
    """A checkout cannot send a job to another workspace than the one that the operator wrote."""
    checkout.commit("Move", {"hookline.yaml": CONFIG.replace("local.db", "theirs.db")})
    answer = shop.hookline(
        "sync", "--target", "local", "--repository-root", str(tmp_path / "checkouts")
    )
    assert answer.code == 1
    assert "CFG-TARGET" in answer.err
    assert "theirs.db" in answer.err


def test_path_out_of_the_root_is_refused_where_it_stands(
    shop: Shop, checkout: ScriptedRepository, tmp_path: Path
) -> None:
    """The message points at the setting."""
    assert checkout.head
    shop.commit("Lead out", {"hookline.yaml": NAMING.replace("teams/one", "../shop")})
    answer = shop.hookline(
        "sync", "--target", "local", "--repository-root", str(tmp_path / "checkouts")
    )
    assert answer.code == 1
    assert "hookline.yaml:2:" in answer.err
    assert "error[CFG-PATH] the `repository_path` of local, `../shop`" in answer.err


def test_command_that_is_offered_works_there_too(
    shop: Shop, checkout: ScriptedRepository, tmp_path: Path
) -> None:
    """What shows the rest is asked of the checkout, and not of the folder the job started in."""
    shop.hookline("sync", "--target", "local", f"--repository-root={tmp_path / 'checkouts'}")
    made = Shop(checkout, shop.hookline).workspace
    live = made.by_name("webhook", "signup")
    assert live is not None
    made.update("webhook", live.id, {"description": "By hand."}, "by hand")
    text = SIGNUP.replace("Creates", "Makes")
    head = checkout.commit("Change it too", {"webhooks/onboarding.yaml": text})
    answer = shop.hookline("sync", "--target", "local", "--repository-root", "../checkouts")
    assert answer.code == 3
    offered = f"hookline plan --target local -C {checkout.path} --commit {head[:7]}"
    assert answer.out.endswith(f"See: {offered}\n")
    assert "1 blocked" in shop.hookline(*offered.split()[1:]).out
