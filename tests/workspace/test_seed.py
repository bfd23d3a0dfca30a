from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.workspace.seed import SeedResult, plant, read_seed
from tests.support.engine import Asking

SEED = """\
# Flows first, although their project comes later.
flow: {name: sign-up, project_name: Onboarding}
---
project: {name: Onboarding}
---
webhook:
  name: signup
  flow_name: sign-up
  is_enabled: true
  key: s3cret
  created_at: 2020-01-01T00:00:00Z
"""


def planted(ask: Asking, text: str) -> list[tuple[str, str]]:
    """Plant a seed and give what became of each record."""
    seedlings = read_seed(SourceFile("seed.yaml", text.encode()))
    done = plant(ask.workspace, seedlings, "Seed")
    return [(one.result.value, f"{one.record_type}/{one.name}") for one in done]


def refused(ask: Asking, text: str) -> list[str]:
    """Give the problems of a seed, each with its place and code."""
    with pytest.raises(NeedsMending) as error:
        planted(ask, text)
    return [f"{d.location}: {d.code} {d.message}" for d in error.value.diagnostics]


def test_seed_creates_its_records(ask: Asking) -> None:
    """The records of a seed are made whatever their order, with what refers to what."""
    assert planted(ask, SEED) == [
        ("created", "project/Onboarding"),
        ("created", "flow/sign-up"),
        ("created", "webhook/signup"),
    ]
    flow = ask("GET", "flow/sign-up", query={"by": "name"})[1]["flow"]
    webhook = ask("GET", "webhook/signup", query={"by": "name"})[1]["webhook"]
    project = ask("GET", "project/Onboarding", query={"by": "name"})[1]["project"]
    assert flow["project_id"] == project["id"]
    assert webhook["flow_id"] == flow["id"]
    assert webhook["created_at"] > "2026"


def test_second_seed_changes_nothing(ask: Asking) -> None:
    """A seed that was planted is found as it is, secrets included, and nothing is written."""
    planted(ask, SEED)
    before = ask.workspace.path.read_bytes()
    assert {result for result, _ in planted(ask, SEED)} == {SeedResult.UNCHANGED}
    assert ask.workspace.path.read_bytes() == before


def test_changed_seed_updates_what_differs(ask: Asking) -> None:
    """Only the record whose line changed is updated, and its other properties stay."""
    planted(ask, SEED)
    changed = {name: result for result, name in planted(ask, SEED.replace("s3cret", "other"))}
    assert changed == {
        "project/Onboarding": "unchanged",
        "flow/sign-up": "unchanged",
        "webhook/signup": "updated",
    }
    history = ask("GET", "webhook/signup/hookline-history", query={"by": "name"})[1]
    assert [entry["commit_message"] for entry in history] == ["Seed", "Seed"]


def test_one_document_may_hold_several_types(ask: Asking) -> None:
    """A mapping with two record types gives two records."""
    assert planted(ask, "flow: {name: f}\nproject: {name: p}\n") == [
        ("created", "project/p"),
        ("created", "flow/f"),
    ]


def test_documents_that_are_no_records_are_all_named(ask: Asking) -> None:
    """Each document that is no record is named with its number and place, all in one run."""
    text = "flwo: {name: x}\n---\nflow: {nam: x}\n---\n- 1\n---\nflow: x\n"
    assert refused(ask, text) == [
        "seed.yaml:1:1: SCH-UNKNOWN document 1 has no record type 'flwo'",
        "seed.yaml:3:1: SCH-REQUIRED document 2 gives flow no name",
        "seed.yaml:5:1: YML-TYPE document 3 is not a mapping from a record type to properties",
        "seed.yaml:7:1: YML-TYPE document 4 gives flow no properties",
    ]
    assert not ask.workspace.path.exists()


def test_misspelt_record_type_is_hinted_at(ask: Asking) -> None:
    """The nearest record type is proposed."""
    with pytest.raises(NeedsMending) as error:
        planted(ask, "flwo: {name: x}\n")
    assert error.value.diagnostics[0].hint == "did you mean `flow`?"


def test_refused_records_are_all_named_and_nothing_is_kept(ask: Asking) -> None:
    """What the workspace refuses is named at its property, and the whole seed is undone."""
    text = (
        "flow: {name: good}\n---\n"
        "flow: {name: f, project_name: Onbording}\n---\n"
        "webhook: {name: w, is_enabled: maybe}\n"
    )
    assert refused(ask, text) == [
        (
            "seed.yaml:3:31: API-REFUSED document 2, flow 'f':"
            " project_name: there is no project called 'Onbording'"
        ),
        "seed.yaml:5:32: API-REFUSED document 3, webhook 'w': is_enabled: must be true or false",
    ]
    assert ask("GET", "flow", query={"plain": "true"}) == (200, [])


def test_broken_yaml_is_named(ask: Asking) -> None:
    """A seed that is no YAML is named with its place."""
    (problem,) = refused(ask, "flow: {name: x\n")
    assert problem.startswith("seed.yaml:")
    assert "YML-SYNTAX" in problem


def test_empty_seed_is_an_error(ask: Asking) -> None:
    """A seed without any record is an error, since somebody meant to plant something."""
    with pytest.raises(NeedsMending, match=r"seed\.yaml holds no record") as error:
        planted(ask, "# nothing\n")
    assert error.value.diagnostics[0].code is Code.YML_EMPTY


def test_seed_of_the_sample_repository_is_planted(ask: Asking) -> None:
    """The seed that newcomers meet first is accepted whole."""
    text = (Path(__file__).parents[2] / "sample-repo" / "seed.yaml").read_text()
    assert {result for result, _ in planted(ask, text)} == {"created"}
