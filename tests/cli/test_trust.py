"""Where credentials may go, from the environment and the commit that is read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Shop
from tests.support.engine import PASSWORD, serving

CONFIG = """\
targets:
  staging:
    workspace: {address}
    user: {user}
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    state: {{at: local}}
"""


@pytest.fixture
def address(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve an empty workspace, and make it the only target of the shop."""
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", PASSWORD)
    with serving(tmp_path / "served.db") as address:
        config = CONFIG.format(address=address, user="admin")
        shop.commit("Use staging", {"hookline.yaml": config})
        yield address


def is_reached(shop: Shop, *options: str) -> bool:
    """Say whether a plan logs in; what it misses then is the flows that its webhooks start."""
    answer = shop.hookline("plan", *options)
    if answer.code == 1 and "REF-MISSING" in answer.err:
        return True
    assert answer.code == 8
    assert "error[SEC-HOST]" in answer.err
    assert answer.out == ""
    return False


def test_operator_decides_where_credentials_go(
    shop: Shop, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that HOOKLINE_ALLOW_HOSTS does not name gets nothing, not even a request."""
    assert address
    assert is_reached(shop)
    monkeypatch.setenv("HOOKLINE_ALLOW_HOSTS", "*.example.com")
    monkeypatch.delenv("HOOKLINE_SECRET_STAGING")
    assert not is_reached(shop)
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", PASSWORD)
    monkeypatch.setenv("HOOKLINE_ALLOW_HOSTS", "127.0.0.*, *.example.com")
    assert is_reached(shop)


def test_embedded_workspace_needs_no_leave(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials are sent to a file."""
    monkeypatch.setenv("HOOKLINE_ALLOW_HOSTS", "")
    assert shop.hookline("plan").code == 0


def test_branch_of_a_stranger_does_not_choose_where_credentials_go(
    shop: Shop, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another commit than HEAD may be planned with HEAD's credentials and address alone."""
    head = shop.repository.head
    same = shop.commit("Change something else", {"README.md": "hello\n"})
    other = shop.commit(
        "Log in as another", {"hookline.yaml": CONFIG.format(address=address, user="root")}
    )
    shop.repository.git("reset", "--quiet", "--hard", head)
    assert is_reached(shop, "--commit", head)
    assert is_reached(shop, "--commit", same)
    assert not is_reached(shop, "--commit", other)
    monkeypatch.setenv("HOOKLINE_ALLOW_HOSTS", "127.0.0.1")
    answer = shop.hookline("plan", "--commit", other)
    assert "logging in as root: the workspace refuses" in answer.err


def test_head_without_the_target_vouches_for_nothing(shop: Shop, address: str) -> None:
    """What HEAD does not know, or cannot say, is not trusted."""
    there = shop.repository.head
    assert address
    for config in (None, "targets: {}\n", "targets: {staging: 1}\n"):
        shop.commit("Have no such target", {"hookline.yaml": config})
        assert not is_reached(shop, "--commit", there)
