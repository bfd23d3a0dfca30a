import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.guard import guarding, is_of_the_core

Attempt = Callable[[Path], object]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda folder: (folder / "new").write_text("x"),
        lambda folder: (folder / "old").open("ab"),
        lambda folder: os.open(folder / "old", os.O_RDWR),
        lambda folder: subprocess.run([sys.executable, "--version"], cwd=folder, check=True),
        lambda _folder: socket.socket(),
        lambda _folder: socket.getaddrinfo("localhost", 80),
    ],
    ids=["write", "append", "os.open", "process", "socket", "name look-up"],
)
def test_guard_fails_a_test_that_does_not_only_read(attempt: Attempt, tmp_path: Path) -> None:
    """Under guard, every way out of the process fails the test and says where it belongs."""
    (tmp_path / "old").touch()
    with (
        guarding("tests/model/test_x.py::test_y"),
        pytest.raises(pytest.fail.Exception, match=r"test_y is a test of the core.*edge's folder"),
    ):
        attempt(tmp_path)


def test_guard_lets_a_test_read(tmp_path: Path) -> None:
    """Reading a file is no side effect: the guard lets it through."""
    (tmp_path / "case.yaml").write_text("webhook: {}")
    with guarding("tests/stages/test_x.py::test_y"):
        assert (tmp_path / "case.yaml").read_text() == "webhook: {}"


def test_guard_does_not_hide_why_a_property_fails() -> None:
    """A property that does not hold fails as itself: its example is not kept in a file."""

    @given(st.integers())
    def holds_for_small_numbers(number: int) -> None:
        assert number < 1000

    with (
        guarding("tests/model/test_x.py::test_y"),
        pytest.raises(AssertionError, match="assert 1000 < 1000"),
    ):
        holds_for_small_numbers()


def test_guard_ends_with_its_test(tmp_path: Path) -> None:
    """What runs after a guarded test may write again."""
    with guarding("tests/model/test_x.py::test_y"):
        pass
    (tmp_path / "new").write_text("x")
    assert (tmp_path / "new").read_text() == "x"


def test_guard_knows_the_rooms_of_the_core() -> None:
    """Tests of core rooms are guarded at any depth; edges and the top level are not."""
    tests = Path("/r/tests")
    assert is_of_the_core(tests / "stages" / "load" / "test_load.py", tests)
    assert is_of_the_core(tests / "model" / "test_secret.py", tests)
    assert not is_of_the_core(tests / "git" / "test_process.py", tests)
    assert not is_of_the_core(tests / "test_cases.py", tests)


def test_no_test_sees_the_account_that_runs_it(empty_home: Path) -> None:
    """A test starts with an empty home, no git variables and no settings of Hookline."""
    assert Path.home() == empty_home
    assert [name for name in os.environ if name.startswith("HOOKLINE_SECRET_")] == []
    assert [name for name in os.environ if name.startswith("GIT_")] == ["GIT_CONFIG_NOSYSTEM"]
