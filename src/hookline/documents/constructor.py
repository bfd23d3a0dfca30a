"""Events → JSON-shaped values, by the core schema of YAML 1.2, with the place of each.

Everything that gives YAML its surprises ends here: anchors, aliases, merge keys, tags, keys that
are not text, numbers that JSON cannot carry. Each is a diagnostic, and the reading goes on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from hookline.documents.scalars import (
    LARGEST_INTEGER,
    OutOfRange,
    Unreadable,
    core_value,
    old_reading,
)
from hookline.documents.syntax import directive
from hookline.documents.text import Text
from hookline.documents.words import kind_of, quoted, shortened
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.document import LOST_KEY, Mark
from hookline.model.location import Location
from hookline.model.values import JSON, Pointer

DEEPEST_NESTING = 32
"""How many lists and mappings may lie in each other; a definition needs four."""

_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
_IF_TEXT = "put it in quotes if it is meant as text"


class TooDeep(Exception):
    """Lists and mappings lie too deep in each other to read on."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(slots=True)
class Content:
    """What one document holds, as it grows; see `model.document.Document` for the fields."""

    value: JSON = None
    marks: dict[Pointer, Mark] = field(default_factory=dict)
    key_marks: dict[Pointer, Mark] = field(default_factory=dict)
    plain: dict[Pointer, str] = field(default_factory=dict)
    refused: set[Pointer] = field(default_factory=set)


class Constructor:
    """Makes values of the events of one stream."""

    def __init__(self, events: Iterator[Event], text: Text, lines_before: int = 0) -> None:
        """Take the events of `text`, or of its part after `lines_before` lines."""
        self.problems: list[Diagnostic] = []
        self.open_brackets: list[CollectionStartEvent] = []
        self.last_scalar: ScalarEvent | None = None
        self._events = events
        self._text = text
        self._lines_before = lines_before
        self._depth = 0
        self._content = Content()
        self._anchors: dict[str, int] = {}

    def document(self, begin: DocumentStartEvent) -> Content | None:
        """Read one document to its end; None when there is nothing in it.

        Raises `TooDeep`, and whatever the events raise.
        """
        if begin.version or begin.tags:
            self.problems.append(directive(self._place(begin)))
        self._content = Content()
        self._anchors = {}
        event = next(self._events)
        self._content.value = self._value(event, ())
        next(self._events)
        return None if _is_nothing(event) else self._content

    def _value(self, event: Event, pointer: Pointer) -> JSON:
        self._content.marks[pointer] = self._mark(event)
        if type(event) is AliasEvent:
            self._refuse_alias(event, pointer)
            return None
        assert isinstance(event, ScalarEvent | CollectionStartEvent)  # noqa: S101  for mypy
        if event.tag or event.anchor:
            self._refuse_decoration(event, pointer)
        if type(event) is ScalarEvent:
            return self._scalar(event, pointer)
        assert isinstance(event, CollectionStartEvent)  # noqa: S101  for mypy
        self._enter(event)
        if type(event) is MappingStartEvent:
            value: JSON = self._mapping(pointer)
        else:
            value = self._sequence(pointer)
        self._leave(event)
        return value

    def _sequence(self, pointer: Pointer) -> list[JSON]:
        found: list[JSON] = []
        while type(event := next(self._events)) is not SequenceEndEvent:
            found.append(self._value(event, (*pointer, len(found))))
        return found

    def _mapping(self, pointer: Pointer) -> dict[str, JSON]:
        found: dict[str, JSON] = {}
        while type(event := next(self._events)) is not MappingEndEvent:
            key = self._key(event, pointer)
            if key is None:
                self._content.refused.add((*pointer, LOST_KEY))
                self._discard(next(self._events), pointer)
            elif key in found:
                self._refuse_duplicate(event, (*pointer, key))
                self._discard(next(self._events), pointer)
            else:
                here = (*pointer, key)
                self._content.key_marks[here] = self._mark(event)
                found[key] = self._value(next(self._events), here)
        return found

    def _discard(self, event: Event, pointer: Pointer) -> None:
        """Read a value that has no place in the document, for its problems alone."""
        kept, self._content = self._content, Content()
        self._value(event, pointer)
        self._content = kept

    def _scalar(self, event: ScalarEvent, pointer: Pointer) -> JSON:
        self.last_scalar = event
        if event.style is None or not event.style:
            return self._plain_scalar(event, pointer)
        if event.style == '"' and (found := _CONTROL.search(event.value)):
            self._refuse_control(found[0], event, pointer)
        return event.value

    def _plain_scalar(self, event: ScalarEvent, pointer: Pointer) -> JSON:
        self._content.plain[pointer] = event.value
        try:
            return core_value(event.value)
        except OutOfRange:
            message = f"the number is out of range: integers go up to {LARGEST_INTEGER}"
            self._refuse(Code.VAL_RANGE, message, event, _IF_TEXT, pointer)
        except Unreadable:
            message = "the number has no finite value, so no request can carry it"
            self._refuse(Code.VAL_NUM, message, event, _IF_TEXT, pointer)
        return None

    def _key(self, event: Event, pointer: Pointer) -> str | None:
        """Read a key; None when it is refused."""
        if type(event) is not ScalarEvent:
            self._refuse_key_node(event, pointer)
            return None
        if event.tag or event.anchor:
            self._refuse_decoration(event, pointer)
        self.last_scalar = event
        if event.style:
            if event.style == '"' and (found := _CONTROL.search(event.value)):
                self._refuse_control(found[0], event, pointer)
            return event.value
        if event.value == "<<":
            message = "merge keys (`<<`) are not read"
            self._refuse(Code.YML_ALIAS, message, event, "copy the keys to where they belong")
            return None
        return self._plain_key(event)

    def _plain_key(self, event: ScalarEvent) -> str | None:
        try:
            key = core_value(event.value)
        except Unreadable:
            key = 0.0
        reading = kind_of(key) if not isinstance(key, str) else old_reading(event.value)
        if reading is None:
            return event.value
        other = "" if not isinstance(key, str) else " to YAML 1.1 readers"
        message = f"the key `{shortened(event.value)}` is {reading}{other}, and keys are text"
        self._refuse(Code.YML_KEY, message, event, f"put it in quotes: `{quoted(event.value)}`")
        return None

    def _refuse_alias(self, event: AliasEvent, pointer: Pointer) -> None:
        """Refuse an alias: once with its anchor when there is one, else by itself."""
        self._content.refused.add(pointer)
        number = self._anchors.get(event.anchor or "")
        if number is None:
            message = f"`*{event.anchor}` is an alias, and aliases are not read"
            hint = "put it in quotes if it is meant as text, else write the value itself"
            self._refuse(Code.YML_ALIAS, message, event, hint)
        elif not self.problems[number].related:
            used = Related(f"`*{event.anchor}` uses it here", self._place(event))
            self.problems[number] = replace(self.problems[number], related=(used,))

    def _refuse_decoration(self, event: ScalarEvent | CollectionStartEvent, at: Pointer) -> None:
        if event.anchor:
            self._anchors[event.anchor] = len(self.problems)
            message = f"`&{event.anchor}` is an anchor, and anchors are not read"
            hint = f"remove it, and copy the value to where `*{event.anchor}` stands"
            self._refuse(Code.YML_ALIAS, message, event, hint)
        if event.tag:
            place = self._place(event)
            spelled = place.excerpt[place.column - 1 :].split(maxsplit=1)[0]
            tag = spelled if spelled.startswith("!") else event.tag
            hint = "remove the tag; to make a value text, put it in quotes"
            self._refuse(Code.YML_TAG, f"the tag `{shortened(tag)}` is not read", event, hint, at)

    def _refuse_duplicate(self, event: Event, pointer: Pointer) -> None:
        first = self._content.key_marks[pointer]
        self.problems.append(
            Diagnostic(
                Severity.ERROR,
                Code.YML_DUP,
                f"the key `{shortened(str(pointer[-1]))}` stands here for the second time",
                self._place(event),
                "keep one of the two",
                (Related("first here", self._text.at(first.line, first.column, first.width)),),
            )
        )

    def _refuse_key_node(self, event: Event, pointer: Pointer) -> None:
        if isinstance(event, CollectionStartEvent):
            kind = "a mapping" if type(event) is MappingStartEvent else "a list"
            hint = "put it in quotes if it is meant as text"
            self._refuse(Code.YML_KEY, f"a key is {kind}, and keys are text", event, hint)
        self._discard(event, pointer)

    def _refuse_control(self, character: str, event: ScalarEvent, pointer: Pointer) -> None:
        message = f"the text holds a control character (U+{ord(character):04X})"
        hint = "remove its escape; a line break and a tab are the only ones allowed"
        self._refuse(Code.VAL_CTRL, message, event, hint, pointer)

    def _refuse(
        self, code: Code, message: str, event: Event, hint: str, pointer: Pointer | None = None
    ) -> None:
        """Note a problem, and with a pointer that the value there is not to be judged again."""
        place = self._place(event)
        self.problems.append(Diagnostic(Severity.ERROR, code, message, place, hint))
        if pointer is not None:
            self._content.refused.add(pointer)

    def _enter(self, event: CollectionStartEvent) -> None:
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            raise TooDeep(
                Diagnostic(
                    Severity.ERROR,
                    Code.YML_DEPTH,
                    f"more than {DEEPEST_NESTING} lists and mappings lie in each other",
                    self._place(event),
                    "the document is not read any further; make it flatter",
                )
            )
        if event.flow_style:
            self.open_brackets.append(event)

    def _leave(self, event: CollectionStartEvent) -> None:
        self._depth -= 1
        if event.flow_style:
            self.open_brackets.pop()

    def _mark(self, event: Event) -> Mark:
        start, end = event.start_mark, event.end_mark
        assert start is not None and end is not None  # noqa: S101, PT018  libyaml gives both
        line = start.line + self._lines_before
        if end.line == start.line:
            return Mark(line + 1, start.column + 1, max(1, end.column - start.column))
        if isinstance(event, CollectionStartEvent):
            return Mark(line + 1, start.column + 1)
        rest = len(self._text.lines[line].rstrip()) - start.column
        return Mark(line + 1, start.column + 1, max(1, rest))

    def _place(self, event: Event) -> Location:
        mark = self._mark(event)
        return self._text.at(mark.line, mark.column, mark.width)


def _is_nothing(event: Event) -> bool:
    """Say whether a document is only a marker, or comments."""
    if type(event) is not ScalarEvent:
        return False
    return not (event.value or event.style or event.tag or event.anchor)
