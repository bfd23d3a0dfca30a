"""What a write leaves behind, where the workspace has a form of its own."""

from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.bench import Bench, Rewriting


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give an embedded workspace with a flow."""
    made = Bench(EmbeddedWorkspace(tmp_path / "local.db"))
    made.workspace.create("flow", {"name": "one"}, "seed")
    return made


def test_blanks_that_are_stripped_are_no_refusal(bench: Bench) -> None:
    """Git adds blanks to a text that the workspace strips again: that is its form, said once."""
    bench.transport = Rewriting(bench.transport, "description", lambda text: str(text).strip())
    text = 'webhook: {name: a, flow_name: one, description: "first"}'
    bench.apply(text)
    blank = text.replace('"first"', '" first "')
    applied = bench.apply(blank)
    assert applied.failure is None
    assert [each.code for each in applied.diagnostics] == [Code.VAL_NORMALISED]
    assert bench.plan(blank).changes == ()


def test_write_only_value_that_is_answered_is_no_news(bench: Bench) -> None:
    """A workspace that answers `roles` all the same leaves nothing for the next plan."""
    bench.transport = Rewriting(bench.transport, "roles", lambda _: ["caller"], adds=True)
    text = "webhook: {name: a, flow_name: one, roles: [caller]}"
    bench.apply(text)
    again = bench.plan(text)
    assert (again.changes, again.follows) == ((), ())
