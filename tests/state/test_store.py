from dataclasses import replace
from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending, Stale
from hookline.model.outcome import Outcome, Result
from hookline.model.state import AppliedState
from hookline.source.commit import CommitSource
from hookline.state.store import GitState
from tests.support.repository import ScriptedRepository, make_repository, run_git
from tests.support.states import make_record, make_run

REF = "refs/hookline/state/staging"


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with two definitions."""
    return make_repository(
        tmp_path / "r",
        {"hookline.yaml": "", "webhooks/a/signup.yaml": "1", "webhooks/b/refund.yaml": "2"},
    )


@pytest.fixture
def states(made: ScriptedRepository) -> GitState:
    """Give the state of the target staging."""
    return GitState(open_repository(made.path), "staging")


def _files(made: ScriptedRepository) -> tuple[SourceFile, ...]:
    return CommitSource(open_repository(made.path)).snapshot(["webhooks/**/*.yaml"]).files


def test_nothing_was_applied_yet(states: GitState) -> None:
    """A target without a state has an empty one and no runs."""
    assert states.read() == AppliedState()
    assert states.runs() == ()


def test_what_is_recorded_is_read(made: ScriptedRepository, states: GitState) -> None:
    """A run's records come back as they were, in another process too."""
    records = [make_record("signup", made.head), make_record("refund", made.head)]
    after = states.record(make_run(made.head), AppliedState(), records, _files(made), "ws-1")
    again = GitState(open_repository(made.path), "staging").read()
    assert again == after
    assert again.records == {"id-signup": records[0], "id-refund": records[1]}
    assert (again.commit, again.workspace_id) == (made.head, "ws-1")
    assert again.revision == made.git("rev-parse", REF)


def test_a_run_replaces_what_it_leaves_out(made: ScriptedRepository, states: GitState) -> None:
    """Records and files that a run does not name are gone from its tree, not from history."""
    signup, refund = _files(made)
    first = states.record(
        make_run(made.head),
        AppliedState(),
        [make_record("a", of=refund), make_record("b", of=signup)],
        _files(made),
        None,
    )
    second = states.record(
        make_run(made.head, run_id="run2"), first, [make_record("b", of=signup)], [signup], None
    )
    assert list(states.read().records) == ["id-b"]
    listed = made.git("ls-tree", "-r", "--name-only", REF).split()
    assert listed == ["definitions/webhooks/a/signup.yaml", "records/id/id-b.json", "run.json"]
    assert first.revision == made.git("rev-parse", f"{second.revision}^1")


def test_the_chain_never_leads_into_the_definitions(
    made: ScriptedRepository, states: GitState
) -> None:
    """First parents are runs down to an empty root; the second parent is what was applied."""
    state = states.record(make_run(made.head), AppliedState(), [], _files(made), None)
    states.record(make_run(made.head, run_id="run2"), state, [], _files(made), None)
    chain = made.git("rev-list", "--first-parent", REF).split()
    assert len(chain) == 3
    assert made.git("ls-tree", chain[2]) == ""
    assert made.git("log", "-1", "--format=%P", chain[2]) == ""
    for run in chain[:2]:
        assert made.git("rev-parse", f"{run}^2") == made.head


def test_folders_that_did_not_change_are_shared(made: ScriptedRepository, states: GitState) -> None:
    """A run stores only what it changed: other folders are the same trees as before."""
    signup, refund = _files(made)
    records = [
        make_record("aa-1", record_id="aa-1", of=signup),
        make_record("bb-1", record_id="bb-1", of=refund),
    ]
    state = states.record(make_run(made.head), AppliedState(), records, _files(made), None)
    records[0] = make_record("aa-1", record_id="aa-1", description="new", of=signup)
    states.record(make_run(made.head), state, records, _files(made), None)
    for folder in ("records/bb", "definitions"):
        assert made.git("rev-parse", f"{REF}:{folder}") == made.git("rev-parse", f"{REF}^:{folder}")
    assert made.git("rev-parse", f"{REF}:records/aa") != made.git("rev-parse", f"{REF}^:records/aa")
    root = made.git("rev-parse", "HEAD:webhooks")
    assert made.git("rev-parse", f"{REF}:definitions/webhooks") == root


def test_of_two_runs_at_once_one_is_refused(made: ScriptedRepository, states: GitState) -> None:
    """The run that comes second is stale and leaves the state of the first untouched."""
    before = states.read()
    won = states.record(make_run(made.head), before, [make_record("a")], (), None)
    with pytest.raises(Stale) as caught:
        states.record(make_run(made.head, run_id="late"), before, [make_record("b")], (), None)
    assert caught.value.diagnostics[0].code is Code.STA_MOVED
    assert states.read() == won


def test_runs_are_listed_newest_first(made: ScriptedRepository, states: GitState) -> None:
    """Each run comes back whole, as many as are asked for."""
    failed = Outcome(Result.FAILED, "x", reason="the workspace said no\nand no again")
    runs = [make_run(made.head, run_id="run1"), make_run(made.head, failed, run_id="run2")]
    state = AppliedState()
    for run in runs:
        state = states.record(run, state, [], (), None)
    assert states.runs() == (runs[1], runs[0])
    assert states.runs(limit=1) == (runs[1],)
    assert states.runs(limit=2) == (runs[1], runs[0])


def test_a_definition_repository_with_a_run_of_its_own(
    made: ScriptedRepository, states: GitState
) -> None:
    """Only runs are runs: a `run.json` among the definitions, however new, is none."""
    made.commits = 10_000
    made.commit("A file of the same name", {"run.json": "{}"})
    run = make_run(made.head)
    states.record(run, AppliedState(), [], (), None)
    assert states.runs() == (run,)


def test_files_that_are_not_committed_are_kept(made: ScriptedRepository, states: GitState) -> None:
    """A run of the working tree stores the files themselves, on an unborn branch as well."""
    file = SourceFile("webhooks/new.yaml", b"not committed\r\n", "f" * 40)
    run = make_run("", worktree=True)
    state = states.record(run, AppliedState(), [make_record("new", of=file)], [file], None)
    assert state.commit is None
    assert made.git("show", f"{REF}:definitions/webhooks/new.yaml") == "not committed\r"
    assert len(made.git("log", "-1", "--format=%P", REF).split()) == 1


def test_a_file_that_was_not_applied_stays_as_it_was(
    made: ScriptedRepository, states: GitState
) -> None:
    """After a failure the state holds the content its records came from, and the commit of it."""
    signup, refund = _files(made)
    records = [make_record("signup", of=signup), make_record("refund", of=refund)]
    before = states.record(make_run(made.head), AppliedState(), records, _files(made), None)
    changed = made.commit(
        "Change both", {"webhooks/a/signup.yaml": "3", "webhooks/b/refund.yaml": "4"}
    )
    records[0] = make_record("signup", of=_files(made)[0])
    run = replace(make_run(changed, run_id="run2"), applied_commit=before.commit or "")
    after = states.record(run, before, records, _files(made), None)
    assert made.git("show", f"{REF}:definitions/webhooks/a/signup.yaml") == "3"
    assert made.git("show", f"{REF}:definitions/webhooks/b/refund.yaml") == "2"
    assert after.commit == states.read().commit == before.commit != changed


def test_a_file_stays_as_it_was_while_one_of_its_records_comes_from_that(
    made: ScriptedRepository, states: GitState
) -> None:
    """A file that was applied in part tells still what stood in it, so that renames are seen."""
    both = _files(made)[0]
    records = [make_record("signup", of=both), make_record("refund", of=both)]
    before = states.record(make_run(made.head), AppliedState(), records, _files(made), None)
    made.commit("Change it", {"webhooks/a/signup.yaml": "3"})
    changed = _files(made)[0]
    records[0] = make_record("signup", of=changed)
    partly = states.record(make_run(made.head), before, records, _files(made), None)
    assert made.git("show", f"{REF}:definitions/webhooks/a/signup.yaml") == "1"
    records[1] = make_record("refund", of=changed)
    states.record(make_run(made.head), partly, records, _files(made), None)
    assert made.git("show", f"{REF}:definitions/webhooks/a/signup.yaml") == "3"


def test_targets_do_not_see_each_other(made: ScriptedRepository, states: GitState) -> None:
    """Each target has a chain of its own."""
    states.record(make_run(made.head), AppliedState(), [], (), None)
    assert GitState(open_repository(made.path), "production").read() == AppliedState()


def test_linked_working_trees_share_the_state(
    made: ScriptedRepository, states: GitState, tmp_path: Path
) -> None:
    """What was applied from one working tree is known in all of them."""
    after = states.record(make_run(made.head), AppliedState(), [], (), None)
    made.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    assert GitState(open_repository(tmp_path / "linked"), "staging").read() == after


def test_a_bare_repository_keeps_state(made: ScriptedRepository, tmp_path: Path) -> None:
    """A bare repository, as a job has it, keeps state like any other."""
    bare = made.clone(tmp_path / "bare.git", "--bare")
    states = GitState(open_repository(bare.path), "staging")
    after = states.record(make_run(made.head), AppliedState(), [make_record("a")], (), None)
    assert states.read() == after


def test_a_shallow_clone_keeps_state(made: ScriptedRepository, tmp_path: Path) -> None:
    """A clone of depth 1 keeps state on top of the one commit it has."""
    made.commit("Second", {"webhooks/a/signup.yaml": "2"})
    clone = made.clone(tmp_path / "shallow", "--depth=1")
    states = GitState(open_repository(clone.path), "staging")
    states.record(make_run(clone.head), AppliedState(), [], _files(clone), None)
    assert len(states.runs()) == 1


def test_a_repository_with_the_longer_ids_keeps_state(tmp_path: Path) -> None:
    """SHA-256 repositories are no exception."""
    run_git(tmp_path, "init", "--quiet", "--object-format=sha256")
    states = GitState(open_repository(tmp_path), "staging")
    after = states.record(make_run(""), AppliedState(), [make_record("a")], (), None)
    assert states.read() == after
    assert after.revision is not None
    assert len(after.revision) == 64


def test_a_newer_form_is_refused(made: ScriptedRepository, states: GitState) -> None:
    """A state that a newer Hookline wrote is not read, and so never overwritten."""
    after = states.record(make_run(made.head), AppliedState(), [], (), None)
    text = made.git("show", f"{REF}:run.json").replace('"format_version": 1', '"format_version": 2')
    _replace_run(made, text)
    for reading in (states.read, states.runs):
        with pytest.raises(NeedsMending) as caught:
            reading()
        [problem] = caught.value.diagnostics
        assert problem.code is Code.STA_FORMAT
        assert "a newer Hookline" in problem.message
    assert after.revision is not None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format_version": "1"}', None])
def test_a_damaged_state_is_refused(
    made: ScriptedRepository, states: GitState, text: str | None
) -> None:
    """A state that cannot be read is never taken for one in which nothing was applied."""
    states.record(make_run(made.head), AppliedState(), [], (), None)
    _replace_run(made, text)
    with pytest.raises(NeedsMending) as caught:
        states.read()
    [problem] = caught.value.diagnostics
    assert problem.code is Code.STA_FORMAT
    assert "run.json" in problem.message


def _replace_run(made: ScriptedRepository, text: str | None) -> None:
    """Put another run.json, or none, into the newest commit of the chain."""
    listing = made.git("ls-tree", REF).splitlines()
    lines = [line for line in listing if not line.endswith("\trun.json")]
    if text is not None:
        blob = made.git("hash-object", "-w", "--stdin", stdin=text.encode())
        lines.append(f"100644 blob {blob}\trun.json")
    tree = made.git("mktree", stdin="".join(f"{line}\n" for line in lines).encode())
    made.git("update-ref", REF, made.git("commit-tree", "-m", "Damage", "-p", REF, tree))


def test_the_same_run_makes_the_same_commits_everywhere(tmp_path: Path) -> None:
    """Nothing of the machine gets into the state: two clones record the same run alike."""
    revisions = set()
    for name in ("one", "two"):
        made = make_repository(tmp_path / name, {"hookline.yaml": "", "webhooks/a.yaml": "1"})
        states = GitState(open_repository(made.path), "staging")
        record = make_record("a", made.head)
        state = states.record(make_run(made.head), AppliedState(), [record], _files(made), "ws")
        revisions.add(state.revision)
    assert len(revisions) == 1


def test_values_that_come_in_another_order_change_nothing(
    made: ScriptedRepository, states: GitState
) -> None:
    """A workspace that answers the same properties in another order makes no new content."""
    record = make_record("a")
    state = states.record(make_run(made.head), AppliedState(), [record], (), None)
    turned = replace(record, read_back=dict(reversed(list(record.read_back.items()))))
    states.record(make_run(made.head), state, [turned], (), None)
    assert made.git("rev-parse", f"{REF}:records") == made.git("rev-parse", f"{REF}^:records")


@pytest.mark.parametrize(
    "target", ["", "a b", "a/b", "../x", "a..b", "x.lock", "-x", ".x", "x.", "a~1", "a\n", "@{"]
)
def test_a_target_that_cannot_be_a_ref_is_refused(made: ScriptedRepository, target: str) -> None:
    """A target's name becomes part of a ref and of a file's name, so it is a plain one."""
    with pytest.raises(NeedsMending) as caught:
        GitState(open_repository(made.path), target)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.CFG_TARGET
    assert repr(target) in problem.message


@pytest.mark.parametrize("target", ["staging", "eu-west_1", "v1.2", "X", "_"])
def test_a_target_that_can_be_a_ref(made: ScriptedRepository, target: str) -> None:
    """Every accepted name is one that git accepts too."""
    states = GitState(open_repository(made.path), target)
    made.git("check-ref-format", states.ref)
    states.record(make_run(made.head), AppliedState(), [], (), None)
    assert len(states.runs()) == 1


def test_runs_since_a_revision_are_those_that_came_after_it(
    made: ScriptedRepository, states: GitState
) -> None:
    """Who planned from an older state learns which runs came in between, newest first."""
    assert states.runs_since(None) == ()
    first = states.record(make_run(made.head, run_id="r1"), AppliedState(), [], [], None)
    second = states.record(make_run(made.head, run_id="r2"), first, [], [], None)
    states.record(make_run(made.head, run_id="r3"), second, [], [], None)
    assert [run.id for run in states.runs_since(first.revision)] == ["r3", "r2"]
    assert [run.id for run in states.runs_since(None)] == ["r3", "r2", "r1"]
    for unknown in ("f" * 40, "-x", "a b", "a\nb"):
        assert [run.id for run in states.runs_since(unknown)] == ["r3", "r2", "r1"]


def test_a_run_that_was_recorded_twice_came_after_itself(
    made: ScriptedRepository, states: GitState
) -> None:
    """A saved plan that is taken up again keeps its run's id; its second part is a later run."""
    first = states.record(make_run(made.head, run_id="r1"), AppliedState(), [], [], None)
    states.record(make_run(made.head, run_id="r1"), first, [], [], None)
    assert [run.id for run in states.runs_since(first.revision)] == ["r1"]
