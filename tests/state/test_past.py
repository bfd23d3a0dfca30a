"""What a run left, read from a real repository."""

from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending, Stale
from hookline.model.state import AppliedState
from hookline.source.commit import CommitSource
from hookline.state.past import PastStates
from hookline.state.store import GitState
from tests.support.repository import ScriptedRepository, make_repository
from tests.support.states import make_record, make_run

REF = "refs/hookline/state/staging"


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with two definitions."""
    files = {"webhooks/a/signup.yaml": "name: signup\n", "webhooks/refund.yaml": "name: refund\n"}
    return make_repository(tmp_path / "r", {"hookline.yaml": "", **files})


def _past(made: ScriptedRepository) -> PastStates:
    return PastStates(open_repository(made.path), "staging")


def _files(made: ScriptedRepository) -> tuple[SourceFile, ...]:
    return CommitSource(open_repository(made.path)).snapshot(["webhooks/**/*.yaml"]).files


def _record(made: ScriptedRepository, before: AppliedState, *names: str) -> AppliedState:
    """Record a run after which these webhooks are managed, each from the file of its name."""
    files = _files(made)
    of = {Path(file.path).stem: file for file in files}
    records = [make_record(name, made.head, of=of[name]) for name in names]
    states = GitState(open_repository(made.path), "staging")
    return states.record(make_run(made.head), before, records, files, "ws-1")


def test_a_run_keeps_the_files_that_it_applied(made: ScriptedRepository) -> None:
    """Each comes back with its own path, bytes and id, by path, and none from another run."""
    first = _record(made, AppliedState(), "signup", "refund")
    files = _files(made)
    made.commit("Change one", {"webhooks/refund.yaml": "name: other\n"})
    second = _record(made, first, "refund")
    assert first.revision is not None
    assert second.revision is not None
    assert _past(made).files(first.revision) == files
    [left] = _past(made).files(second.revision)
    assert (left.path, left.data) == ("webhooks/refund.yaml", b"name: other\n")
    assert left.blob == made.git("rev-parse", "HEAD:webhooks/refund.yaml")


def test_a_run_keeps_what_it_left_of_each_record(made: ScriptedRepository) -> None:
    """The records of an earlier state are those of then, whatever came after it."""
    first = _record(made, AppliedState(), "signup", "refund")
    _record(made, first, "refund")
    assert first.revision is not None
    assert _past(made).records(first.revision) == first.records
    assert first.records.keys() == {"id-signup", "id-refund"}


def test_the_newest_state_is_that_of_this_repository(made: ScriptedRepository) -> None:
    """It is the target's own, and an empty one where nothing was applied."""
    assert _past(made).newest() == AppliedState()
    after = _record(made, AppliedState(), "signup")
    assert _past(made).newest() == after
    assert PastStates(open_repository(made.path), "other").newest() == AppliedState()


def test_a_state_is_dropped_only_when_it_is_the_one_that_was_seen(
    made: ScriptedRepository,
) -> None:
    """What another run recorded meanwhile stays; what was seen goes, and is gone for good."""
    first = _record(made, AppliedState(), "signup")
    second = _record(made, first, "refund")
    with pytest.raises(Stale) as caught:
        _past(made).drop(first)
    assert caught.value.diagnostics[0].code is Code.STA_MOVED
    _past(made).drop(AppliedState())
    assert _past(made).newest() == second
    _past(made).drop(second)
    assert made.git("rev-parse", "--verify", "--quiet", REF, check=False) == ""
    assert made.git("rev-parse", "HEAD")


def test_a_commit_is_at_hand_or_not(made: ScriptedRepository) -> None:
    """An id that this clone does not have is no error."""
    assert _past(made).has_commit(made.head)
    assert not _past(made).has_commit("d" * 40)


def test_a_name_that_is_no_part_of_a_ref_is_refused(made: ScriptedRepository) -> None:
    """A target's name never leads to another ref, least of all one that is to be dropped."""
    with pytest.raises(NeedsMending) as caught:
        PastStates(open_repository(made.path), "../../heads/main")
    assert caught.value.diagnostics[0].code is Code.CFG_TARGET
