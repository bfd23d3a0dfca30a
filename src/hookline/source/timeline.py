"""The commits that led to one, and what each changed of the definitions."""

from collections.abc import Iterator, Mapping, Sequence

from hookline.git.between import Between
from hookline.git.changes import sizes
from hookline.git.commits import read_commits
from hookline.git.lines import Node, line_from
from hookline.git.objects import read_blobs
from hookline.git.reach import has_commit, reach
from hookline.git.refs import is_ancestor
from hookline.git.remotes import is_partial
from hookline.git.repository import Repository
from hookline.git.shallow import shallow_ends
from hookline.model.commit import Commit
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.history import FileMove, History, Step
from hookline.source.globs import compile_globs
from hookline.source.limits import Limits
from hookline.source.moves import MoveFinder, Moves

PARTIAL = "partial clone"
LONG = "long history"


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
        finder = MoveFinder(self._git, self._root, compile_globs(patterns))
        try:
            moves = finder.find(parents)
        except NeedsMending:
            # Of a clone without trees nothing can be listed; any other failure is one.
            if not is_partial(self._git):
                raise
            return History(complete=False, why_incomplete=PARTIAL)
        nodes = line_from(between.graph, self._commit, moves.keys())
        steps, why = self._steps(nodes, moves)
        why = why or between.why
        return History(steps, not why, why)

    def commits_between(self, since: str | None) -> tuple[Commit, ...]:
        """Give every commit back to `since`; see `DefinitionSource.commits_between`."""
        between = self._between(since)
        if since is not None and not between.complete:
            return ()
        return tuple(read_commits(self._git, list(between.graph)[: self._limits.commits]).values())

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

    def _steps(
        self, nodes: Sequence[Node], moves: Mapping[str, Moves]
    ) -> tuple[tuple[Step, ...], str]:
        """Read what the commits of a line changed, and say why the line had to end before its end.

        A file above the limit is no definitions file; it is not read, as it is not in a commit.
        """
        known = sizes(self._git, {id_ for each in moves.values() for id_ in each.ids()})
        taken: set[str] = set()
        steps: list[Node] = []
        why, left = "", self._limits.history_bytes
        for node in nodes:
            new = set(_ids(node, moves)) - taken
            small = {id_ for id_ in new & known.keys() if known[id_] <= self._limits.file_bytes}
            left -= sum(known[id_] for id_ in small)
            why = PARTIAL if new - known.keys() else LONG if left < 0 else ""
            if why:
                break
            taken |= small
            steps.append(node)
        wanted = sorted(taken)
        files = dict(zip(wanted, read_blobs(self._git, wanted), strict=True))
        commits = read_commits(self._git, moves)
        return tuple(_step(node, moves, files, commits) for node in steps), why


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
