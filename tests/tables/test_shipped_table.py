from collections import Counter

import pytest

from hookline import shipped
from hookline.model.property import Effect, PropertyTable, Risk, Role, Section
from hookline.tables.meaning import load_table
from hookline.tables.table import parse_table
from hookline.workspace.fields import record_type

FOLDER = "engine-11"


@pytest.fixture(scope="module")
def table() -> PropertyTable:
    """Give the table that is shipped."""
    return load_table(
        shipped.read_text(f"{FOLDER}/webhook.table.yaml"),
        shipped.read_text(f"{FOLDER}/webhook.amendments.yaml"),
    )


def names(table: PropertyTable, *roles: Role) -> set[str]:
    """Give the names of the properties that have one of `roles`."""
    return {found.name for found in table.with_role(*roles)}


def test_every_property_has_a_role_a_risk_an_effect_and_a_reason(table: PropertyTable) -> None:
    """No property of the page is left without a decision and its reason."""
    assert len(tuple(table)) == 39
    for found in table:
        assert isinstance(found.role, Role)
        assert isinstance(found.risk, Risk)
        assert isinstance(found.effect, Effect)
        assert (found.effect is Effect.NONE) == (found.risk is Risk.NONE), found.name
        assert found.reason.endswith("."), found.name
        assert found.description.endswith("."), found.name
        assert found.type, found.name


def test_orders_are_unique_and_follow_the_sections(table: PropertyTable) -> None:
    """A file is written name, description, flow, location, the rest, and then who may call."""
    orders = Counter(found.order for found in table if found.section)
    assert set(orders.values()) == {1}
    assert sorted(orders) == list(range(1, len(orders) + 1))
    assert [found.name for found in table.in_section(Section.WEBHOOK)] == [
        "name",
        "description",
        "flow_name",
        "flow_id",
        "project_name",
        "project_id",
        "bundle_name",
        "bundle_id",
        "location_inheritance",
        "is_productive",
        "is_readonly",
        "execution_location",
        "roles",
        "schema_version",
    ]
    assert [found.name for found in table.in_section(Section.ACCESS)] == [
        "is_enabled",
        "require_login",
        "key",
    ]


def test_what_the_server_sets_stands_in_no_section(table: PropertyTable) -> None:
    """A property of the server is never written, and a change of it is no risk."""
    server = table.with_role(Role.SERVER)
    assert len(server) == 21
    for found in server:
        assert (found.section, found.order, found.risk) == (None, 0, Risk.NONE)
        assert (found.clearable, found.required, found.secret) == (False, False, False)


def test_each_role_has_the_properties_it_should(table: PropertyTable) -> None:
    """The roles are those that the documentation of Engine leads to."""
    assert names(table, Role.LOOK_UP) == {"flow_name", "project_name", "bundle_name"}
    assert names(table, Role.WRITE_ONLY) == {"key", "roles"}
    assert names(table, Role.CREATE_ONLY) == {"location_inheritance"}
    assert names(table, Role.PER_REQUEST) == {"commit_message", "schema_version"}
    assert table["commit_message"].section is None


def test_look_ups_name_an_id_of_the_same_record_type(table: PropertyTable) -> None:
    """A look-up and its id are of one type, stand side by side, and both are places or neither."""
    for found in table.with_role(Role.LOOK_UP):
        assert found.looks_up is not None
        looked_up = table[found.looks_up]
        assert found.record_type == looked_up.record_type
        assert found.location == looked_up.location
        assert looked_up.order == found.order + 1
        assert (looked_up.type or "").startswith("UUID")


def test_each_effect_has_the_properties_it_should(table: PropertyTable) -> None:
    """What a change means to a reviewer is decided for each property, a name as for its id."""
    effects = {effect: {each.name for each in table if each.effect is effect} for effect in Effect}
    assert len(effects.pop(Effect.NONE)) == 23
    assert effects == {
        Effect.ENABLED: {"is_enabled"},
        Effect.AUTHENTICATION: {"require_login"},
        Effect.KEY: {"key"},
        Effect.PERMISSIONS: {"roles"},
        Effect.ADDRESS: {"name"},
        Effect.MODE: {"is_productive"},
        Effect.FLOW: {"flow_name", "flow_id"},
        Effect.EXECUTION: {"execution_location"},
        Effect.PLACE: {
            "project_name", "project_id", "bundle_name", "bundle_id", "location_inheritance",
        },
        Effect.LOCK: {"is_readonly"},
        Effect.TEXT: {"description"},
    }  # fmt: skip


def test_exclusions_are_mutual(table: PropertyTable) -> None:
    """What excludes another is excluded by it."""
    for found in table:
        for other in found.excludes:
            assert found.name in table[other].excludes


def test_what_the_page_lost_is_amended(table: PropertyTable) -> None:
    """The lost type is known to the program, and the table still says that it was lost."""
    rows = {
        row.name: row
        for row in parse_table(shipped.read_text(f"{FOLDER}/webhook.table.yaml"), "table").rows
    }
    lost = [row.name for row in rows.values() if row.type is None or row.import_export is None]
    assert lost == ["execution_location"]
    assert table["execution_location"].type == "String()"
    assert rows["bundle_name"].import_export == "neither"
    assert table["bundle_name"].import_export == "import only"


def test_secrets_and_what_can_be_cleared(table: PropertyTable) -> None:
    """Only the key is a secret, and only what a webhook can be without can be cleared."""
    assert [found.name for found in table if found.secret] == ["key"]
    assert {found.name for found in table if found.clearable} == {
        "description",
        "execution_location",
        "key",
    }
    assert [found.name for found in table if found.required] == ["flow_name", "name"]
    assert table["flow_name"].instead == ("flow_id",)


def test_lengths_come_from_the_types(table: PropertyTable) -> None:
    """A length is written once: in the type, or in an amendment where Engine has none."""
    assert table["name"].max_length == 128
    assert table["url"].max_length == 1024
    assert table["description"].max_length == 65536
    assert table["flow_id"].max_length is None


def test_what_a_new_file_leaves_out_is_what_a_new_record_has(table: PropertyTable) -> None:
    """Only a value that the workspace gives a new webhook by itself may be missing from a file."""
    left_out = {found.name: found.left_out for found in table if found.left_out is not None}
    fields = record_type("webhook").fields
    assert left_out == {name: fields[name].default for name in left_out}
    assert set(left_out) == {"is_productive", "is_readonly", "execution_location"}
