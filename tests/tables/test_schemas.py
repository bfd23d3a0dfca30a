import json
from collections.abc import Callable

import jsonschema
import jsonschema_rs
import pytest

from hookline import shipped
from hookline.model.property import PropertyTable, Role
from hookline.model.secret import parse_reference
from hookline.model.values import JSON
from hookline.tables.build import build_schemas
from hookline.tables.definition_schema import EXTENSIONS
from hookline.tables.meaning import load_table

FOLDER = "engine-11"
FLOW_ID = "6f0c1b1e-3f5e-4a64-9d0c-2f6d7c1b8a90"
BLANKS = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

Verdict = Callable[[object], bool]


def webhook(**properties: JSON) -> dict[str, JSON]:
    """Give a definition with a `webhook:` section of its own."""
    return {"webhook": {"name": "signup", "flow_name": "onboarding", **properties}}


def access(**properties: JSON) -> dict[str, JSON]:
    """Give a definition with an `access:` section of its own."""
    return webhook() | {"access": properties}


def without(*names: str) -> dict[str, JSON]:
    """Give a definition that lacks properties of its `webhook:` section."""
    whole: dict[str, JSON] = {"name": "signup", "flow_name": "onboarding"}
    return {"webhook": {key: value for key, value in whole.items() if key not in names}}


VALID: dict[str, JSON] = {
    "the least": webhook(),
    "a flow by its id": {"webhook": {"name": "signup", "flow_id": FLOW_ID}},
    "a flow by both": webhook(flow_id=FLOW_ID),
    "a name of 128": webhook(name="n" * 128),
    "a name of 128 characters outside of the first plane": webhook(name="😀" * 128),
    "a name with blanks inside": webhook(name="sign up"),
    "a name of one": webhook(name="n"),
    "a description of lines": webhook(description="one\ntwo\n"),
    "an empty description": webhook(description=""),
    "a cleared description": webhook(description=None),
    "a project": webhook(project_name="Onboarding"),
    "a project by both": webhook(project_name="Onboarding", project_id=FLOW_ID),
    "a bundle by both": webhook(bundle_name="Onboarding", bundle_id=FLOW_ID),
    "an execution location nobody knows": webhook(execution_location="somewhere"),
    "a cleared execution location": webhook(execution_location=None),
    "flags": webhook(is_productive=True, is_readonly=False),
    "roles as a list": webhook(roles=["operator", {"name": "x"}]),
    "roles as a mapping": webhook(roles={}),
    "roles as a text": webhook(roles="operator"),
    "a number as roles": webhook(roles=1.5),
    "a place by inheritance": webhook(location_inheritance="created_by"),
    "a file format": webhook(schema_version="1"),
    "an empty access": access(),
    "access flags": access(is_enabled=True, require_login=False),
    "a key": access(key="${env:HOOKLINE_SECRET_SIGNUP}", key_version=2),
    "a key of another name": access(key="${env:_a9}"),
    "a cleared key": access(key=None),
    "a key version as a whole float": access(key_version=2.0),
    "the largest key version": access(key_version=2147483647),
    "an overlay": webhook() | {"targets": {"production": {"access": {"require_login": True}}}},
    "an overlay of a webhook": webhook() | {"targets": {"a": {"webhook": {"description": None}}}},
    "an overlay of every kind": webhook(project_name="a")
    | {"targets": {"a": {"webhook": {"bundle_name": "b", "flow_id": FLOW_ID}}}},
    "an overlay of a key": webhook()
    | {"targets": {"a": {"access": {"key": "${env:A}", "key_version": 2, "is_enabled": True}}}},
    "a flow of a target alone": without("flow_name")
    | {"targets": {"a": {"webhook": {"flow_name": "f"}}}},
    "overlays of nothing": webhook() | {"targets": {"a": {}, "b": {"webhook": {}, "access": {}}}},
    "only some targets": webhook() | {"only": ["staging", "prod-*"]},
    "a rename": webhook() | {"renamed_from": "sign-up"},
}

INVALID: dict[str, JSON] = {
    "nothing": None,
    "a list": [],
    "a text": "webhook",
    "an empty mapping": {},
    "access alone": {"access": {}},
    "a null section": {"webhook": None},
    "a null access": webhook() | {"access": None},
    "an unknown section": webhook() | {"acces": {}},
    "no name": without("name"),
    "no flow": without("flow_name"),
    "a null name": webhook(name=None),
    "an empty name": webhook(name=""),
    "a name of 129": webhook(name="n" * 129),
    "a name of 129 characters outside of the first plane": webhook(name="😀" * 129),
    **{f"a name after U+{ord(blank):04X}": webhook(name=f"{blank}n") for blank in BLANKS},
    **{f"a name before U+{ord(blank):04X}": webhook(name=f"n{blank}") for blank in BLANKS},
    "a name of one blank": webhook(name=" "),
    "a number as name": webhook(name=42),
    "an unknown property": webhook(flow_nam="onboarding"),
    "a property of the server": webhook(url="https://example.com"),
    "a commit message": webhook(commit_message="Why"),
    "a property of the other section": webhook(is_enabled=True),
    "a flow name of 129": webhook(flow_name="n" * 129),
    "an empty flow name": webhook(flow_name=""),
    "a null flow name": webhook(flow_name=None),
    "a description of 65,537": webhook(description="n" * 65537),
    "an id in capitals": webhook(flow_id=FLOW_ID.upper()),
    "an id in braces": webhook(flow_id=f"{{{FLOW_ID}}}"),
    "an id with a line end": webhook(flow_id=f"{FLOW_ID}\n"),
    "an id with foreign digits": webhook(flow_id=FLOW_ID.replace("1", "١")),
    "a project and a bundle": webhook(project_name="a", bundle_name="b"),
    "a project and a bundle's id": webhook(project_name="a", bundle_id=FLOW_ID),
    "a project's id and a bundle": webhook(project_id=FLOW_ID, bundle_name="b"),
    "a project's id and a bundle's": webhook(project_id=FLOW_ID, bundle_id=FLOW_ID),
    "a null project": webhook(project_name=None),
    "a text as a flag": webhook(is_productive="true"),
    "a number as a flag": webhook(is_productive=1),
    "a null flag": webhook(is_productive=None),
    "null roles": webhook(roles=None),
    "a number as execution location": webhook(execution_location=1),
    "a number as file format": webhook(schema_version=1),
    "a null flag of access": access(is_enabled=None),
    "an unknown property of access": access(is_enable=True),
    "a plain key": access(key="hunter2"),
    "an empty key": access(key=""),
    "a key with words around": access(key="x${env:A}"),
    "a key with a line end": access(key="${env:A}\n"),
    "a key within a key": access(key="${env:A${env:B}}"),
    "a key from a file": access(key="${file:/etc/passwd}"),
    "a key with a foreign letter": access(key="${env:KÉY}"),
    "a key version of zero": access(key_version=0),
    "a broken key version": access(key_version=1.5),
    "a key version as text": access(key_version="1"),
    "a key version as a flag": access(key_version=True),
    "a key version that is too large": access(key_version=2147483648),
    "an overlay of the name": webhook() | {"targets": {"a": {"webhook": {"name": "b"}}}},
    "an overlay of nothing known": webhook() | {"targets": {"a": {"webhok": {}}}},
    "an overlay with a plain key": webhook() | {"targets": {"a": {"access": {"key": "hunter2"}}}},
    "an overlay of project and bundle": webhook()
    | {"targets": {"a": {"webhook": {"project_name": "a", "bundle_name": "b"}}}},
    "an overlay of an overlay": webhook() | {"targets": {"a": {"targets": {}}}},
    "an overlay of the other section": webhook()
    | {"targets": {"a": {"webhook": {"is_enabled": True}}}},
    "an overlay with a key version of zero": webhook()
    | {"targets": {"a": {"access": {"key_version": 0}}}},
    "an overlay with a long flow name": webhook()
    | {"targets": {"a": {"webhook": {"flow_name": "n" * 129}}}},
    "overlays as a list": webhook() | {"targets": ["a"]},
    "no flow and only some targets": without("flow_name") | {"only": ["a"]},
    "a null overlay": webhook() | {"targets": {"a": None}},
    "no target at all": webhook() | {"only": []},
    "an empty target": webhook() | {"only": [""]},
    "a target as text": webhook() | {"only": "staging"},
    "a rename from nothing": webhook() | {"renamed_from": ""},
    "a rename from a blank name": webhook() | {"renamed_from": "n "},
}


@pytest.fixture(scope="module")
def table() -> PropertyTable:
    """Give the table that is shipped."""
    return load_table(
        shipped.read_text(f"{FOLDER}/webhook.table.yaml"),
        shipped.read_text(f"{FOLDER}/webhook.amendments.yaml"),
    )


@pytest.fixture(scope="module")
def verdicts(table: PropertyTable) -> dict[str, Verdict]:
    """Give the two drafts of the definition's schema in the hands of two validators each."""
    texts = build_schemas(table)
    new = json.loads(texts["webhook.definition.schema.json"])
    old = json.loads(texts["webhook.definition.draft-07.schema.json"])
    return {
        "2020-12": jsonschema.Draft202012Validator(new).is_valid,
        "2020-12, fast": jsonschema_rs.Draft202012Validator(new, offline=True).is_valid,
        "draft-07": jsonschema.Draft7Validator(old).is_valid,
        "draft-07, fast": jsonschema_rs.Draft7Validator(old, offline=True).is_valid,
    }


@pytest.mark.parametrize("case", VALID)
def test_four_validators_accept_what_is_valid(case: str, verdicts: dict[str, Verdict]) -> None:
    """Both drafts mean the same to both validators: yes."""
    found = {name: is_valid(VALID[case]) for name, is_valid in verdicts.items()}
    assert found == dict.fromkeys(verdicts, True)


@pytest.mark.parametrize("case", INVALID)
def test_four_validators_refuse_what_is_not(case: str, verdicts: dict[str, Verdict]) -> None:
    """Both drafts mean the same to both validators: no."""
    found = {name: is_valid(INVALID[case]) for name, is_valid in verdicts.items()}
    assert found == dict.fromkeys(verdicts, False)


def test_the_two_drafts_differ_in_their_name_alone(table: PropertyTable) -> None:
    """Nothing is said in one of them that is not said in the other."""
    texts = build_schemas(table)
    new = json.loads(texts["webhook.definition.schema.json"])
    old = json.loads(texts["webhook.definition.draft-07.schema.json"])
    assert (new.pop("$schema"), old.pop("$schema")) == (
        "https://json-schema.org/draft/2020-12/schema",
        "http://json-schema.org/draft-07/schema#",
    )
    assert new == old


def test_every_schema_is_a_schema(table: PropertyTable) -> None:
    """Each generated file keeps to the draft it names."""
    for text in build_schemas(table).values():
        schema = json.loads(text)
        jsonschema.validators.validator_for(schema).check_schema(schema)


def test_the_same_table_gives_the_same_bytes(table: PropertyTable) -> None:
    """Generating twice changes nothing."""
    assert build_schemas(table) == build_schemas(table)


def test_every_property_of_a_section_stands_in_the_schema(table: PropertyTable) -> None:
    """Sections hold their properties in the order in which files are written, and no others."""
    schema = shipped.read_schema(f"{FOLDER}/webhook.definition.schema.json")
    shown = {name: list(part["properties"]) for name, part in sections_of(schema).items()}
    for section, names in shown.items():
        known = [found.name for found in table if found.section == section]
        own = [name for kind, added in EXTENSIONS.items() if kind == section for name in added]
        assert names == sorted(known, key=lambda name: table[name].order) + own


def test_every_property_but_the_name_may_differ_per_target() -> None:
    """An overlay offers the properties of its section with their own rules, without the name."""
    schema = json.loads(json.dumps(shipped.read_schema(f"{FOLDER}/webhook.definition.schema.json")))
    overlay = schema["properties"]["targets"]["additionalProperties"]["properties"]
    assert list(overlay) == ["webhook", "access"]
    for section, part in overlay.items():
        names = [name for name in sections_of(schema)[section]["properties"] if name != "name"]
        references = {name: f"#/properties/{section}/properties/{name}" for name in names}
        assert {name: said["$ref"] for name, said in part["properties"].items()} == references


def test_hover_texts_say_what_a_property_is_and_what_holds_for_it(table: PropertyTable) -> None:
    """Each property has a title, its words from the table, and the facts of its type."""
    schema = shipped.read_schema(f"{FOLDER}/webhook.definition.schema.json")
    for part in sections_of(schema).values():
        for name, said in part["properties"].items():
            assert said["title"]
            if name in table:
                assert said["description"].startswith(table[name].description)
                assert f"`{table[name].type}`" in said["description"]


def test_examples_are_valid(table: PropertyTable) -> None:
    """An example that an editor offers is accepted when it is taken."""
    schema = shipped.read_schema(f"{FOLDER}/webhook.definition.schema.json")
    shown = 0
    for part in sections_of(schema).values():
        for said in part["properties"].values():
            for example in said.get("examples", ()):
                jsonschema.Draft202012Validator(said).validate(example)
                shown += 1
    assert shown >= len(table.with_role(Role.MANAGED))


def test_the_schema_and_the_program_read_references_alike(verdicts: dict[str, Verdict]) -> None:
    """What the schema takes for a reference is one, and nothing else is."""
    texts = ["${env:A}", "${env:a_1}", "${env:1A}", "${env:}", "${env:A }", "$ {env:A}", "${ENV:A}"]
    for text in texts:
        is_valid = verdicts["2020-12, fast"](access(key=text))
        assert is_valid is (parse_reference(text) is not None), text


RECORD = {"id": FLOW_ID, "name": "signup", "is_enabled": False}


@pytest.mark.parametrize(
    ("record", "valid"),
    [
        (RECORD, True),
        (RECORD | {"track_in_git": True, "name": None, "description": None}, True),
        (RECORD | {"record_type": "SOMETHING_NEW", "url": "u" * 5000}, True),
        (RECORD | {"roles": None, "key": None}, True),
        ({"name": "signup"}, False),
        (RECORD | {"id": None}, False),
        (RECORD | {"is_enabled": "false"}, False),
        (RECORD | {"name": 3}, False),
        ([RECORD], False),
    ],
)
def test_an_answer_is_held_to_its_types_alone(record: JSON, valid: bool) -> None:
    """A newer Engine may add properties and values; a value of another type is no record."""
    schema = shipped.read_schema(f"{FOLDER}/webhook.record.schema.json")
    assert jsonschema.Draft202012Validator(schema).is_valid(record) is valid
    assert jsonschema_rs.Draft202012Validator(schema, offline=True).is_valid(record) is valid


def sections_of(schema: dict[str, JSON]) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """Give the parts of a definition's schema that hold properties."""
    parts = json.loads(json.dumps(schema))["properties"]
    return {name: parts[name] for name in ("webhook", "access")}
