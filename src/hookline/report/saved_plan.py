"""What there is to say of a saved plan beside the plan itself."""

from datetime import datetime, timedelta

from hookline.documents.words import count_of
from hookline.model.saved_plan import SavedPlan
from hookline.model.values import JSON
from hookline.report.style import safe_text
from hookline.report.times import stamp

HOUR = timedelta(hours=1)


def render_saved(saved: SavedPlan, now: datetime) -> str:
    """Show when a plan was made, by which Hookline, until when it may be applied, its digest."""
    verb = "Expired" if saved.is_expired(now) else "Expires"
    return (
        f"Made {stamp(saved.made_at)} by Hookline {safe_text(saved.tool_version)}.\n"
        f"{verb} {stamp(saved.expires_at)}.\n"
        f"Digest {safe_text(saved.digest)}\n"
    )


def saved_to(file: str, saved: SavedPlan) -> str:
    """Say where a plan was saved, and for how long; of a plan that is refused, that too."""
    hours = round((saved.expires_at - saved.made_at) / HOUR)
    told = f"Saved to {safe_text(file)}, for {count_of(hours, 'hour')}"
    return f"{told}; it cannot be applied as it is." if saved.plan.is_refused else f"{told}."


def saved_to_json(saved: SavedPlan) -> JSON:
    """Give the same facts as JSON-shaped data."""
    return {
        "made_at": saved.made_at.isoformat(),
        "expires_at": saved.expires_at.isoformat(),
        "tool_version": saved.tool_version,
        "digest": saved.digest,
    }
