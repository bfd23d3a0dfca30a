"""Globs over the names of webhooks."""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches(name: str, globs: Iterable[str]) -> bool:
    """Say whether a glob matches `name`, or is it: names may hold what globs give a meaning."""
    return any(name == glob or fnmatchcase(name, glob) for glob in globs)


def is_glob(text: str) -> bool:
    """Say whether a text may stand for more than the one name that it is."""
    return not {*text}.isdisjoint("*?[")
