"""How the webhooks of a target stand."""

import json
import unicodedata
from dataclasses import replace
from textwrap import dedent

import pytest

from hookline.model.change import Blocker, Cause, CauseKind, Change
from hookline.model.guard import Guard, GuardVerdict
from hookline.model.location import Location
from hookline.model.plan import Plan
from hookline.report.status import Status, statuses_of
from hookline.report.status_views import render_status, status_to_json
from hookline.report.style import Style
from hookline.report.width import WIDTH
from tests.support.shown_plans import (
    ADOPT,
    BY_HAND,
    CONFLICT,
    CREATE,
    DELETE,
    EVERYTHING,
    KEPT,
    PLAN,
    RELEASE,
    RENAME,
    UNMANAGED,
    UPDATE,
)

DRIFT = replace(UPDATE, name="drifting", cause=BY_HAND, fields=UPDATE.fields[1:])
PLACES = {"parcel-sent": Location("webhooks/parcels.yaml", 7), "a": Location("a.yaml", 3)}
MORE = "hookline plan --target staging"


def text(plan: Plan, *, whole: bool = False, style: Style | None = None, width: int = WIDTH) -> str:
    """Show how the webhooks of a plan stand."""
    found = statuses_of(plan, PLACES)
    return render_status(plan, found, style or Style(), whole=whole, more=MORE, width=width)


def test_every_status_as_text() -> None:
    """The verdict with counts, a line for each webhook that is not synced, and where to read on."""
    plan = replace(EVERYTHING, changes=(*EVERYTHING.changes, DRIFT))
    assert text(plan) == dedent(
        """\
        staging is not in sync with 3f2a9c1: 1 conflict, 1 unmanaged, 2 drifted,
          6 pending, 12 synced.

          conflict   order-placed   flow_name, on both sides      webhooks/orders.yaml:2
          unmanaged  goods-in                                      webhooks/stock.yaml:1
                       nobody manages it yet: --adopt goods-in
          drifted    drifting       is_productive, by carla     webhooks/billing.yaml:12
          drifted    parcel-sent                                 webhooks/parcels.yaml:7
                       left: is_enabled (on_drift: keep)
          pending    invoice-paid                               webhooks/billing.yaml:12
                       description, is_productive (a81c2f0)
          pending    legacy-import  delete (a81c2f0)                webhooks/legacy.yaml
          pending    newsletter     release (a81c2f0)                 webhooks/news.yaml
          pending    refund         create (a81c2f0)              webhooks/refund.yaml:1
          pending    sign-up        rename from signup (a81c2f0)  webhooks/signup.yaml:3
          pending    stock-level    adopt (a81c2f0)                webhooks/stock.yaml:1

        Unmanaged, and left alone: theirs.
        What would be done: hookline plan --target staging
        """
    )


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        (CREATE, Status.PENDING, "create (a81c2f0)"),
        (replace(CREATE, cause=BY_HAND), Status.DRIFTED, "deleted in the workspace"),
        (UPDATE, Status.PENDING, "description, is_productive (a81c2f0)"),
        (DRIFT, Status.DRIFTED, "is_productive, by carla"),
        (replace(DRIFT, cause=Cause(CauseKind.DRIFT)), Status.DRIFTED, "is_productive"),
        (RENAME, Status.PENDING, "rename from signup (a81c2f0)"),
        (ADOPT, Status.PENDING, "adopt (a81c2f0)"),
        (DELETE, Status.PENDING, "delete (a81c2f0)"),
        (RELEASE, Status.PENDING, "release (a81c2f0)"),
        (replace(RELEASE, gone=True), Status.PENDING, "forget, gone already (a81c2f0)"),
        (
            CONFLICT,
            Status.CONFLICT,
            "flow_name, on both sides",
        ),
        (
            UNMANAGED,
            Status.UNMANAGED,
            "nobody manages it yet: --adopt goods-in",
        ),
        (
            replace(DELETE, blocked=Blocker.CONFLICT),
            Status.CONFLICT,
            "removed in git, changed there",
        ),
        (
            replace(UPDATE, blocked=Blocker.LOOK_UP, why_blocked="it is called b now"),
            Status.BLOCKED,
            "it is called b now",
        ),
        (replace(DELETE, blocked=Guard.DELETES), Status.BLOCKED, "by the guard on deletes"),
    ],
)
def test_each_change_has_a_status_and_a_reason(change: Change, status: Status, reason: str) -> None:
    """What the plan would do about a webhook says how it stands, and why."""
    (found, *_) = statuses_of(replace(PLAN, changes=(change,)), PLACES)
    assert (found.status, found.reason) == (status, reason)


def test_what_is_kept_counts_as_drifted() -> None:
    """A value that stays against git is drift, with who decided it; its place is told."""
    (found, *_) = statuses_of(replace(PLAN, changes=(), kept=(KEPT,)), PLACES)
    assert (found.name, found.status) == ("parcel-sent", Status.DRIFTED)
    assert found.reason == "left: is_enabled (on_drift: keep)"
    assert found.place == "webhooks/parcels.yaml:7"
    gone = replace(KEPT, property="")
    (found, *_) = statuses_of(replace(PLAN, changes=(), kept=(gone,)), {})
    assert found.reason == "deleted there, left so (on_drift: keep)"


def test_a_webhook_has_one_status() -> None:
    """What is kept of a webhook that changes too, or that is unchanged but for it, is told once."""
    kept = (replace(KEPT, name="invoice-paid"), replace(KEPT, name="a"))
    found = statuses_of(replace(PLAN, changes=(UPDATE,), kept=kept), PLACES)
    assert [each.name for each in found[:3]] == ["a", "invoice-paid", "b"]
    assert found[1].status is Status.PENDING
    assert found[1].reason == "description, is_productive (a81c2f0); left: is_enabled"


def test_in_sync_is_one_line() -> None:
    """Nothing to say is said in a line that names both sides, also where nothing is defined."""
    quiet = replace(PLAN, changes=(), unmanaged=(), guards=())
    assert text(quiet) == "staging is in sync with 3f2a9c1: 12 synced.\n"
    nothing = replace(quiet, unchanged=())
    assert text(nothing) == "staging is in sync with 3f2a9c1: nothing is defined.\n"
    assert text(replace(quiet, offline=True)).startswith("Offline, live was not read: staging")


def test_unmanaged_webhooks_and_refusals_are_told() -> None:
    """Who is defined nowhere is named, all of them; a guard that refuses says why."""
    refused = GuardVerdict(Guard.REWIND, False, "3f2a9c1 does not come after 5c1d7aa")
    shown = text(replace(PLAN, changes=(), guards=(refused,)))
    assert "\nUnmanaged, and left alone: theirs.\n" in shown
    assert shown.endswith("Refused (rewind): 3f2a9c1 does not come after 5c1d7aa\n")


def test_synced_webhooks_are_listed_on_request() -> None:
    """With the whole list, each that is synced has its line and its place."""
    shown = text(replace(PLAN, changes=(), unmanaged=()), whole=True)
    assert shown.splitlines()[2] == f"  synced     a{'a.yaml:3':>66}"
    assert shown.count("  synced  ") == 12


@pytest.mark.parametrize(
    "name", ["\x1b[2Ja\u202e", "a\nb", "漢" * 128, "e\u0301" * 100, "x" * 128, "\ud800"]
)
def test_every_line_fits_and_is_safe(name: str) -> None:
    """Whatever a webhook, a file or a person is called, a line stays a line of 80 cells."""
    changes = tuple(replace(change, name=name, why_blocked=name) for change in EVERYTHING.changes)
    shown = text(replace(EVERYTHING, changes=changes, kept=(replace(KEPT, name=name),)))
    for line in shown.splitlines():
        wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
        marks = sum(bool(unicodedata.combining(character)) for character in line)
        assert len(line) + wide - marks <= 80
        assert line.isprintable()


def test_a_name_is_never_cut() -> None:
    """Whoever copies a name copies all of it, also where it takes more than a line."""
    for length in (24, 25, 60, 67, 68, 128):
        name = "".join(chr(ord("a") + number % 26) for number in range(length))
        shown = text(replace(PLAN, changes=(replace(UPDATE, name=name),)))
        assert name in shown.replace("\n", "").replace(" ", ""), length
        assert "webhooks/billing.yaml:12\n" in shown


def test_a_wider_terminal_has_room_for_more() -> None:
    """A reason that fits stands in the line of its webhook."""
    plan = replace(PLAN, changes=(UPDATE,))
    row = "  pending    invoice-paid  description, is_productive (a81c2f0)"
    assert row in text(plan, width=100)
    assert row not in text(plan)
    assert max(map(len, text(plan, width=100).splitlines())) == 100


def test_a_long_place_is_cut_at_its_beginning() -> None:
    """The file and the line are what a reader opens; it has the room that a reason leaves it."""
    path = "webhooks/onboarding/account/billing.yaml"
    two = replace(UPDATE, origin=replace(UPDATE.origin, path=path))
    assert text(replace(PLAN, changes=(two,))).splitlines()[2].endswith(f"  {path}:12")
    long = replace(UPDATE, origin=replace(UPDATE.origin, path=f"{'deep/' * 30}billing.yaml"))
    assert text(replace(PLAN, changes=(long,))).splitlines()[2].endswith("deep/billing.yaml:12")


def test_colour_is_only_colour() -> None:
    """Without its colours a coloured status is the plain one."""
    coloured = text(EVERYTHING, style=Style(True))
    for code in ("0", "1", "1;31", "31", "32", "33"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == text(EVERYTHING)


def test_json_holds_the_same_in_the_same_order() -> None:
    """Counts, every webhook with its place, what nobody defines, and the guards."""
    plan = replace(EVERYTHING, unchanged=("a",))
    found = statuses_of(plan, PLACES)
    shown = json.loads(json.dumps(status_to_json(plan, found)))
    assert shown["summary"] == {
        "conflict": 1,
        "blocked": 0,
        "unmanaged": 1,
        "drifted": 1,
        "pending": 6,
        "synced": 1,
    }
    assert [each["address"] for each in shown["webhooks"]] == [
        f"webhook/{each.name}" for each in found
    ]
    assert shown["webhooks"][0] == {
        "address": "webhook/order-placed",
        "status": "conflict",
        "reason": "flow_name, on both sides",
        "action": "update",
        "properties": ["flow_name"],
        "path": "webhooks/orders.yaml",
        "line": 2,
    }
    assert shown["webhooks"][-1] == {
        "address": "webhook/a",
        "status": "synced",
        "reason": None,
        "action": None,
        "properties": [],
        "path": "a.yaml",
        "line": 3,
    }
    assert shown["unmanaged"] == [{"name": "theirs", "id": "w9"}]
    assert (shown["target"], shown["offline"]) == ("staging", False)
