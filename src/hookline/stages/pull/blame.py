"""What is wrong with the texts of a pull → which value of which webhook brought it."""

from collections.abc import Iterable

from hookline.documents.reader import read_documents
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document, SourceFile
from hookline.model.edits import DefinitionEdit, Edits, Part
from hookline.model.location import Location
from hookline.model.overlay import TARGETS
from hookline.model.property import PropertyTable
from hookline.model.values import Pointer


def blame(
    edits: Edits, errors: Iterable[Diagnostic], table: PropertyTable
) -> tuple[dict[Part, str], tuple[Diagnostic, ...]]:
    """Give the parts that a definition cannot hold, with the reason, and the errors of others.

    What no definition can do without counts as the whole webhook.
    """
    blamer = _Blamer(edits, table)
    parts: dict[Part, str] = {}
    others: list[Diagnostic] = []
    for error in errors:
        found = next((part for place in error.places if (part := blamer.part_at(place))), None)
        if found is None:
            others.append(error)
        else:
            parts.setdefault(found, error.message)
    return parts, tuple(others)


class _Blamer:
    def __init__(self, edits: Edits, table: PropertyTable) -> None:
        self._texts = {file.path: file.after for file in edits.files}
        self._edited = {(each.path, each.document): each for each in edits.definitions}
        self._documents: dict[str, tuple[Document, ...]] = {}
        self._table = table

    def part_at(self, place: Location) -> Part | None:
        """Give what was written at a place; None when that is not ours."""
        if place.path not in self._texts:
            return None
        document, pointer = _last_key(self._read(place.path), place)
        edited = self._edited.get((place.path, document))
        return None if edited is None else self._part(edited, _property_of(pointer))

    def _read(self, path: str) -> tuple[Document, ...]:
        if path not in self._documents:
            file = SourceFile(path, self._texts[path].encode())
            self._documents[path] = read_documents(file)[0]
        return self._documents[path]

    def _part(self, edited: DefinitionEdit, name: str | None) -> Part | None:
        if edited.is_new:
            whole = name is None or name not in self._table or self._table[name].is_identity
            return Part(edited.name, None if whole else name)
        if name in {each.name for each in edited.properties}:
            return Part(edited.before, name)
        return None


def _last_key(documents: Iterable[Document], place: Location) -> tuple[int, Pointer]:
    """Give the last key at or before a place: its document and the keys that lead to it."""
    found: tuple[tuple[int, int], int, Pointer] = ((0, 0), 0, ())
    for document in documents:
        for pointer, mark in document.key_marks.items():
            at = (mark.line, mark.column)
            if _is_of_a_property(pointer) and found[0] <= at <= (place.line, place.column):
                found = (at, document.index, pointer)
    return found[1:]


def _is_of_a_property(pointer: Pointer) -> bool:
    """Say whether a key is a section, a property, or that in what a target brings."""
    return len(pointer) <= (4 if pointer[0] == TARGETS else 2)


def _property_of(pointer: Pointer) -> str | None:
    depth = 4 if pointer[:1] == (TARGETS,) else 2
    return str(pointer[depth - 1]) if len(pointer) == depth else None
