"""Which webhook that was found belongs to which definition."""

from collections.abc import Sequence
from dataclasses import dataclass

from hookline.model.definition import Definition
from hookline.model.edits import Found, Pulling
from hookline.model.property import PropertyTable


@dataclass(frozen=True, slots=True)
class Match:
    """One definition, and what was found of it."""

    definition: Definition
    """The definition, as the target has it."""
    found: Found | None
    """Its webhook; None when there is none."""
    reason: str = ""
    """Why the definition has to stay as it is; empty when it need not."""
    keeps_name: bool = False
    """Whether git renames the webhook, so that its old name in the workspace says nothing."""


def match(
    definitions: Sequence[Definition],
    found: Sequence[Found],
    pulling: Pulling,
    table: PropertyTable,
) -> tuple[tuple[Match, ...], tuple[Found, ...]]:
    """Pair definitions and webhooks; the webhooks without any definition come second.

    What was applied is known by its id, under whatever name it goes now; all else by its name.
    """
    matcher = _Matcher(definitions, found, pulling, table)
    matches = tuple(m for each in definitions if (m := matcher.match(each)) is not None)
    return matches, tuple(each for each in found if each.name not in matcher.claimed)


class _Matcher:
    def __init__(
        self,
        definitions: Sequence[Definition],
        found: Sequence[Found],
        pulling: Pulling,
        table: PropertyTable,
    ) -> None:
        self.claimed: set[str] = set()
        self._target = pulling.target.name
        self._table = table
        self._defined = {definition.name for definition in definitions}
        self._by_name = {each.name: each for each in found}
        self._by_id = {each.id: each for each in found if each.id}
        self._applied = pulling.applied
        self._id_of = {record.name: record.id for record in pulling.applied.values()}

    def match(self, definition: Definition) -> Match | None:
        """Give what belongs to a definition; None for one of other targets alone."""
        name = definition.name
        namesake = self._by_name.get(name)
        on_target = definition.on(self._target, self._table)
        if on_target is None:
            reason = f"its definition is not for {self._target} (`only:`)"
            return self._claim(Match(definition, namesake, reason)) if namesake else None
        own = self._by_id.get(self._id_of.get(name, ""))
        if own and own.name != name:
            if namesake:
                self.claimed.add(namesake.name)
            if namesake or own.name in self._defined:
                reason = f"it is called {own.name} in the workspace, and another has its name now"
                return self._claim(Match(on_target, own, reason))
        if own is None and namesake and (holder := self._holder(namesake)):
            reason = f"its name belongs to the webhook that {holder} was applied to"
            return self._claim(Match(on_target, namesake, reason))
        if own is None and namesake is None and definition.renamed_from in self._by_name:
            before = self._by_name[definition.renamed_from]
            if before.name not in self._defined:
                return self._claim(Match(on_target, before, keeps_name=True))
        return self._claim(Match(on_target, own or namesake))

    def _holder(self, found: Found) -> str | None:
        """Give the other definition whose webhook this is, by what was applied."""
        record = self._applied.get(found.id or "")
        is_of_another = record and record.name != found.name and record.name in self._defined
        return record.name if record and is_of_another else None

    def _claim(self, made: Match) -> Match:
        if made.found:
            self.claimed.add(made.found.name)
        return made
