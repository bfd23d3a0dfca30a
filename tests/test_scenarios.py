"""Folders are tests: the plan that comes of each `scenario.yaml` below `tests/cases/valid`.

`tests/support/scenario.py` says what a scenario may hold. Run with HOOKLINE_UPDATE_CASES=1 to write
what is said now, and review the difference as a user would.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.golden import compare
from tests.support.scenario import Scene, Told, read_scenario

CASES = Path(__file__).parent / "cases" / "valid"
SCENARIOS = sorted(path.parent for path in CASES.glob("*/scenario.yaml"))


def transcript(arguments: Sequence[str], told: Told) -> str:
    """Give what a user typed and saw."""
    return f"$ hookline {' '.join(arguments)}\n{told.shown}exit code {told.code}\n"


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda path: path.name)
def test_plan_is_what_was_reviewed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happened in a scenario gives exactly its plan, as text and as JSON."""
    scenario = read_scenario(folder)
    scene = Scene.set_up(tmp_path / "repository", scenario.config)
    monkeypatch.chdir(scene.repository.path)
    for name, value in scenario.environment.items():
        monkeypatch.setenv(name, value)
    for step in scenario.steps:
        scene.play(step)
    scene.hours += 1

    asked = ["plan", *scenario.plan]
    told, answered = scene.hookline(*asked), scene.hookline(*asked, "--format", "json")
    compare(folder / "plan.txt", scene.made_equal(transcript(asked, told)))
    shown = json.dumps(json.loads(answered.out), ensure_ascii=False, indent=2)
    compare(folder / "plan.json", scene.made_equal(shown) + "\n")
    assert (told.code, answered.code) == (scenario.exit, scenario.exit)
    if scenario.status is not None:
        asked = ["status", *scenario.status]
        seen = scene.made_equal(transcript(asked, scene.hookline(*asked)))
        compare(folder / "status.txt", seen)
