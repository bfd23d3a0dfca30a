"""A value of one target, and the other targets that would take it over from the definition."""

from dataclasses import dataclass, replace

from hookline.documents.edit import Setting, set_values
from hookline.model.definition import Definition
from hookline.model.edits import PropertyEdit, Pulling
from hookline.model.overlay import TARGETS
from hookline.model.property import PropertyTable


@dataclass(frozen=True, slots=True)
class Change:
    """One property of a definition that says something else than what is found."""

    edit: PropertyEdit
    """What it says, and what it should say."""
    setting: Setting
    """Where that belongs in the file."""
    apart: Setting | None = None
    """Where it belongs for the target alone; None where no other target would take it over."""

    def placed(self, text: str) -> "Change":
        """Choose the place for the target alone, where there is one that `text` has room for."""
        if self.apart is None or set_values(text, [self.apart]) is None:
            return self
        return Change(replace(self.edit, is_shared=False, is_apart=True), self.apart)


def keep_apart(
    change: Change, definition: Definition, pulling: Pulling, table: PropertyTable
) -> Change:
    """Add the place for the target alone, where others have the value that a change is about.

    `definition` is as the target has it. What is its identity is the same on every target; and an
    export belongs to none, so that what it holds is said for all.
    """
    if not _is_shared(change, definition, pulling, table):
        return change
    section, name = change.setting.pointer
    change = replace(change, edit=replace(change.edit, is_shared=True))
    if table[str(name)].is_identity or pulling.from_export:
        return change
    pointer = (TARGETS, pulling.target.name, section, change.edit.name)
    return replace(change, apart=Setting(change.setting.document, pointer, change.setting.value))


def _is_shared(
    change: Change, definition: Definition, pulling: Pulling, table: PropertyTable
) -> bool:
    """Say whether the value stands in what all targets have, and one of the others uses it."""
    if change.setting.pointer[0] == TARGETS:
        return False
    others = (definition.on(target, table) for target in pulling.others)
    return any(other and change.setting.pointer not in other.places for other in others)
