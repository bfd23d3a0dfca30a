"""Definitions, records and states for tests of the core, made from what a user would write."""

from datetime import UTC, datetime
from functools import cache
from textwrap import dedent

from hookline import shipped
from hookline.documents.reader import read_documents
from hookline.model.catalog import Catalog
from hookline.model.commit import Commit
from hookline.model.definition import Definition
from hookline.model.desired import Desired
from hookline.model.document import SourceFile
from hookline.model.overlay import TARGETS, only_of
from hookline.model.property import PropertyTable
from hookline.model.record import Record
from hookline.model.settings import Target
from hookline.model.state import AppliedRecord, AppliedState
from hookline.model.values import JSON
from hookline.stages.resolve import resolve
from hookline.tables.meaning import load_table

LOCAL = Target("local", "embedded:local.db")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HEAD = Commit(
    "3f2a9c1" + "0" * 33, "Ada Nwosu", datetime(2026, 11, 21, 9, 0, tzinfo=UTC), "Add the hooks"
)


@cache
def webhook_table() -> PropertyTable:
    """Give the shipped property table of a Webhook."""
    folder = "engine-11"
    return load_table(
        shipped.read_text(f"{folder}/webhook.table.yaml"),
        shipped.read_text(f"{folder}/webhook.amendments.yaml"),
    )


def definition(text: str, path: str = "webhooks/a.yaml") -> Definition:
    """Read one definition as a file would hold it; it is taken as valid."""
    data = dedent(text).encode()
    (document,), problems = read_documents(SourceFile(path, data, "b" * 40))
    assert not problems
    value = document.value
    assert isinstance(value, dict)
    webhook, access = value["webhook"], value.get("access", {})
    assert isinstance(webhook, dict)
    assert isinstance(access, dict)
    targets, renamed_from = value.get(TARGETS), value.get("renamed_from")
    return Definition(
        str(webhook["name"]),
        webhook,
        access,
        document,
        targets if isinstance(targets, dict) else {},
        only_of(value),
        renamed_from if isinstance(renamed_from, str) else None,
    )


_ANSWERED: dict[str, JSON] = {
    "project_id": None,
    "bundle_id": None,
    "is_enabled": False,
    "is_readonly": False,
    "is_project_readonly": False,
    "is_bundle_readonly": False,
}
"""What a workspace says of every webhook, and the guards ask about."""


def record(record_id: str, name: str, **values: JSON) -> Record:
    """Make a webhook's record as a workspace answers it: nowhere, disabled and not read-only."""
    return Record("webhook", record_id, {"id": record_id, "name": name, **_ANSWERED, **values})


CATALOG = Catalog.of(
    {
        "flow": [Record("flow", "f-1", {"name": "one"}), Record("flow", "f-2", {"name": "two"})],
        "project": [Record("project", "p-1", {"name": "Onboarding", "is_readonly": False})],
        "bundle": [Record("bundle", "b-1", {"name": "Extras", "is_readonly": False})],
    }
)


FLOWS = {"f-1": "one", "f-2": "two"}
"""Id → name of the flows of `CATALOG`."""


def desired(text: str, target: Target = LOCAL) -> Desired:
    """Resolve one definition against `CATALOG`."""
    (found,), problems = resolve([definition(text)], target, CATALOG, webhook_table())
    assert not problems
    return found


def applied(
    record_id: str,
    name: str,
    sent: dict[str, JSON],
    read_back: dict[str, JSON] | None = None,
    key_version: int | None = None,
) -> AppliedRecord:
    """Make what the state holds of a webhook; what came back is what was sent unless given."""
    return AppliedRecord(
        record_id,
        name,
        "webhooks/a.yaml",
        0,
        "b" * 40,
        "c" * 40,
        {"name": name, **sent},
        {"name": name, **(sent if read_back is None else read_back)},
        key_version,
        "created",
        spelled={"flow_id": FLOWS[str(sent["flow_id"])]} if sent.get("flow_id") in FLOWS else {},
    )


def state(*records: AppliedRecord) -> AppliedState:
    """Make an applied state of these records."""
    return AppliedState("s" * 40, "c" * 40, "", "w-1", {each.id: each for each in records})
