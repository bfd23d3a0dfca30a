"""Random histories on the real line: whatever was applied, a run's definitions come back."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import CONFIG, Answer, Shop
from tests.support.repository import make_repository

LAX = CONFIG.replace(
    "prune: true", "prune: true, guards: {max_deletes: 9, max_delete_share: 1, max_change_share: 1}"
)
PATHS = ("webhooks/x.yaml", "webhooks/y.yaml")
State = Mapping[str, tuple[str, str]]
"""Webhook → the file that defines it, and its description."""

STATES = st.dictionaries(
    st.sampled_from(["kept", "a", "b", "c"]),
    st.tuples(st.sampled_from(PATHS), st.sampled_from(["one", "two"])),
).map(lambda drawn: {"kept": (PATHS[0], "one"), **drawn})


def files_of(state: State) -> dict[str, str]:
    """Write the files of a state, with a flow for each webhook so that none looks renamed."""
    files: dict[str, str] = {}
    for name, (path, says) in sorted(state.items()):
        text = f"webhook: {{name: {name}, description: {says}, flow_name: {name}}}\n"
        files[path] = files[path] + "---\n" + text if path in files else text
    return files


def commit(shop: Shop, files: Mapping[str, str]) -> None:
    """Commit exactly these definitions."""
    gone = [path for path in PATHS if path not in files and (shop.path / path).exists()]
    shop.commit("Change", {**files, **dict.fromkeys(gone)})


def applied_to(shop: Shop) -> dict[str, object]:
    """Give name → description of what the workspace holds."""
    return {each.name: each.values["description"] for each in shop.workspace.list("webhook")}


@settings(
    max_examples=6,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STATES, min_size=2, max_size=3, unique_by=str), st.data())
def test_definitions_of_a_run_come_back(
    tmp_path: Path,
    hookline: Callable[..., Answer],
    states: list[State],
    data: st.DataObject,
) -> None:
    """Rollback, commit, apply: files and workspace are those of the run, and nothing is left."""
    shutil.rmtree(tmp_path / "shop", ignore_errors=True)
    start = {".gitignore": ".hookline/\n", "hookline.yaml": LAX}
    repository = make_repository(tmp_path / "shop", start)
    shop = Shop(repository, lambda *arguments: hookline(*arguments, "-C", str(repository.path)))
    for flow in ("kept", "a", "b", "c"):
        shop.workspace.create("flow", {"name": flow}, "seed")
    runs: list[tuple[str, State]] = []
    for state in states:
        commit(shop, files_of(state))
        done = shop.hookline("apply", "--yes", "--format", "json")
        assert done.code == 0, done.out
        if run := json.loads(done.out)["run"]:
            runs.append((run, state))
    run, state = data.draw(st.sampled_from(runs))
    assert shop.hookline("rollback", run).code == 0
    written = {path: (repository.path / path) for path in PATHS}
    there = {path: file.read_text() for path, file in written.items() if file.exists()}
    assert there == files_of(state)
    repository.commit("Revert")
    assert shop.hookline("apply", "--yes").code == 0
    assert applied_to(shop) == {name: says for name, (_, says) in state.items()}
    assert json.loads(shop.hookline("plan", "--format", "json").out)["changes"] == []
