"""The commits that led to one, and what each changed of the definitions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from hookline.git.between import Between
from hookline.git.changes import sizes
from hookline.git.commits import read_commits
from hookline.git.lines import Node, line_from
from hookline.git.objects import read_blobs
from hookline.git.reach import has_commit, reach
from hookline.git.refs import is_ancestor
from hookline.git.repository import Repository
from hookline.git.shallow import shallow_ends
from hookline.model.commit import Commit
from hookline.model.document import SourceFile
from hookline.model.history import FileMove, History, Step
from hookline.source.globs import compile_globs
from hookline.source.limits import Limits
from hookline.source.moves import MoveFinder, Moves

MOST_COMMITS = 10_000
"""The most commits that are looked at for what their messages say."""


class Timeline:
    """What led to one commit; takes its full id and the root of the definitions."""

    def __init__(self, repository: Repository, commit: str, root: str, limits: Limits) -> None:
        self._repository = repository
        self._git = repository.git
        self._commit = commit
        self._root = root
        self._limits = limits
        self._known: dict[str | None, Between] = {}

    def history(self, since: str | None, patterns: Sequence[str]) -> History:
        """Give what each commit changed back to `since`; see `DefinitionSource.history`."""
        between = self._between(since)
        ends = shallow_ends(self._repository.common_folder)
        parents = {
            commit: next(iter(parents), None)
            for commit, parents in between.graph.items()
            if commit not in ends
        }
        moves = MoveFinder(self._git, self._root, compile_globs(patterns)).find(parents)
        nodes = line_from(between.graph, self._commit, moves.keys())
        files, missing = self._read(id_ for each in moves.values() for id_ in each.ids())
        whole = list(takewhile(lambda node: missing.isdisjoint(_ids(node, moves)), nodes))
        commits = read_commits(self._git, moves)
        steps = tuple(_step(node, moves, files, commits) for node in whole)
        if len(whole) < len(nodes):
            return History(steps, complete=False, why_incomplete="partial clone")
        return History(steps, between.complete, between.why)

    def commits_between(self, since: str | None) -> tuple[Commit, ...]:
        """Give every commit back to `since`; see `DefinitionSource.commits_between`."""
        between = self._between(since)
        if since is not None and not between.complete:
            return ()
        return tuple(read_commits(self._git, list(between.graph)[:MOST_COMMITS]).values())

    def is_ancestor(self, since: str) -> bool | None:
        """Say whether `since` came before; see `DefinitionSource.is_ancestor`."""
        between = self._between(since)
        if not has_commit(self._git, since):
            return None
        found = is_ancestor(self._git, since, self._commit)
        return found or (False if between.complete else None)

    def _between(self, since: str | None) -> Between:
        if since not in self._known:
            self._known[since] = reach(self._repository, self._commit, since)
        return self._known[since]

    def _read(self, ids: Iterable[str]) -> tuple[dict[str, bytes], set[str]]:
        """Read contents: id → bytes, and the ids of those that this repository lacks."""
        wanted = set(ids)
        here = {id_: size for id_, (_, size) in sizes(self._git, sorted(wanted)).items()}
        small = [id_ for id_, size in here.items() if size <= self._limits.file_bytes]
        files = dict(zip(small, read_blobs(self._git, small), strict=True))
        return files, wanted - here.keys()


def _ids(node: Node, moves: Mapping[str, Moves]) -> Iterator[str]:
    yield from moves[node.commit].ids()
    for inner in node.inside:
        yield from _ids(inner, moves)


def _step(
    node: Node,
    moves: Mapping[str, Moves],
    files: Mapping[str, bytes],
    commits: Mapping[str, Commit],
) -> Step:
    def side(path: str, id_: str | None) -> SourceFile | None:
        return SourceFile(path, files[id_], id_) if id_ and id_ in files else None

    own = moves[node.commit]
    made, config = (
        [FileMove(f.path, side(f.path, f.before), side(f.path, f.after)) for f in group]
        for group in (own.files, [own.config])
    )
    inside = tuple(_step(inner, moves, files, commits) for inner in node.inside)
    return Step(commits[node.commit], tuple(made), config[0], inside)
