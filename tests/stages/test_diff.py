"""The two tables of DESIGN 4, row by row."""

import pytest

from hookline.model.change import CauseKind
from hookline.model.desired import Desired
from hookline.model.difference import Difference, KeyStep, Standing
from hookline.model.record import Record
from hookline.model.state import AppliedState
from hookline.model.values import JSON, same
from hookline.stages.diff import diff
from tests.support.webhooks import applied, desired, record, state, webhook_table

A = """
    webhook: {name: a, flow_id: f-1, description: NEW}
"""


def one(wanted: list[Desired], base: AppliedState, *live: Record) -> Difference:
    """Give the only difference."""
    (found,) = diff(wanted, base, live, webhook_table())
    return found


def kinds(found: Difference) -> dict[str, CauseKind]:
    """Give what moved: property → who moved it."""
    return {each.name: each.kind for each in found.properties}


def test_only_in_git_is_absent() -> None:
    """A definition that neither base nor workspace knows is to be created."""
    assert one([desired(A)], state()).standing is Standing.ABSENT


def test_same_name_without_base_is_unmanaged() -> None:
    """A record of that name that was never applied is unmanaged, with its differences."""
    found = one([desired(A)], state(), record("w1", "a", flow_id="f-1", description="old"))
    assert found.standing is Standing.UNMANAGED
    assert kinds(found) == {"description": CauseKind.COMMIT}


def test_record_gone_is_lost() -> None:
    """A managed webhook whose record is gone is to be made again."""
    found = one([desired(A)], state(applied("w1", "a", {"flow_id": "f-1"})))
    assert found.standing is Standing.LOST
    assert found.base is not None


def test_same_name_other_id_is_unmanaged() -> None:
    """A record that somebody made again under the name is not ours."""
    base = state(applied("w1", "a", {"flow_id": "f-1"}))
    found = one([desired(A)], base, record("w2", "a", flow_id="f-1", description="NEW"))
    assert found.standing is Standing.UNMANAGED
    assert found.base is None


def test_name_held_by_another_managed_record_is_taken() -> None:
    """A record that is applied under another name is nobody else's to adopt."""
    base = state(applied("w1", "z", {"flow_id": "f-1"}))
    found = diff(
        [desired(A)], base, [record("w1", "a", flow_id="f-1", description="NEW")], webhook_table()
    )
    assert [(each.name, each.standing) for each in found] == [
        ("a", Standing.TAKEN),
        ("z", Standing.REMOVED),
    ]


def test_same_id_other_name_is_drift_of_the_name() -> None:
    """A record that was renamed by hand gets its name back."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    found = one([desired(A)], base, record("w1", "b", flow_id="f-1", description="NEW"))
    assert found.standing is Standing.MANAGED
    assert kinds(found) == {"name": CauseKind.DRIFT}


def test_own_name_taken_by_another_is_displaced() -> None:
    """A record under another name cannot have its own back while another one holds it."""
    base = state(applied("w1", "a", {"flow_id": "f-1", "description": "NEW"}))
    live = [
        record("w1", "b", flow_id="f-1", description="NEW"),
        record("w2", "a", flow_id="f-1", description="NEW"),
    ]
    first, stranger = diff([desired(A)], base, live, webhook_table())
    assert (first.standing, stranger.standing) == (Standing.DISPLACED, Standing.UNMANAGED)


def test_gone_from_git_is_removed_and_tells_what_moved() -> None:
    """A webhook without a definition is removed; what was changed by hand meanwhile is told."""
    base = state(applied("w1", "a", {"description": "x"}))
    assert one([], base, record("w1", "a", description="x")).properties == ()
    found = one([], base, record("w1", "a", description="y"))
    assert found.standing is Standing.REMOVED
    assert kinds(found) == {"description": CauseKind.DRIFT}


def test_gone_from_git_and_workspace_is_forgotten() -> None:
    """A webhook that only the base knows is forgotten."""
    assert one([], state(applied("w1", "a", {}))).standing is Standing.FORGOTTEN


def test_only_in_the_workspace_is_a_stranger() -> None:
    """A record nobody defines is a stranger, by id and not by name."""
    assert one([], state(), record("w9", "z")).standing is Standing.UNMANAGED


@pytest.mark.parametrize(
    ("sent", "read_back", "live", "expected"),
    [
        pytest.param("NEW", "NEW", "NEW", None, id="nobody moved"),
        pytest.param("old", "old", "NEW", None, id="git moved and somebody was faster"),
        pytest.param("old", "old", "old", CauseKind.COMMIT, id="git moved"),
        pytest.param("NEW", "NEW", "hand", CauseKind.DRIFT, id="the workspace moved"),
        pytest.param("old", "old", "hand", CauseKind.CONFLICT, id="both moved"),
        pytest.param("NEW", "new", "new", None, id="the server keeps a form of its own"),
        pytest.param("NEW", "new", "hand", CauseKind.DRIFT, id="and then somebody changed it"),
        pytest.param("old", "OLD", "OLD", CauseKind.COMMIT, id="git moved over a normal form"),
    ],
)
def test_who_moved(sent: str, read_back: str, live: str, expected: CauseKind | None) -> None:
    """A property changes by who moved: git, the workspace, both, or only the server's form."""
    base = state(
        applied(
            "w1",
            "a",
            {"flow_id": "f-1", "description": sent},
            {"flow_id": "f-1", "description": read_back},
        )
    )
    found = one([desired(A)], base, record("w1", "a", flow_id="f-1", description=live))
    assert kinds(found).get("description") is expected


def test_property_that_base_does_not_hold_is_an_update() -> None:
    """A property that becomes managed is git's change and shows what was there."""
    base = state(applied("w1", "a", {"flow_id": "f-1"}))
    (change,) = one(
        [desired(A)], base, record("w1", "a", flow_id="f-1", description="was")
    ).properties
    assert (change.kind, change.live, change.desired) == (CauseKind.COMMIT, "was", "NEW")


def test_property_that_left_git_stays_as_it_is() -> None:
    """A property that is no longer written in git is no longer compared."""
    base = state(
        applied("w1", "a", {"flow_id": "f-1", "description": "NEW", "is_productive": True})
    )
    live = record("w1", "a", flow_id="f-1", description="NEW", is_productive=False)
    assert one([desired(A)], base, live).properties == ()


def test_write_only_value_is_compared_with_what_was_sent() -> None:
    """`roles` never come back, so what was sent last decides."""
    text = "webhook: {name: a, flow_id: f-1, roles: [{name: caller}]}"
    same_roles = state(applied("w1", "a", {"flow_id": "f-1", "roles": [{"name": "caller"}]}))
    other = state(applied("w1", "a", {"flow_id": "f-1", "roles": [{"name": "other"}]}))
    live = record("w1", "a", flow_id="f-1")
    assert one([desired(text)], same_roles, live).properties == ()
    assert kinds(one([desired(text)], other, live)) == {"roles": CauseKind.COMMIT}


KEYED = """
    webhook: {name: a, flow_id: f-1}
    access: {key: "${env:HOOKLINE_SECRET_A}", key_version: 2}
"""
UNKEYED = """
    webhook: {name: a, flow_id: f-1}
    access: {key: null}
"""


@pytest.mark.parametrize(
    ("text", "version", "is_set", "step"),
    [
        pytest.param(KEYED, 2, True, KeyStep.KEEP, id="sent already"),
        pytest.param(KEYED, 1, True, KeyStep.SEND, id="its version moved"),
        pytest.param(KEYED, 2, False, KeyStep.SEND, id="somebody took it away"),
        pytest.param(KEYED, None, True, KeyStep.SEND, id="never sent by us"),
        pytest.param(UNKEYED, 2, True, KeyStep.CLEAR, id="taken out of the definition by null"),
        pytest.param(UNKEYED, None, False, KeyStep.KEEP, id="null and none there"),
    ],
)
def test_key_of_a_managed_webhook(
    text: str, version: int | None, is_set: bool, step: KeyStep
) -> None:
    """A key is sent when its version moved or none is set, and cleared while one is set."""
    sent: dict[str, JSON] = {"flow_id": "f-1"}
    if version is not None:
        sent["key"] = "${env:HOOKLINE_SECRET_A}"
    base = state(applied("w1", "a", sent, key_version=version))
    live = record("w1", "a", flow_id="f-1", is_key_required=is_set)
    assert one([desired(text)], base, live).key is step


@pytest.mark.parametrize(("is_set", "step"), [(True, KeyStep.KEEP), (False, KeyStep.SEND)])
def test_key_of_an_unmanaged_webhook(is_set: bool, step: KeyStep) -> None:
    """In an adoption a key is sent only where the workspace says that none is required."""
    live = record("w1", "a", flow_id="f-1", is_key_required=is_set)
    assert one([desired(KEYED)], state(), live).key is step


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (None, "", True),
        ("", None, True),
        (None, False, False),
        (None, 0, False),
        (None, [], False),
        (True, 1, False),
        (0, False, False),
        (1, 1.0, True),
        ("a", "a ", False),
        ({"x": 1, "y": [1, 2]}, {"y": [1, 2], "x": 1}, True),
        ([1, 2], [2, 1], False),
        ([True], [1], False),
        ({"x": None}, {"x": ""}, False),
        ({"x": None}, {}, False),
        ({"x": 1}, {"x": 2}, False),
        ({"x": 1}, [1], False),
        ([None], [None], True),
        ([""], [None], False),
        ([None], [0], False),
        ({}, [], False),
    ],
)
def test_same(left: JSON, right: JSON, expected: bool) -> None:
    """Null and an empty text are one value at the top alone; `true` is not 1."""
    assert same(left, right) is expected
    assert same(right, left) is expected


def test_answer_is_ordered_by_name() -> None:
    """The order does not depend on the order of the sides."""
    live = [record("w2", "c"), record("w1", "b")]
    assert [each.name for each in diff([desired(A)], state(), live, webhook_table())] == [
        "a",
        "b",
        "c",
    ]
