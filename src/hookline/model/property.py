"""What each property of a record type is: the vendor's table row and our amendment of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hookline.model.values import JSON


class Role(StrEnum):
    """How a property takes part in keeping a record as its definition says."""

    MANAGED = "managed"
    """Written, read back and compared."""
    LOOK_UP = "look-up"
    """A name that stands for the id of another property, as `flow_name` for `flow_id`."""
    WRITE_ONLY = "write-only"
    """Written and never read back."""
    CREATE_ONLY = "create-only"
    """Acts when the record is created and never again."""
    PER_REQUEST = "per-request"
    """Belongs to a request, not to the record."""
    SERVER = "server"
    """Set by the workspace alone."""


class Section(StrEnum):
    """The part of a definition in which a property stands."""

    WEBHOOK = "webhook"
    ACCESS = "access"


class Risk(StrEnum):
    """What a change of the property can do, from worst to harmless; the plan orders by it."""

    OPENS = "opens"
    """Can let a stranger in, or take a check away."""
    BREAKS = "breaks"
    """Can make callers fail."""
    BEHAVES = "behaves"
    """Changes what a call does."""
    DESCRIBES = "describes"
    """Changes what people read."""
    NONE = "none"
    """Is never changed by Hookline."""


class Effect(StrEnum):
    """What a change of the property means to whoever reviews it; each has its own warning."""

    ENABLED = "enabled"
    """Whether it can be called at all."""
    AUTHENTICATION = "authentication"
    """Whether callers log in."""
    KEY = "key"
    """What callers prove themselves with."""
    PERMISSIONS = "permissions"
    """What it may do."""
    ADDRESS = "address"
    """Where callers find it."""
    MODE = "mode"
    """Whether it works while nobody is looking."""
    FLOW = "flow"
    """What a call starts."""
    EXECUTION = "execution"
    """Which project the executions belong to."""
    PLACE = "place"
    """Where it lies, and so who may read and change it."""
    LOCK = "lock"
    """Whether it can be changed in the workspace."""
    TEXT = "text"
    """What people read; no change of it needs a warning."""
    NONE = "none"
    """Nothing: Hookline never changes it."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a record type."""

    name: str
    """The name in Engine's interface."""
    type: str | None
    """The type as the page spells it, for example `String(length=128)`; None when it was lost."""
    import_export: str | None
    """`both`, `import only`, `export only` or `neither`; None when it was lost."""
    description: str
    """What it is, in our own words; shown by editors."""
    role: Role
    """How it takes part."""
    section: Section | None
    """Where it stands in a definition; None when it may not stand in one."""
    clearable: bool
    """Whether an explicit `null` clears it."""
    required: bool
    """Whether every definition needs it, or one of `instead`."""
    risk: Risk
    """What a change of it can do."""
    effect: Effect
    """What a change of it means to a reviewer."""
    order: int
    """Its place in a written file, from 1; 0 when it is never written."""
    reason: str
    """Why the amendment says so."""
    secret: bool = False
    """Whether the value is a secret: only a reference may stand in a definition."""
    instead: tuple[str, ...] = ()
    """Properties that satisfy `required` in its place, as `flow_id` for `flow_name`."""
    excludes: tuple[str, ...] = ()
    """Properties that may not stand beside it in one definition."""
    looks_up: str | None = None
    """For a look-up, the property whose id the name gives, as `flow_id`."""
    record_type: str | None = None
    """For an id or its look-up, the type of the record it names, as `flow`."""
    location: bool = False
    """Whether it is a part of *location*: project and bundle, compared as one."""
    max_length: int | None = None
    """The longest value in characters, from `type` or the amendment; None for no limit."""
    examples: tuple[JSON, ...] = ()
    """Values that a definition may hold, for editors."""
    choices: tuple[JSON, ...] = ()
    """The only values that a definition may hold; empty when its type alone decides."""
    left_out: JSON = None
    """The value of a new record, which a new file leaves out; None where every value is written."""

    @property
    def is_identity(self) -> bool:
        """Whether it tells one record from another: required, and nothing stands for it."""
        return self.required and not self.instead


@dataclass(frozen=True, slots=True)
class PropertyTable:
    """Every property of one record type in one Engine version, by name and in table order."""

    record_type: str
    """Engine's name of the type in snake_case, for example `webhook`."""
    engine: int
    """The Engine version whose page was read."""
    properties: Mapping[str, Property]
    """Property name → property."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "properties", MappingProxyType(dict(self.properties)))

    def __iter__(self) -> Iterator[Property]:
        """Iterate over the properties in table order."""
        return iter(self.properties.values())

    def __getitem__(self, name: str) -> Property:
        """Give the property called `name`; KeyError when the table has none."""
        return self.properties[name]

    def __contains__(self, name: object) -> bool:
        """Say whether the table has a property called `name`."""
        return name in self.properties

    def with_role(self, *roles: Role) -> tuple[Property, ...]:
        """Give the properties that have one of `roles`, in table order."""
        return tuple(found for found in self if found.role in roles)

    def in_section(self, section: Section) -> tuple[Property, ...]:
        """Give the properties that may stand in `section`, in the order files are written."""
        return tuple(
            sorted((p for p in self if p.section is section), key=lambda found: found.order)
        )
