"""Workspace → git: what is found, put into the files of the definitions.

Definitions are changed as text and then read and checked again, so that nothing is written that a
`validate` would refuse: what a definition cannot hold is left alone, with the reason.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.model.document import SourceFile
from hookline.model.edits import Edits, Found, Part, Pulling
from hookline.model.errors import NeedsMending, WrongUsage
from hookline.model.globs import matches
from hookline.model.location import Location
from hookline.model.ports import DefinitionSource, WorkspaceReader
from hookline.model.property import PropertyTable, Role
from hookline.model.record import Record
from hookline.model.settings import Settings
from hookline.model.state import AppliedRecord, AppliedState
from hookline.pipeline.checking import Checked, Rules, check_files
from hookline.pipeline.reading import read_names, read_webhooks
from hookline.stages import pull as stage
from hookline.stages.pull.blame import blame
from hookline.stages.pull.export import find_in_export
from hookline.stages.pull.found import find


def read_definitions(source: DefinitionSource, settings: Settings, rules: Rules) -> Checked:
    """Read the definitions that are there; there may be none yet.

    Raises `NeedsMending` with every problem when one of them is an error: a definition that cannot
    be read would be written a second time.
    """
    snapshot = source.snapshot(settings.definitions)
    checked = check_files(snapshot, settings, rules)
    checked.require_valid()
    return checked


def find_live(
    workspace: WorkspaceReader,
    checked: Checked,
    names: Collection[str],
    base: AppliedState,
    table: PropertyTable,
) -> tuple[Found, ...]:
    """Give every webhook of a workspace, with the names of what each refers to.

    `names` are asked for one by one when the list of all lacks them.
    """
    wanted = {definition.name for definition in checked.definitions} | set(names)
    survey = read_webhooks(workspace, wanted, base, table)
    catalog = read_names(workspace, *_references(survey.webhooks, table))
    return find(survey.webhooks, catalog, table)


def _references(
    records: Sequence[Record], table: PropertyTable
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Give the record types that webhooks refer to, and the ids by which they do."""
    ids: dict[str, set[str]] = {}
    for known in table.with_role(Role.LOOK_UP):
        found = (record.text(known.looks_up or "") for record in records)
        ids.setdefault(known.record_type or "", set()).update(each for each in found if each)
    return {record_type: set() for record_type in ids}, ids


def find_exported(
    files: Sequence[SourceFile], table: PropertyTable
) -> tuple[tuple[Found, ...], tuple[Diagnostic, ...]]:
    """Give the webhooks of exported files, with notes on what was dropped.

    Raises `NeedsMending` with every problem when one of them is an error.
    """
    found, problems = find_in_export(files, table)
    if errors_in(problems):
        raise NeedsMending(*problems)
    return found, problems


def applied_here(base: AppliedState, root: str) -> Mapping[str, AppliedRecord]:
    """Give what was applied from this folder, by id; nothing of another one."""
    return base.records if base.root == root else {}


def pull(
    checked: Checked,
    found: Sequence[Found],
    pulling: Pulling,
    settings: Settings,
    rules: Rules,
) -> Edits:
    """Give the files that make the definitions say what is found; nothing is written.

    Raises `WrongUsage` for a name that nothing has.
    """
    _require_known(pulling.names, checked, found)
    refused: dict[Part, str] = {}
    while True:
        edits = stage.pull(
            checked.definitions, found, checked.snapshot.files, pulling, rules.table, refused
        )
        errors = _errors_after(edits, checked, settings, rules)
        if not errors:
            return replace(edits, diagnostics=(*edits.diagnostics, *_uncommitted(edits, checked)))
        parts, others = blame(edits, errors, rules.table)
        if others or not parts.keys() - refused.keys():
            raise NeedsMending(*(others or errors))
        refused.update(parts)


def _require_known(names: Sequence[str], checked: Checked, found: Sequence[Found]) -> None:
    known = {each.name for each in found} | {each.name for each in checked.definitions}
    for glob in names:
        if not any(matches(name, [glob]) for name in known):
            near = get_close_matches(glob, sorted(known), n=1)
            raise WrongUsage.because(
                Code.CLI_USAGE,
                f"there is no webhook {glob!r}, neither to pull nor among the definitions",
                hint=f"did you mean {near[0]!r}?" if near else "leave the name out to pull all",
            )


def _errors_after(
    edits: Edits, checked: Checked, settings: Settings, rules: Rules
) -> list[Diagnostic]:
    """Give the errors that the definitions would have with the edits."""
    if not edits.files:
        return []
    files = {file.path: file for file in checked.snapshot.files}
    for edit in edits.files:
        files[edit.path] = SourceFile(edit.path, edit.after.encode())
    snapshot = replace(checked.snapshot, files=tuple(files[path] for path in sorted(files)))
    return errors_in(check_files(snapshot, settings, rules).diagnostics)


def _uncommitted(edits: Edits, checked: Checked) -> list[Diagnostic]:
    """Tell which files had changes that no commit holds yet, so that a review keeps them apart."""
    paths = [file.path for file in edits.files if file.before is not None]
    return [
        Diagnostic(
            Severity.NOTE,
            Code.PUL_UNCOMMITTED,
            f"{path} had changes already that are not committed",
            Location(path),
            hint="look at `git diff` with both in mind",
        )
        for path in paths
        if path in checked.snapshot.uncommitted
    ]
