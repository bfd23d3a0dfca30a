from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.state import AppliedState
from hookline.source.commit import CommitSource
from hookline.state.chain import Chain
from hookline.state.store import GitState
from tests.support.repository import ScriptedRepository, make_repository
from tests.support.states import RUN_AT, make_record, make_run


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with two definitions."""
    files = {"webhooks/signup.yaml": "name: signup\n", "webhooks/refund.yaml": "name: refund\n"}
    return make_repository(tmp_path / "r", {"hookline.yaml": "", **files})


def _record(made: ScriptedRepository, run_id: str, before: AppliedState) -> AppliedState:
    repository = open_repository(made.path)
    files = CommitSource(repository).snapshot(["webhooks/*.yaml"]).files
    records = [make_record(Path(file.path).stem, made.head, of=file) for file in files]
    run = make_run(made.head, run_id=run_id)
    return GitState(repository, "staging").record(run, before, records, files, "ws-1")


def test_files_of_a_run_are_found_by_their_paths(made: ScriptedRepository) -> None:
    """Each with its path, bytes and id; a path that the run did not have is left out."""
    revision = _record(made, "run1", AppliedState()).revision
    assert revision is not None
    states = GitState(open_repository(made.path), "staging")
    path = "webhooks/refund.yaml"
    blob = made.git("rev-parse", f"HEAD:{path}")
    assert states.files(revision, ["webhooks/gone.yaml", path]) == {
        path: SourceFile(path, b"name: refund\n", blob)
    }
    assert states.files(revision, []) == {}
    made.commit("Change it", {path: "name: other\n"})
    assert states.files(revision, [path])[path].data == b"name: refund\n"


def test_the_chain_begins_where_no_run_is(made: ScriptedRepository) -> None:
    """The oldest commit of a chain is its own, however old the definitions are."""
    first = _record(made, "run1", AppliedState())
    second = _record(made, "run2", first)
    chain = Chain(open_repository(made.path), "staging")
    assert second.revision is not None
    oldest = chain.oldest(second.revision)
    assert oldest == made.git("rev-parse", f"{first.revision}^1")
    assert made.git("ls-tree", oldest) == ""
    assert made.git("log", "-1", "--format=%s", oldest) == "Begin the applied state of staging"
    assert chain.run(second.revision).id == "run2"


def test_a_run_of_a_state_that_went_elsewhere_is_found_by_its_id(made: ScriptedRepository) -> None:
    """It is the run itself that is looked for, and not one before it that both have."""
    first = _record(made, "run1", AppliedState())
    ours = _record(made, "run2", first)
    made.git("update-ref", "refs/hookline/state/staging", first.revision or "")
    theirs = _record(made, "run3", first)
    chain = Chain(open_repository(made.path), "staging")
    runs = chain.runs_since(theirs.revision, ours.revision)
    assert [run.id for run in runs] == ["run3", "run1"]


def test_a_damaged_run_among_others_is_named(made: ScriptedRepository) -> None:
    """Whoever lists the runs learns in which state one of them cannot be read."""
    _record(made, "run1", AppliedState())
    ref = "refs/hookline/state/staging"
    blob = made.git("hash-object", "-w", "--stdin", stdin=b"[]")
    tree = made.git("mktree", stdin=f"100644 blob {blob}\trun.json\n".encode())
    made.git("update-ref", ref, made.git("commit-tree", "-m", "Damage", "-p", ref, tree))
    revision = made.git("rev-parse", "--short=7", ref)
    states = GitState(open_repository(made.path), "staging")
    for reading in (states.read, states.runs):
        with pytest.raises(NeedsMending, match=f"run.json at {revision}: a mapping is needed"):
            reading()


def test_the_commit_of_a_run_is_dated_by_the_run(made: ScriptedRepository) -> None:
    """It is of when the run ended, and its message sums the run up."""
    state = _record(made, "run1", AppliedState())
    shown = made.git("log", "-1", "--format=%cI %s", state.revision or "")
    assert shown == f"{RUN_AT:%Y-%m-%dT%H:%M:%S}+00:00 Apply {made.head[:7]} to staging: 1 created"
    begin = made.git("log", "-1", "--format=%ct", f"{state.revision}^1")
    assert int(begin) == RUN_AT.timestamp()


def test_a_state_without_its_run_names_ref_and_revision(made: ScriptedRepository) -> None:
    """Somebody who moved the ref by hand learns which one it was, and where it is."""
    made.git("update-ref", "refs/hookline/state/staging", made.head)
    with pytest.raises(NeedsMending) as caught:
        GitState(open_repository(made.path), "staging").read()
    [problem] = caught.value.diagnostics
    assert problem.code is Code.STA_FORMAT
    assert problem.message == (
        "the applied state cannot be read: refs/hookline/state/staging at "
        f"{made.head[:7]}: run.json is missing"
    )


def test_a_damaged_record_names_its_file_and_revision(made: ScriptedRepository) -> None:
    """One of many records is found without a search."""
    _record(made, "run1", AppliedState())
    ref = "refs/hookline/state/staging"
    blob = made.git("hash-object", "-w", "--stdin", stdin=b"[]")
    made.git("read-tree", ref)
    path = "records/id/id-signup.json"
    made.git("update-index", "--cacheinfo", f"100644,{blob},{path}")
    made.git(
        "update-ref", ref, made.git("commit-tree", "-m", "x", "-p", ref, made.git("write-tree"))
    )
    revision = made.git("rev-parse", "--short=7", ref)
    with pytest.raises(NeedsMending, match=f"{path} at {revision}: a mapping is needed, not list"):
        GitState(open_repository(made.path), "staging").read()
