"""What the guards judge: the changes that nothing else holds back, and what they rest on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hookline.model.change import Change, Create, Delete, Rename, Update
from hookline.model.difference import Difference
from hookline.model.guard import Override, OverrideKind
from hookline.model.overrides import OPTIONS, as_option, describe
from hookline.model.record import Record
from hookline.stages.plan.basis import Basis

MOST_NAMED = 10
"""So many names a verdict holds; more are counted, since nobody reads or pastes hundreds."""

Written: TypeAlias = Create | Update | Rename | Delete
"""A change that sends anything to the workspace."""

Patched: TypeAlias = Update | Rename | Delete
"""A change of a record that is there."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that no guard has judged yet."""

    changes: tuple[Change, ...]
    """What would happen: a change that is blocked by itself does not, and counts for nothing."""
    differences: tuple[Difference, ...]
    """Every webhook that any of the three sides knows."""
    basis: Basis
    """The policy, the base, and what the user allows."""
    live: Mapping[str, Record]
    """Id → every webhook of the workspace, unmanaged ones too."""

    @classmethod
    def of(
        cls, changes: Iterable[Change], differences: Sequence[Difference], basis: Basis
    ) -> "Proposal":
        """Bring together what is judged."""
        live = {record.id: record for record in basis.survey.webhooks}
        live |= {each.live.id: each.live for each in differences if each.live}
        pending = tuple(change for change in changes if change.blocked is None)
        return cls(pending, tuple(differences), basis, live)

    @property
    def lost(self) -> tuple[Delete | Rename, ...]:
        """The changes after which callers of a webhook get 404."""
        return tuple(change for change in self.changes if isinstance(change, Delete | Rename))

    @property
    def managed(self) -> int:
        """How many webhooks were applied last."""
        return len(self.basis.base.records)

    def live_of(self, change: Patched) -> Record | None:
        """Give the record that a change is sent to; None when it was not read."""
        return self.live.get(change.record_id)

    def allowed(self, kind: OverrideKind) -> frozenset[str]:
        """Give everything that the overrides of one kind name."""
        return frozenset(value for each in self._overrides(kind) for value in each.values)

    def allowed_by(self, kind: OverrideKind, used: Iterable[str]) -> str:
        """Name the overrides that allow any of `used`, in the words of whoever gave them."""
        wanted = set(used)
        return ", ".join(
            describe(each) for each in self._overrides(kind) if wanted & set(each.values)
        )

    def _overrides(self, kind: OverrideKind) -> list[Override]:
        return [each for each in self.basis.overrides if each.kind is kind]


def old_name(change: Delete | Rename) -> str:
    """Give the name under which callers know a webhook that is deleted or renamed."""
    return change.renamed_from if isinstance(change, Rename) else change.name


def names_of(changes: Iterable[Change]) -> tuple[str, ...]:
    """Give the names of changes, as a verdict holds them back."""
    return tuple(change.name for change in changes)


def counted(number: int, noun: str = "webhook") -> str:
    """Write a number of things, as `1 webhook` or `12 webhooks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Sequence[str], between: str = ", ") -> str:
    """Name the first, and count the rest: `a, b` or `a, b and 289 more`."""
    rest = len(names) - MOST_NAMED
    more = f" and {rest:,} more" if rest > 0 else ""
    return between.join(names[:MOST_NAMED]) + more


IN_JSON = "--format json lists them"
"""Where all names stand when a verdict holds only the first."""


def allowing(kind: OverrideKind, names: Sequence[str], where: str) -> str:
    """Write the option that allows these names; `where` says where many of them stand."""
    if len(names) <= MOST_NAMED:
        return as_option(kind, names)
    return f"{OPTIONS[kind]} with each name ({where})"
