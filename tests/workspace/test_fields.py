import pytest

from hookline.model.property import Property, Role
from hookline.workspace.fields import NOT_ANSWERED, SERVER_SET, Kind, record_type
from hookline.workspace.refusal import Refusal
from tests.support.webhooks import webhook_table

KINDS = {"Text": Kind.TEXT, "String": Kind.TEXT, "UUID": Kind.UUID, "Boolean": Kind.BOOLEAN}


def written() -> list[Property]:
    """Give the properties of the shipped table that may be written."""
    return [row for row in webhook_table() if row.role is not Role.SERVER]


def test_server_and_client_agree_on_what_is_the_servers() -> None:
    """What the property table calls the server's cannot be written here, and nothing else."""
    table = webhook_table()
    assert {row.name for row in table.with_role(Role.SERVER)} == SERVER_SET
    assert {row.name for row in written()} == set(record_type("webhook").fields)


@pytest.mark.parametrize("row", written(), ids=lambda row: row.name)
def test_server_takes_what_the_table_says(row: Property) -> None:
    """Each property has the page's type and length, and is looked up as the table says."""
    field = record_type("webhook").fields[row.name]
    kind = (row.type or "Text()").split("(")[0]
    assert field.kind is KINDS.get(kind, Kind.JSON)
    assert field.limit == (row.max_length if kind == "String" else None)
    assert field.looks_up == row.looks_up
    if field.refers_to:
        assert field.refers_to == row.record_type


def test_what_is_not_managed_is_not_answered() -> None:
    """A managed property is read back; every other that may be written is not, or not at once."""
    managed = {row.name for row in webhook_table().with_role(Role.MANAGED)}
    assert managed.isdisjoint(NOT_ANSWERED)


def test_unknown_record_type_is_refused() -> None:
    """A type that the workspace does not keep is answered as missing."""
    with pytest.raises(Refusal, match="there is no record type 'executions'") as refused:
        record_type("executions")
    assert refused.value.status == 404
