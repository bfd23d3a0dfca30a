"""Plans of every shape, made from the annotations of the nouns, for tests of what is saved."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import NoneType
from typing import get_args, get_origin

from hypothesis import strategies as st

from hookline.model.change import Cause, CauseKind, Create, FieldChange, Origin, Update, Write
from hookline.model.commit import Commit
from hookline.model.plan import Plan
from hookline.model.record import WorkspaceIdentity
from hookline.model.values import JSON

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=24)

_CAUSE = Cause(CauseKind.COMMIT, Commit("3f2a9c1" + "0" * 33, "Ada Nwosu", NOW, "Add the hook"))
SMALL = Plan(
    target="local",
    workspace=WorkspaceIdentity("embedded:local.db", "w-1"),
    commit=_CAUSE.commit,
    worktree=False,
    root="",
    applied_commit=None,
    state_revision=None,
    changes=(
        Create(
            name="signup",
            cause=_CAUSE,
            origin=Origin("webhooks/a.yaml", 1, 0, "b" * 40),
            fields=(FieldChange("flow_name", None, "onboarding", _CAUSE),),
            write=Write({"name": "signup", "flow_id": "f-1"}, managed={"flow_id": "f-1"}),
            message="Add the hook\n\nHookline-Commit: 3f2a9c1",
        ),
    ),
    unchanged=(),
)
"""A plan that makes one webhook."""

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.just("\ud800")
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**20), 10**20)
_JSONS = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXTS, inner, max_size=2),
    max_leaves=4,
)
_MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))


def values_of(hint: object) -> st.SearchStrategy[object]:
    """Give values of an annotation, such as a noun of the model or what one of its fields holds."""
    if hint == JSON:
        return _JSONS
    if hint in (str, int, bool):
        return {str: _TEXTS, int: st.integers(), bool: st.booleans()}[hint]
    if hint is datetime:
        return _MOMENTS
    if hint is NoneType:
        return st.none()
    if get_origin(hint) is tuple:
        return st.lists(values_of(get_args(hint)[0]), max_size=2).map(tuple)
    if get_origin(hint) is Mapping:
        return st.dictionaries(_TEXTS, values_of(get_args(hint)[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return _nouns(hint)
    return st.one_of(*[values_of(each) for each in get_args(hint)])


def _nouns(noun: type) -> st.SearchStrategy[object]:
    parts = {field.name: values_of(field.type) for field in fields(noun)}
    if noun is Update:
        parts["fields"] = st.lists(_nouns(FieldChange), min_size=1, max_size=2).map(tuple)
    return st.builds(noun, **parts)


def plans() -> st.SearchStrategy[Plan]:
    """Give plans that hold every noun there is."""
    return values_of(Plan).map(_as_plan)


def _as_plan(made: object) -> Plan:
    assert isinstance(made, Plan)
    return made
