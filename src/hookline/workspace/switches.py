"""What nobody knows of the Engine, as switches of the embedded workspace (ENGINE 6)."""

from dataclasses import dataclass
from enum import StrEnum


class DeletedNames(StrEnum):
    """What becomes of the name of a record in the trash."""

    FREE = "free"
    """It can be used again at once, and only a list that asks for the trash shows the record."""
    TAKEN = "taken"
    """A create or a rename to it is refused (409) with the deleted record's id, for as long as the
    trash holds that one; a read by name answers it, with `is_deleted`."""


@dataclass(frozen=True, slots=True)
class Switches:
    """How a workspace behaves where the Engine's documentation says nothing."""

    deleted_names: DeletedNames = DeletedNames.FREE
    """Whether names in the trash can be used again."""


LIKELIEST = Switches()
"""The likeliest behaviour throughout."""
