"""A page as plain text in which the table has collapsed: no mark between its cells is left."""

import re
from collections.abc import Iterator

from hookline.tables.page.rows import IMPORT_EXPORT, NAME, Body, Line
from hookline.tables.page.words import Tail, Vocabulary, learn, tail_of

_HEADER = re.compile(
    r"^[ \t]*(?:Property|Name|Field)\s*(?:Description\s*)?(?:Data )?Type\s*(Import/Export)?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_RUN_ON = re.compile(rf"(?<=\))({'|'.join(IMPORT_EXPORT)})(?=[a-z][a-z0-9_]*[A-Z])")
_OPENS_WORDS = frozenset("\"'“‘«`\t")


def read_collapsed(text: str) -> Body | None:
    """Give the lines below the header; None when the page has no such header."""
    header = _HEADER.search(text)
    if header is None:
        return None
    has_import_export = header[1] is not None
    lines = list(_lines(text, header.end()))
    tails = [tail_of(words) for _, words in lines]
    vocabulary = learn(
        tail for tail in tails if tail and (tail.import_export or not has_import_export)
    )
    return Body(
        text.count("\n", 0, header.end()) + 1,
        tuple(
            _line(number, words, tail, vocabulary, has_import_export)
            for (number, words), tail in zip(lines, tails, strict=True)
            if not _HEADER.fullmatch(words)
        ),
        has_import_export,
        delimited=False,
    )


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Give number and words of each line; an import/export value alone joins the line before."""
    pending: tuple[int, str] | None = None
    first = text.count("\n", 0, start) + 1
    for number, line in enumerate(text[start:].split("\n"), first):
        for part in _RUN_ON.sub(r"\1\n", line).split("\n"):
            words = part.strip()
            if pending and words in IMPORT_EXPORT and pending[1].endswith(")"):
                pending = (pending[0], pending[1] + words)
            elif words:
                if pending:
                    yield pending
                pending = (number, words)
    if pending:
        yield pending


def _line(
    number: int, words: str, tail: Tail | None, vocabulary: Vocabulary, has_import_export: bool
) -> Line:
    name, suspect = _name_of(words)
    after = words[len(name) :] if name else words
    type_ = vocabulary.type_in(tail) if tail else None
    closed = tail is not None and (bool(tail.import_export) or not has_import_export)
    if tail is None or not (closed or type_ in vocabulary.known):
        return Line(number, words, name, after.strip(), suspect=suspect)
    before = tail.head + tail.word.removesuffix(type_ or "")
    return Line(
        number,
        words,
        name,
        before[len(name) :].strip() if name else before.strip(),
        type_ + tail.arguments if type_ else None,
        tail.import_export,
        closed,
        "" if type_ else tail.rest + tail.arguments,
        tail.partial,
        suspect,
        bool(tail.named) and type_ in vocabulary.compound,
    )


def _name_of(words: str) -> tuple[str | None, bool]:
    """Find the property that begins here; the name ends where a capital or a quote begins words.

    The second half says whether the line begins with small letters and yet names nothing: the
    description's first word may have run into the name, and nothing tells where.
    """
    found = NAME.match(words)
    if found is None:
        return None, False
    following = words[found.end() : found.end() + 1]
    begins_words = following.isalpha() and not following.islower()
    if not following or following in _OPENS_WORDS or begins_words:
        return found[0], False
    return None, True
