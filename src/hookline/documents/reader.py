"""Text → documents, with the place of every key and value.

libyaml gives events; everything that gives YAML its surprises is decided in `constructor`. Events
come one at a time, so nesting that is too deep ends the reading at its first level too many:
libyaml's own time grows with the square of the depth.
"""

import re
from collections.abc import Iterator

from yaml import MarkedYAMLError
from yaml.cyaml import CBaseLoader
from yaml.events import DocumentStartEvent, Event

from hookline.documents.constructor import Constructor, TooDeep
from hookline.documents.syntax import Failure, Point, explain
from hookline.documents.text import Text, decode
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document, SourceFile

_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
"""Where a document begins; such a line is a marker whatever stands around it."""

MOST_BROKEN_DOCUMENTS = 100
"""After so many documents of one file that cannot be read, the rest of the file is not tried."""


def read_documents(file: SourceFile) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Read every document of a file, and name every problem of its YAML.

    A document that cannot be read to its end is left out, and the next one is read all the same.
    Documents without content are left out; a file may have no document at all. A document with
    other problems is given too: what is left of it can be checked further.
    """
    text, problems = decode(file)
    if text is None:
        return (), problems
    reader = _Reader(text, file.blob)
    reader.read()
    return tuple(reader.documents), (*problems, *reader.problems)


def events_of(content: str) -> Iterator[Event]:
    """Give the events of a text, one at a time, as libyaml makes them."""
    parser = CBaseLoader(content)
    while (event := parser.get_event()) is not None:
        yield event


class _Reader:
    """Reads one file, document by document."""

    def __init__(self, text: Text, blob: str) -> None:
        self.documents: list[Document] = []
        self.problems: list[Diagnostic] = []
        self._text = text
        self._blob = blob
        self._index = 0

    def read(self) -> None:
        """Read to the end, beginning again after each document that is broken."""
        start: int | None = 0
        for _ in range(MOST_BROKEN_DOCUMENTS):
            if start is None:
                return
            start = self._read_from(start)

    def _read_from(self, start: int) -> int | None:
        """Read from an offset to the end; after a broken document give where to go on."""
        content = self._text.content
        lines_before = content.count("\n", 0, start)
        events = events_of(content[start:])
        constructor = Constructor(events, self._text, lines_before)
        begun = start
        try:
            for event in events:
                if type(event) is DocumentStartEvent:
                    begun = start + (event.end_mark.index if event.end_mark else 0)
                    self._document(constructor, event)
            broken = None
        except TooDeep as error:
            broken = error.diagnostic
        except MarkedYAMLError as error:
            broken = explain(_failure(error, constructor, lines_before), self._text)
        self.problems += constructor.problems
        if broken is None:
            return None
        self.problems.append(broken)
        self._index += 1
        marker = _MARKER.search(content, begun)
        return marker.start() if marker else None

    def _document(self, constructor: Constructor, begin: DocumentStartEvent) -> None:
        problems_before = len(constructor.problems)
        content = constructor.document(begin)
        if content is not None:
            self.documents.append(
                Document(
                    self._text.path,
                    self._index,
                    content.value,
                    content.marks,
                    content.key_marks,
                    content.plain,
                    self._text.lines,
                    self._blob,
                    frozenset(content.refused),
                    len(constructor.problems) == problems_before,
                )
            )
        self._index += 1


def _failure(error: MarkedYAMLError, constructor: Constructor, lines_before: int) -> Failure:
    """Gather what is known about the place where libyaml stopped."""
    brackets, last = constructor.open_brackets, constructor.last_scalar
    quoted = last if last and last.style in ("'", '"') else None
    return Failure(
        problem=error.problem or "",
        at=Point.of(error.problem_mark, lines_before) or Point(1, 1),
        context=error.context or "",
        context_at=Point.of(error.context_mark, lines_before),
        open_bracket=Point.of(brackets[-1].start_mark, lines_before) if brackets else None,
        quote_opened=Point.of(quoted.start_mark, lines_before) if quoted else None,
        quote_closed=Point.of(quoted.end_mark, lines_before) if quoted else None,
    )
