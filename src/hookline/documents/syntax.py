"""What libyaml complains about → what a person can do about it, at the place that matters."""

from dataclasses import dataclass
from typing import Protocol

from hookline.documents.text import Text
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.location import Location

_CLOSING = {"[": "]", "{": "}"}

_QUOTE_IT = "put the value in quotes"
_PLAIN_WORDS = {
    "mapping values are not allowed in this context": (
        "a second `key: value` begins in the middle of a value",
        'put a text with ": " in it in quotes, or check the indentation of this line',
    ),
    "block sequence entries are not allowed in this context": (
        "a list entry (`- `) cannot stand here",
        "begin the list on a line of its own",
    ),
    "could not find expected ':'": (
        "the line above is neither `key: value` nor a part of the value before it",
        "add the colon, or indent the line if it continues a value",
    ),
    "found unknown escape character": (
        "no escape in double quotes is written like this",
        "write a backslash twice, or use single quotes",
    ),
    "did not find expected hexdecimal number": (
        "the escape needs hexadecimal digits",
        r"write \xHH, \uHHHH or \UHHHHHHHH",
    ),
    "found invalid Unicode character escape code": (
        "the escape names no character",
        "write the character itself",
    ),
    "found an indentation indicator equal to 0": (
        "the number after `|` or `>` is from 1 to 9",
        "leave the number out",
    ),
    "did not find expected comment or line break": (
        "nothing may follow `|` or `>` on its line",
        "begin the text on the next line, indented",
    ),
    "did not find expected alphabetic or numeric character": (
        "`&` and `*` begin an anchor or an alias",
        _QUOTE_IT,
    ),
    "did not find expected '-' indicator": (
        "the line does not continue the list above it",
        "give it the indentation of what it belongs to",
    ),
    "did not find expected <document start>": (
        "a new document begins here without `---`",
        "put `---` on a line of its own above it",
    ),
    "found undefined tag handle": (
        "a tag cannot be used here",
        f"remove it, or {_QUOTE_IT}",
    ),
}
_ENDS = ("found unexpected end of stream", "found unexpected document indicator")


class _Mark(Protocol):
    """A place as libyaml counts it, from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the text: line and column from 1."""

    line: int
    column: int

    @classmethod
    def of(cls, mark: _Mark | None, lines_before: int) -> "Point | None":
        """Count a mark of libyaml, which begins with 0, as people do."""
        return cls(mark.line + lines_before + 1, mark.column + 1) if mark else None


@dataclass(frozen=True, slots=True)
class Failure:
    """Where and how libyaml stopped, and what it was reading."""

    problem: str
    """Its words, for example "did not find expected key"."""
    at: Point
    """Where it stopped."""
    context: str = ""
    """What it was doing, for example "while scanning a quoted scalar"."""
    context_at: Point | None = None
    """Where that began."""
    open_bracket: Point | None = None
    """The innermost `[` or `{` that is still open."""
    quote_opened: Point | None = None
    """Where the scalar that was read last begins, when it is in quotes."""
    quote_closed: Point | None = None
    """The place behind that scalar."""


def explain(failure: Failure, text: Text) -> Diagnostic:
    """Say what is wrong, at the place where it began and at the one where reading stopped."""
    stopped = text.at(min(failure.at.line, len(text.lines)), failure.at.column)
    if "directive" in failure.problem + failure.context or "YAML document" in failure.problem:
        return directive(text.at(failure.at.line, 1))
    if tab := _tab(stopped):
        return _problem("a tab is used for indentation", tab, "use spaces")
    if failure.context.endswith("quoted scalar") and failure.problem in _ENDS:
        return _unclosed(failure.context_at or failure.at, stopped, text)
    if failure.open_bracket and failure.problem.startswith("did not find expected"):
        return _unclosed(failure.open_bracket, stopped, text)
    if failure.problem == "did not find expected key":
        return _no_key(failure, stopped, text)
    if failure.problem in _PLAIN_WORDS:
        message, hint = _PLAIN_WORDS[failure.problem]
        return _problem(message, stopped, hint)
    return _unexpected(stopped)


def directive(place: Location) -> Diagnostic:
    """Refuse a line that begins with `%`."""
    return Diagnostic(
        Severity.ERROR,
        Code.YML_DIRECTIVE,
        "directives such as `%YAML` are not read",
        place,
        "remove the line: every file is read as YAML 1.2",
    )


def _tab(stopped: Location) -> Location | None:
    """Give the place of a tab in the indentation of the line where reading stopped."""
    indentation = stopped.excerpt[: len(stopped.excerpt) - len(stopped.excerpt.lstrip())]
    column = indentation.find("\t") + 1
    if not column:
        return None
    return Location(stopped.path, stopped.line, column, excerpt=stopped.excerpt)


def _unclosed(opening: Point, stopped: Location, text: Text) -> Diagnostic:
    place = text.at(opening.line, opening.column)
    bracket = place.excerpt[opening.column - 1 : opening.column]
    closing = _CLOSING.get(bracket, bracket)
    ended = _end_of(text, opening, stopped)
    if bracket in _CLOSING and opening.line == stopped.line and not ended:
        still_open = Related(f"this `{bracket}` is still open", place)
        hint = f"add it, or put a text that holds `,`, `{bracket}` or `{closing}` in quotes"
        return _problem(f"a `,` or a `{closing}` is missing here", stopped, hint, still_open)
    until = Related("the file ends here", ended) if ended else Related("reading ends here", stopped)
    return _problem(f"`{bracket}` is not closed", place, f"add the closing `{closing}`", until)


def _end_of(text: Text, opening: Point, stopped: Location) -> Location | None:
    """Give the end of the text when nothing follows the place where reading stopped.

    libyaml gives the beginning of the last line for the end of a text without a last line end.
    """
    rest = [stopped.excerpt[stopped.column - 1 :], *text.lines[stopped.line :]]
    before_opening = (stopped.line, stopped.column) < (opening.line, opening.column)
    if not before_opening and any(line.strip() for line in rest):
        return None
    last = max(number for number, line in enumerate(text.lines, 1) if line.strip())
    return text.at(last, len(text.lines[last - 1].rstrip()) + 1)


def _no_key(failure: Failure, stopped: Location, text: Text) -> Diagnostic:
    opened, closed = failure.quote_opened, failure.quote_closed
    if opened and closed and closed.line == stopped.line:
        quote = Related("the quote opened here", text.at(opened.line, opened.column))
        if opened.line == closed.line:
            hint = "write ' twice inside single quotes, and \\\" inside double quotes"
        else:
            hint = f"close the quote of line {opened.line} where its text ends"
        return _problem("text follows a closing quote", stopped, hint, quote)
    return _problem(
        "the line does not fit the lines above it",
        stopped,
        "give it the indentation of the key that it belongs beside",
    )


def _unexpected(stopped: Location) -> Diagnostic:
    character = stopped.excerpt[stopped.column - 1 : stopped.column]
    if not character:
        return _problem("the YAML ends too early here", stopped, "complete or remove it")
    return _problem(f"`{character}` cannot stand here", stopped, _QUOTE_IT)


def _problem(message: str, place: Location, hint: str, *related: Related) -> Diagnostic:
    return Diagnostic(Severity.ERROR, Code.YML_SYNTAX, message, place, hint, related)
