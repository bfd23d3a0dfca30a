"""What the reference validator says about a document → findings in a person's words.

Only a document that the fast validator refused comes here. A message quotes a value only where
its spelling is the point; callers that check secrets must hide those.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from hookline.documents.finding import Finding, Kind
from hookline.documents.words import called, count_of, either, kind_of, quoted
from hookline.model.diagnostics import Related
from hookline.model.document import Document
from hookline.model.values import JSON, Pointer

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_TYPE_WORDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_OLD_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "y", "1"), "true"),
    **dict.fromkeys(("false", "no", "off", "n", "0"), "false"),
}
_LENGTHS = {
    "minLength": "character",
    "maxLength": "character",
    "minItems": "part",
    "maxItems": "part",
    "minProperties": "key",
    "maxProperties": "key",
}
_RANGES = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}


@dataclass(frozen=True, slots=True)
class _Miss:
    """One error of the reference validator, as far as it is needed here."""

    rule: str
    """The schema's keyword, such as `type`."""
    wanted: Any
    """What the schema says behind the keyword."""
    value: Any
    """What the document holds."""
    schema: Mapping[str, Any]
    """The part of the schema that holds the keyword."""
    branches: "tuple[_Miss, ...]"
    """For a choice between schemas: what each of them misses."""
    pointer: Pointer
    """Where the value stands."""
    document: Document
    """The document it stands in."""

    @classmethod
    def of(cls, error: "ValidationError", document: Document) -> "_Miss":
        return cls(
            rule=str(error.validator),
            wanted=error.validator_value,
            value=error.instance,
            schema=error.schema if isinstance(error.schema, dict) else {},
            branches=tuple(cls.of(part, document) for part in error.context or ()),
            pointer=tuple(error.absolute_path),
            document=document,
        )


def explain(document: Document, schema: Mapping[str, JSON]) -> list[Finding]:
    """Give a finding for everything in which `document` misses `schema`; never an empty list."""
    from jsonschema import Draft202012Validator

    found: dict[tuple[Kind, Pointer], Finding] = {}
    for error in Draft202012Validator(dict(schema)).iter_errors(document.value):
        for finding in _findings(_Miss.of(error, document)):
            found.setdefault((finding.kind, finding.pointer), finding)
    if not found:
        message = "the document does not fit its schema"
        found[Kind.OTHER, ()] = Finding(Kind.OTHER, (), document.at(), message)
    return list(found.values())


def _findings(miss: _Miss) -> Iterator[Finding]:
    match miss.rule:
        case "additionalProperties":
            yield from _unknown(miss)
        case "required":
            yield from (_missing(miss, [name]) for name in miss.wanted if name not in miss.value)
        case "not" if isinstance(miss.wanted, dict) and "required" in miss.wanted:
            # A value that is no mapping has no keys that could exclude each other, and fails too.
            if isinstance(miss.value, dict):
                yield _exclusive(miss)
        case "anyOf" | "oneOf":
            yield from _of_branches(miss)
        case "type":
            yield _wrong_type(miss, _listed(miss.wanted))
        case "enum" | "const":
            yield _no_choice(miss)
        case _:
            yield _out_of_bounds(miss)


def _listed(types: object) -> list[str]:
    return [str(each) for each in types] if isinstance(types, list) else [str(types)]


def _unknown(miss: _Miss) -> Iterator[Finding]:
    known = list(miss.schema.get("properties", {}))
    for name in miss.value:
        if name in known:
            continue
        near = next(iter(get_close_matches(name, known, n=1)), None)
        here = (*miss.pointer, name)
        yield Finding(
            Kind.UNKNOWN,
            here,
            miss.document.at_key(here),
            f"{called(here)} is not known here",
            f"did you mean `{near}`?" if near else f"known here: {', '.join(known)}",
            near,
        )


def _missing(miss: _Miss, names: list[str]) -> Finding:
    needed = either(f"`{name}`" for name in names)
    where = f" in {called(miss.pointer)}" if miss.pointer else ""
    return Finding(
        Kind.MISSING,
        (*miss.pointer, names[0]),
        miss.document.at_key(miss.pointer),
        f"{needed} is missing{where}",
        f"add `{names[0]}:`",
    )


def _exclusive(miss: _Miss) -> Finding:
    at_key = miss.document.at_key
    first, second = sorted(((*miss.pointer, name) for name in miss.wanted["required"]), key=at_key)
    return Finding(
        Kind.EXCLUSIVE,
        second,
        at_key(second),
        f"{called(second)} cannot stand beside {called(first)}",
        "keep one of the two",
        related=(Related(f"{called(first)} stands here", at_key(first)),),
    )


def _of_branches(miss: _Miss) -> Iterator[Finding]:
    """Explain a choice: between keys of which one is needed, between types, or between both."""
    if all(list(branch) == ["required"] for branch in miss.wanted):
        yield _missing(miss, [name for branch in miss.wanted for name in branch["required"]])
        return
    others = [b for b in miss.branches if b.rule != "type" or b.pointer != miss.pointer]
    for branch in others:
        yield from _findings(branch)
    if not others:
        types = [name for branch in miss.branches for name in _listed(branch.wanted)]
        yield _wrong_type(miss, types)


def _wrong_type(miss: _Miss, types: list[str]) -> Finding:
    if miss.value is None:
        return _no_value(miss, types)
    name = called(miss.pointer)
    wanted = either(dict.fromkeys(_TYPE_WORDS[each] for each in types if each != "null"))
    message = f"{name} is {kind_of(miss.value)}, and must be {wanted}"
    place = miss.document.at(miss.pointer)
    return Finding(Kind.TYPE, miss.pointer, place, message, _spelling_hint(miss, types))


def _no_value(miss: _Miss, types: list[str]) -> Finding:
    spelling = miss.document.plain.get(miss.pointer, "")
    hint = "give it a value"
    if "string" in types and spelling:
        hint = f"put it in quotes if it is text: `{quoted(spelling)}`"
    message = f"{called(miss.pointer)} is null" if spelling else f"{called(miss.pointer)} is empty"
    place = miss.document.at(miss.pointer) if spelling else miss.document.at_key(miss.pointer)
    return Finding(Kind.NULL, miss.pointer, place, message, hint)


def _spelling_hint(miss: _Miss, types: list[str]) -> str:
    """Say how the value is spelled rightly, as far as that can be known."""
    spelling = miss.document.plain.get(miss.pointer)
    if "string" in types and spelling is not None:
        return f"put it in quotes: `{quoted(spelling)}`"
    if "string" in types:
        return "write one text, in quotes when it begins with a bracket"
    if "boolean" in types:
        meant = _OLD_BOOLEANS.get(str(miss.value).lower())
        return f"write `{meant}`, without quotes" if meant else "write `true` or `false`"
    if isinstance(miss.value, str) and {"integer", "number"} & set(types):
        return "write digits, without quotes"
    if "object" in types:
        return "put its `key: value` lines below it, indented"
    return "put each entry on a line of its own, behind `- `" if "array" in types else ""


def _no_choice(miss: _Miss) -> Finding:
    choices = [str(each) for each in (miss.wanted if miss.rule == "enum" else [miss.wanted])]
    near = get_close_matches(str(miss.value), choices, n=1)
    message = f"{called(miss.pointer)} must be {either(f'`{choice}`' for choice in choices)}"
    hint = f"did you mean `{near[0]}`?" if near else ""
    return Finding(Kind.CHOICE, miss.pointer, miss.document.at(miss.pointer), message, hint)


def _out_of_bounds(miss: _Miss) -> Finding:
    kind, hint = Kind.OTHER, ""
    message = f"{called(miss.pointer)} does not fit the schema's `{miss.rule}`"
    if miss.rule in _LENGTHS:
        kind, message = Kind.LENGTH, _length_message(miss)
    elif miss.rule in _RANGES:
        kind, message = Kind.RANGE, f"{called(miss.pointer)} must be {_RANGES[miss.rule]} "
        message += f"{miss.wanted:,}"
    elif miss.rule == "pattern":
        kind, hint = Kind.PATTERN, f"it must match `{miss.wanted}`"
        message = f"{called(miss.pointer)} does not have the form it needs"
    return Finding(kind, miss.pointer, miss.document.at(miss.pointer), message, hint)


def _length_message(miss: _Miss) -> str:
    name, length = called(miss.pointer), len(miss.value)
    if not length:
        return f"{name} is empty"
    bound = "at most" if miss.rule.startswith("max") else "at least"
    return (
        f"{name} has {count_of(length, _LENGTHS[miss.rule])}; {bound} {miss.wanted:,} are allowed"
    )
