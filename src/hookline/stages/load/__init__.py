"""Load: files → documents that can be validated, and every problem of their YAML."""

from collections.abc import Collection, Sequence

from hookline.documents.reader import read_documents
from hookline.documents.text import lines_of
from hookline.documents.words import kind_of
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.model.document import MOST_BYTES, MOST_FILES, Document, SourceFile
from hookline.model.location import Location

_SKELETON = "put `webhook:` on a line, and `name:` and `flow_name:` indented below it"


def load(
    files: Sequence[SourceFile], secrets: Collection[str] = ()
) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Read the documents of all files, in the order of the files.

    A document that is not a mapping is left out; one with other problems is given too, so that
    its other problems are found as well. `secrets` are the names of properties whose values are
    never shown: an excerpt hides what stands behind them.
    """
    if len(files) > MOST_FILES:
        return (), (_too_many(len(files)),)
    documents: list[Document] = []
    problems: list[Diagnostic] = []
    for file in files:
        found, unread = _load_file(file)
        documents += found
        if unread:
            from hookline.documents.conceal import conceal

            problems += conceal(unread, {file.path: lines_of(file)}, secrets)
    return tuple(documents), tuple(problems)


def _load_file(file: SourceFile) -> tuple[list[Document], list[Diagnostic]]:
    if len(file.data) > MOST_BYTES:
        return [], [_too_large(file)]
    documents, problems = read_documents(file)
    found = [document for document in documents if isinstance(document.value, dict)]
    others = [_not_a_mapping(d) for d in documents if not isinstance(d.value, dict)]
    if not documents and not errors_in(problems):
        others.append(_empty(file))
    return found, [*problems, *others]


def _too_many(number: int) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        Code.FIL_COUNT,
        f"`definitions:` matches {number:,} files, and at most {MOST_FILES:,} are read",
        None,
        "narrow the globs of `definitions:` in hookline.yaml",
    )


def _too_large(file: SourceFile) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        Code.FIL_SIZE,
        f"the file has {len(file.data):,} bytes, and at most {MOST_BYTES:,} are read",
        Location(file.path),
        "split it: a file needs to hold only one definition",
    )


def _empty(file: SourceFile) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        Code.YML_EMPTY,
        "the file holds no definition",
        Location(file.path),
        "remove the file, or add `webhook:`",
    )


def _not_a_mapping(document: Document) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        Code.YML_TYPE,
        f"the document is {kind_of(document.value)}, and a definition is a mapping",
        document.at(),
        _SKELETON,
    )
