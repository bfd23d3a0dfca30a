"""Where a definition misses its schema, in the words of the property table."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from hookline.documents.finding import Finding, Kind
from hookline.documents.words import called
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document
from hookline.model.property import Property, Role
from hookline.model.values import Pointer
from hookline.stages.validate.rulebook import SECTIONS, Rulebook, error, value_at

LATER = ("targets", "only", "renamed_from")
"""What the schema accepts and this version does not carry out yet."""

NAME = ("webhook", "name")

_SKELETON = "put `webhook:` on a line, and `name:` and `flow_name:` indented below it"
_NOT_MANAGED = "remove the line: a property that is absent is not managed"
_NO_DIGITS = re.compile(r"urn:uuid:|[-{}\s]")
_HEXADECIMAL = re.compile(r"[0-9a-f]{32}")
_CODES = {
    Kind.EXCLUSIVE: Code.SCH_EXCLUSIVE,
    Kind.TYPE: Code.VAL_TYPE,
    Kind.AMBIGUOUS: Code.VAL_TYPE,
    Kind.CHOICE: Code.VAL_ENUM,
    Kind.LENGTH: Code.VAL_LEN,
    Kind.RANGE: Code.VAL_RANGE,
    Kind.PATTERN: Code.VAL_TYPE,
    Kind.OTHER: Code.VAL_TYPE,
}


def check_properties(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Name every property that is unknown, misplaced, missing, or has a value it cannot have.

    Left to rules of their own: the form of a name, and everything about the value of a secret.
    """
    findings = rules.shape.check(document)
    meant = {_meant(finding, rules) for finding in findings if finding.kind is Kind.UNKNOWN}
    for finding in findings:
        is_meant = finding.kind is Kind.MISSING and finding.pointer in meant
        if not (is_meant or _is_left_to_others(finding, rules)):
            yield _explain(finding, document, rules)
    for name in LATER:
        if isinstance(document.value, dict) and name in document.value:
            place = document.at_key((name,))
            hint = "remove it; a later version of Hookline will read it"
            yield error(Code.SCH_UNSUPPORTED, f"`{name}:` is not supported yet", place, hint)


def _meant(finding: Finding, rules: Rulebook) -> Pointer:
    """Give the place of the property that an unknown key was probably meant to be.

    It is not called missing as well: mending the key mends that too.
    """
    name = str(finding.pointer[-1])
    if name in rules.sections:
        return (rules.sections[name], name)
    return (*finding.pointer[:-1], _by_name(finding, rules) or finding.near or name)


def _by_name(finding: Finding, rules: Rulebook) -> str | None:
    """Give `flow_name` when the nearest name is `flow_id` and no id is asked for."""
    if str(finding.pointer[-1]).endswith("id"):
        return None
    return next((known.name for known in rules.table if known.looks_up == finding.near), None)


def _is_left_to_others(finding: Finding, rules: Rulebook) -> bool:
    if finding.pointer[:1] and finding.pointer[0] in LATER:
        return True
    if finding.pointer[:2] in rules.secrets:
        return True
    return finding.pointer == NAME and finding.kind in (Kind.LENGTH, Kind.PATTERN)


def _explain(finding: Finding, document: Document, rules: Rulebook) -> Diagnostic:
    match finding.kind:
        case Kind.UNKNOWN:
            return _unknown(finding, rules)
        case Kind.MISSING:
            return _missing(finding)
        case Kind.NULL:
            return _no_value(finding, rules)
        case Kind.PATTERN if _is_id(_property(finding, rules)):
            return _not_an_id(finding, document, rules)
        case kind:
            return error(
                _CODES[kind], finding.message, finding.location, finding.hint, *finding.related
            )


def _property(finding: Finding, rules: Rulebook) -> Property | None:
    """Give the table's row of the property that a finding is about."""
    name = finding.pointer[1] if len(finding.pointer) == 2 else None
    return rules.table[str(name)] if name in rules.table else None


def _unknown(finding: Finding, rules: Rulebook) -> Diagnostic:
    name, place = str(finding.pointer[-1]), finding.location
    section = rules.sections.get(name)
    if section is not None:
        return error(
            Code.SCH_SECTION, f"`{name}` belongs under `{section}:`", place, "move it there"
        )
    if name not in rules.table:
        return error(
            Code.SCH_UNKNOWN, f"`{name}` is not a property", place, _nearest(finding, rules)
        )
    known = rules.table[name]
    hint = f"remove it. {known.reason}".removesuffix(".")
    if known.role is Role.SERVER:
        return error(Code.SCH_READONLY, f"`{name}` is set by the workspace", place, hint)
    return error(Code.SCH_READONLY, f"`{name}` cannot stand in a definition", place, hint)


def _nearest(finding: Finding, rules: Rulebook) -> str:
    """Give the known name that an unknown one resembles most, and where that belongs."""
    if finding.near:
        return f"did you mean `{_by_name(finding, rules) or finding.near}`?"
    near = get_close_matches(str(finding.pointer[-1]), [*SECTIONS, *rules.sections], n=1)
    if not near:
        return finding.hint
    section = rules.sections.get(near[0])
    return f"did you mean `{near[0]}`" + (f", under `{section}:`?" if section else "?")


def _missing(finding: Finding) -> Diagnostic:
    hint = finding.hint if len(finding.pointer) > 1 else _SKELETON
    return error(Code.SCH_REQUIRED, finding.message, finding.location, hint)


def _no_value(finding: Finding, rules: Rulebook) -> Diagnostic:
    if len(finding.pointer) == 1:
        hint = _SKELETON if finding.pointer[0] == NAME[0] else _NOT_MANAGED
        return error(Code.SCH_NULL, finding.message, finding.location, hint)
    known = _property(finding, rules)
    if known is not None and (known.required or known.secret):
        return error(Code.VAL_TYPE, finding.message, finding.location, finding.hint)
    return error(Code.SCH_NULL, finding.message, finding.location, _NOT_MANAGED)


def _is_id(known: Property | None) -> bool:
    return known is not None and (known.type or "").startswith("UUID")


def _not_an_id(finding: Finding, document: Document, rules: Rulebook) -> Diagnostic:
    """Refuse an id, with the spelling that was probably meant."""
    name = str(finding.pointer[-1])
    digits = _NO_DIGITS.sub("", str(value_at(document, finding.pointer)).lower())
    by_name = next((p.name for p in rules.table if p.looks_up == name), None)
    if _HEXADECIMAL.fullmatch(digits):
        parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        hint = f"write `{'-'.join(parts)}`"
    else:
        hint = "an id has 32 hexadecimal digits in groups of 8-4-4-4-12"
        hint += f"; for a name use `{by_name}`" if by_name else ""
    message = f"{called(finding.pointer)} is not an id as the workspace writes it"
    return error(Code.VAL_UUID, message, finding.location, hint)
