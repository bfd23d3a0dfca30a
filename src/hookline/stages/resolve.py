"""Definitions and the names of a workspace → what is desired there, with every name as an id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from hookline.model.catalog import Catalog
from hookline.model.choices import Choices, Side
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.desired import Desired, DesiredKey
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.location import Location
from hookline.model.property import Property, PropertyTable, Role, Section
from hookline.model.secret import parse_reference
from hookline.model.settings import Target
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON

KEY_VERSION = "key_version"
MOST_SUGGESTIONS = 20
"""For so many missing names a near one is looked for; each costs a look at every name there is."""


def names_used(
    definitions: Iterable[Definition], target: Target, table: PropertyTable
) -> dict[str, set[str]]:
    """Give the names that have to be known before `resolve`: record type → names."""
    used: dict[str, set[str]] = {}
    for found in table.with_role(Role.LOOK_UP):
        assert found.record_type is not None  # noqa: S101  the table's reader holds look-ups to it
        names = used.setdefault(found.record_type, set())
        for definition in definitions:
            name = definition.webhook.get(found.name)
            if isinstance(name, str):
                names.add(name)
        if found.location and found.record_type == "project" and target.project:
            names.add(target.project)
    return used


def resolve(
    definitions: Sequence[Definition],
    target: Target,
    catalog: Catalog,
    table: PropertyTable,
    target_place: Location | None = None,
    applied: Mapping[str, AppliedRecord] | None = None,
    choices: Choices | None = None,
) -> tuple[tuple[Desired, ...], tuple[Diagnostic, ...]]:
    """Turn each definition into what `target` should hold.

    `catalog` holds every name of `names_used` that exists. A name that does not is an error at
    its place (`REF-MISSING`), unless the same name meant something when it was applied, which has
    another name now or none: that is told in `Desired.renamed`, a matter of this one webhook.
    `applied` is webhook's name → what was applied to it; `target_place` is where the target's own
    `project` stands. Where `choices` say that git wins, a name means what has it now.
    """
    resolver = _Resolver(target, catalog, table, target_place, applied or {}, choices or Choices())
    desired = [resolver.resolve(definition) for definition in definitions]
    return tuple(desired), tuple(resolver.problems)


@dataclass(slots=True)
class _Values:
    """What one definition comes to, while it is put together."""

    managed: dict[str, JSON] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    initial: dict[str, JSON] = field(default_factory=dict)
    write_only: dict[str, JSON] = field(default_factory=dict)


class _Resolver:
    def __init__(
        self,
        target: Target,
        catalog: Catalog,
        table: PropertyTable,
        target_place: Location | None,
        applied: Mapping[str, AppliedRecord],
        choices: Choices,
    ) -> None:
        self.target = target
        self.catalog = catalog
        self.table = table
        self.applied = applied
        self.choices = choices
        self.properties = table.in_section(Section.WEBHOOK) + table.in_section(Section.ACCESS)
        self.problems: list[Diagnostic] = []
        self.hints: dict[tuple[str, str], str] = {}
        self.locations = tuple(p for p in table if p.location and p.role is Role.MANAGED)
        self.default_location = self._find_default(target_place)

    def resolve(self, definition: Definition) -> Desired:
        found = _Values()
        for known in self.properties:
            section = definition.webhook if known.section is Section.WEBHOOK else definition.access
            if known.name not in section or known.secret:
                continue
            value = section[known.name]
            match known.role:
                case Role.MANAGED:
                    found.managed[known.name] = value
                case Role.LOOK_UP:
                    self._look_up(definition, known, value, found)
                case Role.CREATE_ONLY:
                    found.initial[known.name] = value
                case Role.WRITE_ONLY:
                    found.write_only[known.name] = value
                case Role.PER_REQUEST | Role.SERVER:
                    continue
        self._place(definition, found)
        return Desired(
            definition=definition,
            values=found.managed,
            spelled=found.spelled,
            names=found.names,
            renamed=found.renamed,
            initial=found.initial,
            write_only=found.write_only,
            key=_key_of(definition),
        )

    def _look_up(
        self, definition: Definition, known: Property, value: JSON, found: _Values
    ) -> None:
        """Put the id for a name; a name that nothing has is a problem, or one of a rename."""
        id_name, record_type = known.looks_up, known.record_type
        assert id_name is not None  # noqa: S101  the table's reader holds look-ups to both
        assert record_type is not None  # noqa: S101  see above
        found.spelled[id_name] = known.name
        if not isinstance(value, str):
            found.managed[id_name] = None
            return
        found.names[id_name] = value
        record_id = self.catalog.id_of(record_type, value)
        was = self._applied_id(definition, id_name, value)
        now = self.catalog.name_of(record_type, was) if was else None
        is_elsewhere = was is not None and was != record_id and (now is not None or not record_id)
        if is_elsewhere and not (record_id and self.choices.side(definition.name) is Side.GIT):
            found.renamed[id_name] = now or ""
            found.managed[id_name] = was
            return
        if record_id is None:
            place = definition.at(Section.WEBHOOK, known.name)
            self.problems.append(self._missing(record_type, value, place))
        found.managed[id_name] = record_id

    def _applied_id(self, definition: Definition, id_name: str, value: str) -> str | None:
        """Give the id that the same name stood for when the definition was applied last."""
        applied = self.applied.get(definition.name)
        if applied is None or applied.spelled.get(id_name) != value:
            return None
        sent = applied.sent.get(id_name)
        return sent if isinstance(sent, str) else None

    def _missing(self, record_type: str, name: str, place: Location | None) -> Diagnostic:
        if (record_type, name) not in self.hints:
            self.hints[record_type, name] = self._hint(record_type, name)
        return Diagnostic(
            Severity.ERROR,
            Code.REF_MISSING,
            f'{self.target.name} has no {record_type} "{name}"',
            place,
            self.hints[record_type, name],
        )

    def _hint(self, record_type: str, name: str) -> str:
        known = self.catalog.all_names(record_type) if len(self.hints) < MOST_SUGGESTIONS else ()
        near = get_close_matches(name, known, n=1)
        if near:
            return f'did you mean "{near[0]}"?'
        return f"{self._how_to_create(record_type)}, or correct the name"

    def _how_to_create(self, record_type: str) -> str:
        if self.target.is_embedded:
            seed = f"hookline workspace seed FILE --target {self.target.name}"
            return f"put it into the embedded workspace with `{seed}`"
        return f"create the {record_type} in the workspace first"

    def _find_default(self, place: Location | None) -> str | None:
        if self.target.project is None:
            return None
        record_id = self.catalog.id_of("project", self.target.project)
        if record_id is None:
            self.problems.append(self._missing("project", self.target.project, place))
        return record_id

    def _place(self, definition: Definition, found: _Values) -> None:
        """Make location one property: exactly one of its parts is set, the others are cleared."""
        given = [each.name for each in self.locations if found.managed.get(each.name) is not None]
        if not given and self.default_location is not None and self.target.project is not None:
            found.managed["project_id"] = self.default_location
            found.spelled["project_id"] = "project_name"
            found.names["project_id"] = self.target.project
            given = ["project_id"]
        if given:
            for each in self.locations:
                found.managed.setdefault(each.name, None)
        elif not found.spelled.keys() & {each.name for each in self.locations}:
            self._refuse_nowhere(definition)

    def _refuse_nowhere(self, definition: Definition) -> None:
        if self.target.is_embedded or self.target.project is not None:
            return
        self.problems.append(
            Diagnostic(
                Severity.ERROR,
                Code.REF_LOCATION,
                f'webhook "{definition.name}" has no project or bundle, and {self.target.name} '
                "names no project: it would land where the calling user lives",
                definition.location,
                "add `project_name:` to the definition, or `project:` to the target",
            )
        )


def _key_of(definition: Definition) -> DesiredKey | None:
    if "key" not in definition.access:
        return None
    value = definition.access["key"]
    version = definition.access.get(KEY_VERSION, 1)
    reference = parse_reference(value) if isinstance(value, str) else None
    return DesiredKey(reference, version if isinstance(version, int) else 1)
