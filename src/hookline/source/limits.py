"""How much is read, so that no repository can exhaust the machine that plans it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a source reads."""

    file_bytes: int = 1024 * 1024
    """The largest definition file, in bytes."""
    files: int = 150_000
    """The most definition files."""
