"""The property tables and schemas that come with Hookline."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hookline.model.values import JSON

if TYPE_CHECKING:
    # Loading what only annotations need would show in the start of every command.
    from hookline.model.property import PropertyTable

_PACKAGE = Path(__file__).parent


@cache
def schemas_folder() -> Path:
    """Give the folder of the schemas: in the package, or in the checkout it is developed in."""
    inside = _PACKAGE / "schemas"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "schemas"


def read_text(name: str) -> str:
    """Read one shipped file, such as `engine-11/webhook.table.yaml`; FileNotFoundError if none."""
    return (schemas_folder() / name).read_text(encoding="utf-8")


def read_schema(name: str) -> dict[str, JSON]:
    """Read one shipped JSON schema, such as `engine-11/webhook.definition.schema.json`."""
    schema = json.loads(read_text(name))
    assert isinstance(schema, dict)  # noqa: S101  our own files; a test loads each of them
    return schema


def webhook_table(engine: int) -> "PropertyTable":
    """Give what each property of a Webhook is in one Engine version; one of `engines`."""
    # Not every command asks it, and YAML is slow to load.
    from hookline.tables.meaning import load_table

    folder = f"engine-{engine}"
    table = read_text(f"{folder}/webhook.table.yaml")
    return load_table(table, read_text(f"{folder}/webhook.amendments.yaml"))


def engines() -> tuple[int, ...]:
    """Give the Engine versions that have tables, oldest first."""
    return tuple(
        sorted(
            int(folder.name.removeprefix("engine-")) for folder in schemas_folder().glob("engine-*")
        )
    )
