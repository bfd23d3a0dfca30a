import json
import re
from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.outcome import Result
from hookline.model.state import FORMAT_VERSION, AppliedState
from hookline.source.commit import CommitSource
from hookline.state.store import GitState
from tests.support.repository import ScriptedRepository, make_repository
from tests.support.states import make_record, make_run

PAGE = Path(__file__).parents[2] / "docs" / "state-format.md"
REF = "refs/hookline/state/staging"


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository in which one run was recorded."""
    made = make_repository(
        tmp_path, {"hookline.yaml": "", "webhooks/signup.yaml": "name: signup\n"}
    )
    repository = open_repository(tmp_path)
    files = CommitSource(repository).snapshot(["webhooks/*.yaml"]).files
    record = make_record("signup", made.head, record_id="3f0c-1", of=files[0])
    run = make_run(made.head)
    GitState(repository, "staging").record(run, AppliedState(), [record], files, "ws-1")
    return made


def _keys(heading: str) -> set[str]:
    """Give the keys in the table of the page that begins with `heading`."""
    table = PAGE.read_text("utf-8").split(f"| {heading} |")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    return {key for cell in cells for key in re.findall(r"`([a-z_]+)`", cell)}


def test_the_tree_is_the_one_on_the_page(made: ScriptedRepository) -> None:
    """Plain git finds the run, the record and the definition where the page says."""
    assert made.git("ls-tree", "-r", "--name-only", REF).split() == [
        "definitions/webhooks/signup.yaml",
        "records/3f/3f0c-1.json",
        "run.json",
    ]
    assert made.git("show", f"{REF}:definitions/webhooks/signup.yaml") == "name: signup"


def test_the_run_has_the_keys_on_the_page(made: ScriptedRepository) -> None:
    """`run.json` and its outcomes have exactly the keys that the page describes."""
    run = json.loads(made.git("show", f"{REF}:run.json"))
    assert run.keys() == _keys("key of `run.json`")
    assert run["outcomes"][0].keys() == _keys("key of an outcome")
    assert run["format_version"] == FORMAT_VERSION
    assert f"version {FORMAT_VERSION}." in PAGE.read_text("utf-8")


def test_a_record_has_the_keys_on_the_page(made: ScriptedRepository) -> None:
    """A record has exactly the keys that the page describes, sorted and indented by two."""
    text = made.git("show", f"{REF}:records/3f/3f0c-1.json")
    record = json.loads(text)
    assert record.keys() == _keys("key of a record")
    assert text == json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False)


def test_the_page_lists_every_result() -> None:
    """No result is missing on the page."""
    [row] = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `result`")]
    assert set(re.findall(r"`([a-z]+)`", row)) - {"result"} == {result.value for result in Result}


def test_the_history_is_the_one_on_the_page(made: ScriptedRepository) -> None:
    """`git log --first-parent` shows the runs, by Hookline, down to the empty beginning."""
    log = made.git("log", "--first-parent", "--format=%an <%ae>|%s", REF).splitlines()
    assert log == [
        f"Hookline <hookline@localhost>|Apply {made.head[:7]} to staging: 1 created",
        "Hookline <hookline@localhost>|Begin the applied state of staging",
    ]
    trailers = made.git("log", "-1", "--format=%(trailers:only,unfold)", REF).splitlines()
    assert [line.partition(":")[0] for line in trailers if line] == [
        "Hookline-Run",
        "Hookline-Commit",
        "Hookline-By",
    ]
