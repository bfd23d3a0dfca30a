"""What each record type of the embedded workspace takes and answers.

These lists are written by hand although the property table has most of it: the embedded workspace
plays the server, and a server that read the client's own table could never show a mistake in it.
A test compares the two. The facts are those of the Engine 11 reference page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hookline.model.values import JSON
from hookline.workspace.refusal import Refusal


class Kind(StrEnum):
    """What a property holds, in the words of a refusal."""

    TEXT = "a text"
    UUID = "a UUID"
    BOOLEAN = "true or false"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class Field:
    """One property that may be written."""

    kind: Kind
    """What it holds."""
    limit: int | None = None
    """The most characters of a text; None for no limit."""
    default: JSON = None
    """What a new record holds when the property is not sent."""
    stored: bool = True
    """Whether the record keeps it; a look-up and a commit message act and are gone."""
    answered: bool = True
    """Whether a read gives it back."""
    refers_to: str | None = None
    """For the id of another record, the type of that record."""
    looks_up: str | None = None
    """For the name of another record, the property that gets its id."""


@dataclass(frozen=True, slots=True)
class RecordType:
    """What is known of one record type."""

    name: str
    """Its name in snake_case."""
    fields: Mapping[str, Field]
    """Every property that may be written, by name."""
    is_open: bool
    """Whether other properties are taken as they come, because they are not known here."""


_SHORT = Field(Kind.TEXT, 128)
_FLAG = Field(Kind.BOOLEAN, default=False)

_COMMON = {
    "name": _SHORT,
    "description": Field(Kind.TEXT),
    "commit_message": Field(Kind.TEXT, stored=False),
    "schema_version": _SHORT,
    "location_inheritance": Field(Kind.TEXT, 128, stored=False),
}
_READONLY = {"is_readonly": _FLAG}
_PROJECT = {
    "project_id": Field(Kind.UUID, refers_to="project"),
    "project_name": Field(Kind.TEXT, 128, stored=False, looks_up="project_id"),
}
_BUNDLE = {
    "bundle_id": Field(Kind.UUID, refers_to="bundle"),
    "bundle_name": Field(Kind.TEXT, 128, stored=False, looks_up="bundle_id"),
}
_WEBHOOK = {
    "flow_id": Field(Kind.UUID, refers_to="flow"),
    "flow_name": Field(Kind.TEXT, 128, stored=False, looks_up="flow_id"),
    "is_productive": _FLAG,
    "execution_location": Field(Kind.TEXT, default="flow_record"),
    "is_enabled": _FLAG,
    "require_login": _FLAG,
    "key": Field(Kind.TEXT, 128, answered=False),
    "roles": Field(Kind.JSON, answered=False),
}
_EVERYWHERE = _COMMON | _READONLY | _PROJECT | _BUNDLE

_KNOWN: Mapping[str, Mapping[str, Field]] = {
    "bundle": _COMMON | _READONLY,
    "project": _COMMON | _READONLY,
    "flow": _EVERYWHERE | {"script": Field(Kind.TEXT)},
    "webhook": _EVERYWHERE | _WEBHOOK,
}

RECORD_TYPES = frozenset(
    {"bundle", "bundle_repository", "connector", "custom_object", "devolutions_config", "file"}
    | {"flow", "ldap_config", "oauth", "object_template", "plugin", "project", "role", "schedule"}
    | {"scheduler", "schema", "setting", "sync_config", "tag", "user", "vault_config", "webhook"}
    | {"wrapper"}
)
"""The record types that the workspace keeps."""

SERVER_SET = frozenset(
    {"created_at", "created_by", "deleted_at", "deleted_by", "has_deprecation", "has_syntax_error"}
    | {"id", "identity_type", "is_bundle_readonly", "is_deleted", "is_key_required"}
    | {"is_project_readonly", "last_activity", "modified_at", "modified_by", "organization_id"}
    | {"record_type", "repository_path", "resource_type", "url", "workspace_id"}
)
"""Properties that the workspace sets and nobody may write."""

NOT_ANSWERED = frozenset(
    name
    for fields in _KNOWN.values()
    for name, field in fields.items()
    if not (field.answered and field.stored)
)
"""Properties that may be written and are never read back."""


def record_type(name: str) -> RecordType:
    """Give the record type called `name`; refuses one that the workspace does not keep."""
    if name not in RECORD_TYPES:
        raise Refusal(404, f"there is no record type {name!r}")
    known = _KNOWN.get(name)
    fields = MappingProxyType(dict(_EVERYWHERE if known is None else known))
    return RecordType(name, fields, is_open=known is None)
