"""History: the newest commit that changed each of many paths, in one pass.

The answer for each path is the one `git log -1 -- PATH` gives. git walks history with the paths
in view, so that only commits which touched one of them are listed, merges only when they agree
with none of their parents. All paths then start at the newest listed commit, and each moves on to
the first parent that has the same content; where no parent has it, the commit changed it.
"""

import os
import posixpath
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from hookline.git.commits import read_commits
from hookline.git.process import Git
from hookline.git.shallow import shallow_ends
from hookline.model.commit import Commit

_WINDOWS = (256, 4096, None)
"""How many commits are looked at before asking for more; most paths changed recently or never."""

_MOST_PATHS_TOLD = 50
"""With more paths than this, git is told their common folder instead."""

_Graph = Mapping[str, Sequence[str]]
"""Commit → its parents, newest first; parents are the nearest listed ones."""


def last_commits(
    git: Git, start: str, paths: Collection[str], common_folder: Path
) -> dict[str, Commit]:
    """Give for each path, from the top, the newest commit up to `start` that changed it.

    A removal is a change. Left out are paths that the history never mentions, and in a shallow
    clone those whose last change lies before the history begins.
    """
    if not paths:
        return {}
    in_view = _in_view(paths)
    ends = shallow_ends(common_folder)
    changed_by: dict[str, str] = {}
    for window in _WINDOWS:
        graph = _list_commits(git, start, in_view, window)
        changes = _list_changes(git, graph, in_view)
        complete, changed_by = _follow(graph, changes, set(paths), ends)
        if complete:
            break
    commits = read_commits(git, changed_by.values())
    return {path: commits[commit] for path, commit in sorted(changed_by.items())}


def _in_view(paths: Collection[str]) -> list[str]:
    """Say what git has to look at: the paths themselves, or the folder that holds them all."""
    if len(paths) <= _MOST_PATHS_TOLD:
        return sorted(paths)
    folder = posixpath.commonpath([posixpath.dirname(path) for path in paths])
    return [folder] if folder else []


def _list_commits(git: Git, start: str, in_view: Sequence[str], window: int | None) -> _Graph:
    limit = [] if window is None else [f"--max-count={window}"]
    out = git.run("rev-list", "--parents", *limit, values=[start], paths=in_view)
    rows = [line.split() for line in out.decode("ascii").splitlines()]
    return {row[0]: row[1:] for row in rows}


def _list_changes(
    git: Git, graph: _Graph, in_view: Sequence[str]
) -> dict[str, list[frozenset[str]]]:
    """Compare each commit with each of its parents: commit → a set of changed paths a parent.

    A commit without listed parents is compared with what is really before it, or with nothing.
    """
    pairs = [
        f"{commit} {parent}".strip()
        for commit, parents in graph.items()
        for parent in parents or [""]
    ]
    out = git.run(
        "diff-tree",
        *("--stdin", "-r", "-z", "--raw", "--no-renames", "--always", "--root", "-m"),
        paths=in_view,
        stdin="".join(f"{pair}\n" for pair in pairs).encode("ascii"),
    )
    changes: dict[str, list[set[str]]] = {}
    changed: set[str] = set()
    fields = iter(out.split(b"\0")[:-1])
    for field in fields:
        if field.startswith(b":"):
            changed.add(os.fsdecode(next(fields)))
        else:
            changed = set()
            changes.setdefault(field.decode("ascii"), []).append(changed)
    return {commit: [frozenset(one) for one in sets] for commit, sets in changes.items()}


def _follow(
    graph: _Graph,
    changes: Mapping[str, Sequence[frozenset[str]]],
    paths: set[str],
    ends: frozenset[str],
) -> tuple[bool, dict[str, str]]:
    """Move every path back to the commit that changed it: path → commit, and whether all came."""
    waiting = {next(iter(graph), ""): paths}
    changed_by: dict[str, str] = {}
    # Commits come newest first by date; where clocks were wrong a parent may come before its
    # child, and the paths that arrive late need another round.
    while any(commit in graph for commit in waiting):
        for commit, parents in graph.items():
            here = waiting.pop(commit, set())
            if not here or commit in ends:
                continue
            for parent, changed in zip(parents, changes[commit], strict=False):
                differing = here & changed
                # The rest moves on as the set that it is: a copy for each commit would cost the
                # number of paths times the number of commits.
                here -= differing
                here |= waiting.pop(parent, set())
                waiting[parent], here = here, differing
            if not parents:
                here &= frozenset().union(*changes[commit])
            changed_by.update(dict.fromkeys(here, commit))
        waiting = {commit: left for commit, left in waiting.items() if left}
    return not (waiting and graph), changed_by
