from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.model.change import Change
from hookline.model.noun_form import from_json, to_json
from hookline.model.plan import Plan
from hookline.model.saved_plan import SavedPlan
from tests.support.plans import plans, values_of


def nouns_in(hint: object, seen: set[type]) -> Iterator[type]:
    """Give every noun that values of an annotation may hold."""
    if isinstance(hint, type) and is_dataclass(hint):
        if hint not in seen:
            seen.add(hint)
            yield hint
            for field in fields(hint):
                yield from nouns_in(field.type, seen)
    elif get_args(hint) and (isinstance(hint, UnionType) or hint is not None):
        for each in get_args(hint):
            yield from nouns_in(each, seen)


NOUNS = sorted(nouns_in(SavedPlan, set()), key=lambda noun: noun.__name__)


@settings(max_examples=60)
@given(plans())
def test_a_plan_comes_back_as_it_was(plan: Plan) -> None:
    """Whatever a plan holds, the one that is read is the one that was written."""
    assert from_json(to_json(plan), Plan) == plan


def test_every_noun_of_a_plan_is_known() -> None:
    """The walk over the annotations meets all kinds of changes and what they are made of."""
    assert {noun.__name__ for noun in NOUNS} >= {
        *(noun.__name__ for noun in get_args(Change)),
        *("Plan", "Write", "Cause", "Commit", "FieldChange", "Origin", "Location", "Reference"),
        *("AppliedRecord", "Flip", "GuardVerdict", "Override", "Kept", "Unmanaged", "Diagnostic"),
    }


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
@settings(max_examples=3)
@given(data=st.data())
def test_every_field_of_every_noun_is_saved(noun: type, data: st.DataObject) -> None:
    """A field that a noun gets is written and read without anybody thinking of it."""
    made = data.draw(values_of(noun))
    written = to_json(made)
    assert isinstance(written, dict)
    assert written.keys() - {"action"} == {field.name for field in fields(noun)}
    hint = Change if isinstance(made, Change) else noun
    assert from_json(written, hint) == made
