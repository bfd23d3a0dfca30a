"""What a write may hold: types, names, look-ups and the one location (ENGINE 3)."""

import re
from collections.abc import Mapping

from hookline.model.values import JSON, Values
from hookline.workspace.fields import SERVER_SET, Field, Kind, RecordType
from hookline.workspace.records import Records
from hookline.workspace.refusal import Refusal, invalid

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def accept(records: Records, kind: RecordType, sent: Values) -> dict[str, JSON]:
    """Give what would be stored of the values sent: names looked up, blanks trimmed.

    Only what was sent is in it, no defaults. Refuses (422) what the record type does not take.
    """
    for name, value in sent.items():
        _check(kind, name, value)
    accepted = {
        name: value
        for name, value in sent.items()
        if name not in kind.fields or kind.fields[name].stored
    }
    if "name" in accepted:
        accepted["name"] = _trimmed_name(accepted["name"])
    for name, field in kind.fields.items():
        if field.looks_up and name in sent:
            accepted[field.looks_up] = _look_up(records, name, field, kind.fields, sent)
        if field.refers_to and accepted.get(name) is not None:
            _must_exist(records, name, field.refers_to, str(accepted[name]))
    return accepted


def check_location(record: Values) -> None:
    """Refuse a record that would be in a project and in a bundle at once."""
    if record.get("project_id") is not None and record.get("bundle_id") is not None:
        raise invalid(
            "bundle_id",
            "a record is in a project or in a bundle, not in both;"
            " send null for the one it is to leave",
        )


def _check(kind: RecordType, name: str, value: JSON) -> None:
    if name in SERVER_SET:
        raise invalid(name, "is set by the workspace and cannot be written")
    field = kind.fields.get(name)
    if field is None:
        if not kind.is_open:
            raise invalid(name, f"a {kind.name} has no such property")
        return
    if value is None:
        if field.kind is Kind.BOOLEAN:
            raise invalid(name, f"must be {field.kind}, not null")
        return
    if field.kind is Kind.BOOLEAN and not isinstance(value, bool):
        raise invalid(name, f"must be {field.kind}")
    if field.kind in (Kind.TEXT, Kind.UUID):
        _check_text(name, field, value)


def _check_text(name: str, field: Field, value: JSON) -> None:
    if not isinstance(value, str):
        raise invalid(name, f"must be {field.kind}")
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise invalid(name, "holds a character that no text may hold")
    if field.kind is Kind.UUID and not _UUID.fullmatch(value):
        raise invalid(name, f"must be {field.kind}")
    if field.limit is not None and len(value.strip()) > field.limit:
        raise invalid(name, f"has {len(value):,} characters, and at most {field.limit} are taken")


def _trimmed_name(value: JSON) -> str:
    name = value.strip() if isinstance(value, str) else ""
    if not name:
        raise invalid("name", "must have 1 to 128 characters that are not blanks")
    return name


def _look_up(
    records: Records, name: str, field: Field, fields: Mapping[str, Field], sent: Values
) -> str | None:
    """Give the id of the record that the property `name` names; None for null, which clears."""
    wanted, target = sent[name], str(field.looks_up)
    found_id = None
    if isinstance(wanted, str):
        record_type = str(fields[target].refers_to)
        found = records.by_name(record_type, wanted.strip())
        if found is None:
            raise invalid(name, f"there is no {record_type} called {wanted!r}")
        found_id = str(found["id"])
    if target in sent and sent[target] != found_id:
        raise invalid(name, f"names another record than {target}")
    return found_id


def _must_exist(records: Records, name: str, record_type: str, record_id: str) -> None:
    found = records.by_id(record_type, record_id)
    if found is None or found["is_deleted"]:
        raise invalid(name, f"there is no {record_type} with the id {record_id}")


def check_writable(records: Records, kind: RecordType, record: Values, sent: Values) -> None:
    """Refuse (403) a write to a read-only record, or to one in a read-only project or bundle.

    A write that clears the record's own flag is let through; the flag of the parent must be
    cleared on the parent.
    """
    readonly = records.readonly_parents()
    for parent in ("project", "bundle"):
        if record.get(f"{parent}_id") in readonly:
            raise Refusal(
                403, f"the {parent} of {kind.name} {record['name']!r} is read-only", "is_readonly"
            )
    if record.get("is_readonly") and sent.get("is_readonly") is not False:
        raise Refusal(403, f"{kind.name} {record['name']!r} is read-only", "is_readonly")
