"""What a plan leaves out so that the rest of it can be applied."""

from dataclasses import dataclass

from hookline.model.change import Change


@dataclass(frozen=True, slots=True)
class Held:
    """A change that is left out of a plan."""

    change: Change
    """What would be done."""
    waits_for: str = ""
    """The webhook that keeps the name it needs; empty when something of its own is in the way."""
