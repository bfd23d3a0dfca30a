"""What a read gives of a stored record: what may be seen, and what is computed."""

from dataclasses import dataclass
from urllib.parse import quote

from hookline.model.values import JSON, Values
from hookline.workspace.fields import NOT_ANSWERED
from hookline.workspace.records import Records

_IDENTITIES = frozenset({"ldap_config", "schedule", "sync_config", "user", "webhook"})


@dataclass(frozen=True, slots=True)
class Answers:
    """Shows records, with what they all have in common read once."""

    workspace_id: str
    """The workspace's own id."""
    organization_id: str
    """The id of its organisation."""
    readonly_parents: frozenset[str]
    """The ids of the projects and bundles that are read-only."""
    address: str
    """Where the workspace is served; empty when it is not."""

    @classmethod
    def of(cls, records: Records, address: str) -> "Answers":
        """Read what the answers of one request have in common."""
        return cls(*records.workspace_ids(), records.readonly_parents(), address)

    def show(self, record_type: str, record: Values) -> dict[str, JSON]:
        """Give `record` as the interface shows it: no secrets, the server's own added."""
        shown: dict[str, JSON] = {
            **{name: value for name, value in record.items() if name not in NOT_ANSWERED},
            "deleted_at": record.get("deleted_at"),
            "deleted_by": record.get("deleted_by"),
            "record_type": record_type.upper(),
            "resource_type": record_type.upper(),
            "workspace_id": self.workspace_id,
            "organization_id": self.organization_id,
            "repository_path": None,
            "has_deprecation": False,
            "has_syntax_error": False,
            "is_project_readonly": record.get("project_id") in self.readonly_parents,
            "is_bundle_readonly": record.get("bundle_id") in self.readonly_parents,
        }
        if record_type in _IDENTITIES:
            shown["identity_type"] = record_type.upper()
            shown["last_activity"] = record.get("last_activity")
        if record_type == "webhook":
            path = f"/api/latest/webhook/{quote(str(record['name']), safe='')}/call"
            shown |= {"is_key_required": bool(record.get("key")), "url": self.address + path}
        return shown
