"""Changes: what a plan does to one webhook, and why.

A change is one of a few frozen types, so that a create cannot hold a record id and a delete
cannot hold new values. `cause` is for people: `apply` never branches on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeAlias

from hookline.model.commit import Commit
from hookline.model.guard import Guard
from hookline.model.location import Location
from hookline.model.property import Risk
from hookline.model.secret import Reference
from hookline.model.state import Flip
from hookline.model.values import JSON, Values


class Action(StrEnum):
    """What a change does, and the symbol it is shown with."""

    CREATE = "create"
    UPDATE = "update"
    RENAME = "rename"
    DELETE = "delete"
    ADOPT = "adopt"
    RELEASE = "release"

    @property
    def symbol(self) -> str:
        """The sign in front of the change in the text view."""
        return _SYMBOLS[self]


_SYMBOLS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.RENAME: ">",
    Action.DELETE: "-",
    Action.ADOPT: "=",
    Action.RELEASE: "x",
}


class CauseKind(StrEnum):
    """Why a value changes."""

    COMMIT = "commit"
    DRIFT = "drift"
    CONFLICT = "conflict"
    ADOPT = "adopt"


class Blocker(StrEnum):
    """What holds a change back."""

    UNMANAGED = "unmanaged"
    """A webhook of its name exists, and nobody manages it."""
    CONFLICT = "conflict"
    """Git and the workspace have both moved."""
    LOOK_UP = "look-up"
    """What it refers to was renamed in the workspace."""
    TRASH = "trash"
    """A webhook in the trash still holds its name."""
    OSCILLATION = "oscillation"
    """Somebody else keeps setting back what git says."""


UNDOES = "undoes what "
"""How the note of a cause begins when the value goes back, since the commit planned lacks what
moved it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a value changes, and who is behind it."""

    kind: CauseKind
    """Whether git moved, the workspace, or both."""
    commit: Commit | None = None
    """The commit that moved the value, when git did; None when it is unknown or not made yet."""
    author: str | None = None
    """Who changed the workspace, when it moved."""
    at: datetime | None = None
    """When the workspace was changed."""
    origin: str | None = None
    """`this branch` or `already pending`, when planned against another branch."""
    merge: Commit | None = None
    """The merge that brought `commit` into the branch that is planned, when one did."""
    note: str = ""
    """What else there is to say of it, for example "unknown (shallow clone)"."""

    @property
    def is_undoing(self) -> bool:
        """Whether a value goes back that a commit had moved which is not in what is planned."""
        return self.commit is None and self.note.startswith(UNDOES)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One property that changes, as people read it."""

    name: str
    """The property's name as a definition spells it, for example `flow_name`."""
    before: JSON
    """The value in the workspace; None where there is none."""
    after: JSON
    """The value it will have; None where it will have none."""
    cause: Cause
    """Why."""
    note: str = ""
    """What a reviewer should know of it, for example "open to callers with the key"."""
    secret: bool = False
    """Whether both values are hidden: then `before` and `after` are never secrets themselves."""
    risk: Risk = Risk.NONE
    """What a change of it can do."""
    applied: JSON = None
    """In a conflict, the value both sides moved away from."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The definition that a change comes from."""

    path: str
    """Its file, relative to the root of the definitions."""
    line: int
    """The line it begins at."""
    document: int
    """Which document of the file it is, from 0."""
    blob: str
    """The git id of the file's bytes."""


@dataclass(frozen=True, slots=True)
class Write:
    """What is sent for a create or an update."""

    values: Values
    """Property of the workspace → value, look-ups as ids, without any secret."""
    key: Reference | None = None
    """The secret to send as `key`, by reference; resolved by `apply` alone."""
    replaces: Values = field(default_factory=dict)
    """The values that `values` replace, to tell a value that did not change from a normal form."""
    key_place: Location | None = None
    """Where the reference to that secret stands."""
    clear_key: bool = False
    """Whether the workspace's key is taken away."""
    managed: Values = field(default_factory=dict)
    """Everything the definition manages, sent or not: what the base holds afterwards."""
    key_version: int | None = None
    """The definition's `key_version`."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Property → the name by which git calls the id that is sent."""
    renamed_from: str | None = None
    """The rename that the definition declares, and that is spent afterwards."""
    left: tuple[str, ...] = ()
    """Properties that are not sent though git says otherwise; what base read back of them stays."""
    kept: Values = field(default_factory=dict)
    """Of those, property → the workspace's value, where that stays decided."""
    flips: Mapping[str, tuple[Flip, ...]] = field(default_factory=dict)
    """Property → how often running somebody set it back, this write included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Any:
    """What every change has."""

    name: str
    """The webhook's name; after a rename the new one."""
    cause: Cause
    """Why it happens: the strongest of the causes of its fields."""
    warnings: tuple[str, ...] = ()
    """What a reviewer should know."""
    blocked: Blocker | Guard | None = None
    """What holds it back: something about itself, or a guard."""
    why_blocked: str = ""
    """What exactly is in the way, where the kind alone does not say it."""
    seen: Values = field(default_factory=dict)
    """The live values that the decision rests on, as the workspace calls them."""
    forgets: str | None = None
    """The id that the base holds under this name and that is gone; dropped when this is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defined(_Any):
    """What every change has that comes from a definition."""

    origin: Origin
    """Its definition."""
    fields: tuple[FieldChange, ...]
    """What changes, and for a create what it will hold."""
    write: Write
    """What is sent, and what is remembered as managed."""

    @property
    def path(self) -> str:
        """The file of its definition."""
        return self.origin.path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Removed(_Any):
    """What every change has whose definition is gone."""

    fields: ClassVar[tuple[FieldChange, ...]] = ()
    record_id: str
    """The workspace's id of it."""
    path: str
    """The file its definition stood in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patched(_Defined):
    """What every change has that is sent to a record that exists."""

    record_id: str
    """The workspace's id of it."""
    message: str
    """The commit message that goes with the write."""
    unlock: bool = False
    """Whether the record is read-only now, so that its flag is cleared before the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Create(_Defined):
    """A webhook that will be made."""

    action: ClassVar[Action] = Action.CREATE
    record_id: ClassVar[None] = None
    message: str
    """The commit message that goes with the write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(_Patched):
    """A webhook whose properties will change; its fields are never empty."""

    action: ClassVar[Action] = Action.UPDATE

    def __post_init__(self) -> None:
        if not self.fields:
            raise ValueError(f"an update of {self.name!r} that changes nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename(_Patched):
    """A webhook that gets another name, and other values where those changed too."""

    action: ClassVar[Action] = Action.RENAME
    renamed_from: str
    """Its old name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt(_Defined):
    """A webhook that exists already and will be managed from now on; nothing is written.

    Its fields say where it differs from its definition; while there are any, it is blocked.
    """

    action: ClassVar[Action] = Action.ADOPT
    record_id: str
    """The workspace's id of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(_Removed):
    """A webhook that will be deleted, because its definition is gone."""

    action: ClassVar[Action] = Action.DELETE
    message: str
    """The commit message; a DELETE carries none, so it is kept in the state alone."""
    unlock: bool = False
    """Whether the record is read-only now, so that its flag is cleared before it is deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(_Removed):
    """A webhook that stays in the workspace and is no longer managed; nothing is written."""

    action: ClassVar[Action] = Action.RELEASE
    gone: bool = False
    """Whether the workspace has no such record any more, so that it is only forgotten."""


Change: TypeAlias = Create | Update | Rename | Delete | Adopt | Release
"""Everything a plan can do to one webhook."""
