import json

import jsonschema
import jsonschema_rs
import pytest

from hookline import shipped
from hookline.config.schema import settings_schema_text
from hookline.model.settings import Guards, Settings, Target
from hookline.model.values import JSON

LOCAL: dict[str, JSON] = {"workspace": "embedded:.hookline/local.db"}


def with_target(name: str = "staging", **settings: JSON) -> dict[str, JSON]:
    """Give a configuration with one target."""
    return {"targets": {name: {**LOCAL, **settings}}}


def test_the_schema_is_generated_the_same_every_time() -> None:
    """Two runs give the same bytes, those that are committed."""
    assert settings_schema_text() == settings_schema_text()
    assert settings_schema_text() == shipped.read_text("hookline.schema.json")


@pytest.mark.parametrize(
    "configuration",
    [
        {},
        with_target(),
        {"definitions": ["hooks/*.yaml"], "requires": ">=0.1", "engine": 11, "targets": {}},
        with_target(
            user="${env:HOOKLINE_SECRET_USER}",
            password="${env:HOOKLINE_SECRET_PASSWORD}",
            project="Onboarding",
            prune=True,
            state={"at": "local", "keep": 10},
            on_drift="keep",
            on_conflict="workspace",
            protect=["billing-*"],
            guards={"max_deletes": 0, "max_delete_share": 0.25, "max_change_share": 1},
        ),
    ],
)
def test_a_configuration_is_accepted(configuration: JSON) -> None:
    """Every setting may stand where the design has it, and none has to but the workspace."""
    assert verdicts(configuration) == {True}


@pytest.mark.parametrize(
    "configuration",
    [
        [],
        {"target": {}},
        {"definitions": []},
        {"definitions": "webhooks/*.yaml"},
        {"engine": 0},
        {"engine": "11"},
        {"targets": {"staging": {}}},
        {"targets": {"staging": None}},
        with_target("with blank"),
        with_target("-x"),
        with_target("a/b"),
        with_target("a\n"),
        with_target(name="x", prun=True),
        with_target() | {"targets": {"staging": LOCAL | {"name": "staging"}}},
        with_target(workspace=""),
        with_target(project=None),
        with_target(on_drift="revert"),
        with_target(state={"at": "nowhere"}),
        with_target(state={"keep": 0}),
        with_target(guards={"max_deletes": -1}),
        with_target(guards={"max_delete_share": 1.1}),
        with_target(guards={"max_change_share": -0.1}),
        with_target(protect="billing-*"),
    ],
)
def test_a_configuration_is_refused(configuration: JSON) -> None:
    """Unknown keys, wrong types and numbers out of bounds are no settings."""
    assert verdicts(configuration) == {False}


def test_defaults_and_words_come_from_the_types() -> None:
    """An editor shows the docstring of a field, and the default that holds without it."""
    schema = json.loads(settings_schema_text())
    target = schema["properties"]["targets"]["additionalProperties"]
    guards = target["properties"]["guards"]["properties"]
    assert guards["max_deletes"]["default"] == Guards().max_deletes
    assert guards["max_deletes"]["description"].startswith("The most webhooks")
    assert schema["properties"]["definitions"]["default"] == list(Settings().definitions)
    assert set(target["properties"]) == set(Target.__dataclass_fields__) - {"name"}


def verdicts(configuration: JSON) -> set[bool]:
    """Give what the reference validator and the fast one say."""
    schema = json.loads(settings_schema_text())
    return {
        jsonschema.Draft7Validator(schema).is_valid(configuration),
        jsonschema.Draft202012Validator(schema).is_valid(configuration),
        jsonschema_rs.validator_for(schema, offline=True).is_valid(configuration),
    }
