"""Blame as people and programs read it."""

from dataclasses import replace
from datetime import UTC, datetime

from hookline.model.blame import Blame, BlamedProperty, Ending
from hookline.model.change import Cause, CauseKind
from hookline.model.commit import Commit
from hookline.model.drift import Drift, DriftedProperty, Fate
from hookline.model.outcome import Result
from hookline.report.blame import blame_to_json, render_blame
from hookline.report.fields import FieldView
from hookline.report.style import Style
from tests.support.states import make_run
from tests.support.trails import outcome
from tests.support.webhooks import LOCAL, NOW

VIEW = FieldView(Style(), NOW)
COMMIT = Commit("a81c2f0" + "0" * 33, "Ada Nwosu", datetime(2026, 11, 21, 9, tzinfo=UTC), "Begin")
RUN = replace(make_run("c" * 40, run_id="run1"), number=1, at=NOW)
CAROL = Cause(CauseKind.DRIFT, author="carol", at=datetime(2026, 11, 20, 14, 2, tzinfo=UTC))
FOUND = Blame(
    "signup",
    "w1",
    "webhooks/a.yaml",
    (
        BlamedProperty("name", "signup", COMMIT.sha, COMMIT, "run1", RUN),
        BlamedProperty("description", "Creates.", COMMIT.sha, COMMIT, "run1", RUN),
        BlamedProperty("flow_name", "one", "d" * 40, None, "run0"),
        BlamedProperty("key", "${env:HOOKLINE_SECRET_A}", key_version=2),
    ),
    "signup",
)


def _shown(found: Blame) -> str:
    return render_blame(found, LOCAL, VIEW)


def test_each_property_has_value_commit_and_run() -> None:
    """Properties that came together share what brought them; what is unknown says so."""
    assert _shown(replace(FOUND, is_live_read=True)) == (
        "webhook/signup on local, from webhooks/a.yaml\n"
        "\n"
        '      name         "signup"\n'
        '      description  "Creates."\n'
        "                   a81c2f0 by Ada Nwosu, 21 Nov 09:00 UTC: Begin\n"
        "                   applied by run run1 (1), 23 Nov 12:00 UTC\n"
        '      flow_name    "one"\n'
        "                   commit ddddddd, not in this clone\n"
        "                   applied by run run0, which is not kept any more\n"
        '      key          "${env:HOOKLINE_SECRET_A}" (key_version 2)\n'
        "                   unknown: it came before the oldest run that is kept\n"
        "\n"
        "The workspace holds what was applied.\n"
    )


def test_drift_stands_with_the_value() -> None:
    """Both values are shown, and who changed it besides what brought it."""
    moved = (
        DriftedProperty("description", "Creates.", "By hand.", Fate.RESTORED),
        DriftedProperty("bundle_name", None, "Extras", Fate.RESTORED),
    )
    drift = Drift("signup", "w1", "webhooks/a.yaml", CAROL, moved)
    shown = _shown(replace(FOUND, is_live_read=True, drift=drift))
    assert (
        '      name         "signup"\n'
        "                   a81c2f0 by Ada Nwosu, 21 Nov 09:00 UTC: Begin\n"
        "                   applied by run run1 (1), 23 Nov 12:00 UTC\n"
        '      description  applied    "Creates."\n'
        '                   workspace  "By hand."\n'
        "                   drift: changed in the workspace by carol, 20 Nov 14:02 UTC\n"
        "                   a81c2f0 by Ada Nwosu, 21 Nov 09:00 UTC: Begin\n"
    ) in shown
    assert "      bundle_name  applied    none\n" in shown
    assert shown.endswith("\nThe workspace differs in 2 properties.\n")


def test_what_was_not_read_is_said() -> None:
    """Without the workspace nobody can tell whether anything drifted."""
    assert _shown(FOUND).endswith(
        "\nThe workspace was not read (--offline), so drift is not shown.\n"
    )


def test_a_webhook_that_somebody_deleted() -> None:
    """What was applied is shown, and that it is gone there."""
    gone = Drift("signup", "w1", "webhooks/a.yaml", Cause(CauseKind.DRIFT), gone=Fate.RESTORED)
    shown = _shown(replace(FOUND, is_live_read=True, drift=gone))
    assert shown.endswith("\nIt was deleted in the workspace.\n")


def test_a_webhook_that_has_another_name_now() -> None:
    """Whoever asks for the old name learns the new one, and when it changed."""
    shown = _shown(replace(FOUND, asked="sign\x1b-up", renamed_by=RUN))
    assert shown.splitlines()[1] == (
        "  was called sign\\x1b-up until run run1 (1), 23 Nov 12:00 UTC"
    )


def test_a_webhook_that_a_run_deleted() -> None:
    """When it was deleted, by which run and commit, and that the values are the last ones."""
    ending = Ending(RUN, outcome(Result.DELETED, "signup", "w1"), COMMIT)
    shown = _shown(replace(FOUND, ending=ending))
    assert shown.splitlines()[1:4] == [
        "  was deleted by run run1 (1), 23 Nov 12:00 UTC",
        "    a81c2f0 by Ada Nwosu, 21 Nov 09:00 UTC: Begin",
        "  and had these values before:",
    ]
    assert shown.endswith("\nIt is not managed any more on local.\n")


def test_json_has_the_same_facts() -> None:
    """Programs get full ids, and null for what nobody knows."""
    moved = (DriftedProperty("name", "signup", "sign-in", Fate.RESTORED),)
    drift = Drift("signup", "w1", "webhooks/a.yaml", CAROL, moved)
    shown = blame_to_json(replace(FOUND, is_live_read=True, drift=drift), LOCAL)
    properties = shown["properties"]
    assert isinstance(properties, list)
    assert properties[0] == {
        "name": "name",
        "value": "signup",
        "key_version": None,
        "commit": {
            "commit": COMMIT.sha,
            "author": "Ada Nwosu",
            "at": "2026-11-21T09:00:00+00:00",
            "subject": "Begin",
        },
        "run": {
            "id": "run1",
            "number": 1,
            "at": "2026-11-23T12:00:00+00:00",
            "who": "Grace Hopper <grace@example.com>",
        },
        "drift": {
            "name": "name",
            "applied": "signup",
            "live": "sign-in",
            "next_apply": "restored",
        },
    }
    key = properties[3]
    assert isinstance(key, dict)
    assert (key["commit"], key["run"], key["key_version"]) == (None, None, 2)
    assert shown["drift"] == {"by": "carol", "at": "2026-11-20T14:02:00+00:00", "note": None}
    ended = blame_to_json(replace(FOUND, ending=Ending(RUN, None, None)), LOCAL)["ended"]
    assert isinstance(ended, dict)
    assert (ended["result"], ended["commit"]) == (None, None)
