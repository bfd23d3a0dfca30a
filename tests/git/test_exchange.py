from pathlib import Path

import pytest

from hookline.git.exchange import fetch_from, move_on, refs_on, remote_failure, tips_of
from hookline.git.process import Answer, Git
from hookline.git.remotes import ORIGIN, Remote, find_remote
from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, HooklineError, NeedsMending, Stale, Unreachable
from tests.support.origins import Origin, make_origin
from tests.support.repository import ScriptedRepository

REF = "refs/hookline/state/x"


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """Give a remote with one commit."""
    return make_origin(tmp_path / "origin.git")


@pytest.fixture
def clone(origin: Origin, tmp_path: Path) -> ScriptedRepository:
    """Give a clone with a second commit."""
    made = origin.clone(tmp_path / "clone")
    made.commit("Second", {"a": "2"})
    return made


def _remote(clone: ScriptedRepository) -> Remote:
    found = find_remote(Git(clone.path), ORIGIN)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        ("fatal: unable to access 'https://x/': Could not resolve host: x", 7, "GIT-UNREACHABLE"),
        ("ssh: connect to host x port 22: Connection refused", 7, "GIT-UNREACHABLE"),
        ("fatal: '/gone.git' does not appear to be a git repository", 7, "GIT-UNREACHABLE"),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 503", 7, "GIT-U"),
        ("no answer within 300 seconds", 7, "GIT-UNREACHABLE"),
        ("", 7, "GIT-UNREACHABLE"),
        ("remote: Repository not found.\nfatal: repository 'https://x/' not found", 8, "GIT-ACC"),
        ("fatal: Authentication failed for 'https://x/'", 8, "GIT-ACCESS"),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", 8, "GIT-A"),
        ("git@x: Permission denied (publickey).", 8, "GIT-ACCESS"),
        ("ERROR: Permission to acme/hooks.git denied to ada.", 8, "GIT-ACCESS"),
        ("Host key verification failed.", 8, "GIT-ACCESS"),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 403", 8, "GIT-A"),
        ("fatal: detected dubious ownership in repository at '/x'", 8, "GIT-ACCESS"),
        ("fatal: transport 'http' not allowed", 1, "GIT-REMOTE"),
    ],
)
def test_what_git_says_decides_what_to_do(
    clone: ScriptedRepository, said: str, kind: int, code: str
) -> None:
    """Trying later, getting access and mending an address are told apart; the rest is the first."""
    error = remote_failure(_remote(clone), "asking", Answer(128, b"", said))
    [problem] = error.diagnostics
    assert error.exit_code == kind
    assert problem.code.startswith(code)
    assert problem.hint


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        ("[remote rejected] (pre-receive hook declined)", AccessRefused),
        ("[remote rejected] (deny updating a hidden ref)", AccessRefused),
        ("[remote rejected] (cannot lock ref 'x': Unable to create 'x.lock': File exists.)", None),
        ("[remote rejected] (failed to update ref)", None),
        ("[remote failure] (remote failed to report status)", None),
    ],
)
def test_why_a_ref_did_not_move_is_told(
    clone: ScriptedRepository, why: str, kind: type[HooklineError] | None
) -> None:
    """The reason alone is taken from the listing of a push; a lock passes, a refusal stays."""
    listing = f"To /x/origin.git\n!\tabc:{REF}\t{why}\nDone\n".encode()
    said = "remote: not you\nerror: failed to push some refs to '/x/origin.git'\n"
    error = remote_failure(_remote(clone), "pushing to", Answer(1, listing, said))
    assert type(error) is (kind or Unreachable)
    [problem] = error.diagnostics
    assert problem.message == f"pushing to the git remote origin failed: remote: not you; {why}"


def test_only_the_refs_that_were_asked_for(origin: Origin, clone: ScriptedRepository) -> None:
    """A ref that merely ends alike, or begins alike, is not given."""
    clone.git("push", "--quiet", "origin", f"HEAD:{REF}", f"HEAD:refs/heads/{REF}", f"HEAD:{REF}-y")
    assert refs_on(_remote(clone), REF, "refs/none") == {REF: clone.head}
    tips = tips_of(_remote(clone))
    assert tips == {
        "refs/heads/main": origin.ref("refs/heads/main"),
        f"refs/heads/{REF}": clone.head,
    }


def test_a_ref_is_moved_or_the_race_is_lost(origin: Origin, clone: ScriptedRepository) -> None:
    """A ref that moved meanwhile stays where it is; a move that is done already is one."""
    first, second = clone.git("rev-parse", "HEAD~1"), clone.head
    remote = _remote(clone)
    move_on(remote, REF, first, None)
    with pytest.raises(Stale, match=f"moved from {second[:7]} to {first[:7]}"):
        move_on(remote, REF, None, second)
    with pytest.raises(Stale, match="moved from nothing to"):
        move_on(remote, REF, second, None)
    move_on(remote, REF, second, first)
    move_on(remote, REF, second, first)
    assert origin.ref(REF) == second
    move_on(remote, REF, None, second)
    assert origin.ref(REF) is None


def test_a_clone_that_mirrors_its_remote_moves_one_ref(
    origin: Origin, clone: ScriptedRepository
) -> None:
    """Settings that are meant for a person's pushes do not reach this one."""
    clone.git("config", "remote.origin.mirror", "true")
    clone.git("config", "push.pushOption", "ci.skip")
    clone.git("branch", "side")
    move_on(_remote(clone), REF, clone.head, None)
    refs = origin.git("for-each-ref", "--format=%(refname)").split()
    assert refs == ["refs/heads/main", REF]


def test_a_failing_exchange_is_raised(clone: ScriptedRepository) -> None:
    """Each way to ask ends with git's words."""
    remote = _remote(clone)
    with pytest.raises(Unreachable, match="fetching from the git remote origin failed: "):
        fetch_from(remote, "f" * 40)
    clone.git("remote", "set-url", "origin", "/nowhere.git")
    with pytest.raises(Unreachable, match="asking the git remote origin failed: fatal: "):
        refs_on(remote, REF)
    with pytest.raises(Unreachable, match="asking the git remote origin failed: fatal: "):
        tips_of(remote)
    with pytest.raises(Unreachable, match="pushing to the git remote origin failed: fatal: "):
        move_on(remote, REF, clone.head, None)
    clone.git("remote", "set-url", "origin", clone.path.as_uri())
    with pytest.raises(NeedsMending) as caught:
        refs_on(_remote(clone), REF)
    assert caught.value.diagnostics[0].code is Code.GIT_REMOTE
