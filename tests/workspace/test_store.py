import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.errors import Locked, NeedsMending
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.store import Store
from tests.support.engine import Asking

WRITER = """
import json, sys
from pathlib import Path
from hookline.model.http import Request
from hookline.workspace.embedded import EmbeddedWorkspace
workspace = EmbeddedWorkspace(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(20):
    body = json.dumps({"name": f"{sys.argv[2]}-{number}"}).encode()
    answer = workspace.send(Request("POST", "/api/latest/webhook", body=body))
    assert answer.status == 200, answer.body
"""

KILLED = """
import os, sys
from pathlib import Path
from hookline.workspace.records import Records
from hookline.workspace.store import Store
with Store(Path(sys.argv[1])).writing() as connection:
    # More than SQLite keeps in memory, so that it has written into the file before the end.
    connection.execute("PRAGMA cache_size = 1")
    for number in range(500):
        record = {"id": str(number), "name": f"n{number}", "is_deleted": False, "x": "y" * 1000}
        Records(connection).keep("webhook", record)
    os._exit(137)
"""


def test_first_write_makes_the_file_for_its_owner_alone(ask: Asking) -> None:
    """The file and its folder appear with the first write, and nobody else reads the keys."""
    path = ask.workspace.path.parent / "new" / "folder" / "local.db"
    Asking(EmbeddedWorkspace(path)).made("webhook", name="signup")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_but_the_file_is_left(ask: Asking) -> None:
    """After a write there is the one file, without a journal beside it."""
    ask.made("webhook", name="signup")
    assert list(ask.workspace.path.parent.iterdir()) == [ask.workspace.path]


def test_empty_file_is_an_empty_workspace(ask: Asking) -> None:
    """A file of no bytes, as a first write that died leaves it, is read and written."""
    ask.workspace.path.touch()
    assert ask("GET", "webhook", query={"plain": "true"}) == (200, [])
    assert ask.made("webhook", name="signup")


def test_refused_first_write_leaves_an_empty_workspace(ask: Asking) -> None:
    """When the first write is refused, the next one begins as if it had not been."""
    assert ask("POST", "webhook", {"name": ""})[0] == 422
    assert ask("GET", "webhook", query={"plain": "true"}) == (200, [])
    assert ask.made("webhook", name="signup")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_newer_form_is_refused(ask: Asking, method: str) -> None:
    """A file of a newer Hookline is neither read nor written, and the message says why."""
    ask.made("webhook", name="signup")
    with sqlite3.connect(ask.workspace.path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(NeedsMending, match="has form 2, and this Hookline understands form 1") as e:
        ask(method, "webhook", {"name": "x"})
    assert e.value.diagnostics[0].code is Code.API_FORMAT


def test_database_of_another_program_is_refused(ask: Asking) -> None:
    """A database that is not Hookline's is left as it is."""
    with sqlite3.connect(ask.workspace.path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = ask.workspace.path.read_bytes()
    with pytest.raises(NeedsMending, match="a database of another program"):
        ask("POST", "webhook", {"name": "x"})
    assert ask.workspace.path.read_bytes() == before


def test_file_that_is_no_database_is_refused(ask: Asking) -> None:
    """A file of another kind is left as it is."""
    ask.workspace.path.write_text("webhook: {name: signup}\n" * 100)
    with pytest.raises(NeedsMending, match="cannot be used as an embedded workspace"):
        ask("POST", "webhook", {"name": "x"})
    assert ask.workspace.path.read_text().startswith("webhook:")


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """Where a file stands in the way of the folder, the message names the workspace's file."""
    (tmp_path / "file").touch()
    ask = Asking(EmbeddedWorkspace(tmp_path / "file" / "local.db"))
    with pytest.raises(NeedsMending, match=r"local\.db cannot be made") as error:
        ask("POST", "webhook", {"name": "x"})
    assert error.value.diagnostics[0].code is Code.CFG_PATH


def test_write_that_raises_leaves_nothing(ask: Asking) -> None:
    """A transaction that ends by an exception is undone, its new tables too."""
    store = Store(ask.workspace.path)
    with pytest.raises(ZeroDivisionError), store.writing():
        raise ZeroDivisionError
    assert ask.workspace.path.read_bytes() == b""


def test_killed_write_leaves_the_file_whole(ask: Asking) -> None:
    """A process that dies in the middle of a write leaves what was there before."""
    ask.made("webhook", name="signup")
    before = ask("GET", "webhook", query={"plain": "true"})
    done = subprocess.run([sys.executable, "-c", KILLED, str(ask.workspace.path)], check=False)
    assert done.returncode == 137
    assert len(list(ask.workspace.path.parent.iterdir())) == 2, "the write had not begun"
    assert ask("GET", "webhook", query={"plain": "true"}) == before
    assert ask.made("webhook", name="next")


def test_two_processes_write_at_the_same_time(ask: Asking) -> None:
    """Writers of two processes wait for each other: every record of both is there."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(ask.workspace.path), name], stdin=subprocess.PIPE
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    names = [record["name"] for record in ask("GET", "webhook", query={"plain": "true"})[1]]
    assert sorted(names) == sorted(f"{name}-{n}" for name in "ab" for n in range(20))


def test_writer_gives_up_after_its_patience(ask: Asking) -> None:
    """While another process holds the file, a write ends as locked; a read goes on."""
    ask.made("webhook", name="signup")
    hurried = Asking(EmbeddedWorkspace(ask.workspace.path, patience=0))
    with Store(ask.workspace.path).writing():
        with pytest.raises(Locked, match="is being written by another process") as error:
            hurried("POST", "webhook", {"name": "x"})
        assert error.value.diagnostics[0].code is Code.API_LOCKED
        assert hurried("GET", "webhook")[0] == 200


def test_writers_wait_before_they_begin(ask: Asking) -> None:
    """A second writer is held back at the door: in the middle it would have to give up."""
    ask.made("webhook", name="signup")
    second = Store(ask.workspace.path, patience=0)
    with Store(ask.workspace.path).writing(), pytest.raises(Locked), second.writing():
        pytest.fail("two transactions write at once")


def _fill(store: Store) -> None:
    """Write more than SQLite is told to have room for."""
    with store.writing() as connection:
        connection.execute("PRAGMA max_page_count = 20")
        for number in range(200):
            row = (str(number), "webhook", str(number), 0, "x" * 4000)
            connection.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?)", row)


def test_full_file_is_no_broken_one(tmp_path: Path) -> None:
    """Where the disk has no room, nobody is told to move the workspace away."""
    store = Store(tmp_path / "local.db")
    with pytest.raises(NeedsMending) as caught:
        _fill(store)
    [problem] = caught.value.diagnostics
    assert problem.code is Code.CFG_PATH
    assert problem.message == f"{store.path} cannot be used: database or disk is full"
    assert problem.hint.startswith("make room or mend the permissions")
