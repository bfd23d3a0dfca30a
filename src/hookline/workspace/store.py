"""The one file of an embedded workspace: opened, written in one transaction, and closed."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, Locked, NeedsMending

SCHEMA_VERSION = 1
"""The newest form of the file that this Hookline reads and writes."""

APPLICATION_ID = 0x486B6C6E
"""Marks the file as Hookline's in SQLite's own header: `Hkln`."""

_SCHEMA = """
CREATE TABLE workspace (id TEXT NOT NULL, organization_id TEXT NOT NULL) STRICT;
CREATE TABLE record (
  id TEXT PRIMARY KEY,
  record_type TEXT NOT NULL,
  name TEXT NOT NULL,
  is_deleted INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_name ON record (record_type, name) WHERE NOT is_deleted;
CREATE TABLE change (
  sequence INTEGER PRIMARY KEY,
  record_id TEXT NOT NULL,
  at TEXT NOT NULL,
  identity TEXT NOT NULL,
  action TEXT NOT NULL,
  message TEXT
) STRICT;
CREATE INDEX change_record ON change (record_id);
CREATE TABLE execution (
  id TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  at TEXT NOT NULL,
  input_value TEXT NOT NULL
) STRICT;
CREATE INDEX execution_webhook ON execution (webhook_id);
"""

_NOT_WRITABLE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")
"""What SQLite's errors begin with that lie in the file system and not in the file."""


@dataclass(frozen=True, slots=True)
class Store:
    """Gives connections to the file at `path`."""

    path: Path
    """The file; it is made by the first write, never by a read."""
    patience: float = 10.0
    """How long to wait for another process that is writing, in seconds."""

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open one consistent view of the file; a file that is not there yet reads as empty.

        Raises `NeedsMending` (`API-FORMAT`) for a file that cannot be used, `Locked`.
        """
        with self._open(for_writing=False) as connection:
            connection.execute("BEGIN")
            if _is_new(connection, self.path):
                _create(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction: all of it is kept, or nothing when it raises.

        Raises `NeedsMending` (`API-FORMAT`) for a file that cannot be used, `Locked`.
        """
        with self._open(for_writing=True) as connection:
            # Taken at once, so that two writers wait for each other here and not in the middle,
            # where one of them would have to give up.
            connection.execute("BEGIN IMMEDIATE")
            if _is_new(connection, self.path):
                _create(connection)
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _open(self, *, for_writing: bool) -> Iterator[sqlite3.Connection]:
        try:
            name = self._name(for_writing=for_writing)
            with contextlib.closing(
                sqlite3.connect(name, uri=True, timeout=self.patience, isolation_level=None)
            ) as connection:
                connection.row_factory = sqlite3.Row
                yield connection
        except OSError as error:
            raise NeedsMending.because(
                Code.CFG_PATH, f"{self.path} cannot be made: {error.strerror}"
            ) from error
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _name(self, *, for_writing: bool) -> str:
        """Give SQLite's name of the file; of an empty one in memory when a read finds none."""
        if self.path.exists():
            return f"file:{quote(str(self.path.absolute()))}?mode=rw"
        if not for_writing:
            return "file::memory:"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # It will hold the keys of webhooks, so that it is nobody else's to read from the start.
        self.path.touch(mode=0o600)
        return f"file:{quote(str(self.path.absolute()))}?mode=rw"

    def _explained(self, error: sqlite3.Error) -> HooklineError:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(_NOT_WRITABLE):
            return NeedsMending.because(
                Code.CFG_PATH,
                f"{self.path} cannot be used: {error}",
                hint="make room or mend the permissions of the file and its folder, then try again",
            )
        if name.startswith("SQLITE_BUSY"):
            return Locked.because(
                Code.API_LOCKED,
                f"{self.path} is being written by another process for more than"
                f" {self.patience:g} seconds",
                hint="wait for it to end, then try again",
            )
        return NeedsMending.because(
            Code.API_FORMAT,
            f"{self.path} cannot be used as an embedded workspace: {error}",
            hint="move the file away to begin with an empty workspace",
        )


def _is_new(connection: sqlite3.Connection, path: Path) -> bool:
    """Say whether the file is empty; raises when it is not one that this Hookline can use."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if not tables and not version:
        return True
    if owner != APPLICATION_ID:
        raise NeedsMending.because(
            Code.API_FORMAT,
            f"{path} is a database of another program, not an embedded workspace",
            hint="name another file",
        )
    if version != SCHEMA_VERSION:
        raise NeedsMending.because(
            Code.API_FORMAT,
            f"{path} has form {version}, and this Hookline understands form {SCHEMA_VERSION}",
            hint="use the Hookline that made the file, or a newer one",
        )
    return False


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables within the transaction that is open, so that they are never half there."""
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    connection.execute("INSERT INTO workspace VALUES (?, ?)", (str(uuid4()), str(uuid4())))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
