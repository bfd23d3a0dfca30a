"""Definitions and the names of a workspace → what is desired there, with every name as an id."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from hookline.model.catalog import Catalog
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.desired import Desired, DesiredKey
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.location import Location
from hookline.model.property import Property, PropertyTable, Role, Section
from hookline.model.secret import parse_reference
from hookline.model.settings import Target
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
) -> tuple[tuple[Desired, ...], tuple[Diagnostic, ...]]:
    """Turn each definition into what `target` should hold.

    `catalog` holds every name of `names_used` that exists. A name that does not is an error at
    its place (`REF-MISSING`); `target_place` is where the target's own `project` stands.
    """
    resolver = _Resolver(target, catalog, table, target_place)
    desired = [resolver.resolve(definition) for definition in definitions]
    return tuple(desired), tuple(resolver.problems)


class _Resolver:
    def __init__(
        self, target: Target, catalog: Catalog, table: PropertyTable, target_place: Location | None
    ) -> None:
        self.target = target
        self.catalog = catalog
        self.table = table
        self.problems: list[Diagnostic] = []
        self.hints: dict[tuple[str, str], str] = {}
        self.locations = tuple(p for p in table if p.location and p.role is Role.MANAGED)
        self.default_location = self._find_default(target_place)

    def resolve(self, definition: Definition) -> Desired:
        values: dict[str, JSON] = {}
        spelled: dict[str, str] = {}
        initial: dict[str, JSON] = {}
        write_only: dict[str, JSON] = {}
        for found in self.table.in_section(Section.WEBHOOK) + self.table.in_section(Section.ACCESS):
            section = definition.webhook if found.section is Section.WEBHOOK else definition.access
            if found.name not in section or found.secret:
                continue
            value = section[found.name]
            match found.role:
                case Role.MANAGED:
                    values[found.name] = value
                case Role.LOOK_UP:
                    assert found.looks_up is not None  # noqa: S101  see names_used
                    values[found.looks_up] = self._look_up(definition, found, value)
                    spelled[found.looks_up] = found.name
                case Role.CREATE_ONLY:
                    initial[found.name] = value
                case Role.WRITE_ONLY:
                    write_only[found.name] = value
                case Role.PER_REQUEST | Role.SERVER:
                    continue
        self._place(definition, values, spelled)
        return Desired(definition, values, spelled, initial, write_only, _key_of(definition))

    def _look_up(self, definition: Definition, found: Property, value: JSON) -> JSON:
        if not isinstance(value, str):
            return None
        assert found.record_type is not None  # noqa: S101  see names_used
        record_id = self.catalog.id_of(found.record_type, value)
        if record_id is None:
            place = definition.document.at((Section.WEBHOOK.value, found.name))
            self.problems.append(self._missing(found.record_type, value, place))
        return record_id

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
            return "put it into the embedded workspace with `hookline workspace seed FILE`"
        return f"create the {record_type} in the workspace first"

    def _find_default(self, place: Location | None) -> str | None:
        if self.target.project is None:
            return None
        record_id = self.catalog.id_of("project", self.target.project)
        if record_id is None:
            self.problems.append(self._missing("project", self.target.project, place))
        return record_id

    def _place(
        self, definition: Definition, values: dict[str, JSON], spelled: dict[str, str]
    ) -> None:
        """Make location one property: exactly one of its parts is set, the others are cleared."""
        given = [found.name for found in self.locations if values.get(found.name) is not None]
        if not given and self.default_location is not None:
            values["project_id"] = self.default_location
            spelled["project_id"] = "project_name"
            given = ["project_id"]
        if given:
            for found in self.locations:
                values.setdefault(found.name, None)
        elif not spelled.keys() & {found.name for found in self.locations}:
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
