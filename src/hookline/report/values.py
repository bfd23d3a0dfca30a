"""Values as people read them, in the space there is."""

import json

from hookline.model.values import JSON
from hookline.report.style import safe_text

ELLIPSIS = "…"
CONTEXT = 12
"""How many characters before the first difference of two long texts are shown."""


def show(value: JSON, width: int) -> str:
    """Give a value as JSON spells it, cut to `width` characters; None is `none`."""
    return _cut(_spell(value), 0, width)


def show_pair(before: JSON, after: JSON, width: int) -> tuple[str, str]:
    """Give two values, each cut to `width`, so that the first difference is among what is shown."""
    one, other = _spell(before), _spell(after)
    if len(one) <= width and len(other) <= width:
        return one, other
    start = max(0, _common(one, other) - CONTEXT)
    return _cut(one, start, width), _cut(other, start, width)


def _spell(value: JSON) -> str:
    return "none" if value is None else safe_text(json.dumps(value, ensure_ascii=False))


def _cut(text: str, start: int, width: int) -> str:
    shown = text if start == 0 else ELLIPSIS + text[start + 1 :]
    return shown if len(shown) <= width else shown[: width - 1] + ELLIPSIS


def _common(one: str, other: str) -> int:
    """Give how many characters two texts begin alike with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))
