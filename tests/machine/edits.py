"""What people do between two runs: edits of the definitions, and changes by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from hookline.model.record import WEBHOOK
from hookline.model.values import JSON
from tests.machine.oracle import Definition, Oracle
from tests.machine.workspace import FLOWS, Workspace

NAMES = st.sampled_from(["a", "b", "c"])
ANY_NAMES = st.sampled_from(["a", "b", "c", "z"])
PATHS = st.sampled_from(["webhooks/x.yaml", "webhooks/y.yaml"])
FLOW = st.sampled_from(FLOWS)


@dataclass(frozen=True)
class Define:
    """Add a definition, or edit the one of that name, perhaps moving it as well."""

    name: str
    definition: Definition


@dataclass(frozen=True)
class Move:
    """Move a definition to another file as it is."""

    name: str
    path: str


@dataclass(frozen=True)
class Remove:
    """Remove a definition, though never the last."""

    name: str


@dataclass(frozen=True)
class Rename:
    """Give a definition another name; where that is in use, the two swap theirs."""

    old: str
    new: str
    declared: bool


@dataclass(frozen=True)
class Change:
    """A colleague changes a webhook in the workspace."""

    name: str
    values: Mapping[str, JSON]


@dataclass(frozen=True)
class Delete:
    """A colleague deletes a webhook."""

    name: str


@dataclass(frozen=True)
class Make:
    """A colleague makes a webhook, where the name is free."""

    name: str
    flow: str


@dataclass(frozen=True)
class MakeFlowAgain:
    """A colleague deletes a flow, and makes another of its name."""

    flow: str


Edit = Define | Move | Remove | Rename
ByHand = Change | Delete | Make | MakeFlowAgain

_DEFINITIONS = st.builds(
    Definition,
    PATHS,
    FLOW,
    st.sampled_from([None, "git", "new"]),
    st.sampled_from([None, False, True]),
)
_EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Define, NAMES, _DEFINITIONS),
    st.builds(Move, NAMES, PATHS),
    st.builds(Remove, NAMES),
    st.builds(Rename, NAMES, NAMES, st.booleans()),
)
EDITS = st.lists(_EDITS, max_size=3)
SOME_EDITS = st.lists(_EDITS, min_size=1, max_size=3)
_VALUES: st.SearchStrategy[Mapping[str, JSON]] = st.one_of(
    st.builds(lambda text: {"description": text}, st.sampled_from(["", "git", "hand"])),
    st.builds(lambda flag: {"is_enabled": flag}, st.booleans()),
    st.builds(lambda name: {"name": name}, ANY_NAMES),
)
BY_HAND: st.SearchStrategy[list[ByHand]] = st.lists(
    st.one_of(
        st.builds(Change, ANY_NAMES, _VALUES),
        st.builds(Delete, ANY_NAMES),
        st.builds(Make, ANY_NAMES, FLOW),
        st.builds(MakeFlowAgain, FLOW),
    ),
    max_size=2,
)


def write_down(edit: Edit, known: dict[str, Definition]) -> None:
    """Do to the definitions what an edit says; one that makes no sense does nothing."""
    match edit:
        case Define():
            known[edit.name] = edit.definition
        case Move() if edit.name in known:
            known[edit.name] = replace(known[edit.name], path=edit.path)
        case Remove() if len(known) > 1:
            known.pop(edit.name, None)
        case Rename() if edit.old in known and edit.old != edit.new:
            swapped = known.get(edit.new)
            is_declared = edit.declared or swapped is not None
            moved = replace(known.pop(edit.old), renamed_from=edit.old if is_declared else None)
            known[edit.new] = moved
            if swapped is not None:
                known[edit.old] = replace(swapped, renamed_from=edit.new)
            _declare_once(known, edit.new, edit.old)
        case _:
            pass


def _declare_once(known: dict[str, Definition], new: str, old: str) -> None:
    """Take back what others declare of the two names, of which each can have one successor."""
    for name, each in known.items():
        if name not in (new, old) and each.renamed_from in (new, old):
            known[name] = replace(each, renamed_from=None)


def do_by_hand(act: ByHand, workspace: Workspace, oracle: Oracle) -> None:
    """Do in the workspace what a colleague does, as far as it lets them; the oracle is told."""
    if isinstance(act, MakeFlowAgain):
        workspace.hands.delete("flow", workspace.flow(act.flow))
        oracle.flows[act.flow] = workspace.hands.create("flow", {"name": act.flow}, "again").id
        return
    found = workspace.webhook(act.name)
    if isinstance(act, Make) and found is None:
        values = {
            "name": act.name,
            "flow_id": oracle.flows[act.flow],
            **workspace.location(),
        }
        made = workspace.hands.create(WEBHOOK, values, "by hand")
        oracle.theirs[made.id] = workspace.webhooks()[made.id]
    elif isinstance(act, Delete) and found is not None:
        workspace.hands.delete(WEBHOOK, found.id)
        oracle.forget([found.id])
    elif isinstance(act, Change) and found is not None:
        if "name" in act.values and workspace.webhook(str(act.values["name"])) is not None:
            return
        workspace.hands.update(WEBHOOK, found.id, act.values, "by hand")
        if found.id in oracle.theirs:
            oracle.theirs[found.id] = workspace.webhooks()[found.id]
