"""Drift as people and programs read it."""

from datetime import UTC, datetime

from hookline.model.change import Cause, CauseKind
from hookline.model.drift import Drift, DriftedProperty, Fate
from hookline.report.drift import drift_to_json, render_drift
from hookline.report.fields import FieldView
from hookline.report.style import Style
from tests.support.webhooks import LOCAL, NOW

VIEW = FieldView(Style(), NOW)
CAROL = Cause(CauseKind.DRIFT, author="carol", at=datetime(2026, 11, 20, 14, 2, tzinfo=UTC))
CHANGED = Drift(
    "signup",
    "w1",
    "webhooks/a.yaml",
    CAROL,
    (
        DriftedProperty("description", "Creates the account.", "By hand.", Fate.RESTORED),
        DriftedProperty("is_enabled", True, False, Fate.DECIDED),
    ),
)
GONE = Drift("paid\x1b[2J", "w2", "webhooks/b.yaml", Cause(CauseKind.DRIFT), gone=Fate.KEPT)


def test_each_webhook_has_both_values_who_and_what_comes_of_it() -> None:
    """A reader sees what was applied, what is there, and whether the next apply changes it."""
    assert render_drift([CHANGED, GONE], LOCAL, 5, VIEW) == (
        "local (embedded:local.db) is not as it was applied:\n"
        "\n"
        "  webhook/signup\n"
        '      description  applied    "Creates the account."\n'
        '                   workspace  "By hand."\n'
        "                   changed in the workspace by carol, 20 Nov 14:02 UTC\n"
        "                   the next apply sets it back\n"
        "      is_enabled   applied    true\n"
        "                   workspace  false\n"
        "                   changed in the workspace by carol, 20 Nov 14:02 UTC\n"
        "                   is left so, as decided in an earlier run\n"
        "\n"
        "  webhook/paid\\x1b[2J\n"
        "      was deleted in the workspace\n"
        "      is not made again: on_drift: keep\n"
        "\n"
        "2 drifted, 3 as applied.\n"
    )


def test_who_deleted_a_webhook_is_told_where_it_is_known() -> None:
    """A trash that can be read names the person."""
    gone = Drift("a", "w2", "a.yaml", CAROL, gone=Fate.RESTORED)
    shown = render_drift([gone], LOCAL, 1, VIEW)
    assert "      was deleted in the workspace by carol\n" in shown
    assert "      the next apply makes it again, with a new id\n" in shown


def test_no_drift_is_one_line() -> None:
    """A job's log has one line when all is well, and when there is nothing yet."""
    assert render_drift([], LOCAL, 3, VIEW) == (
        "No drift: local (embedded:local.db) is as applied, 3 webhooks.\n"
    )
    assert render_drift([], LOCAL, 0, VIEW) == (
        "Nothing was applied to local yet, so nothing can drift.\n"
    )


def test_json_has_the_same_facts() -> None:
    """Programs get null for what nobody knows."""
    shown = drift_to_json([CHANGED, GONE], LOCAL, 5)
    assert shown["summary"] == {"drifted": 2, "as_applied": 3}
    assert shown["on_drift"] == "restore"
    webhooks = shown["webhooks"]
    assert isinstance(webhooks, list)
    assert webhooks[0] == {
        "address": "webhook/signup",
        "id": "w1",
        "path": "webhooks/a.yaml",
        "deleted": False,
        "next_apply": None,
        "by": "carol",
        "at": "2026-11-20T14:02:00+00:00",
        "note": None,
        "properties": [
            {
                "name": "description",
                "applied": "Creates the account.",
                "live": "By hand.",
                "next_apply": "restored",
            },
            {"name": "is_enabled", "applied": True, "live": False, "next_apply": "decided"},
        ],
    }
    assert isinstance(webhooks[1], dict)
    assert (webhooks[1]["deleted"], webhooks[1]["next_apply"]) == (True, "kept")
    assert (webhooks[1]["by"], webhooks[1]["at"], webhooks[1]["properties"]) == (None, None, [])
