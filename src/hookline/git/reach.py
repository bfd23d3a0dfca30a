"""What lies between two commits, in a clone that may not hold all of it."""

import re

from hookline.git.between import Between, list_between
from hookline.git.objects import present
from hookline.git.repository import Repository
from hookline.git.shallow import shallow_ends

_FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def reach(repository: Repository, head: str, since: str | None) -> Between:
    """List the commits between `since`, exclusive, and `head`, which this repository has."""
    graph = list_between(repository.git, head, since if _has(repository, since) else None)
    if since is not None and not _has(repository, since):
        return Between(graph, complete=False, why="missing commit")
    if any(not parents for parents in graph.values()) and shallow_ends(repository.common_folder):
        return Between(graph, complete=False, why="shallow clone")
    return Between(graph)


def _has(repository: Repository, commit: str | None) -> bool:
    if commit is None or _FULL_ID.fullmatch(commit) is None:
        return False
    return bool(present(repository.git, [commit]))
