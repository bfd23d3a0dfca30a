"""Colour and safe text: the last thing that happens to a string before it is shown."""

import unicodedata
from dataclasses import dataclass

_SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def safe_text(text: str) -> str:
    r"""Give `text` with everything a terminal would act on spelled out instead.

    Control characters, line ends included, invisible and direction-changing characters become
    `\n`, `\x1b` or `\u202e`; a lone surrogate, which no terminal can write, likewise.
    """
    if text.isprintable():
        return text
    return "".join(_spell(character) for character in text)


def _spell(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True)
class Style:
    """Whether and how to colour."""

    color: bool = False
    """Whether escape codes may be written."""

    def __call__(self, text: str, *looks: str) -> str:
        """Give `text`, coloured when colour is on; colour alone never carries meaning."""
        if not self.color or not looks or not text:
            return text
        codes = ";".join(_SGR[look] for look in looks)
        return f"\x1b[{codes}m{text}\x1b[0m"
