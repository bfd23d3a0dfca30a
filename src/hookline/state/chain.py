"""Runs as a chain of commits: written, read and listed, whatever ref names the newest of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from hookline.git.fast_import import NewCommit, write_commit
from hookline.git.objects import blob_id, list_tree, present, read_blobs, read_objects
from hookline.git.reach import has_commit
from hookline.git.refs import is_ancestor
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


class Chain:
    """The runs of one target in one repository; takes both.

    Raises `NeedsMending` (`CFG-TARGET`) for a target name that cannot be a part of a ref.
    """

    def __init__(self, repository: Repository, target: str) -> None:
        check_target(target)
        self.repository = repository
        self.git = repository.git
        self.target = target
        self.ref = f"refs/hookline/state/{target}"

    def read(self, revision: str | None) -> AppliedState:
        """Give what was applied by the run of this commit, and by those before it.

        An empty state for None. Raises `NeedsMending` (`STA-FORMAT`) when a newer Hookline wrote
        it or it is damaged.
        """
        if revision is None:
            return AppliedState()
        run, workspace_id = self._run(revision)
        return state_after(revision, run, self._records(revision), workspace_id)

    def run(self, revision: str) -> Run:
        """Give the run of this commit; raises as `read` does."""
        return self._run(revision)[0]

    def oldest(self, newest: str) -> str:
        """Give the commit with which the chain of `newest` begins, as far as it is here."""
        out = self.git.run("rev-list", "--first-parent", values=[newest])
        return out.decode("ascii").split()[-1]

    def add(
        self,
        run: Run,
        before: AppliedState,
        records: Sequence[AppliedRecord],
        files: Sequence[SourceFile],
        workspace_id: str | None,
    ) -> str:
        """Write a run on top of `before` and give its commit, which no ref names yet.

        It holds all records and what they were applied from. A file stays as it was before while a
        record comes from what it was, as after a failure: whoever looks for a rename asks what
        stood in it.
        """
        parent = before.revision or self._begin(run)
        wanted = {RUN: write_run(run, workspace_id)}
        wanted |= {record_path(record.id): write_record(record) for record in records}
        sources = {(definition_path(record.path), record.blob) for record in records}
        held = {entry.path: entry.id for entry in list_tree(self.git, parent, sized=False)}
        for file in files:
            path = definition_path(file.path)
            if (path, file.blob) in sources and (path, held.get(path)) not in sources:
                wanted[path] = file.data
        kept = {path for path, _ in sources}
        return write_commit(
            self.git,
            NewCommit(
                message=run_message(run, self.target),
                at=run.at,
                parents=[parent, *([run.commit] if run.commit else [])],
                changes=self._changes(held, wanted, kept),
            ),
            object_format=self.repository.object_format,
        )

    def files(self, revision: str, paths: Collection[str]) -> Mapping[str, SourceFile]:
        """Give the definition files that a revision was applied from: path → file."""
        known = list(paths)
        stored = read_objects(self.git, [f"{revision}:{definition_path(path)}" for path in known])
        return {
            path: SourceFile(path, found.data, found.id)
            for path, found in zip(known, stored, strict=True)
            if found is not None
        }

    def runs(self, newest: str | None, limit: int | None = None) -> Sequence[Run]:
        """Give the runs up to that of the commit `newest`, newest first, at most `limit`."""
        if newest is None:
            return ()
        # The chain's first commit is no run, so it may take up one place of the limit.
        at_most = [] if limit is None else [f"--max-count={limit}"]
        return self._runs_of([newest], *at_most)

    def runs_since(self, newest: str | None, revision: str | None) -> Sequence[Run]:
        """Give the runs of `newest` that came after the one of `revision`, newest first.

        Every run when that is no earlier one of them, or None. One that was thinned since is
        found again by the id of its run.
        """
        if newest is None:
            return ()
        if revision is None or not has_commit(self.git, revision):
            return self.runs(newest)
        if is_ancestor(self.git, revision, newest):
            return self._runs_of([newest, f"^{revision}"])
        known = {run.id for run in self._runs_of([revision], "--max-count=1")}
        return tuple(takewhile(lambda run: run.id not in known, self.runs(newest)))

    def _runs_of(self, commits: Sequence[str], *options: str) -> Sequence[Run]:
        out = self.git.run("rev-list", "--first-parent", *options, values=commits)
        found = out.decode("ascii").split()
        stored = read_objects(self.git, [f"{commit}:{RUN}" for commit in found])
        return tuple(
            read_run(run.data, f"{RUN} at {commit[:7]}")[0]
            for commit, run in zip(found, stored, strict=True)
            if run is not None
        )

    def _run(self, revision: str) -> tuple[Run, str | None]:
        """Give the run of a commit, and the workspace's own id."""
        [stored] = read_objects(self.git, [f"{revision}:{RUN}"])
        if stored is None:
            raise damaged(f"{self.ref} at {revision[:7]}", f"{RUN} is missing")
        return read_run(stored.data, f"{RUN} at {revision[:7]}")

    def _records(self, revision: str) -> list[AppliedRecord]:
        entries = list_tree(self.git, revision, [RECORDS], sized=False)
        blobs = read_blobs(self.git, [entry.id for entry in entries])
        return [
            read_record(data, f"{entry.path} at {revision[:7]}")
            for entry, data in zip(entries, blobs, strict=True)
        ]

    def _begin(self, run: Run) -> str:
        """Write the empty commit that is the first parent of the first run."""
        begin = NewCommit(message=begin_message(self.target), at=run.at)
        return write_commit(self.git, begin, object_format=self.repository.object_format)

    def _changes(
        self, held: Mapping[str, str], wanted: Mapping[str, bytes], kept: AbstractSet[str]
    ) -> dict[str, bytes | str | None]:
        """Say what the tree `wanted`, path → content, changes in the one `held`, path → id.

        What is neither in it nor among the paths `kept` is removed.

        What stays is not mentioned, so that whole folders are shared between runs; what is in the
        repository already, as every committed definition is, goes by its id.
        """
        ids = {path: blob_id(data, self.repository.object_format) for path, data in wanted.items()}
        changed = [path for path in wanted if held.get(path) != ids[path]]
        stored = present(self.git, (ids[path] for path in changed))
        changes: dict[str, bytes | str | None] = dict.fromkeys(held.keys() - wanted.keys() - kept)
        for path in changed:
            changes[path] = ids[path] if ids[path] in stored else wanted[path]
        return changes


def state_after(
    revision: str, run: Run, records: Iterable[AppliedRecord], workspace_id: str | None
) -> AppliedState:
    """Give what is applied after a run, which is recorded as the commit `revision`."""
    return AppliedState(
        revision=revision,
        commit=run.applied_commit or None,
        root=run.root,
        workspace_id=workspace_id,
        records={record.id: record for record in records},
        number=run.number,
        run=run.id,
        hold=run.hold,
        tried=run.commit or None,
    )
