"""No secret gets into a plan file, not even from a workspace that tells it."""

from pathlib import Path

import pytest

from hookline.model.change import Create, Update
from hookline.planfile.form import seal, write_plan
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.bench import Bench, Rewriting
from tests.support.memory import GivenSecrets
from tests.support.plans import LATER, NOW

CANARY = "canary-7f3a"
KEYED = """
webhook: {name: %s, flow_name: one, description: %s}
access: {key: "${env:HOOKLINE_SECRET_X}", key_version: %s}
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give a workspace that answers the key of every webhook, and two webhooks with one."""
    inner = EmbeddedWorkspace(tmp_path / "local.db")
    telling = Rewriting(inner, "key", lambda _: CANARY, adds=True)
    made = Bench(telling, GivenSecrets({"HOOKLINE_SECRET_X": CANARY}))
    made.workspace.create("flow", {"name": "one"}, "seed")
    made.apply(KEYED % ("a", "first", 1), KEYED % ("b", "first", 1))
    return made


def test_a_key_is_in_the_file_as_its_reference_alone(bench: Bench) -> None:
    """Created, rotated, unchanged beside a drift, or deleted: the secret itself is nowhere."""
    assert bench.webhook("a").values["key"] == CANARY
    bench.set_by_hand("a", description="by hand")
    plan = bench.plan(KEYED % ("a", "first", 2), KEYED % ("c", "first", 1))
    assert {change.action.value for change in plan.changes} == {"create", "update", "delete"}
    for change in plan.changes:
        if isinstance(change, Create | Update):
            assert "key" not in change.write.values
            assert change.write.key is not None
    data = write_plan(seal(plan, NOW, LATER, "5c", "0.1.0"))
    assert CANARY.encode() not in data
    assert b'"name": "HOOKLINE_SECRET_X"' in data
