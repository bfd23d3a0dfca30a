"""Who is said to have changed a record."""

from dataclasses import replace

import pytest

from hookline.model.by_hand import EARLIER, OLDER_COPY, changed_by
from hookline.model.record import Record
from tests.support.states import make_record

APPLIED = "2026-11-20T10:00:00+00:00"
BASE = replace(make_record("signup"), modified_at=APPLIED)


def _live(at: str | None) -> Record:
    return Record("webhook", "w1", {"modified_by": "u1", "modified_at": at})


@pytest.mark.parametrize(
    ("at", "who", "note"),
    [
        ("2026-11-20T11:00:00+00:00", "carol", ""),
        ("2026-11-20T09:00:00+00:00", "carol", OLDER_COPY),
        ("2026-11-20T09:00:00", "carol", ""),
        ("yesterday", "carol", ""),
        (None, "carol", ""),
        (APPLIED, None, EARLIER),
    ],
)
def test_who_changed_a_record_last(at: str | None, who: str | None, note: str) -> None:
    """An older copy is called that, and our own write never passes for somebody's."""
    cause = changed_by(BASE, _live(at), {"u1": "carol"})
    assert (cause.author, cause.note) == (who, note)


def test_somebody_without_a_name_is_told_by_id() -> None:
    """A person who may not be read is still somebody."""
    assert changed_by(None, _live(None), {}).author == "u1"
