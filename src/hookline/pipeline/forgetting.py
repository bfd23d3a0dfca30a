"""Which records are to be forgotten, and what their definitions then are."""

from collections.abc import Sequence
from difflib import get_close_matches

from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.errors import NeedsMending
from hookline.model.forgotten import Forgotten
from hookline.model.globs import matches
from hookline.model.overlay import exists_on
from hookline.model.state import AppliedRecord, AppliedState


def records_called(base: AppliedState, names: Sequence[str], target: str) -> list[AppliedRecord]:
    """Give the records with these names, which may be globs, by name.

    Raises `NeedsMending` (`PLN-NAME`) with each name that none has.
    """
    known = sorted(record.name for record in base.records.values())
    problems = []
    for glob in names:
        if not any(matches(name, [glob]) for name in known):
            near = get_close_matches(glob, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"see hookline status --target {target}"
            message = f"nothing that is called {glob} is managed on {target}"
            problems.append(Diagnostic(Severity.ERROR, Code.PLN_NAME, message, hint=hint))
    if problems:
        raise NeedsMending(*problems)
    found = (record for record in base.records.values() if matches(record.name, names))
    return sorted(found, key=lambda record: record.name)


def with_definitions(
    records: Sequence[AppliedRecord], definitions: Sequence[Definition], target: str
) -> tuple[Forgotten, ...]:
    """Say of each record where its definition still stands."""
    places = {each.name: each.location for each in definitions if exists_on(target, each.only)}
    return tuple(Forgotten(record, places.get(record.name)) for record in records)
