import json

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.documents.sure_yes import surely_fits
from hookline.model.values import JSON
from hookline.shipped import read_schema

CONFIGURATION = read_schema("hookline.schema.json")
EXACT = jsonschema_rs.validator_for(CONFIGURATION, offline=True)

TARGET: dict[str, JSON] = {
    "workspace": "https://staging.example.com",
    "user": "${env:HOOKLINE_SECRET_USER}",
    "prune": True,
    "state": {"at": "local", "keep": 7},
    "on_drift": "keep",
    "protect": ["billing-*"],
    "guards": {"max_deletes": 0, "max_delete_share": 0.25, "max_change_share": 1},
}

NAMES = st.sampled_from(
    ["definitions", "requires", "engine", "targets", "local", "a b", "", *TARGET]
) | st.sampled_from(["at", "keep", "max_deletes", "max_change_share", "ünder", "x\n"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2000)
    | st.floats(-1, 2)
    | st.sampled_from(["", "local", "origin", "restore", "embedded:a.db", ">=0.1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(
    st.dictionaries(NAMES, VALUES, max_size=3)
    | st.fixed_dictionaries(
        {
            "targets": st.fixed_dictionaries(
                {
                    "local": st.fixed_dictionaries(
                        {"workspace": st.just("embedded:a.db")},
                        optional={name: VALUES for name in TARGET if name != "workspace"},
                    )
                }
            )
        }
    )
)
@settings(max_examples=150, deadline=None)
def test_a_yes_is_what_a_validator_says(value: dict[str, JSON]) -> None:
    """Whatever is surely fine is fine for a validator that knows all of JSON Schema."""
    if surely_fits(value, CONFIGURATION):
        assert EXACT.is_valid(value)


def test_a_usual_configuration_is_surely_fine() -> None:
    """Every keyword of the schema of `hookline.yaml` is known, so that the yes is given."""
    value: dict[str, JSON] = {"definitions": ["a/*.yaml"], "requires": ">=0.1", "engine": 11}
    value["targets"] = {"staging": TARGET, "local": TARGET}
    assert surely_fits(value, CONFIGURATION)


@pytest.mark.parametrize(
    "value",
    [
        {"definition": []},
        {"definitions": []},
        {"definitions": [""]},
        {"definitions": "a"},
        {"requires": ""},
        {"engine": True},
        {"engine": 0},
        {"engine": 1001},
        {"targets": {"a b": TARGET}},
        {"targets": {"a" * 65: TARGET}},
        {"targets": {"a": {}}},
        {"targets": {"a": {**TARGET, "on_drift": "Keep"}}},
        {"targets": {"a": {**TARGET, "prune": 1}}},
        {"targets": {"a": {**TARGET, "guards": {"max_change_share": 1.5}}}},
        {"targets": None},
        [],
    ],
    ids=json.dumps,
)
def test_what_does_not_fit_gets_no_yes(value: JSON) -> None:
    """A value that misses one keyword of the schema is not surely fine."""
    assert not EXACT.is_valid(value)
    assert not surely_fits(value, CONFIGURATION)


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (1, {"type": "integer", "multipleOf": 2}),
        (1.0, {"type": "integer"}),
        ({}, {"type": ["object", "null"]}),
        ({}, {"$ref": "#/$defs/a"}),
        (1, {"enum": [1]}),
        (1, None),
    ],
    ids=json.dumps,
)
def test_what_is_not_known_gets_no_yes(value: JSON, schema: JSON) -> None:
    """A keyword, or a form of one, that is not known here is left to a validator."""
    assert not surely_fits(value, schema)
