from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.errors import HooklineError, NeedsMending, Unreachable, WrongUsage
from hookline.source.branches import resolve_branch
from hookline.source.commit import CommitSource
from tests.support.repository import ScriptedRepository, make_repository


@pytest.fixture
def origin(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with a branch beside main, and a tag."""
    made = make_repository(tmp_path / "origin", {"hookline.yaml": "targets: {}"})
    made.git("tag", "--annotate", "--message", "first", "v1")
    made.commit("On main", {"a": "1"})
    made.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    made.commit("On the side", {"a": "2"})
    return made


@pytest.fixture
def copy(origin: ScriptedRepository, tmp_path: Path) -> ScriptedRepository:
    """Give a runner's clone: one branch with one commit, from a remote that is a path."""
    made = origin.clone(tmp_path / "copy", "--depth=1", "--branch=side", "--no-tags")
    made.git("remote", "set-url", "origin", str(origin.path))
    return made


def _resolve(made: ScriptedRepository, ref: str) -> Commit:
    return resolve_branch(open_repository(made.path), ref)


def _problem(made: ScriptedRepository, ref: str, kind: type[HooklineError]) -> Diagnostic:
    with pytest.raises(kind) as caught:
        _resolve(made, ref)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.GIT_REF
    return problem


def test_a_branch_that_is_here(origin: ScriptedRepository) -> None:
    """A branch, a tag or an id of this repository needs no remote."""
    assert _resolve(origin, "main").subject == "On main"
    assert _resolve(origin, "v1").subject == "Begin"
    assert _resolve(origin, origin.head[:10]).subject == "On the side"


@pytest.mark.parametrize(
    ("ref", "subject"),
    [
        ("main", "On main"),
        ("origin/main", "On main"),
        ("refs/heads/main", "On main"),
        ("v1", "Begin"),
    ],
)
def test_a_branch_that_is_missing_is_fetched(
    origin: ScriptedRepository, copy: ScriptedRepository, ref: str, subject: str
) -> None:
    """It is looked for on the remote, and no ref of this repository moves."""
    refs = copy.git("for-each-ref")
    assert _resolve(copy, ref).subject == subject
    assert copy.git("for-each-ref") == refs
    assert origin.git("rev-parse", "main")


def test_what_a_branch_brings_is_told_in_a_shallow_clone(
    origin: ScriptedRepository, copy: ScriptedRepository
) -> None:
    """The commits that are not in the other branch are found where the two parted."""
    since = _resolve(copy, "origin/main")
    source = CommitSource(open_repository(copy.path))
    assert [commit.subject for commit in source.commits_between(since.sha)] == ["On the side"]
    assert source.is_ancestor(since.sha) is False
    assert origin.head == copy.head


def test_a_commit_that_is_here_is_not_fetched(origin: ScriptedRepository, tmp_path: Path) -> None:
    """A clone that knows the commit and not the name of its branch keeps all of its history."""
    for number in "345":
        origin.commit(f"More {number}", {"a": number})
    copy = origin.clone(tmp_path / "copy", "--depth=3", "--branch=side", "--no-tags")
    copy.git("remote", "set-url", "origin", str(origin.path))
    origin.git("branch", "before", "side~1")
    assert _resolve(copy, "before").subject == "More 4"
    assert copy.git("rev-list", "--count", "HEAD") == "3"


def test_a_full_clone_stays_one(origin: ScriptedRepository, tmp_path: Path) -> None:
    """What is fetched into a whole clone comes with its history."""
    whole = origin.clone(tmp_path / "whole", "--single-branch", "--branch=side")
    whole.git("remote", "set-url", "origin", str(origin.path))
    assert _resolve(whole, "main").subject == "On main"
    assert not (whole.path / ".git/shallow").exists()


def test_a_branch_that_exists_nowhere(copy: ScriptedRepository, origin: ScriptedRepository) -> None:
    """The message names both places that were looked at, and the hint the nearest name."""
    problem = _problem(copy, "origin/maim", NeedsMending)
    assert problem.message == (
        "origin/maim names no commit of this repository, and origin has no branch or tag maim"
    )
    assert "names no commit of the repository at" in _problem(origin, "maim", NeedsMending).message
    assert _problem(origin, "maim", NeedsMending).hint == "did you mean main?"


def test_a_remote_that_does_not_answer(copy: ScriptedRepository) -> None:
    """Trying later may help (exit 7); the words are git's, which leave a password out."""
    copy.git("remote", "set-url", "origin", "http://user:secret@localhost:1/r")
    problem = _problem(copy, "main", Unreachable)
    assert problem.message.startswith(
        "main is not in this clone, and fetching it from origin failed: "
    )
    assert "secret" not in problem.message
    assert problem.hint == "try it by hand: git fetch origin"


@pytest.mark.parametrize("ref", ["-x", "a..b", "", "a b"])
def test_what_cannot_name_a_branch(copy: ScriptedRepository, ref: str) -> None:
    """A name that no branch can have is wrong usage, and nothing is asked for it."""
    _problem(copy, ref, WrongUsage)
