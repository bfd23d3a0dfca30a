"""Whole documents of a file: put into another one, or taken out of it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from yaml.events import DocumentStartEvent

from hookline.documents.edit.splices import CannotSplice, line_end_of
from hookline.documents.reader import events_of, read_documents
from hookline.model.diagnostics import errors_in
from hookline.model.document import SourceFile
from hookline.model.values import JSON

_MARK = "\ufeff"
_MARKER = "---"
_MODELINE = re.compile(r"# yaml-language-server:[^\n]*\n")
_BARE_MARKER = re.compile(r"---[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One document as it is written, from its marker to the next one."""

    text: str
    """Its lines, its marker included when it has one."""
    is_marked: bool
    """Whether it begins with a marker."""
    lead: str = ""
    """What stands above the first document of a file, and belongs to the file."""


def cut(content: str) -> list[Part]:
    """Cut a text that reads without an error into its documents; none when it has none."""
    starts = [
        (event.start_mark.index if event.start_mark else 0, bool(event.explicit))
        for event in events_of(content)
        if type(event) is DocumentStartEvent
    ]
    if not starts:
        return []
    ends = [start for start, _ in starts[1:]] + [len(content)]
    parts = [
        Part(content[start:end], is_marked)
        for (start, is_marked), end in zip(starts, ends, strict=True)
    ]
    start, is_marked = starts[0]
    found = _MODELINE.match(content)
    above = start if is_marked else found.end() if found else 0
    parts[0] = Part(content[above : ends[0]], is_marked, content[:above])
    return parts


def put_back(text: str | None, index: int | None, source: str, source_index: int) -> str:
    """Give `text` with a document of `source` in the place of its own, or at its end.

    Without a `text` the document becomes a file of its own. Raises `CannotSplice` when what comes
    out does not say exactly that.
    """
    part = _cut_text(source)[source_index]
    value = _said(source)[source_index]
    if text is None:
        bare = part.text if part.lead else _BARE_MARKER.sub("", part.text, count=1)
        return _checked(_closed(part.lead + bare), [value])
    parts, said = _cut_text(text), _said(text)
    if not parts:
        parts.append(Part(part.text, part.is_marked, _closed(text.removeprefix(_MARK))))
        said.append(value)
    elif index is None:
        parts.append(part)
        said.append(value)
    else:
        parts[index] = Part(part.text, part.is_marked, parts[index].lead)
        said[index] = value
    return _checked(_joined(parts, text), said)


def taken_out(text: str, indexes: Sequence[int]) -> str | None:
    """Give `text` without some of its documents; None when no other is left.

    Raises `CannotSplice` when what comes out says anything else.
    """
    parts, said = _cut_text(text), _said(text)
    left = [index for index in range(len(parts)) if index not in indexes]
    if all(said[index] is None for index in left):
        return None
    kept = [parts[index] for index in left]
    kept[0] = Part(kept[0].text, kept[0].is_marked, parts[0].lead)
    return _checked(_joined(kept, text), [said[index] for index in left])


def _joined(parts: Sequence[Part], like: str) -> str:
    """Write documents one below the other, each but the first with its marker."""
    end = line_end_of(like)
    mark = _MARK if like.startswith(_MARK) else ""
    texts = [
        part.text if part.is_marked or number == 0 else _MARKER + end + part.text
        for number, part in enumerate(parts)
    ]
    return mark + parts[0].lead + "".join([*map(_closed, texts[:-1]), *texts[-1:]])


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else text + line_end_of(text)


def _cut_text(text: str) -> list[Part]:
    _said(text)
    return cut(text.removeprefix(_MARK))


def _said(text: str) -> list[JSON]:
    """Give what each document says, None for an empty one; raises `CannotSplice` for an error."""
    data = text.encode("utf-8", "surrogateescape")
    documents, problems = read_documents(SourceFile("", data))
    if errors_in(problems):
        raise CannotSplice
    by_index = {each.index: each.value for each in documents}
    return [by_index.get(index) for index in range(len(cut(text.removeprefix(_MARK))))]


def _checked(text: str, wanted: Sequence[JSON]) -> str:
    if json.dumps(_said(text)) != json.dumps(wanted):
        raise CannotSplice
    return text
