"""The ports of the core: what the line asks of the world, without knowing who answers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from hookline.model.applied import Attempt
from hookline.model.change import Change
from hookline.model.commit import Commit
from hookline.model.document import SourceFile
from hookline.model.history import History
from hookline.model.plan import Plan
from hookline.model.record import Record, WorkspaceIdentity
from hookline.model.secret import Reference
from hookline.model.snapshot import Snapshot
from hookline.model.state import AppliedRecord, AppliedState, Beginning, Run
from hookline.model.unfinished import Unfinished
from hookline.model.values import Values

_Given = TypeVar("_Given")
_Got = TypeVar("_Got")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""
        ...


class Secrets(Protocol):
    """Holds the secrets that references name."""

    def resolve(self, reference: Reference) -> str:
        """Give the secret; raises `NeedsMending` (`SEC-UNSET`, `SEC-DENIED`) when it may not."""
        ...


class DefinitionSource(Protocol):
    """Where definitions come from: a commit, or the working tree."""

    def config(self) -> SourceFile:
        """Give `hookline.yaml`; raises `NeedsMending` (`CFG-MISSING`) when there is none."""
        ...

    def snapshot(self, patterns: Sequence[str]) -> Snapshot:
        """Give the files that match one of `patterns`, globs relative to the configuration."""
        ...

    def existing(self, paths: Collection[str]) -> frozenset[str]:
        """Give those of `paths` that are files there, matched by a pattern or not."""
        ...

    def last_commits(self, paths: Collection[str]) -> Mapping[str, Commit]:
        """Give the newest commit that touched each path, a removed file's removal included.

        One pass over history, stopped when all are found; a path that the history at hand does
        not mention is missing from the answer.
        """
        ...

    def history(self, since: str | None, patterns: Sequence[str]) -> History:
        """Give what each commit changed, from the source's own back to `since`, exclusive.

        The commits of the first-parent line that `since`, a full id, neither is nor comes after;
        all of them without `since`. `patterns` are those of `definitions:`; they also hold for
        commits whose own `hookline.yaml` is missing or cannot be read. What is not committed is
        not in it. A shallow clone is deepened when, and as far as, this needs it; where that
        fails the history is incomplete, which is not an error.
        """
        ...

    def commits_between(self, since: str | None) -> Sequence[Commit]:
        """Give every commit that the source's own comes after and `since` does not, newest first.

        Its own is among them; all parents count, and at most the 10,000 newest are given. None at
        all when this clone cannot tell which they are, since `since` is not in it.
        """
        ...

    def is_ancestor(self, since: str) -> bool | None:
        """Say whether the source's commit is, or comes after, `since`.

        None when this clone cannot tell, also after it was deepened or asked its remote.
        """
        ...


class WorkspaceReader(Protocol):
    """A workspace that can be read and not written: all that a plan gets."""

    def identity(self) -> WorkspaceIdentity:
        """Say which workspace answers."""
        ...

    def list(self, record_type: str, fields: Sequence[str] = ()) -> list[Record]:
        """Give every record of a type that may be read; all fields when none are named."""
        ...

    def by_id(self, record_type: str, record_id: str) -> Record | None:
        """Give the record with this id; None when there is none, or it is in the trash."""
        ...

    def by_name(self, record_type: str, name: str) -> Record | None:
        """Give the record with this name; None when there is none."""
        ...

    def in_trash(self, record_type: str, name: str) -> Record | None:
        """Give the deleted record whose name no other can have yet; None when the name is free."""
        ...

    def people(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Give id → name of those identities that may be read; never an error."""
        ...


class WorkspaceWriter(WorkspaceReader, Protocol):
    """A workspace that can be written as well: what `apply` gets."""

    def create(self, record_type: str, values: Values, message: str) -> Record:
        """Make a record, with a commit message; gives what the workspace answered."""
        ...

    def update(self, record_type: str, record_id: str, values: Values, message: str) -> Record:
        """Change the named properties of a record, with a commit message."""
        ...

    def delete(self, record_type: str, record_id: str) -> None:
        """Move a record to the trash; done as well when it is not there."""
        ...


class StateStore(Protocol):
    """Keeps the applied state of one target."""

    def read(self) -> AppliedState:
        """Give what was last applied; an empty state when nothing was.

        One that is kept on a remote is fetched first; raises `Unreachable` where that fails.
        """
        ...

    def require_recordable(self, commit: str) -> None:
        """Raise `NeedsMending` when a run of this source commit could not be recorded afterwards.

        A state on a remote would publish a commit that the remote does not have yet.
        """
        ...

    def record(
        self,
        run: Run,
        before: AppliedState,
        records: Sequence[AppliedRecord],
        files: Sequence[SourceFile],
        workspace_id: str | None,
    ) -> AppliedState:
        """Add a run on top of `before` with all records and definition files it leaves.

        Raises `Stale` when the state is not `before` any more.
        """
        ...

    def files(self, revision: str, paths: Collection[str]) -> Mapping[str, SourceFile]:
        """Give the definition files that a revision of the state was applied from: path → file."""
        ...

    def runs(self, limit: int | None = None) -> Sequence[Run]:
        """Give the runs, newest first."""
        ...

    def runs_since(self, revision: str | None) -> Sequence[Run]:
        """Give the runs that were recorded after the state had this revision, newest first."""
        ...


class Journal(Protocol):
    """Remembers what a run is about to do and what came of it, so that a crash loses nothing.

    Several writes of a run may be under way at a time, each in a thread of its own.
    """

    def begin(self, run: Beginning, plan: Plan) -> None:
        """Write down what the run is about to carry out."""
        ...

    def intend(self, run_id: str, change: Change) -> None:
        """Write down, before the write, what will be tried."""
        ...

    def settle(self, run_id: str, attempt: Attempt) -> None:
        """Write down, after the write, what became of it, and what is applied from now on."""
        ...

    def close(self, run_id: str) -> None:
        """Say that the run is recorded in the state, so that its entries are done with."""
        ...

    def unfinished(self) -> Sequence[Unfinished]:
        """Give the runs that were begun and never closed, the oldest first."""
        ...


class Gate(Protocol):
    """Says whether a run may go on."""

    def require(self) -> None:
        """Raise what stops the run when no further write may begin."""
        ...


class Workers(Protocol):
    """Does several things at a time, a few more than one or one after the other."""

    def each(self, work: Callable[[_Given], _Got], given: Sequence[_Given]) -> Sequence[_Got]:
        """Do `work` with each of `given`, begun in this order, and give the answers in it."""
        ...
