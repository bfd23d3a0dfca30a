"""Records in the file: found, kept, removed, and the history of their changes."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from hookline.model.values import JSON, Values


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one open file. A record is everything that is stored of it, by property."""

    connection: sqlite3.Connection
    """The open file."""

    def workspace_ids(self) -> tuple[str, str]:
        """Give the workspace's own id and its organisation's."""
        row = self.connection.execute("SELECT id, organization_id FROM workspace").fetchone()
        return row[0], row[1]

    def by_id(self, record_type: str, record_id: str) -> dict[str, JSON] | None:
        """Give the record, one of the trash too; None when there is none."""
        return self._one("record_type = ? AND id = ?", record_type, record_id)

    def by_name(self, record_type: str, name: str) -> dict[str, JSON] | None:
        """Give the record with this name that is not in the trash; None when there is none."""
        return self._one("record_type = ? AND name = ? AND NOT is_deleted", record_type, name)

    def in_trash(self, record_type: str, name: str) -> dict[str, JSON] | None:
        """Give the record with this name that went to the trash last; None when there is none."""
        return self._one(
            "record_type = ? AND name = ? AND is_deleted"
            " ORDER BY document ->> 'deleted_at' DESC, rowid DESC LIMIT 1",
            record_type,
            name,
        )

    def all(self, record_type: str) -> Iterator[dict[str, JSON]]:
        """Give every record of a type, those of the trash too, ordered by name."""
        rows = self.connection.execute(
            "SELECT document FROM record WHERE record_type = ? ORDER BY name, id", (record_type,)
        )
        for row in rows:
            yield json.loads(row[0])

    def readonly_parents(self) -> frozenset[str]:
        """Give the ids of the projects and bundles that are read-only."""
        rows = self.connection.execute(
            "SELECT id FROM record WHERE record_type IN ('project', 'bundle')"
            " AND NOT is_deleted AND document ->> 'is_readonly'"
        )
        return frozenset(row[0] for row in rows)

    def _one(self, condition: str, *values: str) -> dict[str, JSON] | None:
        row = self.connection.execute(
            f"SELECT document FROM record WHERE {condition}",  # noqa: S608  only our own conditions
            values,
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def keep(self, record_type: str, record: Values) -> None:
        """Store a record, new or changed; the columns repeat what it is looked up by."""
        self.connection.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " name = excluded.name, is_deleted = excluded.is_deleted,"
            " document = excluded.document",
            (
                record["id"],
                record_type,
                record["name"],
                bool(record["is_deleted"]),
                json.dumps(dict(record)),
            ),
        )

    def remove(self, record_id: str) -> None:
        """Remove a record for good; its history stays."""
        self.connection.execute("DELETE FROM record WHERE id = ?", (record_id,))

    def note(self, record_id: str, at: str, identity: str, action: str, message: JSON) -> None:
        """Add a change to a record's history."""
        self.connection.execute(
            "INSERT INTO change (record_id, at, identity, action, message) VALUES (?, ?, ?, ?, ?)",
            (record_id, at, identity, action, message),
        )

    def history(self, record_id: str) -> list[JSON]:
        """Give a record's changes, oldest first: who, when, what, and the commit message."""
        rows = self.connection.execute(
            "SELECT at, identity, action, message AS commit_message FROM change"
            " WHERE record_id = ? ORDER BY sequence",
            (record_id,),
        )
        return [dict(row) for row in rows]

    def execute(
        self, execution_id: str, webhook_id: str, flow_id: str, at: str, input_value: Values
    ) -> None:
        """Note that a call of a webhook started its flow."""
        self.connection.execute(
            "INSERT INTO execution VALUES (?, ?, ?, ?, ?)",
            (execution_id, webhook_id, flow_id, at, json.dumps(dict(input_value))),
        )

    def executions(self, webhook_id: str) -> list[JSON]:
        """Give the calls of a webhook, oldest first, with what the flow would have received."""
        rows = self.connection.execute(
            "SELECT id, flow_id, at, input_value FROM execution WHERE webhook_id = ?"
            " ORDER BY at, rowid",
            (webhook_id,),
        )
        return [dict(row) | {"input_value": json.loads(row["input_value"])} for row in rows]
