"""Moments as people say them."""

from datetime import datetime

_STEPS = ((60, "second"), (60, "minute"), (24, "hour"), (30, "day"), (12, "month"))


def ago(then: datetime, now: datetime) -> str:
    """Give how long ago `then` was, in the largest whole unit: "2 days ago", "just now"."""
    left = int((now - then).total_seconds())
    if left < 1:
        return "just now"
    for size, unit in _STEPS:
        if left < size:
            return f"{left} {unit}{'s' if left > 1 else ''} ago"
        left //= size
    return f"{left} year{'s' if left > 1 else ''} ago"


def day_and_time(then: datetime, now: datetime) -> str:
    """Give a moment as "20 Nov 14:02 UTC", with the year when it is another one."""
    year = "" if then.year == now.year else f" {then.year}"
    return f"{then.day} {then:%b}{year} {then:%H:%M} {then.tzname() or ''}".rstrip()


def stamp(moment: datetime) -> str:
    """Give a moment to the minute with its zone, "2026-11-20 14:02 UTC"."""
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".rstrip()
