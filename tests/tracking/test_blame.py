"""Where the values of a webhook are said to come from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hookline.model.blame import Blame
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Result
from hookline.model.record import WEBHOOK
from hookline.model.state import AppliedRecord, Brought
from hookline.model.values import JSON
from hookline.tracking.blame import blame
from tests.support.trails import ListTrail, outcome
from tests.support.webhooks import webhook_table
from tests.support.world import LAX, DictWorkspace, World

FIRST, SECOND = "a" * 40, "b" * 40


def _commit(sha: str, subject: str) -> Commit:
    return Commit(sha, "Ada Nwosu", datetime(2026, 11, 20, tzinfo=UTC), subject)


def _record(
    name: str = "signup",
    sent: Mapping[str, JSON] | None = None,
    *,
    brought: Mapping[str, Brought] | None = None,
    key_version: int | None = None,
) -> AppliedRecord:
    values = {"name": name, **(sent or {})}
    return AppliedRecord(
        "w1",
        name,
        "webhooks/a.yaml",
        0,
        "b" * 40,
        SECOND,
        values,
        values,
        key_version,
        "updated",
        {"flow_id": "one"} if "flow_id" in values else {},
        brought=brought or {},
    )


def _blame(trail: ListTrail, name: str = "signup") -> Blame:
    return blame(name, trail, LAX, webhook_table(), None)


def _told(found: Blame) -> list[tuple[str, JSON, str, str]]:
    return [(each.name, each.value, each.sha[:1], each.run_id) for each in found.properties]


@pytest.fixture
def trail() -> ListTrail:
    """Give a webhook whose values came with two runs, and both commits at hand."""
    made = ListTrail(known={FIRST: _commit(FIRST, "Begin"), SECOND: _commit(SECOND, "Say more")})
    one, two = Brought("run1", FIRST), Brought("run2", SECOND)
    sent: dict[str, JSON] = {"flow_id": "f-1", "project_id": "p-1", "bundle_id": None}
    begun = _record(
        sent={"description": "a"}, brought={"name": one, "flow_id": one, "description": one}
    )
    made.add(outcome(Result.CREATED, "signup", "w1"), records=[begun])
    brought = dict.fromkeys(("name", "flow_id", "project_id", "bundle_id"), one)
    last = _record(sent={**sent, "description": "b"}, brought={**brought, "description": two})
    made.add(outcome(Result.UPDATED, "signup", "w1"), records=[last])
    return made


def test_each_value_has_its_commit_and_its_run(trail: ListTrail) -> None:
    """Look-ups are named, and the place where a webhook does not lie is left out."""
    found = _blame(trail)
    assert _told(found) == [
        ("name", "signup", "a", "run1"),
        ("description", "b", "b", "run2"),
        ("flow_name", "one", "a", "run1"),
        ("project_id", "p-1", "a", "run1"),
    ]
    description = found.properties[1]
    assert description.commit is not None
    assert description.commit.subject == "Say more"
    assert description.run is not None
    assert description.run.number == 2
    assert (found.ending, found.renamed_by, found.is_live_read) == (None, None, False)


def test_a_commit_or_run_that_is_not_at_hand_keeps_its_id(trail: ListTrail) -> None:
    """What a clone lacks is named as far as it is known."""
    trail.known.clear()
    lost = dict.fromkeys(("name", "description"), Brought("run0", FIRST))
    trail.add(outcome(Result.UPDATED, "signup", "w1"), records=[_record(brought=lost)])
    (name,) = _blame(trail).properties
    assert (name.sha, name.commit, name.run_id, name.run) == (FIRST, None, "run0", None)


def test_a_key_is_told_by_its_reference_and_version() -> None:
    """A secret never is in the state, and its version says which rotation it was."""
    trail = ListTrail()
    sent: dict[str, JSON] = {"key": "${env:HOOKLINE_SECRET_A}"}
    trail.add(outcome(Result.CREATED, "signup", "w1"), records=[_record(sent=sent, key_version=1)])
    trail.add(outcome(Result.UPDATED, "signup", "w1"), records=[_record(sent=sent, key_version=2)])
    name, key = _blame(trail).properties
    assert (key.value, key.key_version, key.run_id) == ("${env:HOOKLINE_SECRET_A}", 2, "run2")
    assert (name.key_version, name.run_id) == (None, "run1")


def test_what_an_older_hookline_did_not_write_down_is_walked_for() -> None:
    """The state in which a value was new tells its run and its commit."""
    trail = ListTrail()
    trail.add(outcome(Result.CREATED, "signup", "w1"), records=[_record(sent={"description": "a"})])
    trail.add(outcome(Result.UPDATED, "signup", "w1"), records=[_record(sent={"description": "b"})])
    trail.add(outcome(Result.CREATED, "other", "w2"), records=[_record(sent={"description": "b"})])
    assert _told(_blame(trail)) == [
        ("name", "signup", "c", "run1"),
        ("description", "b", "c", "run2"),
    ]


def test_nothing_is_claimed_beyond_the_oldest_run_that_is_kept() -> None:
    """Where the states before are thinned away, a value that stood there already is unknown."""
    trail = ListTrail()
    trail.add(outcome(Result.UPDATED, "signup", "w1"), records=[_record(sent={"description": "a"})])
    run, records = trail.states[0]
    trail.states[0] = (replace(run, number=7), records)
    trail.add(outcome(Result.UPDATED, "signup", "w1"), records=[_record(sent={"description": "b"})])
    assert _told(_blame(trail)) == [
        ("name", "signup", "", ""),
        ("description", "b", "c", "run2"),
    ]


def test_a_renamed_webhook_is_found_under_its_old_name(trail: ListTrail) -> None:
    """The run that renamed it is named, and not one that only wrote to it after that."""
    trail.add(outcome(Result.RENAMED, "sign-up", "w1"), records=[_record("sign-up")])
    trail.add(outcome(Result.UPDATED, "sign-up", "w1"), records=[_record("sign-up")])
    found = _blame(trail, "signup")
    assert (found.name, found.asked) == ("sign-up", "signup")
    assert found.renamed_by is not None
    assert found.renamed_by.id == "run3"
    assert _blame(trail, "sign-up").renamed_by is None


def test_who_has_a_name_now_goes_before_who_had_it(trail: ListTrail) -> None:
    """A name that went to another webhook means that one."""
    trail.add(outcome(Result.RENAMED, "sign-up", "w1"), records=[_record("sign-up")])
    other = replace(_record("signup"), id="w2")
    records = [_record("sign-up"), other]
    trail.add(outcome(Result.CREATED, "signup", "w2"), records=records)
    assert _blame(trail, "signup").record_id == "w2"
    assert _blame(trail, "sign-up").record_id == "w1"


def test_a_deleted_webhook_is_told_as_it_was(trail: ListTrail) -> None:
    """The run and the commit that deleted it are named, and its last values."""
    trail.add(replace(outcome(Result.DELETED, "signup", "w1"), commit=SECOND))
    trail.add(outcome(Result.CREATED, "other", "w2"))
    found = _blame(trail)
    assert found.ending is not None
    assert (found.ending.run.id, found.ending.outcome is not None) == ("run3", True)
    assert found.ending.commit is not None
    assert found.ending.commit.subject == "Say more"
    assert ("description", "b", "b", "run2") in _told(found)


def test_a_webhook_that_no_run_speaks_of_is_found_in_the_state() -> None:
    """A run may have taken a webhook over without a word about it."""
    trail = ListTrail()
    trail.add(outcome(Result.CREATED, "other", "w2"), records=[_record()])
    assert _blame(trail).record_id == "w1"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sign-upp", "did you mean signup?"),
        ("zzz", "see what was applied: hookline log --target local"),
    ],
)
def test_an_unknown_name(trail: ListTrail, name: str, hint: str) -> None:
    """The nearest name is offered."""
    with pytest.raises(NeedsMending) as raised:
        _blame(trail, name)
    (problem,) = raised.value.diagnostics
    assert problem.code is Code.PLN_NAME
    assert problem.message == f"no webhook called {name} was ever applied to local"
    assert problem.hint == hint


def test_before_the_first_run_every_name_is_unknown() -> None:
    """Nothing was applied, so nothing can be blamed."""
    with pytest.raises(NeedsMending) as raised:
        _blame(ListTrail())
    assert raised.value.diagnostics[0].code is Code.PLN_NAME


def test_an_unmanaged_webhook_is_called_that(trail: ListTrail) -> None:
    """A webhook that is in the workspace and was never applied is no slip of the finger."""
    workspace = DictWorkspace()
    workspace.create(WEBHOOK, {"name": "theirs"}, "by hand")
    with pytest.raises(NeedsMending) as raised:
        blame("theirs", trail, LAX, webhook_table(), workspace)
    (problem,) = raised.value.diagnostics
    assert problem.message == "the webhook theirs is in local, and nobody manages it"
    assert "--adopt theirs" in problem.hint


def _live(description: str, workspace_id: str = "w-1") -> DictWorkspace:
    values: dict[str, JSON] = {"name": "signup", "description": description, "flow_id": "f-1"}
    values |= {"project_id": "p-1", "bundle_id": None, "workspace_id": workspace_id}
    return DictWorkspace({WEBHOOK: {"w1": {**values, "id": "w1", "modified_by": "carol"}}})


def test_drift_is_told_with_the_values(trail: ListTrail) -> None:
    """What the workspace holds otherwise is shown beside what was applied."""
    found = blame("signup", trail, LAX, webhook_table(), _live("by hand"))
    assert found.is_live_read
    assert found.drift is not None
    assert [(each.name, each.live) for each in found.drift.properties] == [
        ("description", "by hand")
    ]
    assert found.drift.cause.author == "Carol"
    assert blame("signup", trail, LAX, webhook_table(), _live("b")).drift is None


def test_another_workspace_is_refused(trail: ListTrail) -> None:
    """A workspace that was not applied to says nothing about drift."""
    with pytest.raises(NeedsMending) as raised:
        blame("signup", trail, LAX, webhook_table(), _live("b", "w-9"))
    assert raised.value.diagnostics[0].code is Code.STA_WORKSPACE


def test_a_webhook_that_an_apply_made_is_blamed_on_it() -> None:
    """What a real run leaves is enough to tell where each value came from."""
    world = World()
    world.seed()
    world.source.texts = {"webhooks/a.yaml": "webhook: {name: a, flow_name: one}\n"}
    applied = world.apply()
    trail = ListTrail([(applied.run, world.states.read().records)])
    found = blame("a", trail, LAX, webhook_table(), world.workspace)
    assert {each.run_id for each in found.properties} == {applied.run.id}
    assert found.drift is None
