"""What a scalar without quotes means: YAML 1.2's core schema, and what older readers make of it.

Source: YAML 1.2.2, section 10.3.2 (core schema), and the YAML 1.1 type repository.
"""

import math
import re

_BEGINS_OTHER = frozenset("-+.0123456789~nNtTfF")
"""A scalar that begins with anything else is a string."""

_WORDS: dict[str, bool | None] = {
    "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

_DATE = (
    r"\d{4}-\d\d-\d\d"
    r"|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?"
    r"(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?"
)
_AGREED = r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]*(?:[eE][-+][0-9]+)?)?|\.[0-9]+|0x[0-9a-fA-F]+"
"""Numbers that every reader takes for the same number."""

_OLD_READINGS = (
    ("a boolean", r"y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"),
    ("a date", _DATE),
    ("a number of base 60", r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"),
    ("a binary number", r"[-+]?0b[01_]+"),
    ("an octal number", r"[-+]?0[0-7_]+"),
    ("a number", r"[-+]0x[0-9a-fA-F_]+|0x(?=[^_]*_)[0-9a-fA-F_]+"),
    ("a number", r"(?=[^_]*_)[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?)?"),
    ("a number", r"[-+]?\.(?=[^_]*_)[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"),
    ("a default value", r"="),
    ("a merge key", r"<<"),
    ("a string", rf"(?!(?:{_AGREED})\Z)(?:{_FLOAT.pattern}|{_OCTAL.pattern})"),
)
_OLD = re.compile("|".join(f"(?:{pattern})" for _, pattern in _OLD_READINGS), re.ASCII)

SMALLEST_INTEGER = -(2**63)
LARGEST_INTEGER = 2**63 - 1
"""Between these two lie the integers that every database on the way can hold."""

_MOST_DIGITS = 30
"""More digits than any integer that is accepted; Python refuses to read thousands of them."""


class Unreadable(ValueError):
    """A number that JSON cannot carry."""


class OutOfRange(Unreadable):
    """An integer that does not fit into 64 bits."""


class NotANumber(Unreadable):
    """An infinite float, or one that is not a number."""


def core_value(spelling: str) -> bool | int | float | str | None:
    """Read a scalar that is written without quotes, by the core schema of YAML 1.2.

    Raises `OutOfRange` or `NotANumber` for what has no place in JSON.
    """
    if not spelling:
        return None
    if spelling[0] not in _BEGINS_OTHER:
        return spelling
    if spelling in _WORDS:
        return _WORDS[spelling]
    if _INTEGER.fullmatch(spelling):
        return _integer(spelling, 10)
    if _FLOAT.fullmatch(spelling):
        return _float(spelling)
    if _OCTAL.fullmatch(spelling):
        return _integer(spelling[2:], 8)
    if _HEXADECIMAL.fullmatch(spelling):
        return _integer(spelling[2:], 16)
    if _INFINITE.fullmatch(spelling):
        raise NotANumber
    return spelling


def _integer(digits: str, base: int) -> int:
    significant = digits.lstrip("+-0")
    if len(significant) > _MOST_DIGITS:
        raise OutOfRange
    value = int(significant or "0", base) * (-1 if digits[0] == "-" else 1)
    if not SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
        raise OutOfRange
    return value


def _float(spelling: str) -> float:
    value = float(spelling)
    if math.isinf(value):
        raise NotANumber
    return value


def old_reading(spelling: str) -> str | None:
    """Say what a YAML 1.1 reader takes the scalar for, when that is not what `core_value` gives.

    `yes` is "a boolean" to it, `12:30` "a number of base 60", `0o10` "a string".
    """
    if not _OLD.fullmatch(spelling):
        return None
    # The patterns one by one are compiled where a scalar is refused, which is not every start.
    return next(n for n, pattern in _OLD_READINGS if re.fullmatch(pattern, spelling, re.ASCII))
