"""Values put into a text that somebody wrote: every other character stays as it is."""

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass

from hookline.documents.edit.places import entry_at, read_places
from hookline.documents.edit.splices import (
    CannotSplice,
    Splice,
    inserting,
    renaming,
    replacing,
    spliced,
)
from hookline.documents.reader import read_documents
from hookline.model.diagnostics import errors_in
from hookline.model.document import SourceFile
from hookline.model.values import JSON, Pointer

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value that a document should hold."""

    document: int
    """Which document of the file, from 0."""
    pointer: Pointer
    """The keys that lead to it; the last one may be missing yet, and mappings above it too."""
    value: JSON
    """The value; a scalar, since nothing else is ever pulled."""
    key: str | None = None
    """The key that it stands behind from now on; None for the last one of `pointer`."""
    after: tuple[str, ...] = ()
    """For a key that is missing yet, the keys beside it that it stands behind."""


def set_values(text: str, settings: Sequence[Setting]) -> str | None:
    """Put each value where it belongs, and keep comments, order, style and line ends.

    What comes out is read again: it says what it said before and what `settings` say, else another
    style is tried. None when no style does, or when `text` itself does not read.
    """
    mark = _MARK if text.startswith(_MARK) else ""
    content = text.removeprefix(mark)
    said = _values(content)
    wanted = None if said is None else _with(said, settings)
    if wanted is None:
        return None
    for plainly in (False, True):
        try:
            tried = _apply(content, settings, plainly=plainly)
        except CannotSplice:
            return None
        found = _values(tried)
        if found is not None and _same(found, wanted):
            return mark + tried
    return None


def _apply(content: str, settings: Sequence[Setting], *, plainly: bool) -> str:
    roots = read_places(content)
    splices: list[Splice] = []
    missing: list[Setting] = []
    for setting in settings:
        root = roots[setting.document]
        if entry_at(root, setting.pointer) is None:
            missing.append(setting)
            continue
        splices += replacing(content, root, setting.pointer, setting.value, plainly=plainly)
        if setting.key is not None:
            splices.append(renaming(root, setting.pointer, setting.key))
    content = spliced(content, splices)
    for setting in missing:
        root = read_places(content)[setting.document]
        content = spliced(
            content, [inserting(content, root, setting.pointer, setting.value, setting.after)]
        )
    return content


def _values(content: str) -> dict[int, JSON] | None:
    """Give what each document says, by its number; None when one of them has an error."""
    try:
        data = content.encode()
    except UnicodeEncodeError:
        return None
    documents, problems = read_documents(SourceFile("", data))
    return None if errors_in(problems) else {each.index: each.value for each in documents}


def _with(said: dict[int, JSON], settings: Sequence[Setting]) -> dict[int, JSON] | None:
    """Give what the documents should say; None when one has no place for a setting."""
    wanted = copy.deepcopy(said)
    for setting in settings:
        mapping = wanted.get(setting.document)
        for key in setting.pointer[:-1]:
            mapping = mapping.setdefault(str(key), {}) if isinstance(mapping, dict) else None
        if not isinstance(mapping, dict):
            return None
        last = str(setting.pointer[-1])
        mapping.pop(last, None)
        mapping[setting.key or last] = setting.value
    return wanted


def _same(one: dict[int, JSON], other: dict[int, JSON]) -> bool:
    """Compare by what JSON spells: `true` is not 1, and the order of keys is no difference."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
