"""What one property may hold, as JSON schema that every draft and validator reads alike."""

from hookline.model.property import Property
from hookline.model.values import JSON
from hookline.tables.patterns import NO_BLANK_AFTER, NO_BLANK_BEFORE, REFERENCE, UUID
from hookline.tables.types import TypeForm, parse_type

Schema = dict[str, JSON]

_ANY: list[JSON] = ["array", "boolean", "number", "object", "string"]

_KINDS = {
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "CHAR"), "string"),
    **dict.fromkeys(("DateTime", "Date", "Time", "Interval", "UUID", "Enum"), "string"),
    **dict.fromkeys(("LargeBinary", "BYTEA"), "string"),
    **dict.fromkeys(("Integer", "SmallInteger", "BigInteger"), "integer"),
    **dict.fromkeys(("Float", "Numeric"), "number"),
    "Boolean": "boolean",
    "ARRAY": "array",
}
"""Name of a type → JSON type. A type that is not here holds any JSON value."""


def definition_value(known: Property) -> Schema:
    """Give the schema of what a definition may say for `known`."""
    schema: Schema = {"title": title_of(known.name), "description": _hover(known)}
    if known.secret:
        schema |= {"type": "string", "pattern": REFERENCE}
    else:
        schema |= _strict(parse_type(known.type or ""))
        if known.max_length is not None:
            schema["maxLength"] = known.max_length
    if known.looks_up:
        schema["minLength"] = 1
    if known.choices:
        schema["enum"] = list(known.choices)
    if known.is_identity:
        schema |= name_rules(known.max_length)
    if known.clearable:
        schema = _with_null(schema)
    if known.examples:
        schema["examples"] = list(known.examples)
    return schema


def record_value(known: Property) -> Schema:
    """Give the schema of what a workspace may answer for `known`.

    Only the JSON type is held to: lengths and choices may grow with a newer Engine, and what is
    not set is `null`.
    """
    form = parse_type(known.type or "")
    schema: Schema = {"title": title_of(known.name), "description": known.description}
    kind = _KINDS.get(form.name) if form else None
    if kind:
        schema["type"] = [kind, "null"]
    schema["readOnly"] = known.section is None
    return schema


def name_rules(max_length: int | None) -> Schema:
    """Give what a name keeps to: not empty, not too long, no blank outside."""
    rules: Schema = {"type": "string", "minLength": 1}
    if max_length is not None:
        rules["maxLength"] = max_length
    rules["allOf"] = [{"pattern": NO_BLANK_BEFORE}, {"pattern": NO_BLANK_AFTER}]
    return rules


def title_of(name: str) -> str:
    """Give a property's name as people say it: `flow_name` → `Flow name`."""
    return name.replace("_", " ").capitalize()


def _strict(form: TypeForm | None) -> Schema:
    """Give what a type admits; anything but null for a type that is not known."""
    kind = _KINDS.get(form.name) if form else None
    if form is None or kind is None:
        return {"type": _ANY}
    if form.name == "UUID":
        return {"type": kind, "pattern": UUID}
    if form.name == "Enum":
        return {"type": kind, "enum": [choice.strip("'\"") for choice in form.plain_arguments]}
    if form.name == "ARRAY" and form.plain_arguments:
        return {"type": kind, "items": _strict(parse_type(form.plain_arguments[0]))}
    return {"type": kind}


def _with_null(schema: Schema) -> Schema:
    kinds = schema["type"]
    widened = {**schema, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
    choices = schema.get("enum")
    if isinstance(choices, list):
        widened["enum"] = [*choices, None]
    return widened


def _hover(known: Property) -> str:
    """Give the text an editor shows: what it is, then what holds for its values."""
    facts = []
    if known.secret:
        facts.append("Write a reference such as `${env:HOOKLINE_SECRET_NAME}`, never the secret.")
    elif known.max_length is not None:
        facts.append(f"At most {known.max_length:,} characters.")
    if known.clearable:
        facts.append("`null` clears it.")
    if known.excludes:
        facts.append(f"It excludes {_listed(known.excludes)}.")
    carried = f"`{known.import_export}`" if known.import_export else "not known"
    facts.append(f"Engine type `{known.type}`; import/export: {carried}.")
    return f"{known.description}\n\n{' '.join(facts)}"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)
