import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from hookline.cli.main import run
from tests.support.sample import SAMPLE, make_sample

DEFINITIONS = sorted((SAMPLE / "webhooks").rglob("*.yaml"))
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


def documents_in(file: Path) -> list[dict[str, dict[str, object]]]:
    """Read the documents of a file of the sample."""
    return list(yaml.load_all(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def definitions() -> list[dict[str, dict[str, object]]]:
    """Read every definition of the sample."""
    return [document for file in DEFINITIONS for document in documents_in(file)]


@pytest.mark.parametrize(
    "file", [SAMPLE / "hookline.yaml", *DEFINITIONS], ids=lambda file: file.stem
)
def test_sample_files_satisfy_the_schema_their_modeline_names(file: Path) -> None:
    """An editor finds the schema that each file names, and underlines nothing."""
    modeline = MODELINE.match(file.read_text(encoding="utf-8"))
    assert modeline
    schema = json.loads((file.parent / modeline[1]).read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(schema)
    for document in documents_in(file):
        assert [str(error) for error in validator.iter_errors(document)] == []


def test_sample_defines_about_a_dozen_webhooks_in_several_folders() -> None:
    """The sample is large enough to look like a team's repository, and small enough to read."""
    assert 10 <= len(definitions()) <= 15
    assert len({file.parent for file in DEFINITIONS}) >= 4


def test_sample_shows_what_a_definition_can_say() -> None:
    """Between them the definitions show keys, logins, a closed one, a cleared value, long texts."""
    access = [definition["access"] for definition in definitions()]
    texts = [str(definition["webhook"]["description"]) for definition in definitions()]
    assert any("${env:HOOKLINE_SECRET_" in str(each.get("key")) for each in access)
    assert any(each.get("require_login") for each in access)
    assert any(each["is_enabled"] is False for each in access)
    assert any("key" in each and each["key"] is None for each in access)
    assert any("\n\n" in text for text in texts)
    assert any(len(documents_in(file)) > 1 for file in DEFINITIONS)


def test_sample_seed_holds_every_flow_and_project_that_is_named() -> None:
    """After the seed, each look-up of the sample finds its record."""
    seeded = documents_in(SAMPLE / "seed.yaml")
    for record_type in ("flow", "project"):
        there = {document[record_type]["name"] for document in seeded if record_type in document}
        named = {definition["webhook"][f"{record_type}_name"] for definition in definitions()}
        assert named - there == set()


def test_sample_readme_is_short() -> None:
    """The sample's README says in ten lines what somebody who joins the team must know."""
    assert len((SAMPLE / "README.md").read_text(encoding="utf-8").splitlines()) <= 10


def test_sample_is_valid_without_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`hookline validate` has nothing to say about the sample but that it is valid."""
    make_sample(tmp_path / "sample")
    assert run(["validate", "-C", str(tmp_path / "sample"), "--strict"]) == 0
    told = capsys.readouterr()
    assert told.out == f"{len(definitions())} definitions in {len(DEFINITIONS)} files, valid.\n"
    assert told.err == ""


def test_sample_plans_every_definition_for_a_seeded_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A newcomer who seeds the workspace gets a plan that creates all, with nothing in its way."""
    folder = str(tmp_path / "sample")
    make_sample(tmp_path / "sample")
    assert run(["workspace", "seed", "-C", folder, "seed.yaml"]) == 0
    capsys.readouterr()
    assert run(["plan", "-C", folder, "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["summary"]["create"] == len(definitions())
    assert plan["summary"]["blocked"] == 0
    warnings = [each for change in plan["changes"] for each in change["warnings"]]
    assert not [each for each in warnings if each.startswith("open to anyone")]
