import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def commands_of_ci() -> list[str]:
    """Give the commands that CI runs, in their order."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    return [line for line in script.splitlines() if line.startswith("make")]


def test_ci_runs_the_commands_that_people_run() -> None:
    """CI has no way of its own: lint, demo and tests are the three commands of the README."""
    assert commands_of_ci() == ["make check", "make demo", "make test"]


def test_workflows_run_the_same_script_as_everybody() -> None:
    """A workflow only checks out and calls `.ci/run`, so that a failure can be had at home."""
    assert WORKFLOWS
    for file in WORKFLOWS:
        for job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values():
            assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


def test_workflows_pin_what_they_use_and_may_only_read() -> None:
    """An action is pinned by its commit, and the token of a run can change nothing."""
    for file in WORKFLOWS:
        text = file.read_text(encoding="utf-8")
        for action in re.findall(r"uses: *(.*)", text):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", action)
        assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
