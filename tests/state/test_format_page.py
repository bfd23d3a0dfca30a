import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.journal import outcome_of
from hookline.model.applied import Attempt
from hookline.model.outcome import Result
from hookline.model.state import (
    FORMAT_VERSION,
    AppliedState,
    Beginning,
    Brought,
    Flip,
)
from hookline.source.commit import CommitSource
from hookline.state.form import write_record
from hookline.state.journal import FileJournal
from hookline.state.shared import SharedState
from hookline.state.store import GitState
from tests.support.origins import make_origin
from tests.support.plans import SMALL
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


def test_what_a_record_may_have_is_on_the_page(made: ScriptedRepository) -> None:
    """The keys that most records lack are described too."""
    plain = json.loads(write_record(make_record("a")))
    full = replace(
        make_record("a"),
        spelled={"flow_id": "onboarding"},
        renamed_from="b",
        modified_at="2026-11-23T14:30:00+00:00",
        kept={"description": "theirs"},
        flips={"description": (Flip("u-1", None),)},
        brought={"description": Brought("run1", made.head)},
    )
    assert all(getattr(full, field.name) for field in fields(full) if field.name != "document")
    stored = json.loads(write_record(full))
    assert stored.keys() - plain.keys() == _keys("key of a record, at times")
    assert stored["brought"]["description"] == {"run": "run1", "commit": made.head}


def test_a_state_on_origin_is_read_as_on_the_page(tmp_path: Path) -> None:
    """Plain git fetches the state from the remote, and finds the run in it."""
    origin = make_origin(tmp_path / "origin.git")
    ours, theirs = origin.clone(tmp_path / "ours"), origin.clone(tmp_path / "theirs")
    states = SharedState(open_repository(ours.path), "staging")
    states.record(replace(make_run(ours.head), number=1), states.read(), [], (), "ws-1")
    fetch, show = re.findall(
        r"^git (.* origin .*|show FETCH.*)$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    theirs.git(*fetch.split())
    run = json.loads(theirs.git(*show.split()))
    assert (run["run"], run["number"], run["purpose"]) == ("run1", 1, "apply")


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


def test_the_journal_has_the_keys_on_the_page(made: ScriptedRepository) -> None:
    """Its first line, and those before and after a write, are what the page describes."""
    journal = FileJournal(open_repository(made.path), "staging")
    (change,) = SMALL.changes
    journal.begin(Beginning("r1", "Ada <ada@example.com>"), SMALL)
    journal.intend("r1", change)
    file = made.path / ".git/hookline/journal/staging/r1.jsonl"
    # Somebody took the run for dead, and it goes on in a journal that has everything.
    file.unlink()
    journal.settle("r1", Attempt(outcome_of(change, Result.CREATED)))
    first, before, after = map(json.loads, file.read_text("utf-8").splitlines())
    assert first.keys() | first["begin"].keys() == _keys("key of the beginning")
    assert f"| `format_version` | `{first['format_version']}`; " in PAGE.read_text("utf-8")
    assert before.keys() == _keys("key before a write")
    assert after.keys() == _keys("key after a write")
