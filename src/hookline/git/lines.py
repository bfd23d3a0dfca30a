"""First-parent lines in a graph of commits, and what each merge brought into them.

A commit belongs to the oldest merge of a line that reaches it: that is where it came in.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Graph = Mapping[str, Sequence[str]]
"""Commit → its parents, children before their parents; a parent may lie outside of the graph."""

DEEPEST = 16
"""Merges within merges are told apart down to here; what is deeper is listed in one line."""


@dataclass(frozen=True, slots=True)
class Node:
    """One commit of a line."""

    commit: str
    """Its full id."""
    inside: tuple["Node", ...] = ()
    """For a merge, the lines of its other parents, as far as they came in with it."""


def line_from(graph: Graph, start: str, wanted: AbstractSet[str]) -> tuple[Node, ...]:
    """Give the first-parent line from `start`, newest first, as far as the graph goes.

    Only `wanted` commits are in it; what another merge brought in is left out with the merge.
    """
    return _line(graph, [start], wanted, DEEPEST)


def _line(
    graph: Graph, starts: Iterable[str], wanted: AbstractSet[str], depth: int
) -> tuple[Node, ...]:
    place = {commit: number for number, commit in enumerate(graph)}
    line = sorted(_first_parents(graph, starts), key=place.__getitem__)
    brought_in = _brought_in(graph, line)
    nodes: list[Node] = []
    for commit in line:
        if commit in wanted:
            came = sorted(brought_in.get(commit, ()), key=place.__getitem__)
            part = {each: graph[each] for each in came}
            nodes.append(Node(commit, _inside(part, graph[commit][1:], wanted, depth)))
    return tuple(nodes)


def _inside(
    part: Graph, starts: Iterable[str], wanted: AbstractSet[str], depth: int
) -> tuple[Node, ...]:
    if wanted.isdisjoint(part):
        return ()
    if depth == 0:
        return tuple(Node(commit) for commit in part if commit in wanted)
    return _line(part, starts, wanted, depth - 1)


def _first_parents(graph: Graph, starts: Iterable[str]) -> set[str]:
    line = set[str]()
    for start in starts:
        commit = start
        while commit in graph and commit not in line:
            line.add(commit)
            commit = next(iter(graph[commit]), "")
    return line


def _brought_in(graph: Graph, line: Sequence[str]) -> dict[str, set[str]]:
    """Give for each merge of the line the commits that came in with it."""
    claimed = set[str]()
    found: dict[str, set[str]] = {}
    for commit in reversed(line):
        claimed.add(commit)
        waiting = list(graph[commit])
        while waiting:
            other = waiting.pop()
            if other in graph and other not in claimed:
                claimed.add(other)
                found.setdefault(commit, set()).add(other)
                waiting += graph[other]
    return found
