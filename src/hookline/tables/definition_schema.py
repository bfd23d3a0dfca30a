"""The schema of a definition: one document of a file that users write."""

from itertools import chain

from hookline.model.overlay import ONLY, TARGETS
from hookline.model.property import Property, PropertyTable, Section
from hookline.model.values import JSON
from hookline.tables.value_schema import Schema, definition_value, name_rules

EXTENSIONS: dict[Section, Schema] = {
    Section.ACCESS: {
        "key_version": {
            "title": "Key version",
            "description": (
                "The number of the key, counted up to rotate it: when it differs from the one that"
                " was applied last, the key is sent again.\n\nHookline's own; Engine does not know"
                " it. A whole number from 1."
            ),
            "type": "integer",
            "minimum": 1,
            "maximum": 2147483647,
            "examples": [1, 2],
        }
    }
}
"""The properties that are Hookline's own, and so in no table: section → name → schema."""

_SECTIONS = {
    Section.WEBHOOK: (
        "Webhook",
        (
            "What the webhook is and what it starts. A property that is absent is not managed:"
            " the workspace keeps its value."
        ),
    ),
    Section.ACCESS: (
        "Access",
        "Who may call the webhook. A new webhook is disabled until `is_enabled` says otherwise.",
    ),
}


def definition_schema(table: PropertyTable) -> Schema:
    """Give the schema of a whole definition, without the `$schema` that names the draft."""
    return {
        "title": "Hookline definition",
        "description": "One webhook as git wants it to be.",
        "type": "object",
        "required": [Section.WEBHOOK.value],
        "additionalProperties": False,
        "properties": {
            **{section.value: _section(table, section) for section in Section},
            TARGETS: _targets(table),
            ONLY: _ONLY,
            "renamed_from": _renamed_from(table),
        },
        **_needs(table),
    }


_DIFFERS = {
    Section.WEBHOOK: (
        "What the webhook is and what it starts on this target. A property that is absent here is"
        " as on all targets; the name always is."
    ),
    Section.ACCESS: (
        "Who may call the webhook on this target. A property that is absent here is as on all"
        " targets."
    ),
}

_ONLY: Schema = {
    "title": "Only these targets",
    "description": (
        "The targets that this definition exists for, as names or globs. Without it, it exists"
        " for all of them."
    ),
    "type": "array",
    "minItems": 1,
    "items": {"type": "string", "minLength": 1},
    "examples": [["staging", "production"]],
}


def _section(table: PropertyTable, section: Section) -> Schema:
    title, description = _SECTIONS[section]
    known = table.in_section(section)
    schema: Schema = {
        "title": title,
        "description": description,
        "type": "object",
        "required": [found.name for found in known if found.is_identity],
        "additionalProperties": False,
        "properties": {
            **{found.name: definition_value(found) for found in known},
            **EXTENSIONS.get(section, {}),
        },
    }
    if not schema["required"]:
        del schema["required"]
    exclusions = _exclusions(known)
    return schema | ({"allOf": exclusions} if exclusions else {})


def _targets(table: PropertyTable) -> Schema:
    return {
        "title": "Per target",
        "description": (
            "What differs per target, laid over the two sections property by property: a value"
            " here replaces the one above, and a flow or a location however it is written there."
            " The keys are the names of targets in hookline.yaml."
        ),
        "type": "object",
        "additionalProperties": {
            "title": "What differs",
            "description": "What differs for this target.",
            "type": "object",
            "additionalProperties": False,
            "properties": {section.value: _overlay(table, section) for section in Section},
        },
        "examples": [{"production": {"access": {"require_login": True}}}],
    }


def _overlay(table: PropertyTable, section: Section) -> Schema:
    """Give the schema of an overlay: every property but the one that says which webhook it is."""
    title, _ = _SECTIONS[section]
    known = [found for found in table.in_section(section) if not found.is_identity]
    names = chain((found.name for found in known), EXTENSIONS.get(section, {}))
    overlay: Schema = {
        "title": f"{title} for this target",
        "description": _DIFFERS[section],
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"$ref": f"#/properties/{section}/properties/{name}"} for name in names
        },
    }
    exclusions = _exclusions(known)
    return overlay | ({"allOf": exclusions} if exclusions else {})


def _renamed_from(table: PropertyTable) -> Schema:
    identity = next(found for found in table if found.is_identity)
    return {
        "title": "Renamed from",
        "description": (
            "The name the webhook had before. It makes the change one rename instead of a delete"
            " and a create, and has no effect once a target has recorded it."
        ),
        **name_rules(identity.max_length),
        "examples": ["sign-up"],
    }


def _needs(table: PropertyTable) -> Schema:
    """Give the rule for what is required unless something else stands in its place.

    Each target may bring it; so a definition with `targets` is left to a check that knows them.
    """
    rules: Schema = {}
    for section in Section:
        choices: list[JSON] = [
            {"anyOf": [{"required": [name]} for name in (found.name, *found.instead)]}
            for found in table.in_section(section)
            if found.required and found.instead
        ]
        if choices:
            rules[section.value] = {"allOf": choices}
    if not rules:
        return {}
    return {"if": {"not": {"required": [TARGETS]}}, "then": {"properties": rules}}


def _exclusions(known: list[Property] | tuple[Property, ...]) -> list[JSON]:
    """Give one rule for each pair that may not stand together, each pair once."""
    pairs = {
        (min(found.name, other), max(found.name, other)): None
        for found in known
        for other in found.excludes
    }
    return [{"not": {"required": [first, second]}} for first, second in pairs]
