"""Plans as programs read them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from hookline.model.change import Cause, CauseKind, FieldChange
from hookline.model.guard import Guard, GuardVerdict, Override, OverrideKind
from hookline.model.plan import Plan
from hookline.model.property import Risk
from hookline.report.plan_json import plan_to_json
from tests.support.shown_plans import (
    BY_BOTH,
    BY_GIT,
    COMMIT,
    CONFLICT,
    EVERYTHING,
    KEPT,
    MERGE,
    PLAN,
    RELEASE,
    UPDATE,
    text_of,
)


def as_json(plan: Plan) -> Any:  # noqa: ANN401  whatever a program would read
    """Give a plan as a program reads it."""
    return json.loads(json.dumps(plan_to_json(plan)))


def test_the_keys_are_those_that_are_promised() -> None:
    """A program finds each fact at its place, also when there is nothing to tell."""
    shown = as_json(replace(PLAN, changes=(), unmanaged=(), guards=()))
    assert shown == {
        "format_version": 1,
        "target": "staging",
        "workspace": "https://staging.example.com",
        "commit": "3f2a9c1" + "0" * 33,
        "worktree": False,
        "applied_commit": None,
        "since": None,
        "offline": False,
        "summary": {
            "create": 0,
            "update": 0,
            "rename": 0,
            "delete": 0,
            "adopt": 0,
            "release": 0,
            "blocked": 0,
            "unchanged": 12,
        },
        "changes": [],
        "kept": [],
        "left_out": [],
        "unmanaged": [],
        "guards": [],
        "overrides": [],
        "diagnostics": [],
    }


def test_changes_stand_in_the_order_of_the_text() -> None:
    """Both views tell the same changes, in the order that the plan gives them."""
    names = [change["address"] for change in as_json(EVERYTHING)["changes"]]
    text = text_of(EVERYTHING)
    places = [text.index(f"{name} ") for name in names]
    assert len(names) == 8
    assert places == sorted(places)
    assert as_json(EVERYTHING)["summary"]["blocked"] == 2


def test_a_change_in_full() -> None:
    """What, where, why, with which message; a cause names its commit and its merge."""
    cause = replace(BY_GIT, merge=MERGE, origin="this branch")
    field = FieldChange("is_enabled", False, True, cause, "open to anyone", risk=Risk.OPENS)
    change = replace(UPDATE, fields=(field,), cause=cause, warnings=("open to anyone",))
    told = {
        "kind": "commit",
        "commit": COMMIT.sha,
        "subject": "Clarify the invoice hook",
        "author": "Ben Ito",
        "at": "2026-11-21T09:00:00+00:00",
        "origin": "this branch",
        "workspace_author": None,
        "workspace_at": None,
        "merge": MERGE.sha,
        "note": None,
    }
    assert as_json(replace(PLAN, changes=(change,)))["changes"] == [
        {
            "action": "update",
            "blocked": None,
            "why_blocked": None,
            "ways_out": [],
            "address": "webhook/invoice-paid",
            "renamed_from": None,
            "path": "webhooks/billing.yaml",
            "line": 12,
            "fields": [
                {
                    "name": "is_enabled",
                    "before": False,
                    "after": True,
                    "applied": None,
                    "secret": False,
                    "note": "open to anyone",
                    "risk": "opens",
                    "cause": told,
                }
            ],
            "cause": told,
            "warnings": ["open to anyone"],
            "message": "m",
        }
    ]


def test_a_conflict_has_three_values_and_both_sides() -> None:
    """What was applied, and who moved away from it on either side, with the ways out."""
    (change,) = as_json(replace(PLAN, changes=(CONFLICT,)))["changes"]
    (field,) = change["fields"]
    assert [field[side] for side in ("applied", "after", "before")] == [
        "orders-2",
        "orders-3",
        "orders-fix",
    ]
    assert field["cause"]["author"] == "Ben Ito"
    assert field["cause"]["workspace_author"] == "carla"
    assert field["cause"]["workspace_at"] == "2026-11-20T14:02:00+00:00"
    assert change["blocked"] == "conflict"
    assert change["why_blocked"] == "git and the workspace have both moved"
    assert [way["command"] for way in change["ways_out"]] == [
        "hookline plan --target staging --take git:order-placed",
        "hookline plan --target staging --take workspace:order-placed",
    ]


def test_what_stands_beside_the_changes() -> None:
    """Kept values, overrides, guards, and what a narrowed or offline plan did not look at."""
    plan = replace(
        PLAN,
        kept=(KEPT, replace(KEPT, property="", cause=Cause(CauseKind.DRIFT))),
        overrides=(Override(OverrideKind.DELETE, ("a", "b"), "commit 3f2a9c1"),),
        guards=(GuardVerdict(Guard.DELETES, False, "too many", ("a",), ""),),
        since="main",
        offline=True,
        left_out=("c",),
    )
    shown = as_json(plan)
    assert (shown["since"], shown["offline"], shown["left_out"]) == ("main", True, ["c"])
    assert shown["overrides"] == [
        {"kind": "delete", "values": ["a", "b"], "source": "commit 3f2a9c1"}
    ]
    assert shown["guards"] == [
        {
            "name": "deletes",
            "passed": False,
            "message": "too many",
            "names": ["a"],
            "allowed_by": None,
        }
    ]
    kept, gone = shown["kept"]
    assert kept["address"] == "webhook/parcel-sent"
    assert (kept["property"], kept["live"], kept["desired"]) == ("is_enabled", False, True)
    assert (kept["by"], kept["cause"]["author"]) == ("on_drift: keep", "carla")
    assert gone["property"] is None
    assert shown["unmanaged"] == [{"name": "theirs", "id": "w9"}]


def test_a_removed_definition_has_a_path_and_no_line() -> None:
    """The file is named in which it stood."""
    (change,) = as_json(replace(PLAN, changes=(RELEASE,)))["changes"]
    assert (change["path"], change["line"], change["message"]) == ("webhooks/news.yaml", None, None)


@pytest.mark.parametrize(
    ("after", "told"), [("${env:HOOKLINE_SECRET_R}", "will be set"), (None, None)]
)
def test_of_a_secret_only_that_it_changes_is_told(after: str | None, told: str | None) -> None:
    """Neither its value nor its reference stands in any view."""
    field = FieldChange("key", "s3cret", after, BY_BOTH, secret=True, applied="s3cret")
    plan = replace(PLAN, changes=(replace(UPDATE, fields=(field,)),))
    (shown,) = as_json(plan)["changes"][0]["fields"]
    assert (shown["before"], shown["after"], shown["applied"]) == (None, told, None)
    for view in (json.dumps(plan_to_json(plan)), text_of(plan)):
        assert "s3cret" not in view
        assert "HOOKLINE_SECRET" not in view
