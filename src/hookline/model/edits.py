"""What `pull` does: webhooks as they are found, and the files that say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookline.model.diagnostics import Diagnostic
from hookline.model.settings import Target
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON, Values


@dataclass(frozen=True, slots=True)
class Found:
    """One webhook as a workspace or an export holds it, in the words of a definition."""

    name: str
    """Its name."""
    values: Values = field(repr=False)
    """Property → value; a look-up as its name, with the id beside it where both are known."""
    has_key: bool = False
    """Whether a key is set, which nobody can read."""
    id: str | None = None
    """The workspace's id of it; None in an export."""


@dataclass(frozen=True, slots=True)
class Pulling:
    """What is asked for."""

    target: Target
    """The target that the webhooks belong to."""
    names: tuple[str, ...] = ()
    """Globs of the webhooks; empty for all."""
    drift_only: bool = False
    """Whether only definitions are brought up to date, and no new one is written."""
    from_export: bool = False
    """Whether an export is read, which holds only some of the webhooks."""
    stem: str = "webhooks/*.yaml"
    """The path of a new file, from the root of the definitions; the star is for its name."""
    schema: str | None = None
    """The schema that a new file names for editors, from that root, or as an address; or none."""
    applied: Mapping[str, AppliedRecord] = field(default_factory=dict, repr=False)
    """Id → what was applied to the target last."""
    others: tuple[str, ...] = ()
    """The other targets, which take over what a definition says for all."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A webhook, or one property of it, that cannot be written into a definition."""

    webhook: str
    """The webhook."""
    property: str | None = None
    """The property; None for the webhook itself."""


@dataclass(frozen=True, slots=True)
class PropertyEdit:
    """One property of a definition that is brought up to date."""

    name: str
    """What the definition calls it from now on."""
    before: JSON
    """What the definition says."""
    after: JSON
    """What is found."""
    is_shared: bool = False
    """Whether other targets take the value over."""
    is_apart: bool = False
    """Whether it is said for the target alone from now on, where other targets have another."""


@dataclass(frozen=True, slots=True)
class DefinitionEdit:
    """One definition that is written or brought up to date."""

    name: str
    """The webhook, as the file calls it from now on."""
    path: str
    """The file, from the root of the definitions."""
    document: int
    """Which document of the file it is, from 0."""
    line: int
    """The line where it begins."""
    is_new: bool
    """Whether the definition, and its file, is new."""
    properties: tuple[PropertyEdit, ...] = ()
    """What changes in it; empty for a new one."""
    before: str = ""
    """The webhook's name in the file as it was; empty for a new one."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A webhook, or one of its properties, that stays as git has it, and why."""

    name: str
    """The webhook."""
    reason: str
    """Why, as the end of a sentence."""
    property: str | None = None
    """The property; None for the webhook as a whole."""


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file before and after."""

    path: str
    """The file, from the root of the definitions."""
    before: str | None
    """Its text, with a byte order mark when it has one; None for a new file."""
    after: str
    """What it is going to hold."""


@dataclass(frozen=True, slots=True)
class Edits:
    """All that one pull would write."""

    files: tuple[FileEdit, ...]
    """The files, by path."""
    definitions: tuple[DefinitionEdit, ...]
    """The definitions in them, by path and line."""
    left_alone: tuple[LeftAlone, ...] = ()
    """What is not written, by name."""
    unchanged: int = 0
    """How many definitions already say what is found."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What else there is to say."""
