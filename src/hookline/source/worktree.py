"""Definitions as they lie in the working tree, committed or not."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from hookline.git.objects import blob_id, list_tree
from hookline.git.refs import head_commit
from hookline.git.repository import Repository
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.history import History
from hookline.model.snapshot import Snapshot
from hookline.source import problems
from hookline.source.commit import commits_below
from hookline.source.globs import Globs, compile_globs
from hookline.source.limits import Limits
from hookline.source.problems import CONFIG
from hookline.source.reading import read_file
from hookline.source.roots import below, candidates, from_root, missing
from hookline.source.timeline import Timeline
from hookline.source.walk import walk


class WorktreeSource:
    """The definitions of a repository's working tree, and its `HEAD` for comparison."""

    def __init__(self, repository: Repository, limits: Limits | None = None) -> None:
        self._repository = repository
        self._limits = limits or Limits()

    @cached_property
    def commit(self) -> Commit | None:
        """The commit that is checked out; None on a branch without commits."""
        return head_commit(self._repository.git)

    @cached_property
    def root(self) -> str:
        """The root of the definitions from the top of the working tree; empty at the top."""
        for folder in candidates(self._repository.folder):
            config = self._top / below(folder, CONFIG)
            if config.is_file() or config.is_symlink():
                return folder
        raise missing("the working tree", self._repository.folder)

    def config(self) -> SourceFile:
        """Give `hookline.yaml`; raises `NeedsMending` when there is none that can be read."""
        data = read_file(self._top / below(self.root, CONFIG), CONFIG, self._limits)
        if isinstance(data, Diagnostic):
            raise NeedsMending(data)
        return self._source_file(CONFIG, data)

    def snapshot(self, patterns: Sequence[str]) -> Snapshot:
        """Give the files that match `patterns`, with a diagnostic for each that is not read."""
        globs = compile_globs(patterns)
        folder = self._top / self.root
        paths, found = walk(folder, globs)
        problems.check_count(paths, self._limits)
        files = []
        for path in paths:
            data = read_file(folder / path, path, self._limits)
            if isinstance(data, Diagnostic):
                found.append(data)
            else:
                files.append(self._source_file(path, data))
        return Snapshot(
            commit=self.commit,
            worktree=True,
            root=self.root,
            files=tuple(files),
            uncommitted=self._uncommitted(globs, files),
            diagnostics=tuple(found),
        )

    def existing(self, paths: Collection[str]) -> frozenset[str]:
        """Give those of `paths` that are files of the working tree, matched or not."""
        folder = self._top / self.root
        return frozenset(path for path in paths if (folder / path).is_file())

    def last_commits(self, paths: Collection[str]) -> Mapping[str, Commit]:
        """Give the newest commit that changed each path, as far as the history at hand goes."""
        if self.commit is None:
            return {}
        return commits_below(self._repository, self.commit.sha, self.root, paths)

    def history(self, since: str | None, patterns: Sequence[str]) -> History:
        """Give what each commit up to `HEAD` changed; see `DefinitionSource.history`."""
        return self._timeline.history(since, patterns) if self._timeline else History()

    def commits_between(self, since: str | None) -> Sequence[Commit]:
        """Give every commit from `HEAD` to `since`; see `DefinitionSource.commits_between`."""
        return self._timeline.commits_between(since) if self._timeline else ()

    def is_ancestor(self, since: str) -> bool | None:
        """Say whether `HEAD` came after `since`; see `DefinitionSource.is_ancestor`."""
        return self._timeline.is_ancestor(since) if self._timeline else False

    @cached_property
    def _timeline(self) -> Timeline | None:
        if self.commit is None:
            return None
        return Timeline(self._repository, self.commit.sha, self.root, self._limits)

    @property
    def _top(self) -> Path:
        if self._repository.worktree is None:
            raise NeedsMending.because(
                Code.GIT_BARE,
                f"the repository at {self._repository.common_folder} has no working tree",
                hint="read a commit instead: leave out --worktree",
            )
        return self._repository.worktree

    def _source_file(self, path: str, data: bytes) -> SourceFile:
        return SourceFile(path, data, blob_id(data, self._repository.object_format))

    def _uncommitted(self, globs: Globs, files: Sequence[SourceFile]) -> tuple[str, ...]:
        """Give the paths whose definitions are not those of the commit, removed ones included."""
        committed: dict[str, str] = {}
        if self.commit is not None:
            starts = [start for start in (below(self.root, s) for s in globs.starts) if start]
            for entry in list_tree(self._repository.git, self.commit.sha, starts):
                path = from_root(self.root, entry.path)
                if globs.matches(path):
                    committed[path] = entry.id
        here = {file.path: file.blob for file in files}
        return tuple(
            path
            for path in sorted(committed.keys() | here.keys())
            if committed.get(path) != here.get(path)
        )
