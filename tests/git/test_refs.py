from pathlib import Path

import pytest

from hookline.git.process import Git
from hookline.git.refs import (
    compare_and_swap,
    current_branch,
    head_commit,
    is_ancestor,
    ref_value,
    resolve_commit,
    set_ref,
)
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import NeedsMending, Stale, WrongUsage
from tests.support.repository import ScriptedRepository, make_repository


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with two commits on main and a tag on the first."""
    repository = make_repository(tmp_path / "r", {"a": "1"})
    repository.git("tag", "--annotate", "--message", "first", "v1")
    repository.commit("Second", {"a": "2"})
    return repository


def _unknown(git: Git, ref: str) -> Diagnostic:
    with pytest.raises(NeedsMending) as caught:
        resolve_commit(git, ref)
    [problem] = caught.value.diagnostics
    return problem


def test_everything_that_names_a_commit(made: ScriptedRepository) -> None:
    """Branches, annotated tags, full and short ids and expressions name their commits."""
    git, head, first = Git(made.path), made.head, made.git("rev-parse", "HEAD~1")
    for ref in ("HEAD", "@", "main", "refs/heads/main", head, head[:7], "main@{0}"):
        assert resolve_commit(git, ref).sha == head, ref
    for ref in ("v1", "HEAD~1", "main^", "v1^{commit}", first.upper()):
        assert resolve_commit(git, ref).sha == first, ref


@pytest.mark.parametrize(
    "ref",
    [
        "-x",
        "--all",
        "a..b",
        "main...side",
        "refs/heads/../x",
        "^main",
        "",
        "a b",
        "main:a",
        ":/fix",
        "ma*",
        "main\n",
        "a" * 39,
        "0" * 41,
    ],
)
def test_a_malformed_ref_is_wrong_usage(made: ScriptedRepository, ref: str) -> None:
    """Options, ranges, paths, wildcards and cut-off ids are refused with exit code 64."""
    with pytest.raises(WrongUsage) as caught:
        resolve_commit(Git(made.path), ref)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.GIT_REF
    assert problem.hint
    assert caught.value.exit_code == 64


def test_an_unknown_ref_is_answered_with_the_nearest_names(made: ScriptedRepository) -> None:
    """A name that no commit has is GIT-REF with exit code 1 and the nearest branch."""
    made.git("branch", "release/november")
    problem = _unknown(Git(made.path), "release/novembre")
    assert problem.code is Code.GIT_REF
    assert "release/novembre names no commit" in problem.message
    assert problem.hint == "did you mean release/november?"


def test_an_unknown_ref_may_be_a_remote_branch(made: ScriptedRepository, tmp_path: Path) -> None:
    """A branch that exists on the remote alone is proposed by its full name."""
    made.git("branch", "next")
    clone = made.clone(tmp_path / "clone")
    assert _unknown(Git(clone.path), "next").hint == "did you mean origin/next?"


def test_an_id_that_is_not_here(made: ScriptedRepository) -> None:
    """A full id that this clone does not have is unknown, not malformed."""
    assert _unknown(Git(made.path), "1" * 40).code is Code.GIT_REF


def test_a_branch_without_commits_has_its_own_message(tmp_path: Path) -> None:
    """HEAD of a fresh repository is GIT-UNBORN, naming the branch and the way on."""
    git = Git(make_repository(tmp_path).path)
    problem = _unknown(git, "HEAD")
    assert problem.code is Code.GIT_UNBORN
    assert "main" in problem.message
    assert "--worktree" in problem.hint
    assert head_commit(git) is None


def test_a_detached_head_is_a_commit(made: ScriptedRepository) -> None:
    """A detached HEAD resolves like any other."""
    made.git("checkout", "--quiet", "--detach", "HEAD~1")
    found = head_commit(Git(made.path))
    assert found is not None
    assert found.subject == "Begin"


def test_a_ref_moves_only_from_where_it_was_seen(made: ScriptedRepository) -> None:
    """Compare-and-swap makes, moves, and refuses as soon as the ref is elsewhere."""
    git, ref = Git(made.path), "refs/hookline/state/x"
    first, second = made.git("rev-parse", "HEAD~1"), made.head
    compare_and_swap(git, ref, first, None)
    compare_and_swap(git, ref, second, first)
    for seen in (None, first):
        with pytest.raises(Stale) as caught:
            compare_and_swap(git, ref, first, seen)
        assert caught.value.diagnostics[0].code is Code.STA_MOVED
    assert ref_value(git, ref) == second


def test_a_ref_that_follows_another_one_is_set(made: ScriptedRepository) -> None:
    """Whatever it held, and also when it is new."""
    git, ref = Git(made.path), "refs/hookline/state/x"
    for commit in (made.head, made.git("rev-parse", "HEAD~1"), made.head):
        set_ref(git, ref, commit)
        assert ref_value(git, ref) == commit


def test_the_current_branch_has_its_whole_name(made: ScriptedRepository) -> None:
    """A branch is named before its first commit too; a commit alone is no branch."""
    git = Git(made.path)
    made.git("checkout", "--quiet", "-b", "team/side")
    assert current_branch(git) == "team/side"
    made.git("checkout", "--quiet", "--orphan", "new")
    assert current_branch(git) == "new"
    made.git("checkout", "--quiet", "--detach", "main")
    assert current_branch(git) is None


def test_a_ref_goes_only_when_it_holds_what_was_seen(made: ScriptedRepository) -> None:
    """A ref is removed by compare-and-swap like any other step of it."""
    git, ref = Git(made.path), "refs/hookline/lock/x"
    first, second = made.git("rev-parse", "HEAD~1"), made.head
    compare_and_swap(git, ref, second, None)
    with pytest.raises(Stale):
        compare_and_swap(git, ref, None, first)
    assert ref_value(git, ref) == second
    compare_and_swap(git, ref, None, second)
    assert ref_value(git, ref) is None
    with pytest.raises(Stale):
        compare_and_swap(git, ref, None, second)


def test_a_ref_that_cannot_be_locked_is_no_lost_race(made: ScriptedRepository) -> None:
    """A lock file left by a crash is told in git's words: nothing moved, so planning won't help."""
    lock = made.path / ".git/refs/hookline/state/x.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    with pytest.raises(NeedsMending) as caught:
        compare_and_swap(Git(made.path), "refs/hookline/state/x", made.head, None)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.GIT_FAILED
    assert "x.lock" in problem.message


def test_descent(made: ScriptedRepository) -> None:
    """A commit descends from its ancestors and from itself, not from what came after it."""
    git, first, second = Git(made.path), made.git("rev-parse", "HEAD~1"), made.head
    assert is_ancestor(git, first, second)
    assert is_ancestor(git, second, second)
    assert not is_ancestor(git, second, first)


def test_descent_from_a_commit_that_is_not_here_is_no_answer(made: ScriptedRepository) -> None:
    """A commit that this clone lacks raises instead of counting as unrelated."""
    with pytest.raises(NeedsMending):
        is_ancestor(Git(made.path), "1" * 40, made.head)
