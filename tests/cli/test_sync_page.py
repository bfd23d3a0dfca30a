"""The page about scheduled jobs names everything there is, and nothing else."""

import json
import re
from pathlib import Path

import click

from hookline.cli.sync import LONGEST, SHORTEST, command
from hookline.cli.sync_loop import JITTER, LONGEST_BACK_OFF
from hookline.model.round import RoundResult
from tests.cli.conftest import PAID, SIGNUP, Shop

PAGE = Path(__file__).parents[2] / "docs" / "sync.md"
TEXT = PAGE.read_text(encoding="utf-8")


def rows(after: str) -> list[str]:
    """Give the code in the first column of the table behind a heading of it."""
    table = TEXT[TEXT.index(after) :].split("\n\n")[0]
    return [
        name for row in table.splitlines() for name in re.findall("`([^`]+)`", row.split("|")[1])
    ]


def test_every_key_of_the_status_is_on_the_page(shop: Shop) -> None:
    """The keys stand in the order in which the file has them, and each result is named."""
    told = json.loads(shop.hookline("sync", "--format", "json").out)
    keys = rows("| key | what it says |\n|---|---|\n| `format_version`")
    assert sorted(keys) == sorted(told)
    (line,) = [each for each in TEXT.splitlines() if each.startswith("| `result` |")]
    assert re.findall("`([a-z]+)`", line)[1:] == [each.value for each in RoundResult]


def test_every_metric_is_on_the_page(shop: Shop) -> None:
    """The metrics stand in the order in which the file has them."""
    shop.hookline("sync", "--metrics", "hookline.prom")
    written = re.findall("^# TYPE (\\S+)", (shop.path / "hookline.prom").read_text(), re.MULTILINE)
    assert rows("| metric | what it says |") == [
        *written,
        "hookline_sync_next_run_timestamp_seconds",
    ]


def test_every_option_is_on_the_page() -> None:
    """Whatever only this command takes is explained, and no option is that there is not."""
    named = set(re.findall(r"--[a-z][a-z-]+", TEXT))
    known = {each for param in command.params for each in param.opts if each.startswith("--")}
    known |= {each for option in command.params for each in option.secondary_opts}
    assert isinstance(command, click.Command)
    others = {"--now"}
    assert named - known - others == set()
    assert {"--commit", "--every", "--status", "--metrics", "--repository-root"} <= named


def test_numbers_on_the_page_are_those_of_the_program() -> None:
    """How often, how long and by how much is said as it is."""
    assert f"(from {SHORTEST} seconds to {LONGEST // 3600} hours" in TEXT
    assert (JITTER, "up to a tenth longer or shorter" in TEXT) == (0.1, True)
    assert (LONGEST_BACK_OFF[RoundResult.AWAY], "up to half an hour" in TEXT) == (1800, True)
    assert (LONGEST_BACK_OFF[RoundResult.DENIED], "up to six hours" in TEXT) == (21600, True)


def test_round_on_the_page_is_what_such_a_round_shows(shop: Shop) -> None:
    """A reader who makes the same finds the same, but for ids."""
    paid = PAID + "  description: Paid.\n"
    shop.commit("Describe it", {"webhooks/billing.yaml": paid})
    shop.hookline("sync")
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    shop.workspace.update("webhook", live.id, {"description": "By hand."}, "by hand")
    better = SIGNUP.replace("Creates the account.", "Better.")
    changed = {
        "webhooks/onboarding.yaml": better,
        "webhooks/billing.yaml": f"{paid.strip()} Soon.\n",
    }
    shop.commit("Change both", {**changed})
    shown = re.findall(r"```console\n\$ hookline sync --target staging\n(.*?)```", TEXT, re.DOTALL)
    answer = shop.hookline("sync")
    ids = re.compile(r"\b[0-9a-f]{7}(?:[0-9a-f]{5})?\b")
    assert [ids.sub("ID", answer.out.replace("local", "staging"))] == [
        ids.sub("ID", each) for each in shown
    ]
