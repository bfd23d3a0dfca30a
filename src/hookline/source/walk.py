"""The working tree searched for definitions, without following any symlink."""

import os
from pathlib import Path

from hookline.model.diagnostics import Diagnostic
from hookline.source import problems
from hookline.source.globs import Globs

_NEVER = frozenset({".git", ".hookline"})
"""Folders that belong to git and to Hookline itself."""


def walk(root: Path, globs: Globs) -> tuple[list[str], list[Diagnostic]]:
    """Find the files below `root` that match: their paths in order, and what hides others."""
    paths: list[str] = []
    found: list[Diagnostic] = []
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as listing:
                entries = list(listing)
        except OSError as error:
            found.append(problems.unreadable(folder or ".", error.strerror or "unknown reason"))
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            problem = _problem(entry, path, globs)
            if problem is not None:
                found.append(problem)
            elif entry.is_dir(follow_symlinks=False):
                if globs.leads(path) and entry.name not in _NEVER:
                    folders.append(path)
            elif globs.matches(path) and not entry.is_symlink():
                paths.append(path)
    return sorted(paths), sorted(found, key=lambda problem: problem.message)


def _problem(entry: os.DirEntry[str], path: str, globs: Globs) -> Diagnostic | None:
    """Say why an entry is not read although a definition could be there."""
    matches, leads = globs.matches(path), globs.leads(path)
    if entry.is_symlink():
        hides = matches or (leads and not entry.is_file())
        return problems.symlink(path) if hides else None
    if entry.is_dir(follow_symlinks=False):
        hides = leads and (Path(entry) / ".git").exists()
        return problems.submodule(path) if hides else None
    return problems.bad_name(path) if matches else None
