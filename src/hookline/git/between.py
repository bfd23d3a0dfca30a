"""The commits between two, as a graph."""

from dataclasses import dataclass

from hookline.git.lines import Graph
from hookline.git.process import Git


@dataclass(frozen=True, slots=True)
class Between:
    """The commits that one commit comes after and another does not."""

    graph: Graph
    """These commits with their parents, children before parents."""
    complete: bool = True
    """Whether these are all, and no other is among them."""
    why: str = ""
    """Why not, in two words; empty when it is complete."""


def list_between(git: Git, head: str, since: str | None) -> Graph:
    """List the commits that `head`, itself included, comes after, and `since` does not.

    Both are full ids of commits that this repository has. What lies beyond the end of a shallow
    clone is not known; its last commits have no parents here.
    """
    values = [head] if since is None else [head, f"^{since}"]
    out = git.run("rev-list", "--parents", "--topo-order", values=values)
    rows = [line.split() for line in out.decode("ascii").splitlines()]
    return {row[0]: tuple(row[1:]) for row in rows}
