"""Which definitions files each of many commits changed, by the `definitions:` of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hookline.git.changes import FileChange, FirstParents, changed_files, file_ids
from hookline.git.objects import FILE_MODES, list_tree, present, read_blobs
from hookline.git.process import Git
from hookline.source.configured import globs_of
from hookline.source.globs import Globs
from hookline.source.problems import CONFIG
from hookline.source.roots import below, from_root


@dataclass(frozen=True, slots=True)
class Moves:
    """What one commit changed; ids of contents, and paths from the root of the definitions."""

    files: tuple[FileChange, ...]
    """The definitions files, ordered by path."""
    config: FileChange
    """`hookline.yaml`, whether it changed or not."""

    def ids(self) -> Iterable[str]:
        """Give the ids of all contents."""
        for file in (*self.files, self.config):
            yield from (each for each in (file.before, file.after) if each)


@dataclass(slots=True)
class MoveFinder:
    """Finds what commits changed of the definitions below one root."""

    git: Git
    """The repository."""
    root: str
    """The root of the definitions, from the top."""
    globs: Globs
    """What is a definitions file where a commit's own configuration does not say."""
    _known: dict[str, Globs] = field(default_factory=dict)

    def find(self, commits: FirstParents) -> dict[str, Moves]:
        """Give what each commit changed; one that changed nothing is left out."""
        changed = self._changed(commits)
        configs = self._configs(changed, commits)
        self._read(id_ for config in configs.values() for id_ in (config.before, config.after))
        found = {}
        for commit, config in configs.items():
            files = self._files(changed[commit], config, commit, commits[commit])
            if files or config.before != config.after:
                found[commit] = Moves(files, config)
        return found

    def _changed(self, commits: FirstParents) -> dict[str, tuple[FileChange, ...]]:
        """Look where the patterns of any of the commits' configurations lead."""
        starts: set[str] = set()
        wanted = set(self.globs.starts)
        changed: dict[str, tuple[FileChange, ...]] = {}
        while not wanted <= starts:
            starts |= wanted
            changed = changed_files(self.git, commits, self._paths(starts))
            config = below(self.root, CONFIG)
            own = [file for files in changed.values() for file in files if file.path == config]
            self._read(id_ for file in own for id_ in (file.before, file.after))
            wanted = {start for globs in self._known.values() for start in globs.starts}
        return changed

    def _paths(self, starts: Iterable[str]) -> list[str]:
        places = [below(self.root, start) for start in starts]
        return [] if "" in places else [below(self.root, CONFIG), *sorted(places)]

    def _read(self, ids: Iterable[str | None]) -> None:
        """Read the patterns of configurations; those that this repository lacks say nothing."""
        new = {id_ for id_ in ids if id_} - self._known.keys()
        here = sorted(present(self.git, new))
        for id_, data in zip(here, read_blobs(self.git, here), strict=True):
            self._known[id_] = globs_of(data) or self.globs

    def _configs(self, changed: Iterable[str], commits: FirstParents) -> dict[str, FileChange]:
        """Give the configuration before and after each commit."""
        path = below(self.root, CONFIG)
        sides = {commit: (commits[commit], commit) for commit in changed}
        ids = file_ids(self.git, [each for pair in sides.values() for each in pair if each], path)
        return {
            commit: FileChange(CONFIG, ids.get(before or ""), ids.get(after))
            for commit, (before, after) in sides.items()
        }

    def _files(
        self, changed: Sequence[FileChange], config: FileChange, commit: str, parent: str | None
    ) -> tuple[FileChange, ...]:
        before = self._known.get(config.before or "", self.globs)
        after = self._known.get(config.after or "", self.globs)
        if before == after:
            here = {from_root(self.root, file.path): file for file in changed}
            old = {path: file.before for path, file in here.items() if before.matches(path)}
            new = {path: file.after for path, file in here.items() if after.matches(path)}
        else:
            old = self._matching(parent, before)
            new = self._matching(commit, after)
        return tuple(
            FileChange(path, old.get(path), new.get(path))
            for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)
        )

    def _matching(self, commit: str | None, globs: Globs) -> dict[str, str | None]:
        """Give all definitions files of a commit: path → id."""
        if commit is None:
            return {}
        entries = list_tree(self.git, commit, [path for path in self._paths(globs.starts) if path])
        return {
            path: entry.id
            for entry in entries
            if entry.mode in FILE_MODES and globs.matches(path := from_root(self.root, entry.path))
        }
