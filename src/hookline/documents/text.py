"""Bytes → text that is safe to parse: UTF-8 only, and only characters that YAML allows.

Where YAML versions disagree about a character (NEL, LS, PS and a lone CR end a line in YAML 1.1
and not in 1.2), the character is refused, so that lines and columns mean the same to everyone.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from functools import cache

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import SourceFile
from hookline.model.location import Location

_REFUSED_ASCII = re.compile("[^\t\n\r\x20-\x7e]|\r(?!\n)")


@cache
def _refused_anywhere() -> re.Pattern[str]:
    """Give what YAML 1.2's `c-printable` leaves out, and what its versions disagree about."""
    # Most texts are ASCII, and compiling this takes longer than reading one of them.
    return re.compile(
        "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
        "|\r(?!\n)"
    )


_NAMES = {
    "\0": "a NUL character (U+0000)",
    "\x1b": "an escape character (U+001B)",
    "\r": "a carriage return (U+000D) without a line feed",
    "\x85": "a next-line character (U+0085)",
    "\u2028": "a line separator (U+2028)",
    "\u2029": "a paragraph separator (U+2029)",
    "\ufeff": "a byte order mark (U+FEFF) inside the text",
}
_HINTS = {
    "\r": "end lines with a line feed, alone or behind a carriage return",
    "\u2028": r"remove it; where it is meant, write `\L` inside double quotes",
    "\u2029": r"remove it; where it is meant, write `\P` inside double quotes",
}


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one file, without a byte order mark."""

    path: str
    """The file, relative to the root of the definitions."""
    content: str
    """The whole text, line ends as they are."""
    lines: tuple[str, ...]
    """Its lines, without their line ends."""

    def at(self, line: int, column: int, width: int = 1) -> Location:
        """Give the place at `line` and `column`, both from 1."""
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        return Location(self.path, line, column, width, excerpt)


def decode(file: SourceFile) -> tuple[Text | None, tuple[Diagnostic, ...]]:
    """Read the bytes of a file as text.

    Gives no text when the file is not UTF-8 (`FIL-ENC`) or holds a character that is refused
    (`YML-CTRL`); a byte order mark is dropped with a note (`FIL-BOM`).
    """
    if wide := _wide_encoding(file.data):
        message = f"the file is {wide}, and definitions are UTF-8"
        problem = _problem(Code.FIL_ENC, message, Location(file.path), "save the file as UTF-8")
        return None, (problem,)
    marked = file.data.startswith(BOM_UTF8)
    data = file.data[len(BOM_UTF8) :] if marked else file.data
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(file.path, data, error.start, len(file.data) - len(data)),)
    text = Text(file.path, content, tuple(content.replace("\r\n", "\n").split("\n")))
    refused = _REFUSED_ASCII if content.isascii() else _refused_anywhere()
    if found := refused.search(content):
        return None, (_refused(text, found),)
    return text, (_mark_note(text),) if marked else ()


def lines_of(file: SourceFile) -> tuple[str, ...]:
    """Give the lines of a file for showing, whatever its bytes are."""
    content = file.data.decode("utf-8", "replace").removeprefix("\ufeff")
    return tuple(content.replace("\r\n", "\n").split("\n"))


def _wide_encoding(data: bytes) -> str | None:
    """Name UTF-16 and UTF-32, with their marks or by the zeros beside ASCII characters."""
    start = data[:4]
    if start in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    marked = start.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    zeros = [byte == 0 for byte in start]
    if marked or zeros in ([False, True, False, True], [True, False, True, False]):
        return "UTF-16"
    return None


def _not_utf8(path: str, data: bytes, offset: int, skipped: int) -> Diagnostic:
    before = data[:offset].replace(b"\r\n", b"\n").decode("utf-8")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    rest = data[offset:].partition(b"\n")[0].rstrip(b"\r").decode("utf-8", "replace")
    excerpt = before.rpartition("\n")[2] + rest
    return _problem(
        Code.FIL_ENC,
        f"the file is not UTF-8: byte {offset + skipped} is 0x{data[offset]:02x}",
        Location(path, line, column, excerpt=excerpt),
        "save the file as UTF-8",
    )


def _refused(text: Text, found: re.Match[str]) -> Diagnostic:
    before = text.content[: found.start()].replace("\r\n", "\n")
    column = len(before) - (before.rfind("\n") + 1) + 1
    character = found[0]
    name = _NAMES.get(character, f"a control character (U+{ord(character):04X})")
    return _problem(
        Code.YML_CTRL,
        f"the file holds {name}",
        text.at(before.count("\n") + 1, column),
        _HINTS.get(character, "remove it"),
    )


def _mark_note(text: Text) -> Diagnostic:
    return Diagnostic(
        Severity.NOTE,
        Code.FIL_BOM,
        "the file begins with a byte order mark, which is not needed",
        Location(text.path),
        "save the file as UTF-8 without a mark",
    )


def _problem(code: Code, message: str, place: Location, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place, hint)
