"""Telling a type from the words that run into it, by what the page's certain rows teach.

A cell boundary has left no mark in `…set project_idUUID(as_uuid=False)`. Where a sentence ended,
or where nothing but a name stands before it, the type is certain; these types are then looked for
at the end of the doubtful words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hookline.tables.page.rows import IMPORT_EXPORT, NAME
from hookline.tables.types import end_of_type

_WORD_OF_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?=\()")
_TYPE_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_CLOSERS = frozenset(")]!?:;…\"'”’")
_CAMEL = re.compile(r"[A-Z](?=[a-z])|(?<![A-Z])[A-Z]")


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a line where a type stands: `head` + `word` + `arguments`, then import/export."""

    head: str
    """What stands before the word."""
    word: str
    """The letters before the parenthesis: the type's name, and maybe words that run into it."""
    arguments: str
    """The parenthesis and what it holds."""
    import_export: str | None
    """The value after it."""
    partial: str = ""
    """The begin of such a value, where the page breaks off in it."""
    named: int = 0
    """How many letters of `word` are the property's name; 0 unless nothing else stands before."""

    @property
    def rest(self) -> str:
        """The word without the property's name."""
        return self.word[self.named :]


def tail_of(text: str) -> Tail | None:
    """Find the type at the end of `text`; None when no type can stand there."""
    body, import_export, partial = _without_import_export(text)
    if not body.endswith(")"):
        return None
    for found in _WORD_OF_TYPE.finditer(body):
        if end_of_type(body, found.start()) == len(body):
            head, word = body[: found.start()], found[0]
            name = NAME.match(word)
            named = name.end() if name and not head.strip() else 0
            return Tail(head, word, body[found.end() :], import_export, partial, named)
    return None


def _without_import_export(text: str) -> tuple[str, str | None, str]:
    """Split off an import/export value, whole or broken off."""
    body, parenthesis, last = text.rstrip().rpartition(")")
    value = last.strip()
    if value in IMPORT_EXPORT:
        return body + parenthesis, value, ""
    if value and any(known.startswith(value) for known in IMPORT_EXPORT):
        return body + parenthesis, None, value
    return text.rstrip(), None, ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The type names that a page teaches."""

    known: frozenset[str]
    """Names that stand somewhere on the page with nothing before them that could belong to them."""
    doubtful: frozenset[str]
    """Words that may be a type or a description that runs into a known one."""

    def readings(self, tail: Tail) -> tuple[str, ...]:
        """Give the type names that `tail` can hold; exactly one when the page decides it."""
        word = tail.rest
        starts = _starts(word)
        if word in self.doubtful:
            return tuple(word[s:] for s in starts if s == 0 or word[s:] in self.known)
        for start in starts:
            if word[start:] in self.known:
                before = _camel_before(word, start, starts)
                return (word[start:],) if before is None else (word[before:], word[start:])
        if starts == [0] or (len(starts) == 1 and not tail.named):
            return (word[starts[0] :],)
        return tuple(word[start:] for start in starts)


def learn(tails: Iterable[Tail]) -> Vocabulary:
    """Collect the type names of the certain rows, and the names nested in their arguments."""
    alone: set[str] = set()
    known: set[str] = set()
    for tail in tails:
        if _TYPE_NAME.fullmatch(tail.rest):
            if not tail.head.strip() and tail.named:
                alone.add(tail.rest)
            elif not tail.head.strip() or _ends_sentence(tail.head):
                known.add(tail.rest)
            else:
                continue
            known.update(_WORD_OF_TYPE.findall(_unquoted(tail.arguments)))
    doubtful = {word for word in alone - known if _hides_known(word, known | (alone - {word}))}
    return Vocabulary(frozenset(known | (alone - doubtful)), frozenset(doubtful))


def _ends_sentence(head: str) -> bool:
    """Say whether a sentence ended, so that no letter before belongs to what follows."""
    if head[-1] != ".":
        return head[-1] in _CLOSERS
    last = head[:-1].rpartition(" ")[2]
    # `e.g.` and `module.` of a dotted path end no sentence, and in ` .NET` none began.
    return bool(last) and "." not in last and "/" not in last


def _hides_known(word: str, known: set[str]) -> bool:
    """Say whether `word` is capitals that run into a known type, as in `URLString`."""
    return any(word[s:] in known and word[:s].isupper() for s in _starts(word) if s > 1)


def _starts(word: str) -> list[int]:
    """Give where a type's name can begin in `word`: at a capital that begins a word or a run."""
    return [found.start() for found in _CAMEL.finditer(word)]


def _camel_before(word: str, start: int, starts: list[int]) -> int | None:
    """Give where a longer, unknown name begins that `word[start:]` may be the end of.

    `valueSmallInteger` may end in `Integer` or in `SmallInteger`; `GitHubString` and
    `WORKSPACEBoolean` hold words of the description.
    """
    earlier = [s for s in starts if s < start]
    if not earlier or earlier[-1] == 0:
        return None
    part = word[earlier[-1] : start]
    glued_to = word[earlier[-1] - 1]
    begins_small = word[0].islower() or (earlier[-1] > 1 and word[: earlier[-1]].isupper())
    is_camel = part[1:].islower() and glued_to != "_" and begins_small
    return earlier[-1] if is_camel else None


def _unquoted(arguments: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", arguments)
