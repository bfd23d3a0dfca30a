"""The main job against a workspace that is really served over HTTP, with a login."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import Shop
from tests.support.engine import PASSWORD, serving

CONFIG = """\
targets:
  staging:
    workspace: {address}
    user: admin
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    project: Operations
    prune: true
    state: {{at: local}}
"""


@pytest.fixture
def served(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineWriter]:
    """Serve a workspace, and make it the only target of the shop."""
    path = tmp_path / "served.db"
    workspace = EngineWriter(EmbeddedWorkspace(path), "")
    for record_type, name in (
        ("flow", "onboarding"),
        ("flow", "billing"),
        ("project", "Operations"),
    ):
        workspace.create(record_type, {"name": name}, "seed")
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", PASSWORD)
    with serving(path) as address:
        shop.commit("Use staging", {"hookline.yaml": CONFIG.format(address=address)})
        yield workspace


def test_plan_and_apply_over_http(shop: Shop, served: EngineWriter) -> None:
    """A real server is planned, changed and agreed with, by the user who logged in."""
    assert "2 to create" in shop.hookline("plan").out
    applied = shop.hookline("apply", "--yes")
    assert (applied.code, applied.err) == (0, "")
    assert shop.hookline("plan").out.startswith("No changes. staging matches ")
    live = served.by_name("webhook", "signup")
    project = served.by_name("project", "Operations")
    assert live is not None
    assert project is not None
    assert live.values["project_id"] == project.id
    assert live.modified_by != project.modified_by


def test_wrong_password_is_refused_once_and_not_shown(
    shop: Shop, served: EngineWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused login ends the run with exit 8, and the password stands nowhere."""
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", "canary-wrong")
    answer = shop.hookline("plan")
    assert answer.code == 8
    assert "API-LOGIN" in answer.err
    assert "canary" not in answer.out + answer.err
    assert served.list("webhook") == []


def test_unset_password_is_named(
    shop: Shop, served: EngineWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target's own credentials are needed for a plan, and what is missing is named."""
    monkeypatch.delenv("HOOKLINE_SECRET_STAGING")
    answer = shop.hookline("plan")
    assert answer.code == 1
    assert "HOOKLINE_SECRET_STAGING is not set" in answer.err
    assert served.list("webhook") == []


def test_target_without_credentials_is_told_before_any_login(
    shop: Shop, served: EngineWriter
) -> None:
    """A login that cannot succeed is not tried; what is missing is named at its target."""
    config = (shop.path / "hookline.yaml").read_text().replace("    user: admin\n", "")
    shop.commit("Forget the user", {"hookline.yaml": config})
    answer = shop.hookline("plan")
    assert answer.code == 1
    assert "hookline.yaml:3:5: error[CFG-VALUE] target staging has no `user:`" in answer.err
    assert served.list("webhook") == []


def test_working_tree_is_not_applied_to_a_real_workspace(shop: Shop, served: EngineWriter) -> None:
    """What is written to a workspace that others use must be in a commit."""
    answer = shop.hookline("apply", "--yes", "--worktree")
    assert answer.code == 64
    assert "must be in a commit" in answer.err
    assert served.list("webhook") == []


@pytest.mark.usefixtures("served")
def test_server_that_is_down_is_exit_7(shop: Shop) -> None:
    """A workspace that does not answer is told as such: try later."""
    shop.commit("Point at nothing", {"hookline.yaml": CONFIG.format(address="http://127.0.0.1:9")})
    answer = shop.hookline("plan")
    assert answer.code == 7
    assert "API-UNREACHABLE" in answer.err


def test_user_of_a_reference_is_not_shown(
    shop: Shop, served: EngineWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused login names the reference of the user, and not what it stands for."""
    config = (shop.path / "hookline.yaml").read_text()
    reference = "${env:HOOKLINE_SECRET_STAGING_USER}"
    shop.commit(
        "Hide the user", {"hookline.yaml": config.replace("user: admin", f"user: {reference}")}
    )
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING_USER", "canary-user")
    answer = shop.hookline("plan", "--format", "json")
    assert answer.code == 8
    assert f"logging in as {reference}: the workspace refuses" in answer.err
    assert "canary" not in answer.out + answer.err
    assert served.list("webhook") == []
