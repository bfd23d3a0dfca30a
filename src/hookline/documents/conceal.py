"""Problems without the secrets that stand in the lines they show.

A problem shows the line it stands on. Where that line, or the value that it continues, belongs to
a property that holds a secret, the line is shown without the value. The text is searched and not
the document: a file whose YAML is broken must not show its secrets either.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from hookline.model.diagnostics import Diagnostic, Related
from hookline.model.location import Location

MASK = "***"
"""What is shown in the place of a secret, however long that is."""

_REFERENCE = re.compile(r"""["']?\$\{env:[A-Za-z0-9_]+\}["']?(?=\s*$|\s+#)""")
_REFERENCE_IN_BRACES = re.compile(r"""["']?\$\{env:[A-Za-z0-9_]+\}["']?\s*[,}]""")
_KEY = re.compile(r"(?<![^\s{,])[A-Za-z0-9_-]+:")
_BEFORE_COLON = re.compile(r"(?<![A-Za-z0-9_-])([A-Za-z0-9_-]{1,64})[\"']?\s*:")
_SECRETIVE = re.compile(r"passw|secret|token|credential|(?:^|[_-])key$|apikey$")
_QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class _Hidden:
    """One line that holds a secret."""

    shown: str
    """What may be shown of it, the mask included."""
    secret: str
    """What may not."""


def conceal(
    problems: Iterable[Diagnostic], lines: Mapping[str, Sequence[str]], names: Collection[str]
) -> list[Diagnostic]:
    """Give the problems without what stands behind `names:` in the lines they show.

    `lines` are the lines of each file by its path, and `names` the properties that hold secrets.
    Keys that resemble one of them, or that people call secrets, count too: a key that is misspelt
    is a problem, and must not show its value. A reference such as `${env:NAME}` stays.
    """
    problems = list(problems)
    if not names:
        return problems
    hidden = {path: _hidden_lines(of_file, names) for path, of_file in lines.items()}
    return [_conceal(problem, hidden) for problem in problems]


def _conceal(problem: Diagnostic, hidden: Mapping[str, Mapping[int, _Hidden]]) -> Diagnostic:
    place = problem.location
    secret = _secret_at(place, hidden) if place else ""
    if not problem.code.startswith("YML"):
        # Only the reading of YAML names keys inside a value; elsewhere a key is another property.
        secret = _KEY.sub(" ", secret)
    return replace(
        problem,
        location=_masked(place, hidden) if place else None,
        message=_without(secret, problem.message),
        hint=_without(secret, problem.hint),
        related=tuple(
            Related(_without(secret, other.message), _masked(other.location, hidden))
            for other in problem.related
        ),
    )


def _secret_at(place: Location, hidden: Mapping[str, Mapping[int, _Hidden]]) -> str:
    """Give the secret that a problem is about; empty when it is about something else."""
    line = hidden.get(place.path, {}).get(place.line)
    return line.secret if line and place.column > len(line.shown) - len(MASK) else ""


def _masked(place: Location, hidden: Mapping[str, Mapping[int, _Hidden]]) -> Location:
    line = hidden.get(place.path, {}).get(place.line)
    if line is None:
        return place
    room = len(line.shown) - place.column + 1
    if room <= 0:
        return replace(place, excerpt="", width=1)
    return replace(place, excerpt=line.shown, width=min(place.width, room))


def _without(secret: str, text: str) -> str:
    """Mask what a message quotes from a secret; single characters are syntax and stay."""
    if not secret:
        return text

    def mask(found: re.Match[str]) -> str:
        words = found[1].strip("\"'")
        return f"`{MASK}`" if len(words) > 1 and words.rstrip("…") in secret else found[0]

    return _QUOTED.sub(mask, text)


def _hidden_lines(lines: Sequence[str], names: Collection[str]) -> dict[int, _Hidden]:
    """Find the lines, counted from 1, that hold a secret."""
    secretive = {word for word in _words_before_colons(lines) if _is_secretive(word, names)}
    either = "|".join(re.escape(name) for name in sorted({*names, *secretive}, key=len))
    name = f"[\"']?(?:{either})[\"']?"
    head = re.compile(rf"(?:^|[\s{{,\[#]){name}\s*:\s*|\?\s*{name}\s*$", re.IGNORECASE)
    hidden: dict[int, _Hidden] = {}
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        ends = (found.end() for found in head.finditer(line))
        begin = next((end for end in ends if not _is_reference(line, end)), 0)
        if not begin:
            continue
        if value := line[begin:]:
            hidden[number] = _Hidden(line[:begin] + MASK, value)
        end = _end_of_value(lines, number - 1, value)
        for later in range(number, end):
            text = lines[later].lstrip()
            indentation = lines[later][: len(lines[later]) - len(text)]
            hidden[later + 1] = _Hidden(indentation + MASK, text)
        number = end
    return hidden


def _words_before_colons(lines: Sequence[str]) -> set[str]:
    return {word.lower() for line in lines for word in _BEFORE_COLON.findall(line)}


def _is_secretive(word: str, names: Collection[str]) -> bool:
    """Say whether people put a secret behind a key of this name."""
    return bool(_SECRETIVE.search(word) or get_close_matches(word, names, n=1))


def _is_reference(line: str, begin: int) -> bool:
    """Say whether the value at `begin` is a reference, and nothing but that."""
    if _REFERENCE.match(line, begin):
        return True
    in_braces = line.find("{", 0, begin) >= 0
    return in_braces and _REFERENCE_IN_BRACES.match(line, begin) is not None


def _end_of_value(lines: Sequence[str], begin: int, value: str) -> int:
    """Give the index of the first line behind a value that begins on line `begin`."""
    end = begin + 1
    quote = value[:1]
    if quote in ("'", '"') and quote not in value[1:]:
        while end < len(lines) and quote not in lines[end]:
            end += 1
        return min(end + 1, len(lines))
    if not value and end < len(lines):
        end += 1
    while end < len(lines) and _is_deeper(lines[end], lines[begin]):
        end += 1
    return end


def _is_deeper(line: str, than: str) -> bool:
    """Say whether a line is indented more than another, or blank."""
    text = line.lstrip()
    return not text or len(line) - len(text) > len(than) - len(than.lstrip())
