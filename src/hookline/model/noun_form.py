"""The nouns as JSON-shaped data and back, by the annotations of their fields.

Every field is written, so that a noun that gets another one needs nothing here; what is read must
have exactly the fields that its noun has. A change tells which noun it is by its `action`.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Union, get_args, get_origin

from hookline.model.change import Change
from hookline.model.values import JSON

ACTION = "action"
"""The key by which one of several nouns is told."""

_CHANGES = {noun.action.value: noun for noun in get_args(Change)}


class WrongForm(ValueError):
    """What was read is not what the noun needs; says where, and what."""


def to_json(value: object) -> JSON:
    """Give a noun, or the value of one of its fields, as JSON-shaped data."""
    match value:
        case Enum():
            return to_json(value.value)
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return value.isoformat()
        case Mapping():
            return {str(key): to_json(each) for key, each in value.items()}
        case tuple() | list():
            return [to_json(each) for each in value]
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__name__} has no form")
    written = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Change):
        written[ACTION] = value.action.value
    return written


def from_json(value: JSON, hint: object, where: str = "plan") -> object:
    """Build what the annotation `hint` says; `where` is the way to it, for messages.

    Raises `WrongForm` when `value` is anything else.
    """
    if hint == JSON:
        return value
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _one_of(value, get_args(hint), where)
    if origin is tuple:
        return tuple(
            from_json(each, get_args(hint)[0], f"{where}[{index}]")
            for index, each in enumerate(_list(value, where))
        )
    if origin is Mapping:
        known = _mapping(value, where)
        return {
            key: from_json(each, get_args(hint)[1], f"{where}.{key}") for key, each in known.items()
        }
    if not isinstance(hint, type):
        raise TypeError(f"{where}: {hint} has no form")
    if is_dataclass(hint):
        return _noun(_mapping(value, where), hint, where)
    return _plain(value, hint, where)


def _one_of(value: JSON, hints: tuple[object, ...], where: str) -> object:
    """Build one of several: nothing, the noun that `action` names, or the first that fits."""
    if value is None and NoneType in hints:
        return None
    if hints == get_args(Change):
        known = dict(_mapping(value, where))
        action = known.pop(ACTION, None)
        if not isinstance(action, str) or action not in _CHANGES:
            raise WrongForm(f"{where}.{ACTION}: {action!r} is no action")
        return _noun(known, _CHANGES[action], where)
    rest = [hint for hint in hints if hint is not NoneType]
    for hint in rest[:-1]:
        try:
            return from_json(value, hint, where)
        except WrongForm:
            continue
    return from_json(value, rest[-1], where)


def _noun(value: Mapping[str, JSON], noun: type, where: str) -> object:
    known = {field.name: field.type for field in fields(noun)}
    if missing := sorted(known.keys() - value.keys()):
        raise WrongForm(f"{where}: {', '.join(missing)} is missing")
    if unknown := sorted(value.keys() - known.keys()):
        raise WrongForm(f"{where}: {', '.join(unknown)} is unknown")
    built = {name: from_json(value[name], hint, f"{where}.{name}") for name, hint in known.items()}
    try:
        return noun(**built)
    except ValueError as error:
        raise WrongForm(f"{where}: {error}") from error


def _plain(value: JSON, hint: type, where: str) -> object:
    """Build a value that is written as a text, a number or a flag."""
    if hint in (str, int, bool) and type(value) is hint:
        return value
    try:
        if issubclass(hint, Enum):
            return hint(value)
        if hint is datetime and isinstance(value, str):
            return datetime.fromisoformat(value)
    except ValueError as error:
        raise WrongForm(f"{where}: {error}") from error
    raise WrongForm(f"{where}: {hint.__name__} is needed, not {value!r:.40}")


def _mapping(value: JSON, where: str) -> Mapping[str, JSON]:
    if isinstance(value, dict):
        return value
    raise WrongForm(f"{where}: a mapping is needed")


def _list(value: JSON, where: str) -> list[JSON]:
    if isinstance(value, list):
        return value
    raise WrongForm(f"{where}: a list is needed")
