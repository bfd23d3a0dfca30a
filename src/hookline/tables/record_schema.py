"""The schema of a record: what a workspace may answer."""

from hookline.model.property import PropertyTable, Role
from hookline.tables.value_schema import Schema, record_value, title_of


def record_schema(table: PropertyTable) -> Schema:
    """Give the schema of one flat record, without the `$schema` that names the draft.

    Properties it does not name are allowed: every Engine version adds some. Only the id is
    required, since a request may ask for a few fields alone.
    """
    return {
        "title": f"{title_of(table.record_type)} record",
        "description": (
            f"A {table.record_type} as an Engine {table.engine} workspace may answer it. Unknown"
            " properties are allowed, and what is not set is null."
        ),
        "type": "object",
        "required": ["id"],
        "properties": {
            found.name: {
                **record_value(found),
                **({"type": "string"} if found.name == "id" else {}),
            }
            for found in table
            if found.role is not Role.PER_REQUEST or found.section is not None
        },
    }
