"""A definition and what is found under its name → the values that have to be put into its file."""

from collections.abc import Iterator

from hookline.documents.edit import Setting
from hookline.model.definition import Definition
from hookline.model.edits import Found, LeftAlone, PropertyEdit, Pulling
from hookline.model.equality import equal, kind_of
from hookline.model.property import Property, PropertyTable, Role, Section
from hookline.model.state import AppliedRecord
from hookline.model.temporary import is_temporary
from hookline.model.values import JSON, Values
from hookline.stages.pull.moved import is_as_applied, why_it_stays
from hookline.stages.pull.sharing import Change

KEY = "key"

_DEFAULT_PLACE = "project_name"
"""The property that a target's own `project` stands for."""

_IN_BETWEEN = "a run that broke off while names were swapped left it there: apply again"


def compare(
    definition: Definition, found: Found, pulling: Pulling, table: PropertyTable
) -> Iterator[Change | LeftAlone]:
    """Give what differs, for a definition as the target has it.

    A property that the definition does not have is not managed, and is not added. What git changed
    since the last apply is not taken back, whether the workspace moved too or not; unless the
    webhook is named.
    """
    asked_for = definition.name in pulling.names or found.name in pulling.names
    applied = None if asked_for else pulling.applied.get(found.id or "")
    for section in Section:
        written = definition.webhook if section is Section.WEBHOOK else definition.access
        for known in table.in_section(section):
            if known.location or known.name not in written:
                continue
            if known.secret:
                yield from _compare_key(definition, written[known.name], found)
            elif known.role in (Role.MANAGED, Role.LOOK_UP):
                yield from _compare(definition, known, written[known.name], found, applied)
    yield from _compare_place(definition, found, pulling, table, applied)


def _compare(
    definition: Definition,
    known: Property,
    says: JSON,
    found: Found,
    applied: AppliedRecord | None,
) -> Iterator[Change | LeftAlone]:
    now, spelled = _now(known, found)
    if spelled is None or equal(kind_of(known.type), says, now):
        return
    if known.is_identity and is_temporary(now):
        yield LeftAlone(definition.name, _IN_BETWEEN, known.name)
        return
    stays = applied and why_it_stays([known], known, says, found, applied)
    if stays:
        yield LeftAlone(definition.name, stays, known.name)
        return
    if applied and is_as_applied([known], found, applied) and not _is_a_name(known, spelled):
        return
    if now is None and not known.clearable:
        what = known.record_type or known.name
        yield LeftAlone(definition.name, f"it has no {what} any more", known.name)
        return
    section = known.section or Section.WEBHOOK
    yield _change(definition, section, known.name, spelled, says, now)


def _now(known: Property, found: Found) -> tuple[JSON, str | None]:
    """Give what is found for a property, and what that is called; None when nothing is known.

    A look-up whose name nobody knows is told by its id.
    """
    if known.name in found.values:
        return found.values[known.name], known.name
    if known.looks_up and known.looks_up in found.values:
        return found.values[known.looks_up], known.looks_up
    return None, None


def _change(
    definition: Definition, section: Section, name: str, spelled: str, says: JSON, now: JSON
) -> Change:
    pointer = definition.places.get((section.value, name), (section.value, name))
    key = spelled if spelled != name else None
    setting = Setting(definition.document.index, pointer, now, key)
    return Change(PropertyEdit(spelled, says, now), setting)


def _is_a_name(known: Property, spelled: str) -> bool:
    """Say whether what was found is a name, so that another one for the same id is a rename."""
    return known.looks_up is not None and spelled == known.name


def _compare_key(definition: Definition, says: JSON, found: Found) -> Iterator[LeftAlone]:
    """Tell where a definition and the workspace disagree about a key, which nobody can read."""
    if found.id is None or found.has_key == (says is not None):
        return
    reason = (
        "a key is set, which cannot be read: write a reference, or let apply take it away"
        if found.has_key
        else "no key is set any more: remove `key` and `key_version`, or let apply set it again"
    )
    yield LeftAlone(definition.name, reason, KEY)


def _compare_place(
    definition: Definition,
    found: Found,
    pulling: Pulling,
    table: PropertyTable,
    applied: AppliedRecord | None,
) -> Iterator[Change | LeftAlone]:
    """Compare project and bundle as the one place that they are."""
    parts = [known for known in table.in_section(Section.WEBHOOK) if known.location]
    written = next((known for known in parts if known.name in definition.webhook), None)
    says = definition.webhook[written.name] if written else pulling.target.project
    if says is None or not any(known.name in found.values for known in parts):
        return
    known = written or table[_DEFAULT_PLACE]
    difference = _place_difference(definition, found, table, (parts, written, says))
    if difference and applied:
        stored = [each for each in parts if each.name in applied.read_back]
        stays = why_it_stays(stored, known, says, found, applied)
        if stays:
            yield LeftAlone(definition.name, stays, known.name)
            return
        is_renamed = isinstance(difference, Change) and difference.edit.name == known.name
        if is_as_applied(stored, found, applied) and not (written and is_renamed):
            return
    if difference:
        yield difference


def _place_difference(
    definition: Definition,
    found: Found,
    table: PropertyTable,
    place: tuple[list[Property], Property | None, JSON],
) -> Change | LeftAlone | None:
    """Give what differs about the place; its parts, the one that is written, and what is said."""
    parts, written, says = place
    by_name = written is None or written.role is Role.LOOK_UP
    now = _place_now(parts, found.values, by_name=by_name)
    if now is None:
        reason = "it lies in no project or bundle any more, which no definition can say"
        return LeftAlone(definition.name, reason, written.name if written else None)
    value = found.values[now.name]
    if now.name == (written.name if written else _DEFAULT_PLACE) and equal(
        kind_of(now.type), says, value
    ):
        return None
    if written is None:
        return _added(definition, now.name, value, table)
    return _change(definition, Section.WEBHOOK, written.name, now.name, says, value)


def _place_now(parts: list[Property], values: Values, *, by_name: bool) -> Property | None:
    """Give the property that says where the webhook lies, a name or an id as it is wanted."""
    there = [known for known in parts if values.get(known.name) is not None]
    fitting = [known for known in there if (known.role is Role.LOOK_UP) is by_name]
    return next(iter([*fitting, *there]), None)


def _added(definition: Definition, name: str, value: JSON, table: PropertyTable) -> Change:
    """Say where a webhook lies that left the project of its target."""
    section, order = Section.WEBHOOK, table[name].order
    after = tuple(known.name for known in table.in_section(section) if known.order < order)
    setting = Setting(definition.document.index, (section.value, name), value, after=after)
    return Change(PropertyEdit(name, None, value), setting)
