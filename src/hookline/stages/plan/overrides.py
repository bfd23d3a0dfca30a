"""What reviewed commits allow: their `Hookline-Allow` trailers."""

import re
from collections.abc import Sequence

from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.guard import Override, OverrideKind
from hookline.model.overrides import FORMS, parse_override

KEY = "Hookline-Allow"

_TRAILER = re.compile(r"(?P<key>[A-Za-z0-9-]+)[ \t]*:[ \t]*(?P<value>.*)")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_PICKED = "(cherry picked from commit "
"""What `git cherry-pick -x` puts among the trailers."""


def read_trailers(
    commits: Sequence[Commit],
) -> tuple[tuple[Override, ...], tuple[Diagnostic, ...]]:
    """Give what the trailers of these commits allow, in the order of the commits.

    A trailer stands in the last paragraph of the message, which holds nothing else; upper and
    lower case of its key are the same, and a line that begins with a blank continues the one
    before, all as git has it. One that cannot be understood allows nothing and is noted
    (`PLN-ALLOW`): a wrong word in an old commit must not stop every later plan.
    """
    found: list[Override] = []
    notes: list[Diagnostic] = []
    for commit in commits:
        values = [value for key, value in _trailers(commit.body) if _is_ours(key)]
        for value in values:
            try:
                found.append(_parse(value, f"commit {commit.short}"))
            except ValueError as error:
                notes.append(_note(commit, f'"{KEY}: {value}" allows nothing: {error}'))
        if len(values) < _mentions(commit.body):
            notes.append(_note(commit, f"a line {KEY} outside of its trailers allows nothing"))
    return tuple(found), tuple(notes)


def _trailers(body: str) -> list[tuple[str, str]]:
    """Give key and value of each trailer; none when the last paragraph holds anything else."""
    found: list[tuple[str, str]] = []
    for line in _BLANK_LINE.split(body)[-1].splitlines():
        trailer = _TRAILER.fullmatch(line.rstrip())
        if trailer:
            found.append((trailer["key"], trailer["value"]))
        elif line[:1].isspace() and found:
            key, value = found[-1]
            found[-1] = key, f"{value} {line.strip()}".strip()
        elif line.startswith(_PICKED):
            found.append((_PICKED, line))
        else:
            return []
    return found


def _is_ours(key: str) -> bool:
    return key.lower() == KEY.lower()


def _mentions(body: str) -> int:
    """Count the lines that look like one of our trailers, wherever they stand."""
    trailers = (_TRAILER.fullmatch(line.rstrip()) for line in body.splitlines())
    return sum(trailer is not None and _is_ours(trailer["key"]) for trailer in trailers)


def _parse(value: str, source: str) -> Override:
    kind = next((kind for kind in OverrideKind if value.split()[:1] == [kind.value]), None)
    if kind is None:
        raise ValueError(f"it begins with none of {', '.join(OverrideKind)}")
    return parse_override(kind, value.removeprefix(kind.value), source)


def _note(commit: Commit, message: str) -> Diagnostic:
    forms = ", ".join(f"`{kind} {form}`" for kind, form in FORMS.items())
    return Diagnostic(
        Severity.NOTE,
        Code.PLN_ALLOW,
        f"commit {commit.short}: {message}",
        hint=f"write {KEY}: and one of {forms} into the last paragraph of a commit",
    )
