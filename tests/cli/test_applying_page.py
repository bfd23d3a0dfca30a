"""The page about applying shows what the next run says after one was killed.

After an output has changed, run with HOOKLINE_UPDATE_CASES=1 to bring the page up to date.
"""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from hookline.model.http import Request, Response
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import PAID, Shop
from tests.support.golden import compare
from tests.support.world import Killed

PAGE = Path(__file__).parents[2] / "docs" / "applying.md"
SHOWN = re.compile(r"(```console\n\$ (.*?)\n)(.*?)(```\n)", re.DOTALL)
TODAY = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)
RUN_IDS = ("8c2f11d0a3b4", "4f61c9e2d07a")
"""Ids for the page, since real ones are made by chance."""


@pytest.fixture
def killed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Give the shop in which a run was killed after two of its four writes."""
    more = {f"webhooks/{name}.yaml": PAID.replace("invoice-paid", name) for name in ("a", "b")}
    shop.repository.git("config", "user.name", "Ada Lovelace")
    shop.repository.git("config", "user.email", "ada@example.com")
    shop.commit("More hooks", {**more})
    carry, writes = EmbeddedWorkspace.send, list[Request]()

    def send(workspace: EmbeddedWorkspace, request: Request) -> Response:
        answer = carry(workspace, request)
        if request.method != "GET":
            writes.append(request)
        if len(writes) == 2:
            raise Killed
        return answer

    with monkeypatch.context() as patched, time_machine.travel(TODAY, tick=False):
        patched.setattr(EmbeddedWorkspace, "send", send)
        with pytest.raises(Killed):
            shop.hookline("apply", "--yes")
    # What the killed run has printed is nobody's answer.
    shop.hookline("--version")
    return shop


def test_the_page_shows_what_the_next_run_says(killed: Shop) -> None:
    """What a killed run did is told and recorded before the rest is done."""
    text = PAGE.read_text(encoding="utf-8")
    assert len(SHOWN.findall(text)) == text.count("```console") == 1
    said = SHOWN.sub(lambda found: found[1] + _said(killed, found[2]) + found[4], text)
    log = killed.hookline("log", "--format", "json").out
    runs = [run["id"] for run in json.loads(log)["runs"]]
    for found, shown in zip(reversed(runs), RUN_IDS, strict=True):
        said = said.replace(found, shown)
    compare(PAGE, said)


def _said(shop: Shop, command: str) -> str:
    program, *words = shlex.split(command)
    assert program == "hookline"
    with time_machine.travel(TODAY, tick=False):
        answer = shop.hookline(*words)
    assert answer.code == 0
    return answer.err + answer.out
