"""What was read of a workspace, and how: a list alone proves nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookline.model.record import Record


@dataclass(frozen=True, slots=True)
class Survey:
    """The webhooks of a workspace, and what was asked for one by one.

    A list may be capped without saying so, and lacks what the user may not read (ENGINE 1). So a
    create needs a name that was asked for and not found, and a delete a record that was asked for
    by its id.
    """

    webhooks: tuple[Record, ...] = ()
    """Every webhook that was found, by whichever way."""
    absent: frozenset[str] = frozenset()
    """Names that were asked for one by one and that no webhook has."""
    present: frozenset[str] = frozenset()
    """Ids that were asked for one by one and found."""
    unlisted: frozenset[str] = frozenset()
    """Ids that the list lacked and that were found by asking: then the list was short."""
    trash: Mapping[str, str] = field(default_factory=dict)
    """Name that a webhook in the trash still holds → the id of that webhook."""
