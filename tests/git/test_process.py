import os
import re
import select
import sys
from pathlib import Path

import pytest

from hookline.git.objects import read_objects
from hookline.git.process import Git
from hookline.git.refs import compare_and_swap, ref_value
from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, NeedsMending
from tests.support.repository import make_repository


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_an_inherited_git_dir_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A GIT_DIR left over from a hook does not turn git to another repository."""
    here = make_repository(tmp_path / "here", {"a": "here"})
    other = make_repository(tmp_path / "other", {"a": "other"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    [found] = read_objects(Git(here.path), ["HEAD:a"])
    assert found is not None
    assert found.data == b"here"


def test_git_sees_no_variable_that_is_not_on_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for git is started with the listed variables and none of the caller's own."""
    _script(tmp_path / "bin" / "git", f"{sys.executable} -c 'import os; print(sorted(os.environ))'")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", "hush")
    monkeypatch.setenv("GIT_INDEX_FILE", "/elsewhere")
    seen = Git(tmp_path).run("version").decode()
    assert "'GIT_CONFIG_NOSYSTEM'" in seen
    assert "HOOKLINE_SECRET_STAGING" not in seen
    assert "GIT_INDEX_FILE" not in seen


def test_git_does_not_read_our_own_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for git that reads its input finds it empty, whatever is piped into us."""
    _script(tmp_path / "bin" / "git", "cat; echo end")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    ours = os.dup(0)
    reading, writing = os.pipe()
    try:
        os.write(writing, b"yes\n")
        os.close(writing)
        os.dup2(reading, 0)
        assert Git(tmp_path).run("version") == b"end\n"
    finally:
        os.dup2(ours, 0)
        os.close(ours)
        os.close(reading)


def test_no_hook_of_the_repository_runs(tmp_path: Path) -> None:
    """Moving a ref runs no hook, although git has one for it."""
    repository = make_repository(tmp_path / "r", {"a": "1"})
    _script(repository.path / ".git/hooks/reference-transaction", f"touch {tmp_path}/ran")
    git = Git(repository.path)
    compare_and_swap(git, "refs/hookline/x", repository.head, None)
    assert ref_value(git, "refs/hookline/x") == repository.head
    assert not (tmp_path / "ran").exists()


def test_no_file_monitor_of_the_repository_runs(tmp_path: Path) -> None:
    """Comparing the working tree does not start the program that `core.fsmonitor` names."""
    repository = make_repository(tmp_path / "r", {"a": "1"})
    _script(tmp_path / "monitor", f"touch {tmp_path}/ran")
    repository.git("config", "core.fsmonitor", str(tmp_path / "monitor"))
    repository.write({"a": "2"})
    out = Git(repository.path).run("diff-index", "--name-only", values=["HEAD"])
    assert out == b"a\n"
    assert not (tmp_path / "ran").exists()


def test_a_git_in_the_current_folder_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative folder in PATH does not let a repository bring its own git."""
    repository = make_repository(tmp_path / "r", {"a": "1"})
    head = repository.head
    _script(repository.path / "git", f"touch {tmp_path}/ran")
    monkeypatch.chdir(repository.path)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    assert Git(repository.path).run("rev-parse", "HEAD").decode().strip() == head
    assert not (tmp_path / "ran").exists()


def test_a_value_is_never_an_option(tmp_path: Path) -> None:
    """A value that begins with a dash reaches git as a value."""
    repository = make_repository(tmp_path, {"a": "1"})
    answer = Git(repository.path).ask("rev-parse", "--verify", values=["--show-toplevel"])
    assert answer.status != 0
    assert answer.out == b""


def test_a_machine_without_git_is_told_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git in PATH the run stops with GIT-MISSING and names the version that is needed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NeedsMending) as caught:
        Git(tmp_path).run("version")
    [problem] = caught.value.diagnostics
    assert problem.code is Code.GIT_MISSING
    assert "git 2.31 or later" in problem.hint


def test_a_failure_carries_gits_own_words(tmp_path: Path) -> None:
    """What git complained about stands in the message, with the command and the folder."""
    repository = make_repository(tmp_path, {"a": "1"})
    with pytest.raises(NeedsMending) as caught:
        Git(repository.path).run("ls-tree", values=["nonsense"])
    [problem] = caught.value.diagnostics
    assert problem.code is Code.GIT_FAILED
    assert problem.message == (
        f"git ls-tree failed in {tmp_path}: fatal: Not a valid object name nonsense"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another account")
def test_a_folder_of_another_account_needs_trust(tmp_path: Path) -> None:
    """A repository that belongs to someone else is refused (exit 8) with the way to trust it."""
    repository = make_repository(tmp_path / "r", {"a": "1"})
    for path in (repository.path, repository.path / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(AccessRefused) as caught:
        Git(repository.path).run("rev-parse", "HEAD")
    [problem] = caught.value.diagnostics
    assert problem.code is Code.GIT_REPOSITORY
    assert f"safe.directory '{repository.path}'" in problem.hint


def test_large_input_and_output_do_not_deadlock(tmp_path: Path) -> None:
    """Git may write far more than a pipe holds while it is still reading."""
    repository = make_repository(tmp_path, {"a": "x" * 1000})
    blob = repository.git("rev-parse", "HEAD:a")
    found = read_objects(Git(repository.path), [blob] * 5000)
    assert [one.data for one in found if one] == [b"x" * 1000] * 5000


def test_a_remote_that_does_not_answer_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its time git is ended, with the ssh that it waits for."""
    repository = make_repository(tmp_path / "r", {"a": "1"})
    repository.git("remote", "add", "origin", "git@example.com:r")
    waits, alive = tmp_path / "waits", tmp_path / "alive"
    os.mkfifo(waits)
    os.mkfifo(alive)
    # The stand-in reads a pipe into which nobody writes; the other one is open while it lives.
    _script(tmp_path / "ssh", f"exec cat '{waits}' 3>&1 >'{alive}'")
    monkeypatch.setenv("GIT_SSH_COMMAND", str(tmp_path / "ssh"))
    writing = os.open(waits, os.O_RDWR)
    reading = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    try:
        answer = Git(repository.path).ask_remote("ls-remote", values=["origin"], seconds=1)
        ended, _, _ = select.select([reading], [], [], 10)
        assert ended
    finally:
        os.close(reading)
        os.close(writing)
    assert answer.status != 0
    assert answer.complaint == "no answer within 1 seconds"


def test_a_remote_is_reached_by_allowed_protocols_alone(tmp_path: Path) -> None:
    """A path is a remote only where it is allowed, and a program never is."""
    repository = make_repository(tmp_path / "r", {"a": "1"})
    git = Git(repository.path)
    here = str(repository.path)
    assert git.ask_remote("ls-remote", values=[here], seconds=60).status != 0
    assert git.ask_remote("ls-remote", values=[here], seconds=60, protocols="file").status == 0
    assert git.ask_remote("ls-remote", values=["ext::true"], seconds=60).status != 0


def test_a_ctrl_c_on_the_terminal_does_not_reach_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git is in a process group of its own: what records a run is not ended in its midst."""
    _script(tmp_path / "bin" / "git", 'cut -d " " -f 5 "/proc/$$/stat"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    group = int(Git(tmp_path).run("version"))
    assert group != os.getpgrp()


@pytest.mark.parametrize(
    "said",
    [
        "fatal: write error: Out of diskspace",
        "error: file write error: No space left on device",
        "fatal: Unable to create '.git/index.lock': Read-only file system",
        "error: insufficient permission for adding an object to repository database",
    ],
)
def test_a_file_system_that_takes_nothing_is_told_with_its_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """A full or read-only disk is no broken repository: the folder and its free bytes are told."""
    _script(tmp_path / "bin" / "git", f'echo "{said}" >&2; echo more >&2; exit 128')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NeedsMending) as caught:
        Git(tmp_path).run("fast-import")
    [problem] = caught.value.diagnostics
    start, _, end = problem.message.partition(" (")
    assert start == f"git fast-import cannot write in {tmp_path}"
    assert re.fullmatch(r"[0-9,]+ bytes are free there\): (.*)", end)
    assert end.endswith(f": {said}")
    assert problem.hint == "make room or mend the permissions, then run this again"


def test_several_lines_of_git_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git complains of over several lines is read in one."""
    _script(tmp_path / "bin" / "git", 'printf "error: one\\n\\n  fatal: two\\n" >&2; exit 1')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NeedsMending) as caught:
        Git(tmp_path).run("gc")
    assert str(caught.value) == f"git gc failed in {tmp_path}: error: one; fatal: two"
