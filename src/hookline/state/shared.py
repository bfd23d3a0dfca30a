"""The applied state on the git remote `origin`, which every clone shares.

The remote's ref is the truth. The one of this repository follows it: it is what a person looks at,
keeps the commits from being thrown away, and is what to go back to when the remote lost its own.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from hookline.git.exchange import fetch_from, move_on, refs_on
from hookline.git.objects import missing_objects
from hookline.git.reach import has_commit
from hookline.git.refs import compare_and_swap, ref_value, set_ref
from hookline.git.remotes import ORIGIN, Remote, find_remote, is_partial
from hookline.git.repository import Repository
from hookline.git.shallow import shallow_ends
from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import AccessRefused, NeedsMending, Stale, Unreachable
from hookline.model.location import Location
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.state.chain import Chain, state_after
from hookline.state.lost import gone, rewound
from hookline.state.pushed import require_pushed
from hookline.state.thinning import KEEP, thin

_DEEP = 1000
"""How far back at least the runs are fetched; those of an older Hookline have no numbers."""


class SharedState:
    """The applied state of one target on `origin`; takes a clone of it and the target's name.

    `keep` is how many runs are kept, `place` where the target is configured. Raises `NeedsMending`
    (`CFG-TARGET`) for a target name that cannot be a part of a ref.
    """

    def __init__(
        self,
        repository: Repository,
        target: str,
        keep: int = KEEP,
        place: Location | None = None,
    ) -> None:
        self._chain = Chain(repository, target)
        self._keep = keep
        self._repository = repository
        self._place = place
        self._seen: str | None = None
        self.ref = self._chain.ref

    def read(self) -> AppliedState:
        """Fetch and give what was last applied; an empty state when nothing was.

        Raises `Unreachable` or `AccessRefused` when the remote does not tell, and `NeedsMending`:
        `GIT-REMOTE` without a remote, `STA-GONE` and `STA-REWOUND` when it lost what this clone
        has seen, `STA-FORMAT` when a newer Hookline wrote it or it is damaged.
        """
        return self._chain.read(self._fetch())

    def newest(self) -> str | None:
        """Give the commit of the newest run that the remote told of; None when there is none.

        It is asked when it was not yet; raises as `read` does.
        """
        return self._seen or self._fetch()

    def bring_runs(self) -> None:
        """Fetch the runs before the newest one, which a shallow clone lacks; raises as `read`."""
        newest = self.newest()
        ends = shallow_ends(self._repository.common_folder)
        if newest is not None and ends and self._chain.oldest(newest) in ends:
            # The chain is as deep as the newest run's number, or less when it was thinned.
            depth = self._chain.run(newest).number + 1
            fetch_from(self.remote, newest, depth=f"--depth={max(depth, _DEEP)}", whole=True)

    def require_recordable(self, commit: str) -> None:
        """Raise `NeedsMending` (`STA-UNPUSHED`) when `origin` does not have the commit yet.

        A run that is recorded leads to its source commit, and would publish it.
        """
        if commit:
            require_pushed(self._repository, self.remote, commit)

    def record(
        self,
        run: Run,
        before: AppliedState,
        records: Sequence[AppliedRecord],
        files: Sequence[SourceFile],
        workspace_id: str | None,
    ) -> AppliedState:
        """Add a run on top of `before`, as `Chain.add` writes it, and push it.

        Raises `Stale` (`STA-MOVED`) when the remote's ref is not at `before` any more, and
        `Unreachable` or `AccessRefused` when it does not take the push; the refs, here and there,
        then stay where they are.
        """
        revision = self._chain.add(run, before, records, files, workspace_id)
        thinned = thin(self._chain, revision, self._keep, records)
        revision = self._push(revision, thinned, before.revision)
        set_ref(self._chain.git, self.ref, revision)
        self._seen = revision
        return state_after(revision, run, records, workspace_id)

    def files(self, revision: str, paths: Collection[str]) -> Mapping[str, SourceFile]:
        """Give the definition files that a revision was applied from: path → file."""
        return self._chain.files(revision, paths)

    def runs(self, limit: int | None = None) -> Sequence[Run]:
        """Give the runs, newest first, at most `limit`; raises as `read` does."""
        self.bring_runs()
        return self._chain.runs(self.newest(), limit)

    def runs_since(self, revision: str | None) -> Sequence[Run]:
        """Give the runs that were recorded after the state had this revision, newest first.

        Every run when it never had it, or when it is None; raises as `read` does.
        """
        self.bring_runs()
        return self._chain.runs_since(self.newest(), revision)

    def _push(self, revision: str, thinned: str, before: str | None) -> str:
        """Push a run in a thinned chain, and give the commit that the remote's ref is at then.

        A remote may take nothing but what comes after what it has; there the chain grows on.
        """
        try:
            move_on(self.remote, self.ref, thinned, before)
        except AccessRefused:
            if thinned == revision:
                raise
            move_on(self.remote, self.ref, revision, before)
            return revision
        return thinned

    @cached_property
    def remote(self) -> Remote:
        """The remote that keeps it; raises `NeedsMending` (`GIT-REMOTE`) when there is none."""
        found = find_remote(self._repository.git, ORIGIN)
        if found is None:
            raise NeedsMending.because(
                Code.GIT_REMOTE,
                f"the applied state of {self._chain.target} is kept on the git remote {ORIGIN}, "
                "and this repository has no remote of that name",
                location=self._place,
                hint=f"add it: git remote add {ORIGIN} ADDRESS; or keep the state in this clone "
                "alone, with `state: {at: local}` in the target",
            )
        return found

    def _fetch(self) -> str | None:
        """Bring here what the remote's ref holds, and let the one of this repository follow."""
        git = self._chain.git
        here = ref_value(git, self.ref)
        there = self._bring()
        if there != here and here is not None:
            if there is None:
                raise gone(self._chain, here)
            if found := rewound(self._chain, here, there):
                raise found
        if there is not None and there != here:
            # Who moved it in between has asked the remote as well, and maybe later than we.
            with suppress(Stale):
                compare_and_swap(git, self.ref, there, here)
        self._seen = there
        return there

    def _bring(self) -> str | None:
        """Ask the remote for its ref, fetch the commit that it holds, and give its id."""
        there = self._look()
        while there is not None:
            try:
                self._complete(there)
            except Unreachable:
                # It may have moved on since, and what it held may be gone from there.
                again = self._look()
                if again == there:
                    raise
                there = again
            else:
                return there
        return None

    def _look(self) -> str | None:
        return refs_on(self.remote, self.ref).get(self.ref)

    def _complete(self, revision: str) -> None:
        """Fetch a commit and all files of its tree, unless they are here."""
        git = self._chain.git
        shallow = bool(shallow_ends(self._repository.common_folder))
        if not has_commit(git, revision):
            fetch_from(self.remote, revision, depth="--depth=1" if shallow else "", whole=True)
        if is_partial(git) and (missing := missing_objects(git, revision)):
            fetch_from(self.remote, *missing, whole=True)
