"""What lies between two commits, in a clone that may not hold all of it yet.

A shallow clone is deepened step by step, until the older commit cuts off all that is older still.
"""

import re
from collections.abc import Iterator

from hookline.git.between import Between, list_between
from hookline.git.lines import Graph
from hookline.git.process import Git
from hookline.git.remotes import home_remote
from hookline.git.repository import Repository
from hookline.git.shallow import shallow_ends

SHALLOW = "shallow clone"
MISSING = "missing commit"

_FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")

_DEPTHS = ("--deepen=50", "--deepen=500", "--deepen=5000", "--unshallow")
"""How far a clone is deepened at a time; what is planned is mostly younger than fifty commits."""


def reach(repository: Repository, head: str, since: str | None) -> Between:
    """List the commits between `since`, exclusive, and `head`, which this repository has.

    What a clone lacks for that is fetched; without `since` nothing is. When `since` cannot be
    found, everything that `head` comes after is listed, as far as it is here.
    """
    if since is not None and _FULL_ID.fullmatch(since):
        for _ in _fetches(repository, head, since):
            if has_commit(repository.git, since):
                graph = list_between(repository.git, head, since)
                if not _is_cut(repository, graph, head, since):
                    return Between(graph)
    if since is not None and has_commit(repository.git, since):
        return Between(list_between(repository.git, head, since), complete=False, why=SHALLOW)
    graph = list_between(repository.git, head, None)
    if _is_cut(repository, graph, head):
        return Between(graph, complete=False, why=SHALLOW)
    return Between(graph, complete=since is None, why="" if since is None else MISSING)


def has_commit(git: Git, commit: str) -> bool:
    """Say whether the repository has a commit, by its full id."""
    is_id = _FULL_ID.fullmatch(commit) is not None
    return is_id and git.ask("cat-file", "-e", values=[f"{commit}^{{commit}}"]).status == 0


def _fetches(repository: Repository, head: str, since: str) -> Iterator[None]:
    """Fetch more and more of what may be lacking, with a pause before and after each time."""
    yield
    remote = home_remote(repository.git)
    if remote is None:
        return
    for depth in _DEPTHS:
        ends = _ends(repository, head, since)
        if not ends:
            break
        if remote.fetch(*ends, depth=depth).status:
            return
        yield
        # Without it the whole history would come, only to show that the commit is not in it.
        if not has_commit(repository.git, since) and remote.fetch(since, depth="--depth=1").status:
            return
    if not has_commit(repository.git, since):
        remote.fetch(since)
    yield


def _is_cut(repository: Repository, graph: Graph, *commits: str) -> bool:
    """Say whether the graph may go on where a shallow clone ends, or should have ended before.

    When every line of it ends at a parent outside, that is where it has to end.
    """
    begins = any(not parents for parents in graph.values())
    return begins and bool(_ends(repository, *commits))


def _ends(repository: Repository, *commits: str) -> list[str]:
    """Give the commits at which a shallow clone cuts off what led to `commits`."""
    ends = shallow_ends(repository.common_folder)
    if not ends:
        return []
    here = [commit for commit in commits if has_commit(repository.git, commit)]
    out = repository.git.run("rev-list", values=here)
    return sorted(ends.intersection(out.decode("ascii").split()))
