"""Webhooks that are no longer managed."""

from dataclasses import dataclass

from hookline.model.location import Location
from hookline.model.state import AppliedRecord


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A webhook that is no longer managed, and stays in the workspace as it is."""

    record: AppliedRecord
    """What was applied to it."""
    defined_at: Location | None
    """Where its definition still stands; None where there is none for the target."""
