"""How much is read, so that no repository can exhaust the machine that plans it."""

from dataclasses import dataclass

from hookline.model.document import MOST_BYTES, MOST_FILES


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a source reads."""

    file_bytes: int = MOST_BYTES
    """The largest definition file, in bytes."""
    files: int = MOST_FILES
    """The most definition files."""
    history_bytes: int = 256 * 1024 * 1024
    """The most that is read of the files of older commits, in bytes."""
    commits: int = 10_000
    """The most commits whose messages are read for what they allow."""
