from dataclasses import replace
from datetime import timedelta

from hookline.planfile.form import seal
from hookline.report.saved_plan import render_saved, saved_to, saved_to_json
from tests.support.plans import LATER, NOW, SMALL
from tests.support.shown_plans import EVERYTHING

SAVED = seal(SMALL, NOW, LATER, "5c", "0.1.0")


def test_what_is_told_of_a_saved_plan_fits_on_any_terminal() -> None:
    """Made when and by what, until when it may be applied, and its digest, a line each."""
    assert render_saved(SAVED, NOW).splitlines() == [
        "Made 2026-11-23 12:00 UTC by Hookline 0.1.0.",
        "Expires 2026-11-24 12:00 UTC.",
        f"Digest {SAVED.digest}",
    ]
    assert "\nExpired 2026-11-24 12:00 UTC.\n" in render_saved(SAVED, LATER)
    assert "\nExpires " in render_saved(SAVED, LATER - timedelta(seconds=1))


def test_the_same_facts_are_json_shaped() -> None:
    """Programs read moments as ISO 8601."""
    assert saved_to_json(SAVED) == {
        "made_at": "2026-11-23T12:00:00+00:00",
        "expires_at": "2026-11-24T12:00:00+00:00",
        "tool_version": "0.1.0",
        "digest": SAVED.digest,
    }


def test_where_and_for_how_long_is_told_of_a_plan_that_was_saved() -> None:
    """One hour is said as one, and a plan that is refused is said to be of no use as it is."""
    assert saved_to("plan.json", SAVED) == "Saved to plan.json, for 24 hours."
    short = replace(SAVED, expires_at=NOW + timedelta(hours=1))
    assert saved_to("a\nb", short) == "Saved to a\\nb, for 1 hour."
    assert saved_to("plan.json", replace(SAVED, plan=EVERYTHING)) == (
        "Saved to plan.json, for 24 hours; it cannot be applied as it is."
    )
