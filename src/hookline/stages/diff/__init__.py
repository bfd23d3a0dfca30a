"""Desired, base and live → what differs, webhook by webhook and property by property.

Base holds two values for each property: what was sent, and what was read back. Git moved when
desired is not what was sent; the workspace moved when live is not what was read back. So a value
that the server keeps in a form of its own is reported once, and is not drift for ever.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from hookline.model.desired import Desired
from hookline.model.difference import Difference, KeyStep, Standing
from hookline.model.property import PropertyTable
from hookline.model.record import Record
from hookline.model.state import AppliedRecord, AppliedState
from hookline.stages.diff.properties import Sides, moved_since

KEY = "key"
KEY_IS_SET = "is_key_required"
"""The property by which the workspace shows that a key is set, since it never answers the key."""


def diff(
    desired: Sequence[Desired],
    base: AppliedState,
    live: Iterable[Record],
    table: PropertyTable,
    renames: Mapping[str, str] | None = None,
) -> tuple[Difference, ...]:
    """Compare the three sides of every webhook that any of them knows.

    `live` holds all webhooks that are not in the trash; `renames` is new name → old name. The
    answer is ordered by name, strangers included; whether something differs is in `properties` and
    `key`.
    """
    comparison = _Comparison(base, live, table, renames or {})
    found = [comparison.stand(each) for each in desired]
    # What holds a name that another definition wants is still judged by itself.
    claimed = {each.base.id for each in found if each.base and each.standing is not Standing.TAKEN}
    claimed |= {each.lost_id for each in found if each.lost_id}
    wanted = {each.name for each in desired}
    found += [
        comparison.without_definition(applied, wanted)
        for applied in base.records.values()
        if applied.id not in claimed
    ]
    known = {each.live.id for each in found if each.live} | set(base.records)
    found += [
        Difference(Standing.UNMANAGED, record.name, live=record)
        for record in comparison.live_by_id.values()
        if record.id not in known
    ]
    return tuple(sorted(found, key=lambda each: each.name))


class _Comparison:
    def __init__(
        self,
        base: AppliedState,
        live: Iterable[Record],
        table: PropertyTable,
        renames: Mapping[str, str],
    ) -> None:
        self.owned = base.records
        self.live_by_id = {record.id: record for record in live}
        self.live_by_name = {record.name: record for record in self.live_by_id.values()}
        # A swap that broke off leaves one name twice: with the webhook that has it by now, and
        # with the one that stepped aside for it.
        in_turn = sorted(base.records.values(), key=self._has_its_name)
        self.staying = {record.name: record for record in in_turn}
        self.going = {record.name: record for record in reversed(in_turn)}
        self.table = table
        self.renames = renames
        self.leaving = set(renames.values())

    def _has_its_name(self, applied: AppliedRecord) -> bool:
        live = self.live_by_id.get(applied.id)
        return live is not None and live.name == applied.name

    def _base_of(self, name: str, old: str | None) -> AppliedRecord | None:
        """Give what was applied to a webhook; its name may be one that another webhook leaves."""
        if old is not None:
            return self.going.get(old)
        found = self.staying.get(name)
        return None if name in self.leaving and found is self.going.get(name) else found

    def stand(self, desired: Desired) -> Difference:
        """Say how one definition stands, and what differs."""
        old = self.renames.get(desired.name)
        base = self._base_of(desired.name, old)
        own = self.live_by_id.get(base.id) if base else None
        if base and own:
            return self._compare(self._standing(desired, own, old), desired, base, own, old)
        namesake = self.live_by_name.get(desired.name)
        if namesake and namesake.id in self.owned and not self._leaves(namesake):
            return self._taken(desired, base, namesake)
        is_free = namesake is None or self._leaves(namesake)
        stranger = self.live_by_name.get(old) if old and base is None else None
        if stranger and stranger.id not in self.owned:
            standing = Standing.UNMANAGED if is_free else Standing.OBSTRUCTED
            return self._compare(standing, desired, None, stranger, old)
        lost_id = base.id if base else None
        if namesake and not is_free:
            return self._compare(Standing.UNMANAGED, desired, None, namesake, None, lost_id)
        return Difference(
            standing=Standing.LOST if base else Standing.ABSENT,
            name=desired.name,
            desired=desired,
            base=base,
            key=_key_step(desired, None, None),
            lost_id=lost_id,
            renamed_from=old,
        )

    def without_definition(self, base: AppliedRecord, wanted: Collection[str]) -> Difference:
        """Say how a webhook stands whose definition is gone.

        After a swap that broke off another one may be defined under the name it was applied with;
        then it is called what the workspace calls it.
        """
        live = self.live_by_id.get(base.id)
        name = base.name if base.name not in wanted else (live.name if live else base.id)
        if live is None:
            return Difference(Standing.FORGOTTEN, name, base=base)
        moved = moved_since(base, live, self.table)
        return Difference(Standing.REMOVED, name, base=base, live=live, properties=moved)

    def _standing(self, desired: Desired, own: Record, old: str | None) -> Standing:
        """Say whether another webhook has the name that this one has, or is to have."""
        namesake = self.live_by_name.get(desired.name)
        if namesake is None or namesake.id == own.id:
            return Standing.MANAGED
        if old is None:
            return Standing.DISPLACED
        return Standing.MANAGED if self._leaves(namesake) else Standing.OBSTRUCTED

    def _leaves(self, record: Record) -> bool:
        """Say whether a webhook gives its name up, since it is renamed as well."""
        applied = self.owned.get(record.id)
        if applied is None:
            return record.name in self.leaving and record.name not in self.going
        is_going = self.going.get(record.name) is applied
        return is_going and record.name in self.leaving

    def _taken(self, desired: Desired, base: AppliedRecord | None, holder: Record) -> Difference:
        return Difference(
            standing=Standing.TAKEN,
            name=desired.name,
            desired=desired,
            base=self.owned[holder.id],
            live=holder,
            key=_key_step(desired, None, None),
            lost_id=base.id if base else None,
            renamed_from=self.renames.get(desired.name),
        )

    def _compare(
        self,
        standing: Standing,
        desired: Desired,
        base: AppliedRecord | None,
        live: Record,
        renamed_from: str | None,
        lost_id: str | None = None,
    ) -> Difference:
        return Difference(
            standing=standing,
            name=desired.name,
            desired=desired,
            base=base,
            live=live,
            properties=tuple(Sides(desired, base, live, self.table).differences()),
            key=_key_step(desired, base, live),
            lost_id=lost_id,
            renamed_from=renamed_from,
        )


def _key_step(desired: Desired, base: AppliedRecord | None, live: Record | None) -> KeyStep:
    if desired.key is None:
        return KeyStep.KEEP
    is_set = live is not None and live.values.get(KEY_IS_SET) is True
    if desired.key.reference is None:
        return KeyStep.CLEAR if is_set else KeyStep.KEEP
    is_new = base is not None and (KEY not in base.sent or base.key_version != desired.key.version)
    return KeyStep.SEND if not is_set or is_new else KeyStep.KEEP
