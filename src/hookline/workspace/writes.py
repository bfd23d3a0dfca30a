"""Create, update and delete records as the Engine does (ENGINE 3)."""

from dataclasses import dataclass
from uuid import uuid4

from hookline.model.values import JSON, Values
from hookline.workspace.fields import RecordType, record_type
from hookline.workspace.records import Records
from hookline.workspace.refusal import Refusal, missing
from hookline.workspace.rules import accept, check_location, check_writable
from hookline.workspace.switches import DeletedNames, Switches


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes records in the name of one identity, within one transaction."""

    records: Records
    """Where the records are kept."""
    identity: str
    """The name of the user who writes."""
    at: str
    """When, as records spell it; one moment for the whole transaction."""
    switches: Switches
    """How the workspace behaves where the Engine's documentation says nothing."""

    def create(self, kind: RecordType, sent: Values) -> dict[str, JSON]:
        """Make a record; one that has the name already is changed instead, and given back."""
        accepted = accept(self.records, kind, sent)
        if "name" not in accepted:
            raise Refusal(422, f"name: a {kind.name} needs one", "name")
        present = self.records.by_name(kind.name, str(accepted["name"]))
        if present is not None:
            return self.update(kind, present, sent)
        self._refuse_name_in_trash(kind, str(accepted["name"]))
        at, who = self.at, self._identity_id()
        defaults = {name: field.default for name, field in kind.fields.items() if field.stored}
        record: dict[str, JSON] = {
            **defaults,
            **accepted,
            "id": str(uuid4()),
            "created_at": at,
            "created_by": who,
            "modified_at": at,
            "modified_by": who,
            "is_deleted": False,
        }
        check_location(record)
        # A new record that says of itself that it is read-only is no write to a read-only one.
        check_writable(self.records, kind, record | {"is_readonly": False}, sent)
        return self._keep(kind, record, "created", sent)

    def update(self, kind: RecordType, record: dict[str, JSON], sent: Values) -> dict[str, JSON]:
        """Change the properties sent; gives the whole record."""
        accepted = accept(self.records, kind, sent)
        check_writable(self.records, kind, record, sent)
        who = self._identity_id()
        changed = record | accepted | {"modified_at": self.at, "modified_by": who}
        check_location(changed)
        if (changed.get("project_id"), changed.get("bundle_id")) != (
            record.get("project_id"),
            record.get("bundle_id"),
        ):
            check_writable(self.records, kind, changed | {"is_readonly": False}, sent)
        if changed["name"] != record["name"]:
            self._refuse_taken_name(kind, changed)
        return self._keep(kind, changed, "updated", sent)

    def delete(self, kind: RecordType, record: dict[str, JSON], *, permanently: bool) -> None:
        """Move a record to the trash, or remove it for good, from the trash too."""
        if record["is_deleted"] and not permanently:
            raise missing(kind.name, str(record["id"]))
        if not record["is_deleted"]:
            check_writable(self.records, kind, record, {})
        at, who = self.at, self._identity_id()
        if permanently:
            self.records.remove(str(record["id"]))
            self.records.note(str(record["id"]), at, who, "deleted permanently", None)
            return
        gone = record | {"is_deleted": True, "deleted_at": at, "deleted_by": who}
        self._keep(kind, gone, "deleted", {})

    def _keep(
        self, kind: RecordType, record: dict[str, JSON], action: str, sent: Values
    ) -> dict[str, JSON]:
        who, message = self._identity_id(), sent.get("commit_message")
        self.records.keep(kind.name, record)
        self.records.note(str(record["id"]), self.at, who, action, message)
        return record

    def _refuse_taken_name(self, kind: RecordType, record: Values) -> None:
        name = str(record["name"])
        if self.records.by_name(kind.name, name) is not None:
            raise Refusal(409, f"name: there is another {kind.name} called {name!r}", "name")
        self._refuse_name_in_trash(kind, name)

    def _refuse_name_in_trash(self, kind: RecordType, name: str) -> None:
        if self.switches.deleted_names is DeletedNames.FREE:
            return
        deleted = self.records.in_trash(kind.name, name)
        if deleted is not None:
            record_id = str(deleted["id"])
            words = f"name: the {kind.name} {record_id} in the trash is called {name!r}"
            raise Refusal(409, words, "name", record_id)

    def _identity_id(self) -> str:
        """Give the id of the user who writes; the workspace meets new ones as they come."""
        user = self.records.by_name("user", self.identity)
        if user is not None:
            return str(user["id"])
        user_id, at = str(uuid4()), self.at
        fields = record_type("user").fields
        defaults = {name: field.default for name, field in fields.items() if field.stored}
        made = {"created_at": at, "created_by": user_id, "modified_at": at, "modified_by": user_id}
        self.records.keep(
            "user", {**defaults, "id": user_id, "name": self.identity, "is_deleted": False, **made}
        )
        return user_id
