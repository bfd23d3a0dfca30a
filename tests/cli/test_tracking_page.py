"""The page about tracking shows what the commands say, after the same things happened.

After an output has changed, run with HOOKLINE_UPDATE_CASES=1 to bring the page up to date.
"""

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from hookline.model.record import WEBHOOK
from hookline.remote.writer import EngineWriter
from hookline.report.drift import FATES, FATES_OF_THE_GONE
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import PAID, SIGNUP, Shop
from tests.support.golden import compare

PAGE = Path(__file__).parents[2] / "docs" / "tracking.md"
SHOWN = re.compile(r"(```console\n\$ (.*?)\n)(.*?)(```\n)", re.DOTALL)
"""A terminal on the page: the command, and what it says."""

RUN_ID = re.compile(r"\b(run) ([0-9a-f]{12})\b")
RUN_IDS = ("8c2f11d0a3b4", "4f61c9e2d07a", "b35d84fa1c90")
"""Ids for the page, since real ones are made by chance."""

TODAY = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def history(shop: Shop) -> Shop:
    """Let three runs and a change by hand happen, on four days."""
    steps = [
        {"webhooks/onboarding.yaml": SIGNUP},
        {"webhooks/onboarding.yaml": SIGNUP.replace("account", "account and greets")},
        {"webhooks/billing.yaml": PAID.replace("invoice-paid", "invoice-settled")},
    ]
    shop.repository.git("config", "user.name", "Ada Lovelace")
    shop.repository.git("config", "user.email", "ada@example.com")
    for day, (subject, files) in enumerate(
        zip(("Begin again", "Greet new users", "Call paid invoices settled"), steps, strict=True)
    ):
        shop.commit(subject, {**files})
        with time_machine.travel(TODAY - timedelta(days=3 - day), tick=False):
            assert shop.hookline("apply", "--yes").code == 0
    with time_machine.travel(TODAY - timedelta(hours=20), tick=False):
        carol = EmbeddedWorkspace(shop.path / ".hookline" / "local.db", user="carol")
        workspace = EngineWriter(carol, "embedded:.hookline/local.db")
        record = workspace.by_name(WEBHOOK, "signup")
        assert record is not None
        workspace.update(WEBHOOK, record.id, {"is_enabled": False}, "Stop the spam")
    return shop


def test_the_page_shows_what_the_commands_say(history: Shop) -> None:
    """Each terminal on the page is what its command says, to the letter."""
    text = PAGE.read_text(encoding="utf-8")
    assert len(SHOWN.findall(text)) == text.count("```console") == 3
    compare(PAGE, SHOWN.sub(lambda found: found[1] + _said(history, found[2]) + found[4], text))


def _said(shop: Shop, command: str) -> str:
    program, *words = shlex.split(command)
    assert program == "hookline"
    with time_machine.travel(TODAY, tick=False):
        answer = shop.hookline(*words)
    assert (answer.code, answer.err) == (0, "")
    runs = shop.repository.git(
        "log", "--first-parent", "--reverse", "--format=%(trailers:key=Hookline-Run,valueonly)",
        "refs/hookline/state/local",
    ).split()  # fmt: skip
    ids = dict(zip(runs, RUN_IDS, strict=True))
    return RUN_ID.sub(lambda found: f"run {ids[found[2]]}", answer.out)


def test_the_page_explains_what_comes_of_drift() -> None:
    """Whatever a line says of the next apply can be looked up."""
    text = PAGE.read_text(encoding="utf-8")
    said = [*FATES.values(), *FATES_OF_THE_GONE.values()]
    assert [each for each in said if f"| `{each}` |" not in text] == []
