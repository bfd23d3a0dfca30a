"""What is desired on one target: a definition whose names are ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookline.model.definition import Definition
from hookline.model.secret import Reference
from hookline.model.values import Values


@dataclass(frozen=True, slots=True)
class DesiredKey:
    """What a definition says about the caller's key."""

    reference: Reference | None
    """The secret to set, by reference; None when the definition takes the key away."""
    version: int = 1
    """The definition's `key_version`: a higher one sends the key again."""


@dataclass(frozen=True, slots=True)
class Desired:
    """One webhook as a target should hold it."""

    definition: Definition
    """Where it comes from."""
    values: Values
    """Property of the workspace → value that is kept so; look-ups as ids."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Property of the workspace → the name the definition uses, as `flow_id` → `flow_name`."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Property of the workspace → the name that stands for its id, as `flow_id` → `signup`."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Property of the workspace → the name that what it refers to has by now, where that is
    another one than the definition uses, and empty where it is gone; its value is the id that was
    applied."""
    initial: Values = field(default_factory=dict)
    """Values that act when the webhook is created and never again."""
    write_only: Values = field(default_factory=dict)
    """Values that are written and never read back, secrets apart."""
    key: DesiredKey | None = None
    """What is said about the key; None when it is not managed."""

    @property
    def name(self) -> str:
        """The webhook's name."""
        return self.definition.name
