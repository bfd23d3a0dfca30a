"""What people do after a run was killed: forget, let go, go on; nothing of it comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hookline.model.http import Request, Response
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import PAID, SIGNUP, Shop
from tests.support.world import Killed

Kill = Callable[..., None]


@pytest.fixture
def kill(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Kill:
    """Give what runs a command line in a process that dies after its first write."""

    def run(*arguments: str) -> None:
        carry = EmbeddedWorkspace.send

        def send(workspace: EmbeddedWorkspace, request: Request) -> Response:
            answer = carry(workspace, request)
            if request.method != "GET":
                raise Killed
            return answer

        with monkeypatch.context() as patched:
            patched.setattr(EmbeddedWorkspace, "send", send)
            with pytest.raises(Killed):
                shop.hookline(*arguments)
        # What the killed run has printed is nobody's answer.
        shop.hookline("--version")

    return run


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Give the shop with two webhooks applied, and both changed in git since."""
    assert shop.hookline("apply", "--yes").code == 0
    shop.commit(
        "Say more",
        {
            "webhooks/onboarding.yaml": SIGNUP.replace("Creates", "Makes"),
            "webhooks/billing.yaml": f"{PAID}  description: Books it.\n",
        },
    )
    return shop


def journals(shop: Shop) -> list[Path]:
    """Give the journals that are still there."""
    return sorted((shop.path / ".git" / "hookline" / "journal").rglob("*.jsonl"))


def test_a_rollback_that_was_killed_holds_its_target(shop: Shop, kill: Kill) -> None:
    """Neither apply nor sync brings back what somebody was undoing, until it is let go."""
    assert shop.hookline("apply", "--yes").code == 0
    kill("rollback", "--now", "--yes", "HEAD~1")
    for command in (["apply", "--yes"], ["sync"]):
        refused = shop.hookline(*command)
        assert refused.code == 3
        assert "is held there" in " ".join((refused.out + refused.err).split())
    assert "is no longer held" in shop.hookline("rollback", "--resume").out
    assert journals(shop) == []
    assert shop.hookline("apply", "--yes").code == 0


def test_a_forgotten_webhook_does_not_come_back(shop: Shop, kill: Kill) -> None:
    """The run that was killed is recorded before its webhook is forgotten."""
    kill("apply", "--yes")
    assert shop.hookline("forget", "--yes", "signup").code == 0
    assert journals(shop) == []
    shop.commit("Drop it", {"webhooks/onboarding.yaml": None})
    assert shop.hookline("sync").code == 0
    assert "signup" in {record.name for record in shop.workspace.list("webhook")}


@pytest.mark.parametrize("damage", ["", "whom"])
def test_beginning_anew_leaves_no_journal(shop: Shop, kill: Kill, damage: str) -> None:
    """Also one that cannot be read any more is gone with all that it belonged to."""
    kill("apply", "--yes")
    (journal,) = journals(shop)
    if damage:
        journal.write_text(journal.read_text().replace('"who"', f'"{damage}"', 1))
    assert shop.hookline("forget", "--all", "--yes").code == 0
    assert journals(shop) == []
    assert "1 to adopt" in shop.hookline("plan", "--adopt", "*").out


def test_the_first_run_ever_can_be_forgotten_though_it_was_killed(shop: Shop, kill: Kill) -> None:
    """What it made is known from its journal, and is nobody's afterwards."""
    shop.hookline("forget", "--all", "--yes")
    shop.repository.git("update-ref", "-d", "refs/hookline/state/local")
    for record in shop.workspace.list("webhook"):
        shop.workspace.delete("webhook", record.id)
    kill("apply", "--yes")
    answer = shop.hookline("forget", "--all", "--yes")
    assert answer.code == 0
    assert "what only this clone still had is removed" in answer.out
    assert journals(shop) == []
