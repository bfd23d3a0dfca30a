"""A plan with every kind of change, for tests of how plans are shown."""

from dataclasses import replace
from datetime import UTC, datetime

from hookline.model.change import (
    Adopt,
    Blocker,
    Cause,
    CauseKind,
    Create,
    Delete,
    FieldChange,
    Origin,
    Release,
    Rename,
    Update,
    Write,
)
from hookline.model.commit import Commit
from hookline.model.guard import Guard, GuardVerdict
from hookline.model.plan import Kept, Plan, Unmanaged
from hookline.model.record import WorkspaceIdentity
from hookline.report.plan_text import render_plan
from hookline.report.style import Style
from tests.support.webhooks import HEAD, NOW

COMMIT = Commit(
    "a81c2f0" + "0" * 33,
    "Ben Ito",
    datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
    "Clarify the invoice hook",
)
MERGE = replace(COMMIT, sha="9d0e1b7" + "0" * 33, subject="Merge branch 'autumn'")
BY_GIT = Cause(CauseKind.COMMIT, COMMIT)
BY_HAND = Cause(CauseKind.DRIFT, author="carla", at=datetime(2026, 11, 20, 14, 2, tzinfo=UTC))
BY_BOTH = replace(BY_HAND, kind=CauseKind.CONFLICT, commit=COMMIT)


def origin(path: str, line: int = 1) -> Origin:
    """Give the place of a definition."""
    return Origin(path, line, 0, "b" * 40)


UPDATE = Update(
    name="invoice-paid",
    record_id="w1",
    origin=origin("webhooks/billing.yaml", 12),
    fields=(
        FieldChange("description", "Invoice paid", "Invoice paid by card", BY_GIT),
        FieldChange("is_productive", False, True, BY_HAND),
    ),
    write=Write({}),
    message="m",
    cause=BY_GIT,
)
RENAME = Rename(
    name="sign-up",
    renamed_from="signup",
    record_id="w2",
    origin=origin("webhooks/signup.yaml", 3),
    fields=(FieldChange("name", "signup", "sign-up", BY_GIT),),
    write=Write({}),
    message="m",
    cause=BY_GIT,
    warnings=("callers of /webhook/signup/call will get 404",),
)
CREATE = Create(
    name="refund",
    origin=origin("webhooks/refund.yaml"),
    fields=(
        FieldChange("flow_name", None, "billing-refund", BY_GIT),
        FieldChange("is_enabled", None, True, BY_GIT, "open to callers with the key"),
        FieldChange("key", None, "${env:HOOKLINE_SECRET_R}", BY_GIT, secret=True),
    ),
    write=Write({}),
    message="m",
    cause=BY_GIT,
)
ADOPT = Adopt(
    name="stock-level",
    record_id="w4",
    origin=origin("webhooks/stock.yaml"),
    fields=(),
    write=Write({}),
    cause=replace(BY_GIT, kind=CauseKind.ADOPT),
)
RELEASE = Release(name="newsletter", record_id="w5", path="webhooks/news.yaml", cause=BY_GIT)
DELETE = Delete(
    name="legacy-import",
    record_id="w3",
    path="webhooks/legacy.yaml",
    message="m",
    cause=BY_GIT,
    warnings=("stays in the trash for two weeks",),
)
UNMANAGED = replace(
    ADOPT,
    name="goods-in",
    fields=(FieldChange("flow_name", "old", "goods-in", BY_GIT),),
    blocked=Blocker.UNMANAGED,
)
CONFLICT = replace(
    UPDATE,
    name="order-placed",
    origin=origin("webhooks/orders.yaml", 2),
    fields=(FieldChange("flow_name", "orders-fix", "orders-3", BY_BOTH, applied="orders-2"),),
    cause=BY_BOTH,
    blocked=Blocker.CONFLICT,
)
KEPT = Kept("parcel-sent", "is_enabled", False, True, BY_HAND, "on_drift: keep")
PLAN = Plan(
    target="staging",
    workspace=WorkspaceIdentity("https://staging.example.com", "w-1"),
    commit=HEAD,
    worktree=False,
    root="",
    applied_commit=None,
    state_revision=None,
    changes=(UPDATE, RENAME, CREATE, DELETE),
    unchanged=tuple("abcdefghijkl"),
    unmanaged=(Unmanaged("theirs", "w9"),),
    guards=(GuardVerdict(Guard.DELETES, True, "deletes 2 of 15, limit 4"),),
)
EVERYTHING = replace(
    PLAN,
    changes=(UPDATE, RENAME, CREATE, ADOPT, RELEASE, UNMANAGED, CONFLICT, DELETE),
    kept=(KEPT,),
)
"""Every kind of change, what is blocked, and what is kept."""


def text_of(plan: Plan, offer: str = "hookline apply --target staging") -> str:
    """Render a plan without colour."""
    return render_plan(plan, Style(), NOW, offer)
