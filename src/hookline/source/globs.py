"""Globs of definition files, compiled once.

`*` and `?` stay within one name, `**` stands for any folders, also none, and no wildcard matches
a name's leading dot: backups of editors and `.git` are no definitions. A pattern is part of a
repository's content, so it must not be able to make matching slow: every wildcard but the last
takes the first place that fits and never reconsiders, which for globs finds every match.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending

_ANY_FOLDER = r"(?:(?!\.)[^/]+/)"
_ANY_NAME = r"(?!\.)[^/]+"
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Globs:
    """The patterns of `definitions:`, ready to be asked."""

    starts: tuple[str, ...]
    """The paths below which all matches lie; one empty path for the whole root."""
    _files: re.Pattern[str]
    _folders: re.Pattern[str]

    def matches(self, path: str) -> bool:
        """Say whether the file at `path`, from the root of the definitions, is a definition."""
        return self._files.fullmatch(path) is not None

    def leads(self, folder: str) -> bool:
        """Say whether a definition can lie below the folder at `folder`."""
        return self._folders.fullmatch(folder) is not None


def compile_globs(patterns: Sequence[str]) -> Globs:
    """Compile patterns; raises `NeedsMending` (`CFG-VALUE`) for one that can match nothing."""
    split = [_split(pattern) for pattern in patterns]
    starts = {"/".join(_start(parts)) for parts in split}
    above = [parts[:length] for parts in split for length in _lengths_above(parts)]
    return Globs(
        starts=("",) if "" in starts else tuple(sorted(starts)),
        _files=_compile(split),
        _folders=_compile(above),
    )


def _split(pattern: str) -> list[str]:
    parts = pattern.removeprefix("./").split("/")
    for wrong, why in (
        ("", "must be a path inside the repository, without a slash at its ends"),
        (".", "may not hold a folder called ."),
        ("..", "may not lead out of the folder of hookline.yaml"),
    ):
        if wrong in parts:
            raise _unusable(pattern, why)
    if "\\" in pattern:
        raise _unusable(pattern, "needs / between folders, not \\")
    return parts


def _unusable(pattern: str, why: str) -> Exception:
    return NeedsMending.because(
        Code.CFG_VALUE,
        f"the pattern {pattern!r} under `definitions:` {why}",
        hint="write for example webhooks/**/*.yaml",
    )


def _start(parts: Sequence[str]) -> list[str]:
    """Give the names before the first wildcard."""
    wild = (index for index, part in enumerate(parts) if not _WILD.isdisjoint(part))
    return list(parts[: next(wild, len(parts))])


def _lengths_above(parts: Sequence[str]) -> range:
    """Say how many leading names make a folder above a match; `**` reaches all the way down."""
    deepest = parts.index("**") + 1 if "**" in parts else len(parts) - 1
    return range(1, deepest + 1)


def _compile(patterns: Sequence[Sequence[str]]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(_translate(parts) for parts in patterns) or r"(?!)")
    except re.error as error:
        shown = ", ".join("/".join(parts) for parts in patterns)
        raise _unusable(shown, f"cannot be read: {error.msg}") from error


def _translate(parts: Sequence[str]) -> str:
    """Translate one pattern, cut at each `**` into runs of names."""
    runs: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            runs.append([])
        else:
            runs[-1].append(_translate_name(part))
    first, *rest = runs
    if not rest:
        return "/".join(first)
    *middle, last = rest
    text = "".join(f"{name}/" for name in first)
    for run in middle:
        text += f"(?>{_ANY_FOLDER}*?{''.join(f'{name}/' for name in run)})"
    return text + f"{_ANY_FOLDER}*" + ("/".join(last) or _ANY_NAME)


def _translate_name(glob: str) -> str:
    """Translate the part of a pattern between two slashes."""
    fixed = [""]
    position = 0
    while position < len(glob):
        end = glob.find("]", position + 2)
        if glob[position] == "[" and end > 0:
            fixed[-1] += _translate_class(glob[position + 1 : end])
            position = end + 1
            continue
        if glob[position] == "*":
            fixed.append("")
        else:
            fixed[-1] += "[^/]" if glob[position] == "?" else re.escape(glob[position])
        position += 1
    dot = r"(?!\.)" if glob[0] in _WILD else ""
    if len(fixed) == 1:
        return dot + fixed[0]
    first, *middle, last = fixed
    return dot + first + "".join(f"(?>[^/]*?{piece})" for piece in middle) + "[^/]*" + last


def _translate_class(inside: str) -> str:
    """Translate `[abc]`, `[a-z]` and `[!abc]`."""
    negated = inside.startswith("!")
    members = "".join(char if char == "-" else re.escape(char) for char in inside.removeprefix("!"))
    return f"(?!/)[{'^' if negated else ''}{members}]"
