"""Which definition is an applied webhook under another name.

A rename is declared (`renamed_from:`), accepted (`--accept-rename`), or seen when exactly one
document vanished from a file, one appeared in it, and both start the same flow. Nothing else is
one: unrelated definitions look half alike.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.state import AppliedRecord, AppliedState

FLOW = "flow_id"
FLOW_NAME = "flow_name"


def files_that_lost_one(definitions: Iterable[Definition], base: AppliedState) -> set[str]:
    """Give the files from which a webhook was applied that is not defined there any more."""
    here = {(each.path, each.name) for each in definitions}
    return {each.path for each in base.records.values() if (each.path, each.name) not in here}


def by_name(base: AppliedState) -> dict[str, tuple[AppliedRecord, ...]]:
    """Give what was applied, by name."""
    found: dict[str, tuple[AppliedRecord, ...]] = {}
    for record in base.records.values():
        found[record.name] = (*found.get(record.name, ()), record)
    return found


@dataclass(frozen=True, slots=True)
class Naming:
    """What names are matched by."""

    here: Mapping[str, Definition]
    """Name → the definition as the target has it."""
    definitions: tuple[Definition, ...]
    """All definitions, those of other targets included."""
    applied: Mapping[str, tuple[AppliedRecord, ...]]
    """Name → what was applied under it: two records, where a swap broke off half-way."""
    live: Collection[str] = ()
    """The names that webhooks have in the workspace."""
    flows: Mapping[str, str] = field(default_factory=dict)
    """Name → id of the flows that there are now."""
    names_before: Mapping[str, Collection[str]] = field(default_factory=dict)
    """File → the names of all documents it had when it was applied, of `files_that_lost_one`."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """New name → old name, of the renames that the user accepts."""

    def renames(self) -> dict[str, str]:
        """Give every rename, new name → old name; what a person says outranks what is seen."""
        return self._without_the_stuck(self._candidates())

    def problems(self) -> tuple[Diagnostic, ...]:
        """Name what is wrong with the renames that somebody declared or accepts."""
        candidates = self._candidates()
        dropped = candidates.items() - self._without_the_stuck(candidates).items()
        declared = self._declared()
        return (
            *(
                self._onto_an_applied_one(new, old)
                for new, old in sorted(dropped)
                if declared.get(new) == old and old not in self.here
            ),
            *(
                Diagnostic(
                    Severity.ERROR,
                    Code.PLN_RENAME,
                    f"--accept-rename {old}={new}: {why}",
                    hint=_HINT,
                )
                for new, old in self.accepted.items()
                if (why := self._why_not(new, old))
            ),
        )

    def _candidates(self) -> dict[str, str]:
        renames: dict[str, str] = {}
        for found in (self._declared_of_strangers(), self._seen(), self._declared(), self.accepted):
            renames = {new: old for new, old in renames.items() if old not in found.values()}
            renames.update(found)
        return renames

    def _without_the_stuck(self, renames: Mapping[str, str]) -> dict[str, str]:
        """Leave out what would give a webhook the name of one that keeps it."""
        left = dict(renames)
        while True:
            leaving = {*left.values()}
            stuck = [
                new
                for new in left
                if new in self.applied and new not in leaving and new not in self.accepted
            ]
            if not stuck:
                return left
            for new in stuck:
                del left[new]

    def _seen(self) -> dict[str, str]:
        """Give what the files themselves tell."""
        now: dict[str, set[str]] = {path: set() for path in self.names_before}
        for each in self.definitions:
            if each.path in now:
                now[each.path].add(each.name)
        seen: dict[str, str] = {}
        for path, before in self.names_before.items():
            vanished, appeared = {*before} - now[path], now[path] - {*before}
            if len(vanished) == len(appeared) == 1:
                (old,), (new,) = vanished, appeared
                if self._is_the_same(path, old, new):
                    seen[new] = old
        return seen

    def _is_the_same(self, path: str, old: str, new: str) -> bool:
        records, definition = self.applied.get(old, ()), self.here.get(new)
        record = next((each for each in records if each.path == path), None)
        if record is None or definition is None:
            return False
        if not self._starts_the_same_flow(record, definition):
            return False
        # Where the old name starts the same flow from another file, that is where it moved to.
        elsewhere = self.here.get(old)
        return elsewhere is None or not self._starts_the_same_flow(record, elsewhere)

    def _declared(self) -> dict[str, str]:
        """Give the declared renames that are not spent and whose old webhook is free to go."""
        open_ = {
            each.name: each.renamed_from
            for each in self.here.values()
            if each.renamed_from is not None
            and each.renamed_from in self.applied
            and not self._is_spent(each)
        }
        return {new: old for new, old in open_.items() if old in open_ or not self._stays(new, old)}

    def _is_spent(self, definition: Definition) -> bool:
        """Say whether the target has recorded a declaration already.

        Where names were swapped, both are applied, and a definition that reads like a spent one may
        be swapping them back: then it is where its webhook was applied from under the old name.
        """
        old = definition.renamed_from or ""
        known = self.applied.get(definition.name, ())
        recorded = next((each for each in known if each.renamed_from == old), None)
        if recorded is None:
            return False
        other = self.applied[old][-1]
        return self._fit(recorded, definition) >= self._fit(other, definition)

    def _fit(self, record: AppliedRecord, definition: Definition) -> tuple[bool, bool]:
        place = (record.path, record.document)
        is_there = place == (definition.path, definition.document.index)
        return is_there, self._starts_the_same_flow(record, definition)

    def _stays(self, new: str, old: str) -> bool:
        """Say whether an old name still is that of its own webhook: then none is taken from it."""
        keeper, records = self.here.get(old), self.applied[old]
        record = records[-1]
        # Of two records with one name, one was on its way to leave it.
        if keeper is None or len(records) > 1 or not self._starts_the_same_flow(record, keeper):
            return False
        return self._fit(record, keeper) >= self._fit(record, self.here[new])

    def _declared_of_strangers(self) -> dict[str, str]:
        """Give declared renames of webhooks that nobody applied; they have to be adopted too."""
        return {
            each.name: each.renamed_from
            for each in self.here.values()
            if each.renamed_from is not None
            and each.renamed_from not in self.applied
            and each.renamed_from in self.live
            and each.renamed_from not in self.here
            and each.name not in self.live
        }

    def _starts_the_same_flow(self, record: AppliedRecord, definition: Definition) -> bool:
        name = definition.webhook.get(FLOW_NAME)
        spelled = record.spelled.get(FLOW)
        if spelled is not None and spelled == name:
            return True
        wanted = definition.webhook.get(FLOW) or self.flows.get(str(name))
        return wanted is not None and wanted == record.sent.get(FLOW)

    def _onto_an_applied_one(self, new: str, old: str) -> Diagnostic:
        return Diagnostic(
            Severity.ERROR,
            Code.PLN_RENAME,
            f'"{new}" is the name of another applied webhook, so "{old}" cannot have it yet',
            self.here[new].location,
            f'apply the removal of "{new}" first, and rename "{old}" in a commit after it',
        )

    def _why_not(self, new: str, old: str) -> str:
        renames = {**self._declared(), **self.accepted}
        if new not in self.here:
            return f'no definition is called "{new}"'
        if new in self.applied and new not in renames.values():
            return f'"{new}" is managed already, so it is no new name'
        if old in self.here and old not in renames:
            return f'"{old}" is defined still'
        if old in self.applied or old in self.live:
            return ""
        return f'no webhook is called "{old}", neither as applied nor in the workspace'


_HINT = "write the name that was applied, an equals sign and the name that is defined now"
