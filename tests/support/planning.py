"""Plans of three sides, for tests of what a plan says and holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hookline.model.catalog import Catalog
from hookline.model.choices import Choices
from hookline.model.commit import Commit
from hookline.model.desired import Desired
from hookline.model.plan import Plan
from hookline.model.record import Record, WorkspaceIdentity
from hookline.model.settings import Target
from hookline.model.state import AppliedState
from hookline.model.survey import Survey
from hookline.stages.diff import diff
from hookline.stages.plan import Basis, make_plan
from tests.support.webhooks import CATALOG, HEAD, LOCAL, webhook_table

A = "webhook: {name: a, flow_name: one, description: NEW}"
CHANGED = Commit(
    "a81c2f0" + "0" * 33,
    "Ben Ito",
    datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "Clarify the hook",
    "The mail named the wrong one.",
)
PRUNING = replace(LOCAL, prune=True)
NOBODY = Choices()


def plan(
    wanted: list[Desired],
    base: AppliedState,
    *live: Record,
    target: Target = LOCAL,
    adopt: tuple[str, ...] = (),
    worktree: bool = False,
    take: Choices = NOBODY,
    renames: Mapping[str, str] | None = None,
    names: tuple[str, ...] = (),
    catalog: Catalog = CATALOG,
) -> Plan:
    """Plan from three sides; the file of every definition was changed by `CHANGED`."""
    basis = Basis(
        target=target,
        workspace=WorkspaceIdentity(target.workspace, "w-1"),
        base=base,
        catalog=catalog,
        table=webhook_table(),
        commit=HEAD,
        worktree=worktree,
        commits={"webhooks/a.yaml": CHANGED},
        adopt=adopt,
        choices=take,
        names=names,
        survey=surveyed(wanted, live),
        people={"u-8": "carol", "u-9": "dave"},
    )
    return make_plan(diff(wanted, base, live, webhook_table(), renames), basis)


def surveyed(wanted: Sequence[Desired], live: Sequence[Record]) -> Survey:
    """Give the survey of a workspace that was asked for every name and every id."""
    names = {record.name for record in live}
    absent = frozenset(each.name for each in wanted if each.name not in names)
    return Survey(tuple(live), absent, frozenset(record.id for record in live))
