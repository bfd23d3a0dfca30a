"""Changes without definitions behind them, and what one guard says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hookline.model.catalog import Catalog
from hookline.model.change import (
    Adopt,
    Cause,
    CauseKind,
    Change,
    Create,
    Delete,
    FieldChange,
    Origin,
    Release,
    Rename,
    Update,
    Write,
)
from hookline.model.difference import Difference, Standing
from hookline.model.guard import Guard, GuardVerdict, Override, OverrideKind
from hookline.model.overrides import OPTIONS
from hookline.model.record import Record, WorkspaceIdentity
from hookline.model.settings import Target
from hookline.model.survey import Survey
from hookline.model.values import JSON
from hookline.stages.plan import Basis
from hookline.stages.plan.guards import judge
from tests.support.webhooks import CATALOG, HEAD, applied, desired, record, state, webhook_table

STAGING = Target("staging", "https://staging.example.com", prune=True)
CAUSE = Cause(CauseKind.COMMIT, HEAD)
ORIGIN = Origin("webhooks/a.yaml", 1, 0, "b" * 40)


def delete(name: str) -> Delete:
    """Delete the webhook whose id is `id-NAME`."""
    path = f"webhooks/{name}.yaml"
    return Delete(name=name, record_id=f"id-{name}", path=path, message="Drop it", cause=CAUSE)


def release(name: str) -> Release:
    """Stop managing the webhook whose id is `id-NAME`."""
    return Release(name=name, record_id=f"id-{name}", path=f"webhooks/{name}.yaml", cause=CAUSE)


def create(name: str, **values: JSON) -> Create:
    """Make a webhook that holds these values."""
    write = Write({"name": name, **values})
    return Create(name=name, cause=CAUSE, origin=ORIGIN, fields=(), write=write, message="Add it")


def update(name: str, *, unlock: bool = False, **values: JSON) -> Update:
    """Change these values of the webhook whose id is `id-NAME`."""
    return Update(
        name=name,
        record_id=f"id-{name}",
        cause=CAUSE,
        origin=ORIGIN,
        fields=(FieldChange("description", "old", "new", CAUSE),),
        write=Write(values or {"description": "new"}),
        message="Change it",
        unlock=unlock,
    )


def rename(old: str, new: str, **values: JSON) -> Rename:
    """Rename the webhook whose id is `id-OLD`."""
    return Rename(
        name=new,
        renamed_from=old,
        record_id=f"id-{old}",
        cause=CAUSE,
        origin=ORIGIN,
        fields=(),
        write=Write({"name": new, **values}),
        message="Rename it",
    )


def adopt(name: str) -> Adopt:
    """Take over the webhook whose id is `id-NAME` as it is."""
    return Adopt(
        name=name,
        record_id=f"id-{name}",
        cause=CAUSE,
        origin=ORIGIN,
        fields=(),
        write=Write({}),
    )


def live(name: str, **values: JSON) -> Record:
    """Give the live webhook whose id is `id-NAME`."""
    return record(f"id-{name}", name, **values)


def without(found: Record, *names: str) -> Record:
    """Give a record of which the workspace did not answer some properties."""
    return replace(found, values={k: v for k, v in found.values.items() if k not in names})


def allow(kind: OverrideKind, *values: str) -> Override:
    """Allow something on the command line."""
    return Override(kind, values, OPTIONS[kind])


def basis_of(
    managed: Iterable[str],
    records: Sequence[Record] = (),
    *overrides: Override,
    target: Target = STAGING,
    catalog: Catalog = CATALOG,
) -> Basis:
    """Give a basis whose base holds `managed`, and whose workspace was asked for everything.

    Without `records` the managed webhooks are live as a workspace answers them.
    """
    names = [*managed]
    found = tuple(records or (live(name) for name in names))
    return Basis(
        target=target,
        workspace=WorkspaceIdentity(target.workspace, "w-1"),
        base=state(*(applied(f"id-{name}", name, {}) for name in names)),
        catalog=catalog,
        table=webhook_table(),
        commit=HEAD,
        survey=Survey(found, frozenset(), frozenset(each.id for each in found)),
        overrides=overrides,
    )


def verdict(guard: Guard, changes: Sequence[Change], basis: Basis) -> GuardVerdict:
    """Give what one guard says; something stays defined, so that the target is not empty."""
    (found,) = [each for each in judge(changes, [kept()], basis) if each.name is guard]
    return found


def kept() -> Difference:
    """Give a webhook that is defined and managed, and where nothing differs."""
    wanted = desired("webhook: {name: kept, flow_id: f-1}")
    return Difference(Standing.MANAGED, "kept", wanted)
