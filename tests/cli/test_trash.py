"""A workspace whose trash keeps names: what plan and apply say of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.switches import DeletedNames, Switches
from tests.cli.conftest import Shop
from tests.support.engine import PASSWORD, serving

CONFIG = """\
targets:
  staging:
    workspace: {address}
    user: admin
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    project: Operations
    state: {{at: local}}
"""


@pytest.fixture
def colleague(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EngineWriter]:
    """Serve a workspace that keeps deleted names, and give it as a colleague sees it."""
    path, switches = tmp_path / "served.db", Switches(DeletedNames.TAKEN)
    carol = EngineWriter(EmbeddedWorkspace(path, user="carol", switches=switches), "")
    for address in ("flow/onboarding", "flow/billing", "project/Operations"):
        record_type, name = address.split("/")
        carol.create(record_type, {"name": name}, "seed")
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", PASSWORD)
    with serving(path, switches=switches) as address:
        shop.commit("Use staging", {"hookline.yaml": CONFIG.format(address=address)})
        yield carol


def test_name_in_the_trash_blocks_its_create_with_the_id(
    shop: Shop, colleague: EngineWriter
) -> None:
    """The plan names the deleted record that holds the name, and nothing is deleted for good."""
    gone = colleague.create("webhook", {"name": "signup"}, "try it")
    colleague.delete("webhook", gone.id)
    planned = shop.hookline("plan")
    assert planned.code == 3
    assert gone.id in planned.out
    assert shop.hookline("apply", "--yes").code == 3
    assert colleague.in_trash("webhook", "signup") is not None
    assert colleague.list("webhook") == []


def test_name_that_went_to_the_trash_after_the_plan_is_stale(
    shop: Shop, colleague: EngineWriter
) -> None:
    """A saved plan does not create over the trash: it says which record has the name."""
    shop.commit("Leave billing out", {"webhooks/billing.yaml": None})
    assert shop.hookline("plan", "--out", "plan.json").code == 0
    gone = colleague.create("webhook", {"name": "signup"}, "try it")
    colleague.delete("webhook", gone.id)
    answer = shop.hookline("apply", "--yes", "plan.json")
    assert answer.code == 4
    assert f"the webhook {gone.id} in the trash is called 'signup'" in answer.err
    assert colleague.in_trash("webhook", "signup") is not None
    assert colleague.list("webhook") == []
