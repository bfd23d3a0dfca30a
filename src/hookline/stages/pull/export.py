"""Files that Engine exported → what a definition would say of the webhooks in them.

Source of the form: the vendor's documentation, to version 6 (ENGINE 2). A document is a mapping
from record types to properties, and a reference is written `<property>_<type>: {name: …}`.
"""

from collections import Counter
from collections.abc import Iterable

from hookline.documents.conceal import conceal
from hookline.documents.reader import read_documents
from hookline.documents.text import lines_of
from hookline.documents.words import count_of
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.model.document import Document, SourceFile
from hookline.model.edits import Found
from hookline.model.property import PropertyTable, Role
from hookline.model.record import WEBHOOK
from hookline.model.values import JSON, Values
from hookline.stages.pull.found import KEY_IS_SET

_WHY_DROPPED = {
    Role.SERVER: "set by the workspace",
    Role.PER_REQUEST: "about the file or the request, not about the webhook",
    Role.CREATE_ONLY: "acts only when the webhook is created",
}
_SECRET = "a secret, which never stands in git"  # noqa: S105  the reason, not a secret
_UNKNOWN = "unknown, and only informs"


def find_in_export(
    files: Iterable[SourceFile], table: PropertyTable
) -> tuple[tuple[Found, ...], tuple[Diagnostic, ...]]:
    """Give the webhooks by name, and the problems.

    What only informs is dropped, with a note for each property. An error is YAML that does not
    read (its own code), a webhook without a name (`SCH-REQUIRED`), a name that stands twice
    (`NAM-DUP`), or files without any webhook (`YML-EMPTY`).
    """
    reader = _ExportReader(table)
    lines = {}
    for file in files:
        documents, problems = read_documents(file)
        reader.problems += problems
        lines[file.path] = lines_of(file)
        for document in documents:
            reader.read(document)
    if not reader.found and not errors_in(reader.problems):
        reader.problems.append(_empty())
    found = tuple(sorted(reader.found.values(), key=lambda each: each.name))
    secrets = [known.name for known in table if known.secret]
    return found, (*conceal(reader.problems, lines, secrets), *reader.notes())


class _ExportReader:
    def __init__(self, table: PropertyTable) -> None:
        self.found: dict[str, Found] = {}
        self.problems: list[Diagnostic] = []
        self._table = table
        self._dropped: Counter[tuple[str, str]] = Counter()
        self._other_types: Counter[str] = Counter()
        self._references = {
            f"{by_name.looks_up}_{by_name.record_type}": by_name
            for by_name in table.with_role(Role.LOOK_UP)
        }

    def read(self, document: Document) -> None:
        """Take the webhooks of one document."""
        if not isinstance(document.value, dict):
            self._refuse(Code.YML_TYPE, "the document is no mapping of a record type", document)
            return
        for record_type, values in document.value.items():
            if record_type != WEBHOOK:
                self._other_types[record_type] += 1
            elif not isinstance(values, dict) or not isinstance(values.get("name"), str):
                self._refuse(Code.SCH_REQUIRED, "the webhook has no name", document)
            elif values["name"] in self.found:
                message = f"the webhook {values['name']!r} stands here for the second time"
                self._refuse(Code.NAM_DUP, message, document)
            else:
                name = str(values["name"])
                self.found[name] = Found(name, self._kept(values), values.get(KEY_IS_SET) is True)

    def _kept(self, values: Values) -> Values:
        kept: dict[str, JSON] = {}
        for name, value in values.items():
            by_name = self._references.get(name)
            if by_name is not None:
                named = value.get("name") if isinstance(value, dict) else value
                kept[by_name.name] = named if isinstance(named, str) else None
            elif why := self._why_dropped(name):
                self._dropped[name, why] += 1
            else:
                kept[name] = value
        return kept

    def _why_dropped(self, name: str) -> str | None:
        if name not in self._table:
            return _UNKNOWN
        known = self._table[name]
        return _SECRET if known.secret else _WHY_DROPPED.get(known.role)

    def _refuse(self, code: Code, message: str, document: Document) -> None:
        place = document.at_key((WEBHOOK,))
        hint = "an export holds documents such as `webhook: {name: signup, …}`"
        self.problems.append(Diagnostic(Severity.ERROR, code, message, place, hint))

    def notes(self) -> list[Diagnostic]:
        """Say once for each property, and each other record type, that it was dropped."""
        texts = [
            f"`{name}` was dropped from {count_of(number, 'webhook')}: it is {why}"
            for (name, why), number in sorted(self._dropped.items())
        ]
        texts += [
            f"{count_of(number, 'record')} of type {record_type} stayed where they are: only "
            "webhooks are pulled"
            for record_type, number in sorted(self._other_types.items())
        ]
        return [Diagnostic(Severity.NOTE, Code.PUL_DROPPED, text) for text in texts]


def _empty() -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        Code.YML_EMPTY,
        "the export holds no webhook",
        hint="name a file that Engine exported, or leave out --from to read the workspace",
    )
