"""Values as people read them."""

import json
import unicodedata

from hookline.model.values import JSON
from hookline.report.style import safe_text
from hookline.report.width import ELLIPSIS, cells, cut

CONTEXT = 12
"""How many characters before the first difference of two long values are shown."""


def show(value: JSON) -> str:
    """Give a value in one line as JSON spells it; None is `none`."""
    return "none" if value is None else safe_text(json.dumps(value, ensure_ascii=False))


def show_pair(before: JSON, after: JSON, width: int) -> tuple[str, str]:
    """Give two values in `width` cells each; the first difference is among what is shown."""
    one, other = tell_apart(before, after)
    if max(cells(one), cells(other)) <= width:
        return one, other
    start = max(0, _common(one, other) - CONTEXT)
    lead = ELLIPSIS if start else ""
    return cut(lead + one[start:], width), cut(lead + other[start:], width)


def tell_apart(before: JSON, after: JSON) -> tuple[str, str]:
    """Give two different values so that they can be told apart.

    Where they would look the same, as one letter with an accent and a letter followed by one do,
    everything but ASCII is spelled out.
    """
    one, other = show(before), show(after)
    if look_alike(one, other):
        return json.dumps(before), json.dumps(after)
    return one, other


def spell_out(text: str) -> str:
    """Give a text with everything but ASCII, and blanks at its end, spelled out."""
    kept = text.rstrip(" ")
    return kept.encode("unicode_escape").decode("ascii") + "\\x20" * (len(text) - len(kept))


def look_alike(one: str, other: str) -> bool:
    """Say whether two texts look the same on a screen, or nearly so."""
    one, other = safe_text(one).rstrip(), safe_text(other).rstrip()
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def layout(value: JSON) -> str | None:
    """Give a value as a text of lines, to compare line by line; None for a plain value.

    A text is one as it stands, a list or mapping as indented JSON.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return None


def _common(one: str, other: str) -> int:
    """Give how many characters two texts begin alike with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))
