"""The applied state in this repository alone: `refs/hookline/state/<target>`."""

from collections.abc import Collection, Mapping, Sequence

from hookline.git.refs import compare_and_swap, ref_value
from hookline.git.repository import Repository
from hookline.model.document import SourceFile
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.state.chain import Chain, state_after
from hookline.state.thinning import KEEP, thin


class GitState:
    """The applied state of one target in one repository; takes both, and how many runs it keeps.

    Raises `NeedsMending` (`CFG-TARGET`) for a target name that cannot be a part of a ref.
    """

    def __init__(self, repository: Repository, target: str, keep: int = KEEP) -> None:
        self._chain = Chain(repository, target)
        self._keep = keep
        self.ref = self._chain.ref

    def read(self) -> AppliedState:
        """Give what was last applied; an empty state when nothing was.

        Raises `NeedsMending` (`STA-FORMAT`) when a newer Hookline wrote it or it is damaged.
        """
        return self._chain.read(self.newest())

    def newest(self) -> str | None:
        """Give the commit of the newest run; None when nothing was applied."""
        return ref_value(self._chain.git, self.ref)

    def require_recordable(self, commit: str) -> None:
        """Do nothing: in its own repository every commit can be recorded."""

    def record(
        self,
        run: Run,
        before: AppliedState,
        records: Sequence[AppliedRecord],
        files: Sequence[SourceFile],
        workspace_id: str | None,
    ) -> AppliedState:
        """Add a run on top of `before`, as `Chain.add` writes it, and move the ref to it.

        Raises `Stale` (`STA-MOVED`) when the ref is not at `before` any more; it then stays where
        it is.
        """
        revision = self._chain.add(run, before, records, files, workspace_id)
        revision = thin(self._chain, revision, self._keep, records)
        compare_and_swap(self._chain.git, self.ref, revision, before.revision)
        return state_after(revision, run, records, workspace_id)

    def files(self, revision: str, paths: Collection[str]) -> Mapping[str, SourceFile]:
        """Give the definition files that a revision was applied from: path → file."""
        return self._chain.files(revision, paths)

    def runs(self, limit: int | None = None) -> Sequence[Run]:
        """Give the runs, newest first, at most `limit`."""
        return self._chain.runs(self.newest(), limit)

    def runs_since(self, revision: str | None) -> Sequence[Run]:
        """Give the runs that were recorded after the state had this revision, newest first.

        Every run when it never had it, or when it is None.
        """
        return self._chain.runs_since(self.newest(), revision)
