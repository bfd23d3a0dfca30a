"""Commits, as far as Hookline tells people about them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the repository of definitions."""

    sha: str
    """Its full id."""
    author: str
    """The author's name."""
    authored_at: datetime
    """When it was authored, with a time zone."""
    subject: str
    """The first line of its message."""
    body: str = ""
    """The rest of its message, without the blank line between."""
    parents: tuple[str, ...] = ()
    """The full ids of its parents."""

    @property
    def short(self) -> str:
        """The first seven characters of its id, as people quote it."""
        return self.sha[:7]
