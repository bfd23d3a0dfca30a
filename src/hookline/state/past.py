"""What a run of a target left: its records, and the files that they were applied from."""

from collections.abc import Mapping, Sequence

from hookline.git.objects import list_tree, read_blobs
from hookline.git.reach import has_commit
from hookline.git.refs import compare_and_swap, ref_value
from hookline.git.repository import Repository
from hookline.model.document import SourceFile
from hookline.model.state import AppliedRecord, AppliedState
from hookline.state.chain import Chain
from hookline.state.form import DEFINITIONS


class PastStates:
    """The states of one target that this repository has; takes both."""

    def __init__(self, repository: Repository, target: str) -> None:
        self._chain = Chain(repository, target)

    def files(self, revision: str) -> Sequence[SourceFile]:
        """Give the definition files of a state, by path."""
        entries = list_tree(self._chain.git, revision, [DEFINITIONS])
        blobs = read_blobs(self._chain.git, [entry.id for entry in entries])
        return tuple(
            SourceFile(entry.path.removeprefix(f"{DEFINITIONS}/"), data, entry.id)
            for entry, data in zip(entries, blobs, strict=True)
        )

    def records(self, revision: str) -> Mapping[str, AppliedRecord]:
        """Give what was applied to each record by then: id → record."""
        return self._chain.read(revision).records

    def newest(self) -> AppliedState:
        """Give the state that this repository holds, whatever a remote has."""
        return self._chain.read(ref_value(self._chain.git, self._chain.ref))

    def drop(self, state: AppliedState) -> None:
        """Remove the state that this repository holds; raises `Stale` when it is another one."""
        if state.revision is not None:
            compare_and_swap(self._chain.git, self._chain.ref, None, state.revision)

    def has_commit(self, commit: str) -> bool:
        """Say whether this clone has a commit, by its full id."""
        return has_commit(self._chain.git, commit)
