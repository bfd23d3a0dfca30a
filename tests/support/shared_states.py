"""Applied states on a remote, recorded and read from one clone or another."""

from dataclasses import replace

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import HooklineError
from hookline.model.state import AppliedState, Run
from hookline.source.commit import CommitSource
from hookline.state.shared import SharedState
from tests.support.repository import ScriptedRepository
from tests.support.states import make_record, make_run

REF = "refs/hookline/state/staging"
FILES: dict[str, str | bytes] = {"hookline.yaml": "", "webhooks/signup.yaml": "name: signup\n"}


def shared(clone: ScriptedRepository, target: str = "staging") -> SharedState:
    """Open the state in a clone, as a new process would."""
    return SharedState(open_repository(clone.path), target)


def files_of(clone: ScriptedRepository) -> tuple[SourceFile, ...]:
    """Give the definitions of the commit that is checked out."""
    return CommitSource(open_repository(clone.path)).snapshot(["webhooks/*.yaml"]).files


def numbered(clone: ScriptedRepository, number: int, run_id: str = "") -> Run:
    """Give a run of the commit that is checked out."""
    return replace(make_run(clone.head, run_id=run_id or f"run{number}"), number=number)


def record(
    clone: ScriptedRepository, number: int = 1, *, run_id: str = "", target: str = "staging"
) -> AppliedState:
    """Record one more run from a clone, on top of what the remote has."""
    states = shared(clone, target)
    files = files_of(clone)
    records = [make_record("signup", clone.head, of=files[0], description=f"{number}{run_id}")]
    run = numbered(clone, number, run_id)
    return states.record(run, states.read(), records, files, "ws-1")


def caught(kind: type[HooklineError], states: SharedState) -> tuple[Code, str, str]:
    """Give code, message and hint of what reading ends with."""
    with pytest.raises(kind) as found:
        states.read()
    assert found.type is kind
    [problem] = found.value.diagnostics
    return problem.code, problem.message, problem.hint
