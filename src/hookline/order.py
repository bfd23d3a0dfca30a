"""The changes of a plan → the order in which they are carried out.

Renames come first, since they free names; deletes last, so that nothing is taken away before what
replaces it is there. A plan shows its changes in another order: the worst first.
"""

from collections.abc import Iterable, Sequence

from hookline.model.change import Change, Delete, Rename


def in_waves(changes: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """Give the changes as they are carried out: in waves, each of changes that need no other.

    A rename follows the one that frees its name. Of names that go round in a circle one webhook has
    to step aside first: `parked` says which.
    """
    known = sorted(changes, key=lambda change: change.name)
    renames = _after_each_other([change for change in known if isinstance(change, Rename)])
    deletes = [change for change in known if isinstance(change, Delete)]
    others = [change for change in known if not isinstance(change, Rename | Delete)]
    waves: list[Sequence[Change]] = [*renames, others, deletes]
    return tuple(tuple(wave) for wave in waves if wave)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Give the changes as they are carried out, one after the other."""
    return tuple(change for wave in in_waves(changes) for change in wave)


def parked(changes: Iterable[Change]) -> tuple[Rename, ...]:
    """Give the renames whose webhook steps aside before the others, one for each circle."""
    open_ = {change.renamed_from: change for change in changes if isinstance(change, Rename)}
    found: list[Rename] = []
    while open_:
        start = min(open_)
        rename = open_.pop(start)
        first = rename
        while rename.name in open_:
            rename = open_.pop(rename.name)
        if rename.name == start:
            found.append(first)
    return tuple(found)


def _after_each_other(renames: Sequence[Rename]) -> list[list[Rename]]:
    """Put each rename behind the one that frees its name; the parked ones have freed theirs."""
    aside = parked(renames)
    left = list(renames)
    waves: list[list[Rename]] = []
    while left:
        held = {rename.renamed_from for rename in left if rename not in aside}
        ready = [rename for rename in left if rename.name not in held - {rename.renamed_from}]
        waves.append(ready)
        left = [rename for rename in left if rename not in ready]
    return waves
