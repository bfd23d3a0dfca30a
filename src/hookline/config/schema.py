"""The JSON schema of `hookline.yaml`, generated from the settings' types and docstrings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hookline.model.settings import Guards, Settings, StateSettings, Target
from hookline.model.values import JSON
from hookline.tables.build import DRAFT_07, schema_text
from hookline.tables.patterns import END

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

Schema = dict[str, JSON]

FILE_NAME = "hookline.schema.json"
"""The schema's file."""

_SHARE: Schema = {"minimum": 0, "maximum": 1}
_TEXT: Schema = {"minLength": 1}
_TEXTS: Schema = {"items": {"type": "string", "minLength": 1}}

_BOUNDS: dict[tuple[type, str], Schema] = {
    (Settings, "definitions"): {**_TEXTS, "minItems": 1, "examples": [["webhooks/**/*.yaml"]]},
    (Settings, "requires"): {**_TEXT, "examples": [">=0.1"]},
    (Settings, "engine"): {"minimum": 1, "maximum": 1000, "examples": [11]},
    (Settings, "targets"): {
        "propertyNames": {"maxLength": 64, "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*" + END},
        "examples": [{"local": {"workspace": "embedded:.hookline/local.db"}}],
    },
    (Target, "workspace"): {
        **_TEXT,
        "examples": ["https://staging.example.com", "embedded:.hookline/local.db"],
    },
    (Target, "user"): {**_TEXT, "examples": ["${env:HOOKLINE_SECRET_STAGING_USER}"]},
    (Target, "password"): {**_TEXT, "examples": ["${env:HOOKLINE_SECRET_STAGING_PASSWORD}"]},
    (Target, "project"): {**_TEXT, "examples": ["Onboarding"]},
    (Target, "protect"): {**_TEXTS, "examples": [["billing-*"]]},
    (Target, "repository_path"): {**_TEXT, "examples": ["teams/onboarding"]},
    (StateSettings, "keep"): {"minimum": 1, "maximum": 1000000},
    (Guards, "max_deletes"): {"minimum": 0, "maximum": 1000000},
    (Guards, "max_delete_share"): _SHARE,
    (Guards, "max_change_share"): _SHARE,
}
"""What the types cannot say: class and field → more of the schema."""


def settings_schema_text() -> str:
    """Give the text of `hookline.schema.json`, the same bytes every time.

    It is draft-07, the one draft that editors read, and says nothing that 2020-12 reads otherwise.
    """
    from pydantic import ConfigDict, TypeAdapter, with_config

    # A field's docstring is its description only where the class itself says so.
    for settings in (Guards, StateSettings, Target, Settings):
        with_config(ConfigDict(use_attribute_docstrings=True))(settings)
    generated = TypeAdapter(Settings).json_schema()
    schema = _mapping(generated, generated["$defs"], Settings)
    return schema_text({**schema, "title": "Hookline configuration"}, DRAFT_07)


def _mapping(
    generated: "JsonSchemaValue", known: Mapping[str, "JsonSchemaValue"], of: type
) -> Schema:
    """Give one class as a mapping of `hookline.yaml`; a key that is not known is refused."""
    properties: Schema = {
        name: _value(field, known) | _BOUNDS.get((of, name), {}) | {"title": _title(name)}
        for name, field in generated["properties"].items()
        if (of, name) != (Target, "name")
    }
    schema: Schema = {
        "title": _title(generated["title"]),
        "description": generated["description"],
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: _in_order(value) for name, value in properties.items() if isinstance(value, dict)
        },
    }
    required = [name for name in generated.get("required", ()) if name in properties]
    return schema | ({"required": required} if required else {})


_CLASSES: dict[str, type] = {"Guards": Guards, "StateSettings": StateSettings, "Target": Target}


def _value(field: "JsonSchemaValue", known: Mapping[str, "JsonSchemaValue"]) -> Schema:
    """Give one field: references put in, and `null` left out, since a key may be left out."""
    reference = field.get("$ref")
    if reference is not None:
        name = str(reference).rpartition("/")[2]
        inner = known[name]
        whole = _mapping(inner, known, _CLASSES[name]) if name in _CLASSES else dict(inner)
        return whole | {key: value for key, value in field.items() if key != "$ref"}
    if "anyOf" in field:
        (chosen,) = (choice for choice in field["anyOf"] if choice != {"type": "null"})
        rest = {k: v for k, v in field.items() if k not in {"anyOf", "default"}}
        return {**_value(chosen, known), **rest}
    if "additionalProperties" in field:
        return {**field, "additionalProperties": _value(field["additionalProperties"], known)}
    return dict(field)


def _in_order(value: Schema) -> Schema:
    first = ("title", "description", "type")
    return {key: value[key] for key in (*first, *(k for k in value if k not in first))}


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
