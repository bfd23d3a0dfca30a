"""The first `hookline.yaml` of a repository."""

from hookline.documents.compose import compose
from hookline.documents.spelling import spell
from hookline.model.settings import Settings
from hookline.model.values import JSON

SCHEMA = "schemas/hookline.schema.json"
"""Where a repository keeps the schema of its configuration, from the folder of `hookline.yaml`."""


def first_config(target: str, settings: dict[str, JSON]) -> str:
    """Give the text of a configuration with one target, whose settings are in their order."""
    lines = [
        f"# yaml-language-server: $schema={SCHEMA}",
        f"definitions: {spell(list(Settings().definitions)).head}",
        "targets:",
        *(f"  {line}" for line in compose({spell(target).head: settings}).splitlines()),
    ]
    return "".join(f"{line}\n" for line in lines)
