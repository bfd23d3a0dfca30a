from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending, Unreachable
from hookline.state.shared import SharedState
from tests.support.origins import Origin, make_origin
from tests.support.repository import ScriptedRepository


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """Give a remote with one commit."""
    return make_origin(tmp_path / "origin.git")


@pytest.fixture
def clone(origin: Origin, tmp_path: Path) -> ScriptedRepository:
    """Give a clone."""
    return origin.clone(tmp_path / "clone")


def _require(clone: ScriptedRepository, commit: str) -> None:
    SharedState(open_repository(clone.path), "staging").require_recordable(commit)


def _refused(clone: ScriptedRepository, commit: str) -> str:
    """Give the hint of the refusal."""
    with pytest.raises(NeedsMending) as caught:
        _require(clone, commit)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.STA_UNPUSHED
    assert f"origin does not have the commit {commit[:7]} yet" in problem.message
    return problem.hint


def _cut_off(clone: ScriptedRepository) -> None:
    """Make every exchange with the remote fail."""
    clone.git("remote", "set-url", "origin", str(clone.path / "gone.git"))


def test_a_commit_that_was_fetched_needs_no_question(clone: ScriptedRepository) -> None:
    """What a branch of the remote held when it was fetched is there."""
    _cut_off(clone)
    _require(clone, clone.head)
    _require(clone, "")


def test_a_commit_that_was_pushed_needs_no_question(clone: ScriptedRepository) -> None:
    """A push tells the clone where the remote's branch is."""
    commit = clone.commit("Mine", {"a": "1"})
    clone.git("push", "--quiet", "origin", "main:side")
    _cut_off(clone)
    _require(clone, commit)


def test_a_shallow_clone_of_one_commit_needs_no_question(origin: Origin, tmp_path: Path) -> None:
    """Where a clone was cut off is a commit that came from the remote, whatever refs there are."""
    copy = origin.clone(tmp_path / "shallow", "--depth=1")
    copy.git("checkout", "--quiet", "--detach")
    copy.git("update-ref", "-d", "refs/remotes/origin/main")
    _cut_off(copy)
    _require(copy, copy.head)


def test_the_hint_names_the_branch(clone: ScriptedRepository) -> None:
    """The command can be pasted."""
    clone.git("checkout", "--quiet", "-b", "side")
    commit = clone.commit("Mine", {"a": "1"})
    assert _refused(clone, commit) == "push it first: git push origin side"
    clone.git("checkout", "--quiet", "main")
    assert _refused(clone, commit) == f"push it first: git push origin {commit}:refs/heads/BRANCH"
    clone.git("checkout", "--quiet", "--detach", "side")
    assert _refused(clone, commit) == f"push it first: git push origin {commit}:refs/heads/BRANCH"


def test_a_commit_of_a_shallow_clone_that_is_its_own(origin: Origin, tmp_path: Path) -> None:
    """A commit on top of the one that was fetched is as unpushed as in any other clone."""
    copy = origin.clone(tmp_path / "shallow", "--depth=1")
    commit = copy.commit("Mine", {"a": "1"})
    assert _refused(copy, commit) == "push it first: git push origin main"
    copy.git("push", "--quiet", "origin", "main")
    _require(copy, commit)


@pytest.mark.parametrize("how", ["branch", "tag", "annotated", "below"])
def test_the_remote_is_asked_where_the_clone_cannot_tell(
    origin: Origin, clone: ScriptedRepository, how: str
) -> None:
    """A commit that came there by another way is found at, or below, a branch or a tag."""
    commit = clone.commit("Mine", {"a": "1"})
    path = str(origin.path)
    match how:
        case "branch":
            clone.git("push", "--quiet", path, "main:side")
        case "tag":
            clone.git("push", "--quiet", path, f"{commit}:refs/tags/v1")
        case "annotated":
            clone.git("tag", "--annotate", "--message", "one", "v1")
            clone.git("push", "--quiet", path, "v1")
        case _:
            clone.git("checkout", "--quiet", "--detach")
            later = clone.commit("Later", {"a": "2"})
            clone.git("push", "--quiet", path, f"{later}:refs/heads/side")
    _require(clone, commit)


def test_a_branch_that_went_on_elsewhere_is_fetched(
    origin: Origin, clone: ScriptedRepository, tmp_path: Path
) -> None:
    """What leads to the commit may be a commit that this clone has never seen."""
    commit = clone.commit("Mine", {"a": "1"})
    clone.git("push", "--quiet", str(origin.path), "main:side")
    other = origin.clone(tmp_path / "other")
    other.git("checkout", "--quiet", "side")
    later = other.commit("Later", {"a": "2"})
    other.git("push", "--quiet", "origin", "side")
    _require(clone, commit)
    assert clone.git("cat-file", "-t", later) == "commit"


def test_a_remote_that_does_not_answer_decides_nothing(clone: ScriptedRepository) -> None:
    """Where it has to be asked and says nothing, the commit counts as neither here nor there."""
    commit = clone.commit("Mine", {"a": "1"})
    _cut_off(clone)
    with pytest.raises(Unreachable):
        _require(clone, commit)
