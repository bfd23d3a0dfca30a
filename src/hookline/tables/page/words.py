"""Telling a type from the words that run into it, by what the page's certain rows teach.

A cell boundary has left no mark in `…set project_idUUID(as_uuid=False)`. Where a sentence ended,
or where nothing but a name stands before it, the type is certain; these types are then looked for
at the end of the doubtful words.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hookline.tables.page.rows import IMPORT_EXPORT, NAME
from hookline.tables.types import end_of_type

_WORD_OF_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?=\()")
_TYPE_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_CLOSERS = frozenset(")]!?:;…\"'”’\t")
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
        end = end_of_type(body, found.start())
        if end is None and import_export is None:
            # The page may break off in this type, and what ends here be one of its arguments.
            return None
        if end == len(body):
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
    """Words of which nothing tells whether a description runs into a known type, `URLString`."""
    compound: frozenset[str]
    """Types that may yet be a description of one word before a known type, `SmallInteger`."""

    def type_in(self, tail: Tail) -> str | None:
        """Give the name of the type in `tail`; None when the page does not decide it."""
        word = tail.rest
        if word in self.doubtful:
            return None
        for start in _capitals(word):
            if word[start:] in self.known:
                return None if _may_be_longer(word, start) else word[start:]
        starts = _starts(word)
        # Where nothing is known, a capital behind small letters still begins the type; but a word
        # of capitals alone may be two, as in `VANBYTEA`.
        sure = len(starts) == 1 and (starts[0] > 0 or not word.isupper())
        return word[starts[0] :] if sure else None


def learn(tails: Iterable[Tail]) -> Vocabulary:
    """Collect the type names of the certain rows, and the names nested in their arguments."""
    alone: Counter[str] = Counter()
    known: set[str] = set()
    for tail in tails:
        if not _TYPE_NAME.fullmatch(tail.rest):
            continue
        if tail.named:
            alone[tail.rest] += 1
        elif not tail.head.strip() or _ends_sentence(tail.head):
            known.add(tail.rest)
        else:
            continue
        known.update(_WORD_OF_TYPE.findall(_unquoted(tail.arguments)))
    every = known | alone.keys()
    once = {word for word, times in alone.items() if times == 1} - known
    hiding = {word: before for word in once if (before := _before_known(word, every))}
    doubtful = frozenset(word for word, before in hiding.items() if before.isupper())
    return Vocabulary(frozenset(every - doubtful), doubtful, frozenset(hiding) - doubtful)


def _ends_sentence(head: str) -> bool:
    """Say whether a sentence ended, so that no letter before belongs to what follows."""
    if head[-1] != ".":
        return head[-1] in _CLOSERS
    last = head[:-1].rpartition(" ")[2]
    # `e.g.` and `module.` of a dotted path end no sentence, and in ` .NET` none began.
    return bool(last) and "." not in last and "/" not in last


def _before_known(word: str, known: set[str]) -> str:
    """Give what stands before a known type that `word` ends in; empty when it ends in none."""
    return next((word[:s] for s in _capitals(word) if s > 1 and word[s:] in known), "")


def _capitals(word: str) -> list[int]:
    return [at for at, letter in enumerate(word) if letter.isupper()]


def _starts(word: str) -> list[int]:
    """Give where a part of `word` begins as people write names: `WebHook`, `webHook`, `WEBHook`."""
    return [found.start() for found in _CAMEL.finditer(word)]


def _may_be_longer(word: str, start: int) -> bool:
    """Say whether the known `word[start:]` may be only the end of a type that is not known.

    `valueSmallInteger` may end in `Integer` or in `SmallInteger`; `GitHubString` and
    `WORKSPACEBoolean` hold words of the description.
    """
    begin = max((s for s in _starts(word) if s < start), default=0)
    part, before = word[begin:start], word[:begin]
    glued = before[:1].islower() or (len(before) > 1 and before.isupper())
    return glued and part[1:].islower() and before[-1] != "_"


def _unquoted(arguments: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", arguments)
