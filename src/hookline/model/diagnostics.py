"""Problems as values: found by the stages, shown by the views."""

from dataclasses import dataclass
from enum import StrEnum

from hookline.model.codes import Code
from hookline.model.location import Location


class Severity(StrEnum):
    """How much a diagnostic matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a problem, such as the first of two equal keys."""

    message: str
    """What stands there, for example "first defined here"."""
    location: Location
    """Where."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: what, in which thing, the likely cause, and what to do next."""

    severity: Severity
    """How much it matters: only an error stops a run."""
    code: Code
    """The stable code that tests, SARIF and users' filters rely on."""
    message: str
    """One sentence without a full stop that names the thing and what is wrong with it."""
    location: Location | None = None
    """Where it stands; None for what has no place in a file."""
    hint: str = ""
    """What to do next, in the imperative; empty when the message says all."""
    related: tuple[Related, ...] = ()
    """The other places that belong to it."""

    @property
    def places(self) -> tuple[Location, ...]:
        """Every place that is shown with it, its own first."""
        own = (self.location,) if self.location else ()
        return (*own, *(other.location for other in self.related))


def errors_in(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[Diagnostic]:
    """Give the diagnostics that stop a run, in their order."""
    return [found for found in diagnostics if found.severity is Severity.ERROR]
