"""Declared renames: each by itself, and all of them together."""

from collections.abc import Iterator, Sequence

from hookline.documents.words import shortened
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related
from hookline.model.document import Document
from hookline.stages.validate.names import check_form, name_of
from hookline.stages.validate.places import RENAMED_FROM, value_at
from hookline.stages.validate.rulebook import Rulebook, error


def check_rename(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Name what is wrong with the name that a webhook had before.

    It may be one that does not fit into a call URL: renaming is how that is mended.
    """
    old = _old_name_of(document)
    if old is None:
        return
    place = document.at(RENAMED_FROM)
    yield from check_form(old, "the old name", place, rules)
    if old == name_of(document):
        message = f"`{shortened(old)}` is the name that the webhook has, not one it had before"
        hint = "remove `renamed_from:`, or correct one of the two names"
        yield error(Code.NAM_DUP, message, place, hint)


def check_renames(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    """Name every old name that stands twice; that it is some webhook's name today is allowed."""
    first: dict[str, Document] = {}
    for document in documents:
        old = _old_name_of(document)
        if not old:
            continue
        other = first.setdefault(old, document)
        if other is not document:
            yield error(
                Code.NAM_DUP,
                f"two webhooks are renamed from `{shortened(old)}`, and only one can be",
                document.at(RENAMED_FROM),
                "remove `renamed_from:` from the one that is new",
                Related("the old name stands here first", other.at(RENAMED_FROM)),
            )


def _old_name_of(document: Document) -> str | None:
    old = value_at(document, RENAMED_FROM)
    return old if isinstance(old, str) and RENAMED_FROM not in document.refused else None
