"""Where things stand in a definition: the name, the sections, and the same sections per target."""

from hookline.model.document import Document
from hookline.model.overlay import ONLY, TARGETS
from hookline.model.values import JSON, Pointer

NAME = ("webhook", "name")
RENAMED_FROM = ("renamed_from",)
APART = (TARGETS, ONLY, *RENAMED_FROM)
"""The keys of a definition that hold no properties: what is said about it as a whole."""


def value_at(document: Document, pointer: Pointer) -> JSON:
    """Give the value at the keys of `pointer`; None when there is none."""
    value = document.value
    for key in pointer:
        value = value.get(str(key)) if isinstance(value, dict) else None
    return value


def overlays(document: Document) -> tuple[str, ...]:
    """Name the targets for which something differs, known ones or not."""
    found = value_at(document, (TARGETS,))
    return tuple(found) if isinstance(found, dict) else ()


def layers(document: Document) -> list[Pointer]:
    """Give the places below which sections may stand: the top, and each target."""
    return [(), *((TARGETS, target) for target in overlays(document))]


def target_of(pointer: Pointer) -> str | None:
    """Give the target for which a place holds what differs; None when it is for all of them."""
    return str(pointer[1]) if pointer[:1] == (TARGETS,) and len(pointer) > 1 else None


def without_target(pointer: Pointer) -> Pointer:
    """Give the place that a value would have if it were for all targets."""
    return pointer[2:] if target_of(pointer) is not None else pointer
