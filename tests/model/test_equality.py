"""When two values mean the same: a table for each kind, tried on each property of the table."""

from itertools import combinations

import pytest

from hookline.model.equality import Kind, equal, kind_of
from hookline.model.property import Property, Role
from hookline.model.values import JSON
from tests.support.webhooks import webhook_table

NAMES = ("0b0f5c8e-7a64-4d9c-8a10-1a2b3c4d5e6f", "5d1c9c1e-0f2b-4a8e-9a77-6f5e4d3c2b1a")

CLASSES: dict[Kind, list[list[JSON]]] = {
    Kind.TEXT: [[None, ""], ["a"], ["A"], ["a "], ["a\n"], ["á"], ["a\u0301"], ["0"], ["false"]],
    Kind.FLAG: [[None, False], [True], [0], [1], ["true"], ["false"]],
    Kind.ID: [[None, ""], [NAMES[0], NAMES[0].upper()], [NAMES[1]]],
    Kind.OPAQUE: [
        [None, ""],
        [False],
        [0, 0.0],
        [[]],
        [{}],
        [[1, 2]],
        [[2, 1]],
        [["a"]],
        [[None]],
        [[""]],
        [{"x": 1, "y": [1, 2]}, {"y": [1, 2], "x": 1}],
        [{"x": 1, "y": [2, 1]}],
        [{"x": None}],
        [{"x": ""}],
        [{"x": []}],
        [{"x": False}],
        [{"x": 0}],
        [[{"x": 1, "y": 2}], [{"y": 2, "x": 1}]],
    ],
}
"""Kind → values, those in one list meaning the same."""

COMPARED = [
    each
    for each in webhook_table()
    if each.section and each.role in (Role.MANAGED, Role.WRITE_ONLY) and not each.secret
]


@pytest.mark.parametrize("found", COMPARED, ids=lambda found: found.name)
def test_values_of_a_property_mean_the_same_or_not(found: Property) -> None:
    """Null, nothing, empty, default and reordered: each property has its kind's answer."""
    kind = kind_of(found.type)
    classes = CLASSES[kind]
    for same in classes:
        for one in same:
            assert all(equal(kind, one, other) for other in same), (one, same)
    for one_class, other_class in combinations(classes, 2):
        for one in one_class:
            for other in other_class:
                assert not equal(kind, one, other), (one, other)
                assert not equal(kind, other, one), (other, one)


def test_each_property_has_the_kind_of_its_type() -> None:
    """What is compared by which row of the table; one that is new here needs a look."""
    kinds = {each.name: kind_of(each.type) for each in COMPARED}
    assert {name for name, kind in kinds.items() if kind is Kind.FLAG} == {
        "is_productive",
        "is_readonly",
        "is_enabled",
        "require_login",
    }
    assert {name for name, kind in kinds.items() if kind is Kind.ID} == {
        "flow_id",
        "project_id",
        "bundle_id",
    }
    assert {name for name, kind in kinds.items() if kind is Kind.OPAQUE} == {"roles"}
    assert {name for name, kind in kinds.items() if kind is Kind.TEXT} == {
        "name",
        "description",
        "execution_location",
    }


def test_every_kind_is_some_propertys() -> None:
    """No row of the table is there for nothing."""
    assert {kind_of(each.type) for each in COMPARED} == set(Kind)


def test_type_that_the_page_lost_is_text() -> None:
    """Of a property whose cell was lost every character counts."""
    assert kind_of(None) is Kind.TEXT
    assert kind_of("String(length=128)") is Kind.TEXT


def test_what_is_not_compared_is_known() -> None:
    """A property of a definition that is in no row here is a look-up, a secret, or acts once."""
    left = [each for each in webhook_table() if each.section and each not in COMPARED]
    compared_otherwise = {each.name for each in left if not each.looks_up}
    assert compared_otherwise == {"key", "location_inheritance", "schema_version"}
