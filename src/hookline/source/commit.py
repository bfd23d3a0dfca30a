"""Definitions as a commit holds them, read from git's own store and never through a checkout."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from hookline.git.objects import (
    FILE_MODES,
    SUBMODULE_MODE,
    SYMLINK_MODE,
    TreeEntry,
    links_to_files,
    list_tree,
    read_blobs,
)
from hookline.git.refs import ref_value, resolve_commit
from hookline.git.repository import Repository
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.source import problems
from hookline.source.limits import Limits
from hookline.source.problems import CONFIG
from hookline.source.roots import below, candidates, from_root, missing

if TYPE_CHECKING:
    # Commands that only read the configuration start faster without what reads definitions.
    from hookline.model.history import History
    from hookline.model.snapshot import Snapshot
    from hookline.source.globs import Globs
    from hookline.source.timeline import Timeline

HEAD = "HEAD"


class CommitSource:
    """The definitions of one commit; takes the repository and what people call the commit."""

    def __init__(
        self, repository: Repository, ref: str = HEAD, limits: Limits | None = None
    ) -> None:
        self._repository = repository
        self._git = repository.git
        self._ref = ref
        self._limits = limits or Limits()

    @cached_property
    def commit(self) -> Commit:
        """The commit; raises as `resolve_commit` does when there is none."""
        return resolve_commit(self._git, self._ref)

    @property
    def root(self) -> str:
        """The root of the definitions from the top of the repository; empty at the top."""
        return self._config_entry.path.removesuffix(CONFIG).removesuffix("/")

    def config(self) -> SourceFile:
        """Give `hookline.yaml`; raises `NeedsMending` when there is none that can be read."""
        entry = self._config_entry
        if entry.mode not in FILE_MODES:
            raise NeedsMending(problems.symlink(CONFIG))
        if entry.size > self._limits.file_bytes:
            raise NeedsMending(problems.too_large(CONFIG, entry.size, self._limits))
        [data] = read_blobs(self._git, [entry.id])
        return SourceFile(CONFIG, data, entry.id)

    def snapshot(self, patterns: Sequence[str]) -> "Snapshot":
        """Give the files that match `patterns`, with a diagnostic for each that is not read."""
        from hookline.model.snapshot import Snapshot
        from hookline.source.globs import compile_globs

        globs = compile_globs(patterns)
        entries, found = self._sort_out(globs)
        problems.check_count(entries, self._limits)
        blobs = read_blobs(self._git, [entry.id for entry in entries.values()])
        files = tuple(
            SourceFile(path, data, entry.id)
            for (path, entry), data in zip(entries.items(), blobs, strict=True)
        )
        return Snapshot(
            commit=self.commit,
            worktree=False,
            root=self.root,
            files=files,
            uncommitted=self._uncommitted(globs, entries),
            diagnostics=tuple(found),
        )

    def existing(self, paths: Collection[str]) -> frozenset[str]:
        """Give those of `paths` that are files of the commit, matched by a pattern or not."""
        if not paths:
            return frozenset()
        places = [below(self.root, path) for path in paths]
        entries = list_tree(self._git, self.commit.sha, places)
        return frozenset(from_root(self.root, entry.path) for entry in entries)

    def last_commits(self, paths: Collection[str]) -> Mapping[str, Commit]:
        """Give the newest commit that changed each path, as far as the history at hand goes."""
        return commits_below(self._repository, self.commit.sha, self.root, paths)

    def history(self, since: str | None, patterns: Sequence[str]) -> "History":
        """Give what each commit changed back to `since`; see `DefinitionSource.history`."""
        return self._timeline.history(since, patterns)

    def commits_between(self, since: str | None) -> Sequence[Commit]:
        """Give every commit back to `since`; see `DefinitionSource.commits_between`."""
        return self._timeline.commits_between(since)

    def is_ancestor(self, since: str) -> bool | None:
        """Say whether `since` came before; see `DefinitionSource.is_ancestor`."""
        return self._timeline.is_ancestor(since)

    @cached_property
    def _timeline(self) -> "Timeline":
        from hookline.source.timeline import Timeline

        return Timeline(self._repository, self.commit.sha, self.root, self._limits)

    def _uncommitted(self, globs: "Globs", entries: Mapping[str, TreeEntry]) -> tuple[str, ...]:
        """Compare with the working tree, when it belongs to this commit."""
        if self._ref != HEAD and ref_value(self._git, HEAD) != self.commit.sha:
            return ()
        from hookline.source.uncommitted import uncommitted

        ids = {CONFIG: self._config_entry.id}
        ids |= {path: entry.id for path, entry in entries.items()}
        return uncommitted(self._repository, self.commit.sha, self.root, globs, ids, self._limits)

    @cached_property
    def _config_entry(self) -> TreeEntry:
        folder = self._repository.folder
        wanted = [below(place, CONFIG) for place in candidates(folder)]
        entries = {
            entry.path: entry
            for entry in list_tree(self._git, self.commit.sha, wanted, recurse=False)
            if entry.mode in FILE_MODES or entry.mode == SYMLINK_MODE
        }
        for path in wanted:
            if path in entries:
                return entries[path]
        worktree = self._repository.worktree
        written = worktree is not None and any((worktree / path).is_file() for path in wanted)
        raise missing(f"commit {self.commit.short}", folder, uncommitted=written)

    def _sort_out(self, globs: "Globs") -> tuple[dict[str, TreeEntry], list[Diagnostic]]:
        """Part what is read, path → entry in the order of paths, from what is refused."""
        wanted: dict[str, TreeEntry] = {}
        found: list[Diagnostic] = []
        for path, entry in sorted(self._entries(globs).items()):
            problem = self._problem(path, entry)
            if problem is not None:
                found.append(problem)
            elif entry.mode in FILE_MODES:
                wanted[path] = entry
        return wanted, found

    def _problem(self, path: str, entry: TreeEntry) -> Diagnostic | None:
        if entry.mode == SYMLINK_MODE:
            return problems.symlink(path)
        if entry.mode == SUBMODULE_MODE:
            return problems.submodule(path)
        if entry.size > self._limits.file_bytes:
            return problems.too_large(path, entry.size, self._limits)
        return problems.bad_name(path)

    def _entries(self, globs: "Globs") -> dict[str, TreeEntry]:
        """Give all that the globs match, and links and submodules that hide what they match."""
        root, sha = self.root, self.commit.sha
        starts = [below(root, start) for start in globs.starts]
        listed = list_tree(self._git, sha, [start for start in starts if start])
        above = sorted({place for start in starts for place in candidates(start)[1:] if place})
        if above:
            listed += list_tree(self._git, sha, above, recurse=False)
        by_path = {from_root(root, entry.path): entry for entry in listed}
        matching = {path: entry for path, entry in by_path.items() if globs.matches(path)}
        hiding = {
            path: entry
            for path, entry in by_path.items()
            if entry.mode in (SYMLINK_MODE, SUBMODULE_MODE) and globs.leads(path)
        }
        links = [entry.path for entry in hiding.values() if entry.mode == SYMLINK_MODE]
        harmless = links_to_files(self._git, sha, links)
        hiding = {path: entry for path, entry in hiding.items() if entry.path not in harmless}
        return {**hiding, **matching}


def commits_below(
    repository: Repository, commit: str, root: str, paths: Collection[str]
) -> dict[str, Commit]:
    """Ask history for paths that are counted from the root of the definitions."""
    from hookline.git.history import last_commits

    from_top = {below(root, path): path for path in paths}
    found = last_commits(repository.git, commit, from_top, repository.common_folder)
    return {from_top[path]: last for path, last in found.items()}
