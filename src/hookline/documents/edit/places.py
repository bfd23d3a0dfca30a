"""Where keys and values stand in a text: offsets from libyaml's events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yaml.events import (
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from hookline.documents.reader import events_of
from hookline.model.values import Pointer


@dataclass(frozen=True, slots=True)
class Node:
    """One value, or one key, of a document."""

    begin: int
    """The offset of its first character, in code points."""
    end: int
    """The offset behind it."""
    column: int
    """The column of its first character, from 0."""
    style: str | None
    """The sign that begins a scalar, empty for a plain one; None for a list or a mapping."""
    in_flow: bool
    """Whether it stands within brackets or braces, its own not counted."""
    is_braced: bool = False
    """Whether it is a list or a mapping in brackets or braces."""
    entries: "Mapping[str, Entry]" = field(default_factory=dict)
    """What a mapping holds, by its keys."""
    is_mapping: bool = False
    """Whether it is a mapping."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, and its value."""

    key: Node
    """The key."""
    value: Node
    """The value."""


def read_places(content: str) -> tuple[Node, ...]:
    """Give the node of each document of a text that reads without an error, in their order."""
    events = events_of(content)
    return tuple(_node(next(events), events, 0) for e in events if type(e) is DocumentStartEvent)


def entry_at(root: Node, pointer: Pointer) -> Entry | None:
    """Give the key and the value at the keys of `pointer`; None when there is none."""
    node, found = root, None
    for key in pointer:
        found = node.entries.get(str(key))
        if found is None:
            return None
        node = found.value
    return found


def _node(event: Event, events: Iterator[Event], brackets: int) -> Node:
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None  # noqa: S101, PT018  libyaml gives both
    if not isinstance(event, CollectionStartEvent):
        style = (event.style or "") if isinstance(event, ScalarEvent) else None
        return Node(start.index, end.index, start.column, style, bool(brackets))
    braced = bool(event.flow_style)
    inside = brackets + braced
    entries: dict[str, Entry] = {}
    is_mapping = type(event) is MappingStartEvent
    last: Event = event
    while type(last := next(events)) not in (MappingEndEvent, SequenceEndEvent):
        key = _node(last, events, inside)
        if is_mapping:
            value = _node(next(events), events, inside)
            entries[last.value if isinstance(last, ScalarEvent) else ""] = Entry(key, value)
    end = last.end_mark
    assert end is not None  # noqa: S101  libyaml gives it
    return Node(
        start.index, end.index, start.column, None, bool(brackets), braced, entries, is_mapping
    )
