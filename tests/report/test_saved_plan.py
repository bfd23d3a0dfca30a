from datetime import timedelta

from hookline.planfile.form import seal
from hookline.report.saved_plan import render_saved, saved_to_json
from tests.support.plans import LATER, NOW, SMALL

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
