"""What became of planned changes: another type than the plan, because done is not planned."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What happened to one change."""

    CREATED = "created"
    UPDATED = "updated"
    RENAMED = "renamed"
    DELETED = "deleted"
    ADOPTED = "adopted"
    RELEASED = "released"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change."""

    result: Result
    """What happened."""
    name: str
    """The webhook's name."""
    record_id: str | None = None
    """The workspace's id of it, when there is one."""
    path: str = ""
    """The file of its definition; empty when the definition is gone."""
    commit: str = ""
    """The full id of the commit that caused it."""
    reason: str = ""
    """Why it failed, was skipped or is unknown; empty otherwise."""
    message: str = ""
    """The commit message of a delete, which no request carries; empty otherwise."""
