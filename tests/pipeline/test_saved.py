from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending, Stale
from hookline.model.outcome import Outcome, Result
from hookline.model.record import WorkspaceIdentity
from hookline.model.saved_plan import SavedPlan
from hookline.model.settings import Target
from hookline.model.state import AppliedState, Run
from hookline.pipeline.saved import Surroundings, require_applicable, require_same_workspace
from hookline.planfile.form import seal
from tests.support.plans import LATER, NOW, SMALL
from tests.support.states import make_run

if TYPE_CHECKING:
    from hookline.model.ports import StateStore, WorkspaceReader

HERE = Surroundings(NOW, "5c", None, (Target("local", "embedded:local.db"),))
SAVED = seal(replace(SMALL, state_revision="r1"), NOW, LATER, "5c", "0.1.0")


@dataclass
class States:
    """An applied state in memory, with the runs that came after the plan."""

    revision: str | None = "r1"
    since: Sequence[Run] = field(default_factory=tuple)

    def read(self) -> AppliedState:
        """Give the state."""
        return AppliedState(self.revision)

    def runs_since(self, revision: str | None) -> Sequence[Run]:
        """Give the runs that came in between."""
        assert revision == "r1"
        return self.since


def refused(
    saved: SavedPlan = SAVED, here: Surroundings = HERE, states: States | None = None
) -> HooklineError:
    """Give the error with which a plan is refused."""
    with pytest.raises(HooklineError) as caught:
        require_applicable(saved, here, cast("StateStore", states or States()))
    assert all(each.hint for each in caught.value.diagnostics)
    return caught.value


def codes(error: HooklineError) -> list[Code]:
    """Give the codes of an error, in order."""
    return [each.code for each in error.diagnostics]


def test_a_fresh_plan_is_carried_out_from_the_state_it_was_made_from() -> None:
    """When nothing is in the way the plan's own base is given."""
    assert require_applicable(SAVED, HERE, cast("StateStore", States())).revision == "r1"
    asked = replace(HERE, asked="local")
    assert require_applicable(SAVED, asked, cast("StateStore", States())).revision == "r1"


def test_another_target_than_the_plans_is_refused() -> None:
    """A plan for one target never changes another."""
    error = refused(here=replace(HERE, asked="production"))
    assert (error.exit_code, codes(error)) == (1, [Code.PLN_TARGET])
    assert "made for local, and --target says production" in str(error)


def test_an_address_that_is_configured_otherwise_by_now_is_refused() -> None:
    """Where the target is now, or was in the plan's commit, has to be where the plan goes."""
    other = Target("local", "embedded:other.db")
    error = refused(here=replace(HERE, targets=(*HERE.targets, other)))
    assert (error.exit_code, codes(error)) == (1, [Code.PLN_ADDRESS])
    assert "local at embedded:local.db, which is configured as embedded:other.db" in str(error)


def test_another_schema_is_refused() -> None:
    """Definitions that were held to another schema are planned again."""
    error = refused(here=replace(HERE, schema="6d"))
    assert (error.exit_code, codes(error)) == (1, [Code.PLN_SCHEMA])
    assert "Hookline 0.1.0" in str(error)


def test_an_expired_plan_is_refused() -> None:
    """A plan is carried out while those who read it still remember it."""
    last = replace(HERE, now=LATER - timedelta(seconds=1))
    require_applicable(SAVED, last, cast("StateStore", States()))
    error = refused(here=replace(HERE, now=LATER))
    assert (error.exit_code, codes(error)) == (4, [Code.PLN_EXPIRED])
    assert "expired at 2026-11-24 12:00 UTC" in str(error)


def test_a_plan_is_applied_once() -> None:
    """The run that applied it is named, however many came after it."""
    own = replace(make_run("c" * 40, run_id="own"), plan_digest=SAVED.digest)
    after = make_run("c" * 40, run_id="after")
    error = refused(states=States("r3", (after, own)))
    assert (error.exit_code, codes(error)) == (4, [Code.PLN_APPLIED])
    assert "already applied by run own at 2026-11-23 14:30 UTC" in str(error)


def test_a_plan_that_was_applied_in_part_is_planned_again() -> None:
    """What a failed run left is the next plan's, and that is said."""
    failed = Outcome(Result.FAILED, "signup")
    own = replace(make_run("c" * 40, failed), plan_digest=SAVED.digest)
    error = refused(states=States("r2", (own,)))
    assert "already applied, in part, by run run1" in str(error)
    assert error.diagnostics[0].hint == "plan again for what is left"


def test_runs_that_came_in_between_are_named() -> None:
    """Whose run made the plan old is said, the newest first."""
    runs = tuple(make_run("c" * 40, run_id=f"run{number}") for number in (5, 4, 3, 2))
    error = refused(states=States("r5", runs))
    assert (error.exit_code, codes(error)) == (4, [Code.STA_MOVED])
    assert "run run5 by Grace Hopper <grace@example.com> at 2026-11-23 14:30 UTC, run run4" in (
        str(error)
    )
    assert str(error).endswith(", 1 more")


def test_a_state_that_is_gone_is_another_state() -> None:
    """A state that was thrown away is not the one that the plan was made from."""
    error = refused(states=States(None))
    assert codes(error) == [Code.STA_MOVED]
    assert str(error).endswith("is not the one that was planned from")


def test_every_reason_is_told_at_once() -> None:
    """Whoever mends one thing is not sent back for the next; what is mixed up decides the code."""
    here = Surroundings(LATER, "6d", "production", (Target("local", "embedded:other.db"),))
    error = refused(here=here, states=States("r2"))
    assert isinstance(error, NeedsMending)
    assert codes(error) == [
        Code.PLN_TARGET,
        Code.PLN_ADDRESS,
        Code.PLN_SCHEMA,
        Code.PLN_EXPIRED,
        Code.STA_MOVED,
    ]
    late = refused(here=replace(HERE, now=LATER), states=States("r2"))
    assert isinstance(late, Stale)
    assert codes(late) == [Code.PLN_EXPIRED, Code.STA_MOVED]


@dataclass(frozen=True)
class Answering:
    """A workspace that says which it is."""

    id: str | None

    def identity(self) -> WorkspaceIdentity:
        """Say which workspace answers."""
        return WorkspaceIdentity("embedded:local.db", self.id)


@pytest.mark.parametrize("answered", ["w-2", None])
def test_another_workspace_behind_the_address_is_refused(answered: str | None) -> None:
    """A plan for one workspace never changes another that took its address."""
    with pytest.raises(NeedsMending) as caught:
        require_same_workspace(SMALL, cast("WorkspaceReader", Answering(answered)))
    assert codes(caught.value) == [Code.PLN_WORKSPACE]
    assert f"local answers as workspace {answered or 'without an id'}" in str(caught.value)


def test_the_workspace_that_was_planned_for_is_taken() -> None:
    """The same id is the same workspace; a plan that saw none cannot tell."""
    require_same_workspace(SMALL, cast("WorkspaceReader", Answering("w-1")))
    unknown = replace(SMALL, workspace=WorkspaceIdentity("embedded:local.db", None))
    require_same_workspace(unknown, cast("WorkspaceReader", Answering("w-1")))
