from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.git.repository import open_repository
from hookline.model.outcome import Outcome, Result
from hookline.model.state import AppliedRecord, AppliedState, Brought, Run
from hookline.state.shared import SharedState
from hookline.state.store import GitState
from tests.support.origins import make_origin
from tests.support.repository import ScriptedRepository, make_repository, run_git
from tests.support.states import RUN_AT, make_record, make_run

REF = "refs/hookline/state/staging"


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with one commit."""
    return make_repository(tmp_path / "r", {"hookline.yaml": ""})


def _run(made: ScriptedRepository, number: int) -> Run:
    """Give the run of this number; each ends a minute after the one before."""
    outcome = Outcome(Result.UPDATED, "signup", "id-signup", "webhooks/signup.yaml", made.head)
    run = make_run(made.head, outcome, run_id=f"run{number}")
    return replace(run, number=number, at=RUN_AT + timedelta(minutes=number))


def _pointing(number: int, *runs: int) -> AppliedRecord:
    """Give a record that changed with this run, and some of whose values others brought."""
    brought = {f"p{each}": Brought(f"run{each}", "c" * 40) for each in runs}
    return replace(make_record("signup", description=str(number)), brought=brought)


def _record(
    made: ScriptedRepository, keep: int, numbers: range, *pointed: int, states: AppliedState
) -> AppliedState:
    """Record runs, one after the other."""
    for number in numbers:
        store = GitState(open_repository(made.path), "staging", keep)
        records = [_pointing(number, *pointed)]
        states = store.record(_run(made, number), states, records, (), "ws-1")
    return states


def _subjects(made: ScriptedRepository) -> list[str]:
    return made.git("log", "--first-parent", "--format=%s", REF).splitlines()


def _ids(made: ScriptedRepository, limit: int | None = None) -> list[str]:
    return [run.id for run in GitState(open_repository(made.path), "staging").runs(limit)]


def test_a_chain_that_is_too_long_is_cut(made: ScriptedRepository) -> None:
    """The newest runs stay, and the beginning says how many are gone, and up to which."""
    state = _record(made, 20, range(1, 23), states=AppliedState())
    assert len(_ids(made)) == 22, "a tenth more than it keeps is no reason yet"
    _record(made, 20, range(23, 24), states=state)
    assert _ids(made) == [f"run{number}" for number in range(23, 3, -1)]
    assert _subjects(made)[-1] == "Begin the applied state of staging, after 3 older runs"
    words = "the last of them\nwas run run3 (number 3) of 2026-11-23 14:33 UTC."
    assert words in made.git("log", "-1", "--format=%b", f"{REF}~20")


def test_every_run_stays_what_it_was(made: ScriptedRepository) -> None:
    """Tree, message, date and source commit are those of before, byte for byte."""
    form = "--format=%T|%an <%ae>|%cI|%aI|%B"
    state = _record(made, 100, range(1, 12), states=AppliedState())
    before = made.git("log", "--first-parent", form, f"{state.revision}", "-5")
    store = GitState(open_repository(made.path), "staging", 6)
    after = store.record(_run(made, 12), state, [_pointing(12)], (), "ws-1")
    assert made.git("log", "--first-parent", form, f"{REF}~1", "-5") == before
    for run in range(6):
        assert made.git("rev-parse", f"{REF}~{run}^2") == made.head
    assert store.read() == after
    assert after.records == {"id-signup": _pointing(12)}
    made.git("fsck", "--strict")


def test_a_run_that_a_record_points_to_stays(made: ScriptedRepository) -> None:
    """Where a value came from can be told for as long as the value is applied."""
    _record(made, 3, range(1, 12), 2, 5, 11, states=AppliedState())
    kept = _ids(made)
    assert {"run2", "run5", "run11", "run10", "run9"} <= set(kept)
    assert "run1" not in kept
    assert "run3" not in kept


def test_the_run_of_the_applied_commit_stays(made: ScriptedRepository) -> None:
    """After many failures the commit that is applied whole is still reached from the state."""
    applied = made.head
    state = _record(made, 3, range(1, 2), states=AppliedState())
    for number in range(2, 9):
        commit = made.commit(f"Try {number}", {"a": str(number)})
        run = replace(_run(made, number), commit=commit, applied_commit=applied)
        store = GitState(open_repository(made.path), "staging", 3)
        state = store.record(run, state, [_pointing(number)], (), None)
    assert _ids(made)[-1] == "run1"
    assert state.commit == applied


def test_a_run_that_cannot_be_read_stays(made: ScriptedRepository) -> None:
    """What a newer Hookline recorded is not thrown away by one that cannot tell what it is."""
    state = _record(made, 50, range(1, 3), states=AppliedState())
    text = made.git("show", f"{REF}:run.json").replace('"format_version": 1', '"format_version": 9')
    blob = made.git("hash-object", "-w", "--stdin", stdin=text.encode())
    tree = made.git("mktree", stdin=f"100644 blob {blob}\trun.json\n".encode())
    newer = made.git("commit-tree", "-m", "Newer", "-p", REF, "-p", "HEAD", tree)
    made.git("update-ref", REF, newer)
    _record(made, 3, range(4, 12), states=replace(state, revision=newer))
    assert "Newer" in _subjects(made)


def test_thinning_goes_on(made: ScriptedRepository) -> None:
    """A chain that was thinned before tells of all the runs that are gone."""
    state = _record(made, 5, range(1, 20), states=AppliedState())
    state = _record(made, 5, range(20, 40), states=state)
    kept = _ids(made)
    assert kept[0] == "run39"
    gone = 39 - len(kept)
    assert _subjects(made)[-1] == f"Begin the applied state of staging, after {gone} older runs"
    assert state.number == 39


def test_a_state_from_before_is_found_again_by_its_run(made: ScriptedRepository) -> None:
    """A plan that was saved before learns which runs came since, though its commit is gone."""
    state = _record(made, 5, range(1, 6), states=AppliedState())
    _record(made, 5, range(6, 9), states=state)
    states = GitState(open_repository(made.path), "staging")
    assert state.revision not in made.git("rev-list", REF).split()
    assert [run.id for run in states.runs_since(state.revision)] == ["run8", "run7", "run6"]
    made.git("reflog", "expire", "--expire=now", "--all")
    made.git("gc", "--quiet", "--prune=now")
    assert len(states.runs_since(state.revision)) == len(states.runs())


def test_two_repositories_thin_alike(tmp_path: Path) -> None:
    """The same runs are the same commits everywhere, also when old ones are left out."""
    revisions = set()
    for name in ("one", "two"):
        made = make_repository(tmp_path / name, {"hookline.yaml": ""})
        revisions.add(_record(made, 4, range(1, 9), 1, states=AppliedState()).revision)
    assert len(revisions) == 1


def test_origin_is_thinned_with_the_run_that_is_recorded(tmp_path: Path) -> None:
    """The remote's ref moves once, and no other clone takes it for a state that was set back."""
    origin = make_origin(tmp_path / "origin.git")
    ours, theirs = origin.clone(tmp_path / "ours"), origin.clone(tmp_path / "theirs")
    state = AppliedState()
    for number in range(1, 8):
        states = SharedState(open_repository(ours.path), "staging", keep=4)
        state = states.record(_run(ours, number), state, [_pointing(number)], (), None)
        assert SharedState(open_repository(theirs.path), "staging").read() == state
    kept = SharedState(open_repository(theirs.path), "staging").runs()
    assert [run.number for run in kept] == [7, 6, 5, 4, 3]
    assert origin.ref(REF) == state.revision
    origin.git("fsck", "--strict")


def test_a_remote_that_only_goes_on_keeps_every_run(tmp_path: Path) -> None:
    """Where a ref may not leave what it has behind, the run is recorded and nothing is thinned."""
    origin = make_origin(tmp_path / "origin.git")
    origin.hook("update", 'expr "$2" : "0*$" >/dev/null || git merge-base --is-ancestor "$2" "$3"')
    ours = origin.clone(tmp_path / "ours")
    state = AppliedState()
    for number in range(1, 6):
        states = SharedState(open_repository(ours.path), "staging", keep=2)
        state = states.record(_run(ours, number), state, [_pointing(number)], (), None)
    assert [run.number for run in states.runs()] == [5, 4, 3, 2, 1]
    assert origin.ref(REF) == state.revision


def test_a_shallow_clone_thins_nothing(tmp_path: Path) -> None:
    """A chain that is not all here is left as it is; the remote has the rest of it."""
    origin = make_origin(tmp_path / "origin.git")
    copy = origin.clone(tmp_path / "first")
    state = AppliedState()
    for number in range(1, 4):
        states = SharedState(open_repository(copy.path), "staging")
        state = states.record(_run(copy, number), state, [_pointing(number)], (), None)
    shallow = origin.clone(tmp_path / "shallow", "--depth=1")
    for number in range(4, 8):
        states = SharedState(open_repository(shallow.path), "staging", keep=1)
        run = _run(shallow, number)
        states.record(run, states.read(), [_pointing(number)], (), None)
    assert len(SharedState(open_repository(copy.path), "staging").runs()) == 7


def test_the_run_of_a_commit_that_is_applied_no_more_goes(made: ScriptedRepository) -> None:
    """It is the newest run that says which commit is applied, and not the one before it."""
    applied = made.head
    state = _record(made, 3, range(1, 2), states=AppliedState())
    for number in range(2, 6):
        commit = made.commit(f"Try {number}", {"a": str(number)})
        kept = commit if number == 5 else applied
        run = replace(_run(made, number), commit=commit, applied_commit=kept)
        store = GitState(open_repository(made.path), "staging", 3)
        state = store.record(run, state, [_pointing(number)], (), None)
    assert _ids(made) == ["run5", "run4", "run3"]
    assert _subjects(made)[-1] == "Begin the applied state of staging, after 2 older runs"


def test_runs_without_a_number_are_counted(made: ScriptedRepository) -> None:
    """An older Hookline gave none; the new beginning is as old as the last run that is gone."""
    state = AppliedState()
    for number in range(1, 6):
        run = replace(_run(made, number), number=0)
        store = GitState(open_repository(made.path), "staging", 3)
        state = store.record(run, state, [_pointing(number)], (), None)
    assert _ids(made) == ["run5", "run4", "run3"]
    assert _subjects(made)[-1] == "Begin the applied state of staging, after 2 older runs"
    begin = made.git("log", "-1", "--format=%cI|%P|%b", f"{REF}~3")
    assert begin.startswith("2026-11-23T14:32:00+00:00||Each commit after this one")
    assert "was run run2 (number 0) of 2026-11-23 14:32 UTC." in begin


def test_a_repository_with_the_longer_ids_is_thinned(tmp_path: Path) -> None:
    """SHA-256 repositories are no exception."""
    run_git(tmp_path, "init", "--quiet", "--object-format=sha256")
    store = GitState(open_repository(tmp_path), "staging", 2)
    state = AppliedState()
    for number in range(1, 5):
        run = replace(make_run("", run_id=f"run{number}"), number=number)
        state = store.record(run, state, [_pointing(number)], (), None)
    assert [run.id for run in store.runs()] == ["run4", "run3"]
    assert store.read() == state


def test_a_commit_that_no_run_made_stays(made: ScriptedRepository) -> None:
    """What somebody put into the chain by hand is nobody's to throw away, and stops no run."""
    state = _record(made, 3, range(1, 3), states=AppliedState())
    tree = made.git("mktree")
    by_hand = made.git("commit-tree", "-m", "By hand", "-p", REF, tree)
    made.git("update-ref", REF, by_hand)
    state = _record(made, 3, range(4, 9), states=replace(state, revision=by_hand))
    assert _subjects(made)[3] == "By hand"
    assert _ids(made) == ["run8", "run7", "run6"]
    assert state.revision == made.git("rev-parse", REF)


@given(
    keep=st.integers(1, 6),
    points=st.lists(st.sets(st.integers(1, 14), max_size=3), min_size=1, max_size=14),
)
@settings(max_examples=12)
def test_thinning_loses_nothing_that_is_needed(
    tmp_path_factory: pytest.TempPathFactory, keep: int, points: list[set[int]]
) -> None:
    """Whatever is recorded: the newest runs stay, what is pointed to stays, in order and whole."""
    made = make_repository(tmp_path_factory.mktemp("r"), {"hookline.yaml": ""})
    state = AppliedState()
    written: dict[str, Run] = {}
    alive: set[str] = set()
    for number, pointed in enumerate(points, start=1):
        run = _run(made, number)
        written[run.id] = run
        # A record can only point to what was there when its value came.
        reachable = sorted(each for each in pointed if f"run{each}" in alive or each == number)
        records = [_pointing(number, *reachable)]
        store = GitState(open_repository(made.path), "staging", keep)
        state = store.record(run, state, records, (), "ws")
        found = store.runs()
        alive = {each.id for each in found}
        assert store.read() == state
        assert state.records == {record.id: record for record in records}
        assert list(found) == [written[each.id] for each in found]
        numbers = [each.number for each in found]
        assert numbers == sorted(numbers, reverse=True)
        newest = [f"run{each}" for each in range(number, max(0, number - keep), -1)]
        assert {*newest, *(f"run{each}" for each in reachable)} <= alive
        assert len(found) <= keep + max(keep // 10, 1) + len(reachable)
