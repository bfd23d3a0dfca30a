import jsonschema
import pytest

from hookline.model.property import Effect, Property, Risk, Role, Section
from hookline.model.values import JSON
from hookline.tables.value_schema import definition_value


def accepts(type_: str, value: JSON, *, clearable: bool = False) -> bool:
    """Say whether a property of this type may hold `value` in a definition."""
    known = Property(
        name="kind",
        type=type_,
        import_export="both",
        description="What it is.",
        role=Role.MANAGED,
        section=Section.WEBHOOK,
        clearable=clearable,
        required=False,
        risk=Risk.DESCRIBES,
        effect=Effect.TEXT,
        order=1,
        reason="It is shown.",
    )
    schema = definition_value(known)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("Enum('BOX', 'TUBE', name='parcelkind')", "TUBE", "parcelkind"),
        ("ARRAY(SmallInteger())", [1, 2], ["1"]),
        ("ARRAY(Enum('BOX', name='parcelkind'))", ["BOX"], ["TUBE"]),
        ("SmallInteger()", 3, 3.5),
        ("Float()", 3.5, "3.5"),
        ("BYTEA()", "AAEC", 3),
        ("DateTime(timezone=True)", "2026-11-23T16:00:00+00:00", 3),
        ("JSONB(astext_type=Text())", {"a": [1]}, None),
        ("SomethingNew(size=3)", ["anything"], None),
    ],
)
def test_every_type_has_its_values(type_: str, good: JSON, bad: JSON) -> None:
    """A known type holds its JSON type; one that is not known holds anything but null."""
    assert accepts(type_, good)
    assert not accepts(type_, bad)


@pytest.mark.parametrize("type_", ["Text()", "Enum('BOX', name='parcelkind')", "SomethingNew()"])
def test_null_stands_only_where_it_clears(type_: str) -> None:
    """Whatever the type is, null is a value of clearable properties and of no others."""
    assert accepts(type_, None, clearable=True)
    assert not accepts(type_, None)
