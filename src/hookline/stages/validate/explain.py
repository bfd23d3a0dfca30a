"""What a schema check found → the problem as a user is told it, with the table's words."""

import re
from difflib import get_close_matches

from hookline.documents.finding import Finding, Kind
from hookline.documents.words import called, shortened
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document
from hookline.model.location import Location
from hookline.model.overlay import ONLY
from hookline.model.property import Property, Role
from hookline.stages.validate.places import APART, NAME, target_of, value_at, without_target
from hookline.stages.validate.rulebook import SECTIONS, Rulebook, error

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


def explain(finding: Finding, document: Document, rules: Rulebook) -> Diagnostic:
    """Give a finding its code, and say what to do in the words of the property table."""
    match finding.kind:
        case Kind.UNKNOWN:
            return _unknown(finding, rules)
        case Kind.MISSING:
            return _missing(finding)
        case Kind.NULL:
            return _no_value(finding, rules)
        case Kind.PATTERN if _is_id(_property(finding, rules)):
            return _not_an_id(finding, document, rules)
        case Kind.LENGTH if finding.pointer[:1] == (ONLY,):
            return _names_no_target(finding)
        case kind:
            return error(
                _CODES[kind], finding.message, finding.location, finding.hint, *finding.related
            )


def by_name(finding: Finding, rules: Rulebook) -> str | None:
    """Give `flow_name` when the nearest name is `flow_id` and no id is asked for."""
    if str(finding.pointer[-1]).endswith("id"):
        return None
    return next((known.name for known in rules.table if known.looks_up == finding.near), None)


def _property(finding: Finding, rules: Rulebook) -> Property | None:
    """Give the table's row of the property that a finding is about."""
    pointer = without_target(finding.pointer)
    name = pointer[1] if len(pointer) == 2 else None
    return rules.table[str(name)] if name in rules.table else None


def _unknown(finding: Finding, rules: Rulebook) -> Diagnostic:
    name, place = str(finding.pointer[-1]), finding.location
    section = rules.sections.get(name)
    if name in APART:
        message = f"`{name}` belongs at the top of the definition"
        return error(Code.SCH_SECTION, message, place, "move it there, without indentation")
    target = target_of(finding.pointer)
    if target is not None and name == NAME[-1]:
        return _other_name(target, place)
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


def _other_name(target: str, place: Location) -> Diagnostic:
    """Refuse a name that differs per target: it tells the webhook from all others."""
    message = "the name cannot differ per target: a webhook has one name everywhere"
    hint = f"remove it; another webhook on `{shortened(target)}` is a definition of its own, "
    hint += "with `only:`"
    return error(Code.SCH_SECTION, message, place, hint)


def _nearest(finding: Finding, rules: Rulebook) -> str:
    """Give the known name that an unknown one resembles most, and where that belongs."""
    if finding.near:
        return f"did you mean `{by_name(finding, rules) or finding.near}`?"
    near = get_close_matches(str(finding.pointer[-1]), [*SECTIONS, *rules.sections], n=1)
    if not near:
        return finding.hint
    section = rules.sections.get(near[0])
    return f"did you mean `{near[0]}`" + (f", under `{section}:`?" if section else "?")


def _missing(finding: Finding) -> Diagnostic:
    hint = finding.hint if len(finding.pointer) > 1 else _SKELETON
    return error(Code.SCH_REQUIRED, finding.message, finding.location, hint)


def _no_value(finding: Finding, rules: Rulebook) -> Diagnostic:
    known = _property(finding, rules)
    if known is not None and (known.required or known.secret):
        return error(Code.VAL_TYPE, finding.message, finding.location, finding.hint)
    hint = _NOT_MANAGED
    if finding.pointer == NAME[:1]:
        hint = _SKELETON
    elif target_of(finding.pointer) is not None and known is None:
        hint = "remove the line, or say below it what differs, indented"
    elif finding.pointer[0] in APART and known is None:
        hint = "remove it, or give it a value"
    return error(Code.SCH_NULL, finding.message, finding.location, hint)


def _names_no_target(finding: Finding) -> Diagnostic:
    if len(finding.pointer) == 1:
        message = f"{finding.message}, so the webhook would exist nowhere"
        hint = "name the targets it exists for, or remove the line: then it exists for all"
        return error(Code.VAL_LEN, message, finding.location, hint)
    return error(Code.VAL_LEN, finding.message, finding.location, "write the name of a target")


def _is_id(known: Property | None) -> bool:
    return known is not None and (known.type or "").startswith("UUID")


def _not_an_id(finding: Finding, document: Document, rules: Rulebook) -> Diagnostic:
    """Refuse an id, with the spelling that was probably meant."""
    name = str(finding.pointer[-1])
    digits = _NO_DIGITS.sub("", str(value_at(document, finding.pointer)).lower())
    look_up = next((p.name for p in rules.look_ups if p.looks_up == name), None)
    if _HEXADECIMAL.fullmatch(digits):
        parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        hint = f"write `{'-'.join(parts)}`"
    else:
        hint = "an id has 32 hexadecimal digits in groups of 8-4-4-4-12"
        hint += f"; for a name use `{look_up}`" if look_up else ""
    message = f"{called(finding.pointer)} is not an id as the workspace writes it"
    return error(Code.VAL_UUID, message, finding.location, hint)
