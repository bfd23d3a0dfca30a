"""What a schema check finds, before anyone gives it a code."""

from dataclasses import dataclass
from enum import Enum, auto

from hookline.model.diagnostics import Related
from hookline.model.location import Location
from hookline.model.values import Pointer


class Kind(Enum):
    """The ways in which a document can miss its schema."""

    UNKNOWN = auto()
    """A key that the schema does not know."""
    MISSING = auto()
    """A key that is required and absent."""
    EXCLUSIVE = auto()
    """Two keys that exclude each other."""
    NULL = auto()
    """A null, or nothing at all, where a value is needed."""
    TYPE = auto()
    """A value of the wrong type."""
    AMBIGUOUS = auto()
    """A value that readers of YAML 1.1 take for something else."""
    CHOICE = auto()
    """A value that is not one of a few."""
    LENGTH = auto()
    """A text or list that is too short or too long."""
    RANGE = auto()
    """A number that is too small or too large."""
    PATTERN = auto()
    """A text that does not have the form it needs."""
    OTHER = auto()
    """Anything else that the schema refuses."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a document misses its schema."""

    kind: Kind
    """In which way."""
    pointer: Pointer
    """The value, or the key that is unknown or missing."""
    location: Location
    """Where it stands; for a missing key, the key or mapping that should hold it."""
    message: str
    """What is wrong, as in a diagnostic."""
    hint: str = ""
    """What to do, as in a diagnostic."""
    near: str | None = None
    """For an unknown key, the known key that resembles it most."""
    related: tuple[Related, ...] = ()
    """The other key of two that exclude each other."""
