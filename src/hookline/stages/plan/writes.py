"""What is sent for a change, and what the state remembers of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hookline.model.change import Origin, Write
from hookline.model.desired import Desired, DesiredKey
from hookline.model.difference import Difference, KeyStep
from hookline.model.property import Section
from hookline.model.record import Record
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON, same
from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import WHOLE
from hookline.stages.plan.decisions import Decision
from hookline.stages.plan.fields import KEY, desired_of
from hookline.stages.plan.oscillation import flips_after

READONLY = "is_readonly"


def write_for(
    difference: Difference, values: Mapping[str, JSON], decision: Decision, basis: Basis
) -> Write:
    """Give what is sent and what is remembered; `values` are the properties that are written."""
    desired = desired_of(difference)
    key = desired.key
    sends = key is not None and difference.key is KeyStep.SEND
    return Write(
        values=dict(values),
        replaces={each.name: each.live for each in difference.properties},
        key=key.reference if key and sends else None,
        key_place=desired.definition.at(Section.ACCESS, KEY) if key else None,
        clear_key=difference.key is KeyStep.CLEAR,
        managed=_managed(difference),
        key_version=key.version if key and key.reference else None,
        spelled=desired.names,
        renamed_from=desired.definition.renamed_from,
        left=tuple(each.difference.name for each in decision.left),
        kept=decision.kept,
        flips=flips_after(difference, decision.written, basis),
    )


def follow(difference: Difference, decision: Decision, basis: Basis) -> list[AppliedRecord]:
    """Give the base of an unchanged webhook as it is now, when that is not what is recorded.

    So a file that moved, a value that somebody already set by hand, or a side that was kept costs
    no write. What is left as the workspace has it stays to be compared with what was read back.
    """
    base, live = difference.base, difference.live
    if base is None or live is None:
        return []
    desired = desired_of(difference)
    origin = origin_of(desired)
    left = {each.difference.name for each in decision.left}
    managed = _managed(difference)
    read_back = {
        name: base.read_back.get(name) if name in left else live.values.get(name)
        for name in managed
        if name in live.values and name != KEY
    }
    follower = AppliedRecord(
        id=base.id,
        name=desired.name,
        path=origin.path,
        document=origin.document,
        blob=origin.blob,
        commit=base.commit,
        sent=managed,
        read_back=read_back,
        key_version=base.key_version,
        outcome=base.outcome,
        spelled=desired.names,
        renamed_from=desired.definition.renamed_from,
        modified_at=base.modified_at,
        kept=decision.kept,
        flips=flips_after(difference, (), basis),
        # Where a value comes from that is new here is for the run to say.
        brought={
            name: brought
            for name, brought in base.brought.items()
            if name in managed and same(managed[name], base.sent.get(name))
        },
    )
    return [] if follower == base else [follower]


def follow_file(difference: Difference, *, is_decided: bool) -> list[AppliedRecord]:
    """Give the base of a webhook that stays gone, with its definition's name and file of now.

    `is_decided` says whether that stays so in later plans.
    """
    base = difference.base
    if base is None:
        return []
    desired = desired_of(difference)
    origin = origin_of(desired)
    kept = {**base.kept, WHOLE: None} if is_decided else base.kept
    follower = replace(
        base,
        name=desired.name,
        path=origin.path,
        document=origin.document,
        blob=origin.blob,
        renamed_from=desired.definition.renamed_from,
        kept=kept,
    )
    return [] if follower == base else [follower]


def seen(names: Iterable[str], live: Record | None) -> dict[str, JSON]:
    """Give the live values that a decision rests on."""
    return {name: live.values.get(name) for name in names} if live else {}


def origin_of(desired: Desired) -> Origin:
    """Give the place of a definition as the plan and the state keep it."""
    document = desired.definition.document
    return Origin(document.path, desired.definition.location.line, document.index, document.blob)


def must_unlock(live: Record, desired: Desired) -> bool:
    """Say whether the record's read-only flag is in the way and the definition manages it."""
    return is_locked(live) and READONLY in desired.values


def is_locked(live: Record | None) -> bool:
    """Say whether the record is read-only."""
    return live is not None and live.values.get(READONLY) is True


def _managed(difference: Difference) -> dict[str, JSON]:
    desired = desired_of(difference)
    managed: dict[str, JSON] = {**desired.values, **desired.write_only}
    if desired.key is not None:
        managed[KEY] = _remembered_key(desired.key, difference)
    return managed


def _remembered_key(key: DesiredKey, difference: Difference) -> JSON:
    """Give the reference whose secret the workspace holds: an unsent one is not it yet."""
    base = difference.base
    if key.reference is None:
        return None
    if difference.key is KeyStep.KEEP and base and KEY in base.sent:
        return base.sent[KEY]
    return str(key.reference)
