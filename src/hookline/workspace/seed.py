"""Seeds: YAML documents in the Engine's import form, such as `flow: {name: f1}`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from hookline.documents.reader import read_documents
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.model.document import Document, SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.values import JSON, Values
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.fields import RECORD_TYPES, SERVER_SET, record_type
from hookline.workspace.records import Records
from hookline.workspace.refusal import Refusal
from hookline.workspace.rules import accept
from hookline.workspace.store import Store
from hookline.workspace.writes import Writer

_FIRST = ("project", "bundle", "flow")
"""What others refer to, so that the order of a seed's documents does not matter."""

_HINT = "write for example `flow: {name: sign-up, project_name: Onboarding}`"


class SeedResult(StrEnum):
    """What became of one record of a seed."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Seeded:
    """One record of a seed after it was planted."""

    result: SeedResult
    """What happened to it."""
    record_type: str
    """Its type."""
    name: str
    """Its name."""
    id: str
    """The workspace's id of it."""


@dataclass(frozen=True, slots=True)
class Seedling:
    """One record that a seed asks for."""

    record_type: str
    """Its type."""
    values: Values
    """Its properties as written, without those that an import ignores."""
    document: Document
    """Where it stands."""


def read_seed(file: SourceFile) -> tuple[Seedling, ...]:
    """Read a seed; what others refer to comes first.

    Raises `NeedsMending` with every problem: those of YAML, and `YML-TYPE`, `SCH-UNKNOWN` or
    `SCH-REQUIRED` for a document that is no record.
    """
    documents, problems = read_documents(file)
    found = [*errors_in(problems)]
    seedlings = []
    for document in documents:
        for part in _parts(document):
            if isinstance(part, Diagnostic):
                found.append(part)
            else:
                seedlings.append(part)
    if found:
        raise NeedsMending(*found)
    if not seedlings:
        raise NeedsMending.because(Code.YML_EMPTY, f"{file.path} holds no record", hint=_HINT)
    return tuple(sorted(seedlings, key=lambda seedling: _rank(seedling.record_type)))


def plant(
    workspace: EmbeddedWorkspace, seedlings: Sequence[Seedling], message: str
) -> tuple[Seeded, ...]:
    """Create what is missing and update what differs, all of it or nothing.

    Raises `NeedsMending` (`API-REFUSED`) with everything that the workspace refuses.
    """
    refused = []
    planted = []
    with Store(workspace.path, workspace.patience).writing() as connection:
        records, at = Records(connection), workspace.now().isoformat()
        writer = Writer(records, workspace.user, at, workspace.switches)
        for seedling in seedlings:
            try:
                planted.append(_plant(writer, seedling, message))
            except Refusal as refusal:
                refused.append(_refused(seedling, refusal))
        if refused:
            raise NeedsMending(*sorted(refused, key=_place))
    return tuple(planted)


def _place(found: Diagnostic) -> tuple[int, int]:
    return (found.location.line, found.location.column) if found.location else (0, 0)


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _parts(document: Document) -> Iterator[Seedling | Diagnostic]:
    """Give the records of one document, or what is wrong with them."""
    if not isinstance(document.value, dict) or not document.value:
        yield _wrong(document, Code.YML_TYPE, "is not a mapping from a record type to properties")
        return
    for name, values in document.value.items():
        if name not in RECORD_TYPES:
            near = get_close_matches(name, RECORD_TYPES, n=1)
            hint = f"did you mean `{near[0]}`?" if near else _HINT
            yield _wrong(document, Code.SCH_UNKNOWN, f"has no record type {name!r}", name, hint)
        elif not isinstance(values, dict):
            yield _wrong(document, Code.YML_TYPE, f"gives {name} no properties", name)
        elif not isinstance(values.get("name"), str):
            yield _wrong(document, Code.SCH_REQUIRED, f"gives {name} no name", name)
        else:
            kept = {key: value for key, value in values.items() if key not in SERVER_SET}
            yield Seedling(name, kept, document)


def _wrong(
    document: Document, code: Code, what: str, key: str | None = None, hint: str = _HINT
) -> Diagnostic:
    place = document.at() if key is None else document.at_key((key,))
    message = f"document {document.index + 1} {what}"
    return Diagnostic(Severity.ERROR, code, message, place, hint)


def _plant(writer: Writer, seedling: Seedling, message: str) -> Seeded:
    kind = record_type(seedling.record_type)
    accepted = accept(writer.records, kind, seedling.values)
    present = writer.records.by_name(kind.name, str(accepted["name"]))
    if present is not None and all(_same(present, *pair) for pair in accepted.items()):
        return _seeded(SeedResult.UNCHANGED, kind.name, present)
    made = writer.create(kind, {"commit_message": message, **seedling.values})
    result = SeedResult.CREATED if present is None else SeedResult.UPDATED
    return _seeded(result, kind.name, made)


def _same(present: Values, name: str, value: JSON) -> bool:
    return name in present and present[name] == value


def _seeded(result: SeedResult, name: str, record: Values) -> Seeded:
    return Seeded(result, name, str(record["name"]), str(record["id"]))


def _refused(seedling: Seedling, refusal: Refusal) -> Diagnostic:
    document, pointer = seedling.document, (seedling.record_type, refusal.field or "name")
    return Diagnostic(
        Severity.ERROR,
        Code.API_REFUSED,
        f"document {document.index + 1}, {seedling.record_type} {seedling.values['name']!r}:"
        f" {refusal.words}",
        document.at(pointer),
    )
