"""Who changed a record in the workspace, as far as the record itself tells."""

from collections.abc import Mapping
from datetime import datetime

from hookline.model.change import Cause, CauseKind
from hookline.model.record import Record
from hookline.model.state import AppliedRecord

OLDER_COPY = "restored from an older copy"
EARLIER = "changed in the workspace before the last run wrote to it"


def changed_by(base: AppliedRecord | None, live: Record, people: Mapping[str, str]) -> Cause:
    """Give who changed a record last, and when; `people` is id → name.

    Where the last change is our own it names nobody: somebody was there before it.
    """
    if was_written_last(base, live):
        return Cause(CauseKind.DRIFT, note=EARLIER)
    who = people.get(live.modified_by or "", live.modified_by)
    note = OLDER_COPY if _is_older_copy(base, live) else ""
    return Cause(CauseKind.DRIFT, author=who, at=live.modified_at, note=note)


def was_written_last(base: AppliedRecord | None, live: Record | None) -> bool:
    """Say whether the last change of a record is our own, so that it names nobody else."""
    if base is None or live is None or base.modified_at is None:
        return False
    return live.text("modified_at") == base.modified_at


def _is_older_copy(base: AppliedRecord | None, live: Record) -> bool:
    """Say whether a record was changed last before it was applied, as after a restored backup."""
    applied = _moment(base.modified_at if base else None)
    now = live.modified_at
    if applied is None or now is None or (applied.tzinfo is None) is not (now.tzinfo is None):
        return False
    return now < applied


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
