"""The names of webhooks: each by itself, and all of them together."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from hookline.documents.words import quoted, shortened
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related
from hookline.model.document import Document
from hookline.model.location import Location
from hookline.stages.validate.confusables import fold, scripts, skeleton
from hookline.stages.validate.places import NAME, value_at
from hookline.stages.validate.rulebook import Rulebook, error, warning

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Characters that show nothing, or change the direction in which the others are shown."""

_BREAKS_URL = re.compile(r"[/\\\0-\x1f\x7f-\x9f]")
_ESCAPED_IN_URL = re.compile(r"[\s?#%]")


def name_of(document: Document) -> str | None:
    """Give the webhook's name when the document has one that can be compared."""
    name = value_at(document, NAME)
    return name if isinstance(name, str) and name and NAME not in document.refused else None


def check_name(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Name what is wrong with a webhook's name by itself."""
    name = value_at(document, NAME)
    if not isinstance(name, str) or NAME in document.refused:
        return
    yield from check_form(name, "the name", document.at(NAME), rules)
    yield from _unfit_for_url(name.strip(), document)


def check_form(name: str, called: str, place: Location, rules: Rulebook) -> Iterator[Diagnostic]:
    """Name what no name may be: empty, too long, invisible, blank outside.

    `called` says which name it is, as "the name".
    """
    longest = rules.table["name"].max_length or len(name)
    if not name:
        yield error(Code.NAM_LEN, f"{called} is empty", place, f"use 1 to {longest} characters")
        return
    if len(name) > longest:
        message = f"{called} has {len(name):,} characters, and at most {longest} are allowed"
        yield error(Code.NAM_LEN, message, place, "shorten it")
    if found := _INVISIBLE.search(name):
        message = f"{called} holds an invisible character ({_code_point(found[0])})"
        yield error(Code.NAM_BIDI, message, place, "type the name anew, without it")
    if name != name.strip():
        yield _outer_blank(name, called, place)


def _outer_blank(name: str, called: str, place: Location) -> Diagnostic:
    where = "begins" if name != name.lstrip() else "ends"
    blank = name[0] if where == "begins" else name[-1]
    kind = "line break" if blank in "\r\n" else "blank"
    return error(
        Code.NAM_BLANK,
        f"{called} {where} with a {kind}, which the workspace would strip",
        place,
        f"write `{quoted(name.strip())}`",
    )


def _unfit_for_url(name: str, document: Document) -> Iterator[Diagnostic]:
    place = document.at(NAME)
    if name and not name.strip("."):
        message = "the name is only dots, and it becomes a part of the call URL"
        yield error(Code.NAM_CHAR, message, place, "use letters, digits, `-` and `_`")
    elif found := _BREAKS_URL.search(name):
        character = f"`{found[0]}`" if found[0].isprintable() else _code_point(found[0])
        message = f"the name holds {character}, and it becomes a part of the call URL"
        yield error(Code.NAM_CHAR, message, place, "use letters, digits, `-` and `_`")
    elif found := _ESCAPED_IN_URL.search(name):
        character = "a blank" if found[0].isspace() else f"`{found[0]}`"
        message = f"the name holds {character}, which callers must escape in the call URL"
        yield warning(Code.NAM_CHAR, message, place, "use letters, digits, `-` and `_`")


def check_names(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    """Name every name that stands twice, or that looks like another."""
    by_fold: dict[str, Document] = {}
    by_skeleton: dict[str, Document] = {}
    for document in documents:
        name = name_of(document)
        if name is None:
            continue
        twin = by_fold.setdefault(fold(name.strip()), document)
        if twin is not document:
            yield _twice(document, twin)
            continue
        twin = by_skeleton.setdefault(skeleton(name.strip()), document)
        if twin is not document:
            yield _look_alike(document, twin)


def _twice(document: Document, first: Document) -> Diagnostic:
    name, other = name_of(document) or "", name_of(first) or ""
    if name == other:
        message = f"the name `{shortened(name)}` is taken already"
    elif unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", other):
        message = f"the names `{shortened(name)}` and `{shortened(other)}` differ only in how "
        message += f"their accents are stored ({_forms(name)} and {_forms(other)})"
    else:
        message = f"the names `{shortened(name)}` and `{shortened(other)}` are the same "
        message += f"when case is ignored (`{shortened(fold(name))}`)"
    related = Related("the name stands here first", first.at(NAME))
    return error(Code.NAM_DUP, message, document.at(NAME), "rename or remove one of them", related)


def _forms(name: str) -> str:
    return "composed" if unicodedata.is_normalized("NFC", name) else "decomposed"


def _look_alike(document: Document, first: Document) -> Diagnostic:
    name, other = name_of(document) or "", name_of(first) or ""
    return error(
        Code.NAM_CONFUSABLE,
        f"the name `{shortened(name)}`, in {_written(name)} letters, looks like "
        f"`{shortened(other)}`, in {_written(other)} letters",
        document.at(NAME),
        "write both in the same script, or give them names that can be told apart",
        Related("the other name stands here", first.at(NAME)),
    )


def _written(name: str) -> str:
    return " and ".join(scripts(name)) or "no"


def _code_point(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()
