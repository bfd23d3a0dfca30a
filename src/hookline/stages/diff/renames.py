"""Which definition is an applied webhook under another name.

A rename is declared (`renamed_from:`), accepted (`--accept-rename`), or seen when exactly one
document vanished from a file, one appeared in it, and both start the same flow. Nothing else is
one: unrelated definitions look half alike.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.desired import Desired
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.state import AppliedRecord, AppliedState

FLOW = "flow_id"


@dataclass(frozen=True, slots=True)
class Seen:
    """One document that vanished from a file and one that appeared in it."""

    old: AppliedRecord
    """What was applied from the document that vanished."""
    new: Desired
    """What the document that appeared says."""


def seen_renames(
    desired: Iterable[Desired], definitions: Iterable[Definition], base: AppliedState
) -> tuple[Seen, ...]:
    """Give the pairs that may be renames: the one that vanished and the one that appeared.

    `definitions` are all there are, those of other targets included: what exists there only has
    not vanished. Whether the new name stood in the file before nobody here knows: `base` holds only
    what was applied to this target.
    """
    known = list(definitions)
    defined = {each.name for each in known}
    applied = {record.name for record in base.records.values()}
    vanished: dict[str, list[AppliedRecord]] = {}
    for record in base.records.values():
        if record.name not in defined:
            vanished.setdefault(record.path, []).append(record)
    if not vanished:
        return ()
    appeared: dict[str, list[str]] = {}
    for each in known:
        if each.path in vanished and each.name not in applied:
            appeared.setdefault(each.path, []).append(each.name)
    wanted = {each.name: each for each in desired}
    return tuple(
        Seen(olds[0], wanted[news[0]])
        for path, olds in vanished.items()
        if len(olds) == 1
        and len(news := appeared.get(path, [])) == 1
        and news[0] in wanted
        and _start_the_same_flow(olds[0], wanted[news[0]])
    )


def _start_the_same_flow(old: AppliedRecord, new: Desired) -> bool:
    spelled, named = old.spelled.get(FLOW), new.names.get(FLOW)
    if spelled is not None and spelled == named:
        return True
    sent = old.sent.get(FLOW)
    return sent is not None and sent == new.values.get(FLOW)


def declared_renames(
    desired: Sequence[Desired], base: AppliedState, accepted: Collection[str] = ()
) -> dict[str, str]:
    """Give the declared renames that are not spent: new name → old name.

    One is spent once the target has recorded it. A name that is applied already can only be given
    to another webhook when its own is renamed too, as in a swap, or is among those `accepted` to
    leave theirs.
    """
    applied = {record.name for record in base.records.values()}
    spent = {(record.name, record.renamed_from) for record in base.records.values()}
    declared = {
        each.name: each.definition.renamed_from
        for each in desired
        if each.definition.renamed_from is not None
    }
    live = {new: old for new, old in declared.items() if (new, old) not in spent}
    while True:
        leaving = {*live.values(), *accepted}
        stuck = [new for new in live if new in applied and new not in leaving]
        if not stuck:
            return live
        for new in stuck:
            del live[new]


def pair(
    seen: Iterable[Seen],
    declared: Mapping[str, str],
    accepted: Mapping[str, str],
    names_before: Mapping[str, Collection[str]],
) -> dict[str, str]:
    """Give every rename, new name → old name; what a person says outranks what is seen.

    `names_before` is the path of a file → the names of all documents it had when it was applied,
    for the files from which a document vanished; a file that it lacks cannot be judged.
    """
    told = {
        each.new.name: each.old.name
        for each in seen
        if each.new.name not in names_before.get(each.old.path, (each.new.name,))
    }
    renames: dict[str, str] = {}
    for found in (told, declared, accepted):
        renames = {new: old for new, old in renames.items() if old not in found.values()}
        renames.update(found)
    return renames


def check_accepted(
    accepted: Mapping[str, str],
    desired: Iterable[Desired],
    base: AppliedState,
    live: Collection[str],
    declared: Mapping[str, str],
) -> tuple[Diagnostic, ...]:
    """Name what is wrong with the renames that the user accepts, new name → old name.

    `live` are the names that webhooks have in the workspace. A name may go on to another webhook
    while its own gets a new one, accepted or `declared` as well.
    """
    renames = {**declared, **accepted}
    wanted = {each.name for each in desired}
    everything = {record.name for record in base.records.values()}
    applied, known = everything - {*renames.values()}, everything | {*live}
    return tuple(
        Diagnostic(
            Severity.ERROR, Code.PLN_RENAME, f"--accept-rename {old}={new}: {why}", hint=_HINT
        )
        for new, old in accepted.items()
        if (why := _why_not(new, old, wanted, wanted - renames.keys(), applied, known))
    )


_HINT = "write the name that was applied, an equals sign and the name that is defined now"


def _why_not(
    new: str,
    old: str,
    wanted: Collection[str],
    staying: Collection[str],
    applied: Collection[str],
    known: Collection[str],
) -> str:
    """Say why one is no rename; `staying` and `applied` are the names that stay where they are."""
    if new not in wanted:
        return f'no definition is called "{new}"'
    if new in applied:
        return f'"{new}" is managed already, so it is no new name'
    if old in staying:
        return f'"{old}" is defined still'
    if old in known:
        return ""
    return f'no webhook is called "{old}", neither as applied nor in the workspace'
