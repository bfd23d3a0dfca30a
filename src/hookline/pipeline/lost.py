"""What does not come back with an earlier definition."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from hookline.model.document import SourceFile
from hookline.model.earlier import FileReturn, Lost
from hookline.model.overlay import lay_over
from hookline.model.ports import WorkspaceReader
from hookline.model.property import PropertyTable
from hookline.model.record import WEBHOOK
from hookline.model.secret import parse_reference
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.model.values import JSON
from hookline.pipeline.deleted import deleted_before
from hookline.pipeline.rolling_back import Stand, stands_in

NEW_ID = (
    "comes back under its name with a new id: its callers keep their URL, its key is sent again; "
    "its executions and what refers to its old id do not come back"
)
KEY = "key"
KEY_VERSION = "key_version"


def find_lost(
    files: Iterable[FileReturn],
    base: AppliedState,
    runs: Sequence[Run],
    target: str,
    table: PropertyTable,
) -> tuple[Lost, ...]:
    """Say what these files do not bring back on `target`, by name.

    `base` is what is applied there now, and `runs` led to it, newest first.
    """
    stands = {each.name: each for each in _coming(files)}
    applied = {record.name: record for record in base.records.values()}
    deleted = deleted_before(runs, stands.keys() - applied.keys())
    found = [Lost(name, NEW_ID) for name in deleted if _sections(stands[name], target, table)]
    for name, stand in stands.items():
        found += _lost_key(stand, applied.get(name), target, table)
    return tuple(sorted(found, key=lambda each: each.name))


def find_in_trash(lost: Iterable[Lost], workspace: WorkspaceReader) -> tuple[Lost, ...]:
    """Say which names of deleted webhooks the trash still holds, so that none can be made."""
    names = [each.name for each in lost if each.reason == NEW_ID]
    held = {name: workspace.in_trash(WEBHOOK, name) for name in names}
    return tuple(
        Lost(
            name,
            f"its name is still held by a webhook in the trash ({record.id}): restore that one, "
            "or delete it for good, in the workspace",
        )
        for name, record in held.items()
        if record
    )


def returns_deleted(lost: Collection[Lost]) -> bool:
    """Say whether one of them is a webhook that was deleted."""
    return any(each.reason == NEW_ID for each in lost)


def _coming(files: Iterable[FileReturn]) -> Iterator[Stand]:
    """Give the definitions that come or change."""
    for file in files:
        names = {each.name for each in file.webhooks}
        if file.after is not None:
            source = SourceFile(file.path, file.after.encode("utf-8", "surrogateescape"))
            yield from (each for each in stands_in([source]) if each.name in names)


def _sections(stand: Stand, target: str, table: PropertyTable) -> Mapping[str, JSON] | None:
    """Give all properties of a definition as a target has them; None when it is not for it."""
    laid = lay_over(stand.value, target, table)
    return None if laid is None else {**laid.webhook, **laid.access}


def _lost_key(
    stand: Stand, record: AppliedRecord | None, target: str, table: PropertyTable
) -> Iterator[Lost]:
    """Say that a key which was rotated since is not the old one again."""
    values = _sections(stand, target, table)
    if values is None or record is None or record.key_version is None:
        return
    key, version = values.get(KEY), values.get(KEY_VERSION, 1)
    reference = parse_reference(key) if isinstance(key, str) else None
    if reference and isinstance(version, int) and version < record.key_version:
        yield Lost(
            stand.name,
            f"its old key cannot come back: the secret in {reference.name} is sent",
        )
