"""The page on backing out shows what the commands say, one after the other.

After an output has changed, run with HOOKLINE_UPDATE_CASES=1 to bring the page up to date.
"""

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tests.cli.conftest import PAID, SIGNUP, Shop
from tests.cli.test_rollback import REFUND
from tests.support.golden import compare

PAGE = Path(__file__).parents[2] / "docs" / "rollback.md"
SHOWN = re.compile(r"(```console\n\$ (.*?)\n)(.*?)(```\n)", re.DOTALL)
"""A terminal on the page: the command, and what it says."""

IDS = ("8c2f11d0a3b4", "4f61c9e2d07a", "b35d84fa1c90", "27e0b6d9f148", "90ac5e731d2b")
"""Ids for the page, since real ones are made by chance."""

TODAY = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def history(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Let two runs happen, the second of which was a mistake."""
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Ada Lovelace")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "ada@example.com")
    mistake: dict[str, str | None] = {
        "webhooks/onboarding.yaml": SIGNUP.replace("require_login: true", "require_login: false"),
        "webhooks/billing.yaml": None,
        "webhooks/refund.yaml": REFUND,
    }
    steps: dict[str, dict[str, str | None]] = {
        "Log in to sign up": {"webhooks/billing.yaml": PAID},
        "Take refunds": mistake,
    }
    for day, (subject, files) in enumerate(steps.items()):
        shop.commit(subject, {**files})
        with time_machine.travel(TODAY - timedelta(days=2 - day), tick=False):
            assert shop.hookline("apply", "--yes").code == 0
    return shop


def test_the_page_shows_what_the_commands_say(history: Shop) -> None:
    """Each terminal on the page is what its command says, to the letter.

    The files of a rollback are put aside before the next command, as if nobody had merged them.
    """
    text = PAGE.read_text(encoding="utf-8")
    assert len(SHOWN.findall(text)) == text.count("```console") == 5
    compare(PAGE, SHOWN.sub(lambda found: found[1] + _said(history, found[2]) + found[4], text))


def _said(shop: Shop, command: str) -> str:
    program, *words = shlex.split(command)
    assert program == "hookline"
    shop.repository.git("stash", "--quiet", "--include-untracked")
    ids = dict(zip(_runs(shop), IDS, strict=False))
    known = {shown: run for run, shown in ids.items()}
    with time_machine.travel(TODAY, tick=False):
        answer = shop.hookline(*(known.get(word, word) for word in words))
    ids = dict(zip(_runs(shop), IDS, strict=False))
    said = answer.err + answer.out
    for run, shown in ids.items():
        said = said.replace(run, shown)
    return said + (f"exit code {answer.code}\n" if answer.code else "")


def _runs(shop: Shop) -> list[str]:
    """Give the ids of the runs, oldest first."""
    form = "--format=%(trailers:key=Hookline-Run,valueonly)"
    state = "refs/hookline/state/local"
    return shop.repository.git("log", "--first-parent", "--reverse", form, state).split()
