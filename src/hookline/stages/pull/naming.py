"""The name of a webhook → the name of the file that it is written to."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 60
"""The most characters that are taken from a name."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")
"""Names that Windows keeps for devices, whatever follows a dot."""

_NAMELESS = "webhook"
"""What stands for a name that no letter or digit is left of."""


def slug_of(name: str) -> str:
    """Give a file name that every file system takes: lower-case ASCII letters, digits, `-`, `_`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:LONGEST].strip("-_")
    return f"{_NAMELESS}-{slug}" if _RESERVED.fullmatch(slug) else slug or _NAMELESS


def path_for(name: str, stem: str, taken: Collection[str]) -> str:
    """Give the path of a new file: `stem` with the slug for its star.

    `taken` are paths in lower case; one that is taken gets `-2`, `-3` and so on behind the slug.
    """
    slug, number = slug_of(name), 1
    while (path := stem.replace("*", _numbered(slug, number))).lower() in taken:
        number += 1
    return path


def _numbered(slug: str, number: int) -> str:
    return slug if number == 1 else f"{slug}-{number}"
