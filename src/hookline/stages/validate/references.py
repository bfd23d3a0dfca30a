"""Secrets and other references: what may stand where, and never a secret itself."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from hookline.documents.words import called
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related
from hookline.model.document import Document
from hookline.model.secret import parse_reference
from hookline.model.values import JSON, Pointer
from hookline.stages.validate.places import NAME, layers, target_of, value_at
from hookline.stages.validate.rulebook import SECTIONS, Rulebook, error

_LIKE_A_REFERENCE = re.compile(r"\$\{[A-Za-z_]+:")
_PREFIX = "HOOKLINE_SECRET_"


def check_references(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Name secrets that stand in plain text, and references that may not stand where they do.

    No message holds a secret, and nothing is looked up.
    """
    above = layers(document)
    secrets = [(*layer, *below) for layer in above for below in _everywhere(rules.secret_names)]
    for pointer in secrets:
        value = value_at(document, pointer)
        if value is not None and pointer not in document.refused:
            yield from _secret(value, pointer, document, rules)
    for pointer, text in _texts(document.value):
        if not _LIKE_A_REFERENCE.search(text):
            continue
        if not any(pointer[: len(secret)] == secret for secret in secrets):
            places = ", ".join(f"`{section}.{name}`" for section, name in sorted(rules.secrets))
            yield error(
                Code.SEC_SYNTAX,
                f"{called(pointer)} holds a reference, and only a secret may be one",
                document.at(pointer),
                f"write the value itself; references are read in {places}",
            )
    for layer in above:
        yield from _look_ups(layer, document, rules)


def _everywhere(names: tuple[str, ...]) -> list[Pointer]:
    """Give the places where secrets may stand, the wrong ones included."""
    return [place for name in names for place in (*((s, name) for s in SECTIONS), (name,))]


def _secret(
    value: JSON, pointer: Pointer, document: Document, rules: Rulebook
) -> Iterator[Diagnostic]:
    reference = parse_reference(value) if isinstance(value, str) else None
    if reference and any(fnmatchcase(reference.name, glob) for glob in rules.allowed_names):
        return
    place, name = document.at(pointer), called(pointer)
    example = f"${{env:{_PREFIX}{_suffix(pointer, document)}}}"
    if reference:
        message = f"{reference} may not be read: its name does not begin with {_PREFIX}"
        hint = "rename it, or ask the operator to allow it in HOOKLINE_ALLOW_ENV"
        yield error(Code.SEC_DENIED, message, place, hint)
    elif isinstance(value, str) and "${" in value:
        message = f"{name} is not a reference that Hookline reads"
        yield error(Code.SEC_SYNTAX, message, place, f"write it as `{example}`, and only so")
    else:
        message = f"{name} holds a secret in plain text"
        hint = f"write `{example}`, and renew the secret: git's history keeps this one"
        yield error(Code.SEC_PLAIN, message, place, hint)


def _suffix(pointer: Pointer, document: Document) -> str:
    """Give a name for the secret of this webhook, made of its own and of the target's."""
    name = value_at(document, NAME)
    parts = (target_of(pointer), name if isinstance(name, str) else None)
    words = re.sub(r"[^A-Za-z0-9]+", "_", " ".join(part for part in parts if part))
    return words.strip("_").upper()[:40].rstrip("_") or "NAME"


def _texts(value: JSON, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Give every text of a document with its place."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _texts(below, (*pointer, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _texts(below, (*pointer, index))


def _look_ups(layer: Pointer, document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Refuse a name beside the id that it stands for: the two can disagree."""
    for known in rules.look_ups:
        section = (*layer, str(known.section))
        values = value_at(document, section)
        if not isinstance(values, dict) or values.get(known.name) is None:
            continue
        if values.get(str(known.looks_up)) is not None:
            yield error(
                Code.REF_CONFLICT,
                f"`{known.name}` and `{known.looks_up}` both name the {known.record_type}, "
                "and can disagree",
                document.at_key((*section, str(known.looks_up))),
                f"keep `{known.name}`: an id differs from workspace to workspace",
                Related(f"`{known.name}` stands here", document.at_key((*section, known.name))),
            )
