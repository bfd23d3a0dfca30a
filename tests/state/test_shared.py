from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, NeedsMending, Stale, Unreachable
from hookline.model.location import Location
from hookline.model.state import AppliedState
from hookline.state.shared import SharedState
from tests.support.origins import Origin
from tests.support.repository import ScriptedRepository
from tests.support.shared_states import REF, caught, numbered, record, shared


def test_nothing_was_applied_yet(ours: ScriptedRepository) -> None:
    """A remote without the ref, which this clone has not either, has an empty state."""
    assert shared(ours).read() == AppliedState()
    assert shared(ours).runs() == ()
    assert shared(ours).runs_since(None) == ()


def test_what_one_clone_records_another_one_reads(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """A run is on the remote when it is recorded, and whoever reads has it in the clone too."""
    after = record(ours)
    assert origin.ref(REF) == after.revision == ours.git("rev-parse", REF)
    assert shared(theirs).read() == after
    assert theirs.git("rev-parse", REF) == after.revision
    assert shared(theirs).files(after.revision or "", ["webhooks/signup.yaml"])
    second = record(theirs, 2)
    assert shared(ours).read() == second
    assert [run.id for run in shared(ours).runs()] == ["run2", "run1"]
    assert [run.id for run in shared(ours).runs_since(after.revision)] == ["run2"]


def test_nothing_but_the_ref_is_pushed(origin: Origin, ours: ScriptedRepository) -> None:
    """A tag or a branch of the clone stays in it."""
    ours.git("tag", "mine")
    ours.git("branch", "side")
    record(ours)
    refs = origin.git("for-each-ref", "--format=%(refname)").split()
    assert refs == ["refs/heads/main", REF]


def test_of_two_clones_one_records(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """The run that comes second is stale, and leaves the ref as it is, here and there."""
    record(ours)
    late = shared(theirs)
    before = late.read()
    won = record(ours, 2)
    with pytest.raises(Stale) as found:
        late.record(numbered(theirs, 2, "late"), before, [], (), None)
    [problem] = found.value.diagnostics
    assert problem.code is Code.STA_MOVED
    assert f"{REF} on origin moved from {(before.revision or '')[:7]}" in problem.message
    assert origin.ref(REF) == won.revision
    assert theirs.git("rev-parse", REF) == before.revision
    assert late.read() == won


def test_of_two_first_runs_one_records(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """A ref that must not exist yet is guarded like any other."""
    late = shared(theirs)
    before = late.read()
    won = record(ours)
    with pytest.raises(Stale, match="moved from nothing to"):
        late.record(numbered(theirs, 1, "late"), before, [], (), None)
    assert origin.ref(REF) == won.revision
    assert theirs.git("rev-parse", "--verify", "--quiet", REF, check=False) == ""


def test_the_ref_of_the_clone_follows_the_remote(origin: Origin, ours: ScriptedRepository) -> None:
    """The remote is the truth: what the clone's own ref was moved to meanwhile does not count."""
    record(ours)
    states = shared(ours)
    before = states.read()
    ours.git("update-ref", REF, ours.head)
    after = states.record(numbered(ours, 2), before, [], (), None)
    assert origin.ref(REF) == after.revision == ours.git("rev-parse", REF)


def test_a_push_whose_answer_was_lost_is_found_out(
    origin: Origin, ours: ScriptedRepository
) -> None:
    """When the connection breaks after the remote moved its ref, the run is recorded."""
    die = 'if [ "$1" = committed ]; then kill -9 $PPID; fi'
    origin.hook("reference-transaction", die)
    after = record(ours)
    assert origin.ref(REF) == after.revision == ours.git("rev-parse", REF)


def test_a_remote_that_does_not_answer(ours: ScriptedRepository, tmp_path: Path) -> None:
    """A failing exchange is told in git's own words, and never taken for an empty state."""
    record(ours)
    ours.git("remote", "set-url", "origin", str(tmp_path / "gone.git"))
    code, message, hint = caught(Unreachable, shared(ours))
    assert code is Code.GIT_UNREACHABLE
    assert "gone.git' does not appear to be a git repository" in message
    assert "git ls-remote origin" in hint


def test_a_remote_that_refuses_the_caller(ours: ScriptedRepository, tmp_path: Path) -> None:
    """Where git says clearly that the caller may not, trying later is no advice."""
    ssh = tmp_path / "ssh"
    ssh.write_text(
        "#!/bin/sh\necho 'git@example.com: Permission denied (publickey).' >&2\nexit 255\n"
    )
    ssh.chmod(0o755)
    ours.git("remote", "set-url", "origin", "git@example.com:acme/hooks.git")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_SSH_COMMAND", str(ssh))
        code, message, _ = caught(AccessRefused, shared(ours))
    assert code is Code.GIT_ACCESS
    assert "Permission denied (publickey)" in message


def test_an_address_that_is_never_spoken_to(origin: Origin, ours: ScriptedRepository) -> None:
    """A way to reach a remote that Hookline leaves out is named, with those that it takes."""
    ours.git("remote", "set-url", "origin", origin.path.as_uri())
    code, message, hint = caught(NeedsMending, shared(ours))
    assert code is Code.GIT_REMOTE
    assert "reached by `file`" in message
    assert "https://" in hint


def test_no_remote_called_origin(ours: ScriptedRepository) -> None:
    """Both ways out are named, at the target's own place."""
    ours.git("remote", "rename", "origin", "upstream")
    place = Location("hookline.yaml", 3, 5)
    states = SharedState(open_repository(ours.path), "staging", place=place)
    with pytest.raises(NeedsMending) as found:
        states.read()
    [problem] = found.value.diagnostics
    assert (problem.code, problem.location) == (Code.GIT_REMOTE, place)
    assert "git remote add origin" in problem.hint
    assert "state: {at: local}" in problem.hint


def test_a_failing_fetch_is_no_empty_state(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """A ref whose commit cannot be fetched ends the run, with the clone's own ref untouched."""
    first = record(ours)
    shared(theirs).read()
    second = record(ours, 2).revision or ""
    (origin.path / "objects" / second[:2] / second[2:]).unlink()
    code, message, _ = caught(Unreachable, shared(theirs))
    assert code is Code.GIT_UNREACHABLE
    assert message.startswith("fetching from the git remote origin failed: ")
    assert theirs.git("rev-parse", REF) == first.revision


def _ssh_with(folder: Path, command: str, *, before_call: int) -> Path:
    """Give an ssh to this machine that runs a command before the call of this number."""
    ssh = folder / "ssh"
    ssh.write_text(
        f"#!/bin/sh\necho call >>{folder}/calls\n"
        f'if [ "$(grep -c call {folder}/calls)" = {before_call} ]; then {command}; fi\n'
        'for last; do :; done\nexec sh -c "$last"\n'
    )
    ssh.chmod(0o755)
    return ssh


def test_a_remote_that_moves_on_while_it_is_asked(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository, tmp_path: Path
) -> None:
    """What the ref held may be gone when it is fetched; then it is what the ref holds now."""
    first = record(ours).revision or ""
    second = record(ours, 2)
    lost = origin.path / "objects" / first[:2] / first[2:]
    copy = lost.read_bytes()
    origin.git("update-ref", REF, first)
    lost.unlink()
    (tmp_path / "first").write_bytes(copy)
    # The first call lists the refs, the second one fetches; the third one lists them again.
    moves = f"cp {tmp_path}/first {lost}; git -C {origin.path} update-ref {REF} {second.revision}"
    ssh = _ssh_with(tmp_path, moves, before_call=3)
    theirs.git("remote", "set-url", "origin", f"git@example.com:{origin.path}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_SSH_COMMAND", str(ssh))
        assert shared(theirs).read() == second


def test_a_push_that_the_remote_refuses(origin: Origin, ours: ScriptedRepository) -> None:
    """A hook of the remote that declines is told in its words; the ref of the clone stays."""
    origin.hook("update", "echo 'refs/hookline is not for you' >&2; exit 1")
    with pytest.raises(AccessRefused) as found:
        record(ours)
    [problem] = found.value.diagnostics
    assert problem.code is Code.GIT_ACCESS
    assert "refs/hookline is not for you" in problem.message
    assert ours.git("rev-parse", "--verify", "--quiet", REF, check=False) == ""


def test_a_newer_form_is_refused(ours: ScriptedRepository, theirs: ScriptedRepository) -> None:
    """What a newer Hookline pushed is not read, and so never overwritten."""
    record(ours)
    run = ours.git("show", f"{REF}:run.json").replace('"format_version": 1', '"format_version": 2')
    blob = ours.git("hash-object", "-w", "--stdin", stdin=run.encode())
    tree = ours.git("mktree", stdin=f"100644 blob {blob}\trun.json\n".encode())
    newer = ours.git("commit-tree", "-m", "Newer", "-p", REF, tree)
    ours.git("push", "--quiet", "origin", f"{newer}:{REF}")
    code, message, _ = caught(NeedsMending, shared(theirs))
    assert code is Code.STA_FORMAT
    assert "a newer Hookline" in message


def test_targets_whose_names_begin_alike(origin: Origin, ours: ScriptedRepository) -> None:
    """Each target of a repository has its own ref, and none is taken for another."""
    longer = record(ours, target="prod-eu")
    assert shared(ours, "prod").read() == AppliedState()
    shorter = record(ours, 1, run_id="short", target="prod")
    assert shared(ours, "prod-eu").read() == longer
    assert shared(ours, "prod").read() == shorter
    assert origin.ref("refs/hookline/state/prod") == shorter.revision


def test_a_shallow_clone(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository, tmp_path: Path
) -> None:
    """A clone of depth 1 gets the newest run alone, records on top of it, and stays shallow."""
    ours.commit("Second", {"webhooks/signup.yaml": "name: signup\nflow_name: a\n"})
    ours.git("push", "--quiet", "origin", "main")
    record(ours)
    record(ours, 2)
    copy = origin.clone(tmp_path / "shallow", "--depth=1")
    before = shared(copy).read()
    assert before == shared(ours).read()
    assert copy.git("rev-list", "--count", "HEAD") == "1"
    assert copy.git("rev-list", "--count", REF) == "1"
    after = record(copy, 3)
    assert [run.id for run in shared(theirs).runs()] == ["run3", "run2", "run1"]
    assert shared(theirs).read() == after
    origin.git("fsck", "--strict")


def test_a_shallow_clone_lists_every_run(
    origin: Origin, ours: ScriptedRepository, tmp_path: Path
) -> None:
    """Who asks for the runs gets all of them; a plan needs the newest one and gets no more."""
    for number in range(1, 5):
        record(ours, number)
    copy = origin.clone(tmp_path / "shallow", "--depth=1")
    shared(copy).read()
    assert copy.git("rev-list", "--count", REF) == "1"
    assert [run.id for run in shared(copy).runs()] == ["run4", "run3", "run2", "run1"]
    copy.git("remote", "set-url", "origin", str(tmp_path / "gone.git"))
    with pytest.raises(Unreachable):
        shared(copy).runs()


def test_a_shallow_clone_knows_which_runs_came_since(
    origin: Origin, ours: ScriptedRepository, tmp_path: Path
) -> None:
    """A run of its own is found again behind those of others, of which it has the newest."""
    record(ours)
    copy = origin.clone(tmp_path / "shallow", "--depth=1")
    own = record(copy, 2)
    for number in (3, 4):
        record(ours, number)
    states = shared(copy)
    states.read()
    assert [run.id for run in states.runs_since(own.revision)] == ["run4", "run3"]


def test_the_first_run_of_a_shallow_clone(origin: Origin, tmp_path: Path) -> None:
    """A job that runs for the first time needs nothing but its clone."""
    copy = origin.clone(tmp_path / "shallow", "--depth=1")
    after = record(copy)
    assert origin.ref(REF) == after.revision
    origin.git("fsck", "--strict")


def test_a_partial_clone(origin: Origin, ours: ScriptedRepository, tmp_path: Path) -> None:
    """A clone without files gets those of the state, the definitions of older commits too."""
    before = record(ours)
    for text in ("name: other\n", "name: third\n"):
        ours.commit("Change it", {"webhooks/signup.yaml": text})
    ours.git("push", "--quiet", "origin", "main")
    copy = origin.clone(tmp_path / "partial", "--filter=blob:none")
    states = shared(copy)
    assert states.read() == before
    files = states.files(before.revision or "", ["webhooks/signup.yaml"])
    assert files["webhooks/signup.yaml"].data == b"name: signup\n"
    after = record(copy, 2)
    assert shared(ours).read() == after


def test_a_clone_that_mirrors_the_remote(origin: Origin, tmp_path: Path) -> None:
    """A bare mirror, as a job may keep, records like any other clone."""
    mirror = origin.clone(tmp_path / "mirror.git", "--mirror")
    states = shared(mirror)
    after = states.record(numbered(mirror, 1), states.read(), [], (), None)
    assert origin.ref(REF) == after.revision


def test_a_whole_clone_stays_whole(ours: ScriptedRepository, theirs: ScriptedRepository) -> None:
    """Reading what others recorded cuts off neither the runs nor the history of the clone."""
    record(ours)
    record(ours, 2)
    shared(theirs).read()
    assert theirs.git("rev-parse", "--is-shallow-repository") == "false"
    assert theirs.git("rev-list", "--count", "--first-parent", REF) == "3"


def test_no_more_runs_than_are_asked_for(ours: ScriptedRepository) -> None:
    """The newest ones are given, as many as there are."""
    for number in (1, 2, 3):
        record(ours, number)
    for limit, wanted in ((1, ["run3"]), (2, ["run3", "run2"]), (9, ["run3", "run2", "run1"])):
        assert [run.id for run in shared(ours).runs(limit)] == wanted


def test_a_shallow_clone_without_files_lists_every_run(
    origin: Origin, ours: ScriptedRepository, tmp_path: Path
) -> None:
    """A run whose file did not come with it would seem to be none."""
    for number in (1, 2, 3):
        record(ours, number)
    copy = origin.clone(tmp_path / "copy", "--depth=1", "--filter=blob:none")
    assert [run.id for run in shared(copy).runs()] == ["run3", "run2", "run1"]


def test_the_ref_of_the_clone_follows_each_time(
    ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """Not only the first run of somebody else arrives, but every one that is read."""
    for number in (1, 2):
        after = record(ours, number)
        shared(theirs).read()
        assert theirs.git("rev-parse", REF) == after.revision


def test_the_remote_is_asked_once(
    ours: ScriptedRepository, theirs: ScriptedRepository, tmp_path: Path
) -> None:
    """What was read is what a process goes on from; asking again could give another answer."""
    after = record(ours)
    states = shared(theirs)
    states.read()
    theirs.git("remote", "set-url", "origin", str(tmp_path / "gone.git"))
    assert states.newest() == after.revision
    assert [run.id for run in states.runs()] == ["run1"]


def test_a_clone_in_which_two_read_at_once(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository, tmp_path: Path
) -> None:
    """The ref that another process moved meanwhile is left to it: it has asked as well."""
    first = record(ours)
    shared(theirs).read()
    theirs.git("update-ref", "-d", REF)
    second = record(ours, 2)
    # The first call lists the refs; the second one fetches.
    moves = f"git -C {theirs.path} update-ref {REF} {first.revision}"
    ssh = _ssh_with(tmp_path, moves, before_call=2)
    theirs.git("remote", "set-url", "origin", f"git@example.com:{origin.path}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_SSH_COMMAND", str(ssh))
        assert shared(theirs).read() == second
    assert theirs.git("rev-parse", REF) == first.revision
