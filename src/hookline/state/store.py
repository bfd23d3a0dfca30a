"""The applied state as a chain of commits, `refs/hookline/state/<target>`."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from hookline.git.fast_import import NewCommit, write_commit
from hookline.git.objects import blob_id, list_tree, present, read_blobs, read_objects
from hookline.git.refs import compare_and_swap, ref_value
from hookline.git.repository import Repository
from hookline.model.document import SourceFile
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.state.form import (
    RECORDS,
    RUN,
    damaged,
    definition_path,
    read_record,
    read_run,
    record_path,
    write_record,
    write_run,
)
from hookline.state.message import begin_message, run_message
from hookline.state.target import check_target


class GitState:
    """The applied state of one target in one repository; takes both.

    Raises `NeedsMending` (`CFG-TARGET`) for a target name that cannot be a part of a ref.
    """

    def __init__(self, repository: Repository, target: str) -> None:
        check_target(target)
        self._git = repository.git
        self._object_format = repository.object_format
        self._target = target
        self.ref = f"refs/hookline/state/{target}"

    def read(self) -> AppliedState:
        """Give what was last applied; an empty state when nothing was.

        Raises `NeedsMending` (`STA-FORMAT`) when a newer Hookline wrote it or it is damaged.
        """
        [newest, stored] = read_objects(self._git, [self.ref, f"{self.ref}:{RUN}"])
        if newest is None:
            return AppliedState()
        revision = newest.id
        if stored is None:
            raise damaged(f"{self.ref} at {revision[:7]}", f"{RUN} is missing")
        run, workspace_id = read_run(stored.data, f"{RUN} at {revision[:7]}")
        records = self._records(revision)
        return AppliedState(revision, run.applied_commit or None, run.root, workspace_id, records)

    def record(
        self,
        run: Run,
        before: AppliedState,
        records: Sequence[AppliedRecord],
        files: Sequence[SourceFile],
        workspace_id: str | None,
    ) -> AppliedState:
        """Add a run on top of `before`: all records, and the files they were applied from.

        A file stays as it was before while a record comes from what it was, as after a failure:
        whoever looks for a rename asks what stood in it. Raises `Stale` (`STA-MOVED`) when the ref
        is not at `before` any more; the ref then stays where it is.
        """
        parent = before.revision or self._begin(run)
        wanted = {RUN: write_run(run, workspace_id)}
        wanted |= {record_path(record.id): write_record(record) for record in records}
        sources = {(definition_path(record.path), record.blob) for record in records}
        held = {entry.path: entry.id for entry in list_tree(self._git, parent)}
        for file in files:
            path = definition_path(file.path)
            if (path, file.blob) in sources and (path, held.get(path)) not in sources:
                wanted[path] = file.data
        kept = {path for path, _ in sources}
        revision = write_commit(
            self._git,
            NewCommit(
                message=run_message(run, self._target),
                at=run.at,
                parents=[parent, *([run.commit] if run.commit else [])],
                changes=self._changes(held, wanted, kept),
            ),
            object_format=self._object_format,
        )
        compare_and_swap(self._git, self.ref, revision, before.revision)
        by_id = {record.id: record for record in records}
        return AppliedState(revision, run.applied_commit or None, run.root, workspace_id, by_id)

    def files(self, revision: str, paths: Collection[str]) -> Mapping[str, SourceFile]:
        """Give the definition files that a revision was applied from: path → file."""
        known = list(paths)
        stored = read_objects(self._git, [f"{revision}:{definition_path(path)}" for path in known])
        return {
            path: SourceFile(path, found.data, found.id)
            for path, found in zip(known, stored, strict=True)
            if found is not None
        }

    def runs(self, limit: int | None = None) -> Sequence[Run]:
        """Give the runs, newest first, at most `limit`."""
        revision = ref_value(self._git, self.ref)
        if revision is None:
            return ()
        # The chain's first commit is no run, so it may take up one place of the limit.
        at_most = [] if limit is None else [f"--max-count={limit}"]
        return self._runs_of([revision], *at_most)

    def runs_since(self, revision: str | None) -> Sequence[Run]:
        """Give the runs that were recorded after the state had this revision, newest first.

        Every run when it never had it, or when it is None.
        """
        newest = ref_value(self._git, self.ref)
        if newest is None:
            return ()
        if revision and self._git.ask("cat-file", "-e", values=[f"{revision}^{{commit}}"]).status:
            revision = None
        return self._runs_of([newest, *([f"^{revision}"] if revision else [])])

    def _runs_of(self, commits: Sequence[str], *options: str) -> Sequence[Run]:
        out = self._git.run("rev-list", "--first-parent", *options, values=commits)
        found = out.decode("ascii").split()
        stored = read_objects(self._git, [f"{commit}:{RUN}" for commit in found])
        return tuple(
            read_run(run.data, f"{RUN} at {commit[:7]}")[0]
            for commit, run in zip(found, stored, strict=True)
            if run is not None
        )

    def _records(self, revision: str) -> dict[str, AppliedRecord]:
        entries = list_tree(self._git, revision, [RECORDS])
        blobs = read_blobs(self._git, [entry.id for entry in entries])
        records = [
            read_record(data, f"{entry.path} at {revision[:7]}")
            for entry, data in zip(entries, blobs, strict=True)
        ]
        return {record.id: record for record in records}

    def _begin(self, run: Run) -> str:
        """Write the empty commit that is the first parent of the first run."""
        begin = NewCommit(message=begin_message(self._target), at=run.at)
        return write_commit(self._git, begin, object_format=self._object_format)

    def _changes(
        self, held: Mapping[str, str], wanted: Mapping[str, bytes], kept: AbstractSet[str]
    ) -> dict[str, bytes | str | None]:
        """Say what the tree `wanted`, path → content, changes in the one `held`, path → id.

        What is neither in it nor among the paths `kept` is removed.

        What stays is not mentioned, so that whole folders are shared between runs; what is in the
        repository already, as every committed definition is, goes by its id.
        """
        ids = {path: blob_id(data, self._object_format) for path, data in wanted.items()}
        changed = [path for path in wanted if held.get(path) != ids[path]]
        stored = present(self._git, (ids[path] for path in changed))
        changes: dict[str, bytes | str | None] = dict.fromkeys(held.keys() - wanted.keys() - kept)
        for path in changed:
            changes[path] = ids[path] if ids[path] in stored else wanted[path]
        return changes
