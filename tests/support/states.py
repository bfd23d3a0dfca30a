"""Runs and records as an apply leaves them."""

from datetime import UTC, datetime

from hookline.model.document import SourceFile
from hookline.model.outcome import Outcome, Result
from hookline.model.state import AppliedRecord, Run

RUN_AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
"""When the runs of tests end."""


def make_record(
    name: str,
    commit: str = "c" * 40,
    *,
    record_id: str = "",
    description: str = "",
    of: SourceFile | None = None,
) -> AppliedRecord:
    """Give what is recorded of one webhook, applied from the file `of`.

    Its id is `id-NAME` unless it is given.
    """
    return AppliedRecord(
        id=record_id or f"id-{name}",
        name=name,
        path=of.path if of else f"webhooks/{name}.yaml",
        document=0,
        blob=of.blob if of else "b" * 40,
        commit=commit,
        sent={"name": name, "description": description, "roles": [{"role": "x"}]},
        read_back={"name": name, "description": description or None, "is_enabled": True},
        key_version=2,
        outcome="created",
    )


def make_run(commit: str, *outcomes: Outcome, run_id: str = "run1", worktree: bool = False) -> Run:
    """Give a run from `commit` with these outcomes, else with one created webhook."""
    created = Outcome(Result.CREATED, "signup", "id-signup", "webhooks/signup.yaml", commit)
    return Run(
        id=run_id,
        at=RUN_AT,
        who="Grace Hopper <grace@example.com>",
        commit=commit,
        worktree=worktree,
        applied_commit=commit,
        root="",
        outcomes=outcomes or (created,),
    )
