"""What holds for every plan, tried on random histories of git, runs and colleagues."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.model.change import Adopt, Delete, Release
from hookline.model.choices import Choices
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.plan import Plan
from hookline.model.record import WEBHOOK
from hookline.model.settings import OnConflict, OnDrift, Target
from hookline.model.values import JSON
from hookline.pipeline import Intention
from tests.support.world import LAX, World

NAMES = ("a", "b", "c", "d")
FILES = ("webhooks/a.yaml", "webhooks/b.yaml")
FLOWS = st.sampled_from(["one", "two"])
SECRET = "${env:HOOKLINE_SECRET_A}"

Document = Mapping[str, JSON]


@dataclass(frozen=True)
class Commit:
    """Git holds these definitions from now on: path → documents."""

    files: Mapping[str, list[Document]]


@dataclass(frozen=True)
class Revert:
    """Git goes back to what it held so many commits ago."""

    back: int


@dataclass(frozen=True)
class Hand:
    """A colleague changes, renames, deletes or makes a webhook, or what it starts."""

    name: str
    values: Mapping[str, JSON] | None
    """None deletes it."""


@dataclass(frozen=True)
class FlowMadeAgain:
    """A colleague deletes a flow and makes another one of the same name."""

    name: str


@dataclass(frozen=True)
class Apply:
    """Somebody applies, and perhaps the workspace refuses from the nth write on."""

    takes_git: bool
    refuse_after: int | None


Step = Commit | Revert | Hand | FlowMadeAgain | Apply


@st.composite
def definitions(draw: st.DrawFn) -> Commit:
    """Give the definitions of a commit, each valid by itself and together."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    before = draw(st.permutations(NAMES))
    files: dict[str, list[Document]] = {}
    for name, old in zip(names, before, strict=False):
        webhook: dict[str, JSON] = {"name": name, "flow_name": draw(FLOWS)}
        places: list[dict[str, JSON]] = [{}, {"project_name": "P"}, {"project_name": "Q"}]
        webhook |= draw(st.sampled_from([*places, {"bundle_name": "X"}]))
        texts: list[dict[str, JSON]] = [{}, {"description": None}]
        webhook |= draw(st.sampled_from([*texts, {"description": "x "}, {"description": "y"}]))
        roles: list[dict[str, JSON]] = [{}, {"roles": ["r"]}]
        webhook |= draw(st.sampled_from(roles))
        access: dict[str, JSON] = draw(
            st.fixed_dictionaries({}, optional={"is_enabled": st.booleans()})
        )
        keys: list[dict[str, JSON]] = [{}, {"key": SECRET}, {"key": SECRET, "key_version": 2}]
        access |= draw(st.sampled_from([*keys, {"key": None}]))
        document: dict[str, JSON] = {"webhook": webhook, "access": access}
        if old != name and draw(st.booleans()):
            document["renamed_from"] = old
        files.setdefault(draw(st.sampled_from(FILES)), []).append(document)
    return Commit(files)


def hands() -> st.SearchStrategy[Hand]:
    """Give what a colleague may do to a webhook."""
    values = st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from([*NAMES, "z"]),
            "description": st.sampled_from([None, "", "x", "hand"]),
            "is_enabled": st.booleans(),
            "key": st.sampled_from([None, "theirs"]),
            "place": st.sampled_from([None, "P", "Q", "X"]),
        },
    )
    return st.builds(Hand, st.sampled_from([*NAMES, "z"]), st.none() | values)


STEPS = st.one_of(
    definitions(),
    st.builds(Revert, st.integers(1, 3)),
    hands(),
    st.builds(FlowMadeAgain, FLOWS),
    st.builds(Apply, st.booleans(), st.none() | st.integers(0, 4)),
)
TARGETS = st.builds(
    lambda prune, drift, conflict: replace(LAX, prune=prune, on_drift=drift, on_conflict=conflict),
    st.booleans(),
    st.sampled_from(OnDrift),
    st.sampled_from(OnConflict),
)


def play(step: Step, world: World, past: list[dict[str, str]]) -> None:
    """Carry out one step; `past` is what git held so far."""
    match step:
        case Commit():
            texts = {
                path: "---\n".join(f"{json.dumps(each)}\n" for each in documents)
                for path, documents in step.files.items()
            }
            world.source.texts = texts
            past.append(texts)
        case Revert():
            world.source.texts = past[-step.back] if step.back <= len(past) else {}
        case Hand():
            meddle(step, world)
        case FlowMadeAgain():
            flow = world.workspace.by_name("flow", step.name)
            assert flow is not None
            world.workspace.delete("flow", flow.id)
            world.workspace.create("flow", {"name": step.name}, "again")
        case Apply():
            run(step, world)


def meddle(step: Hand, world: World) -> None:
    """Do what a colleague does, as far as the workspace lets them."""
    found = world.workspace.by_name(WEBHOOK, step.name)
    if found is None:
        flow = world.workspace.by_name("flow", "one")
        assert flow is not None
        world.workspace.create(WEBHOOK, {"name": step.name, "flow_id": flow.id}, "by hand")
    elif step.values is None:
        world.workspace.delete(WEBHOOK, found.id)
    elif step.values:
        values = {key: value for key, value in step.values.items() if key != "place"}
        if world.workspace.by_name(WEBHOOK, str(values.get("name"))):
            del values["name"]
        if "place" in step.values:
            values |= located(step.values["place"], world)
        if values:
            world.by_hand(step.name, "carol", **values)


def located(name: JSON, world: World) -> dict[str, JSON]:
    """Give what puts a webhook into the project or the bundle of this name, or into none."""
    found = {
        record_type: world.workspace.by_name(record_type, str(name))
        for record_type in ("project", "bundle")
    }
    return {f"{kind}_id": record.id if record else None for kind, record in found.items()}


def run(step: Apply, world: World) -> None:
    """Apply what is not blocked; a refusal in the middle leaves the run as it is."""
    asked = intention(world, takes_git=step.takes_git)
    if (first := plan_unless_refused(world, asked)) is None:
        return
    free = free_names(first, world, asked)
    if not free:
        return
    if step.refuse_after is not None:
        world.workspace.refuse_from = world.workspace.writes + step.refuse_after
    applied = world.apply(replace(asked, names=free))
    world.workspace.refuse_from = None
    assert step.refuse_after is not None or applied.failure is None, applied.failure


def intention(world: World, *, takes_git: bool) -> Intention:
    """Take everything over, and with `takes_git` let git win everywhere."""
    choices = Choices(git=("*",)) if takes_git else Choices()
    return Intention(world.target, adopt=("*",), choices=choices)


def plan_unless_refused(world: World, asked: Intention) -> Plan | None:
    """Give the plan; None where git holds nothing, or declares a rename that cannot be."""
    if not world.source.texts:
        return None
    try:
        return world.plan(asked)
    except NeedsMending as error:
        if {each.code for each in error.diagnostics} != {Code.PLN_RENAME}:
            raise
        return None


def free_names(plan: Plan, world: World, asked: Intention) -> tuple[str, ...]:
    """Give the names that can be applied: nothing holds them, or whom they swap with, back."""
    blocked = {change.name for change in plan.blocked}
    names = {*plan.unchanged, *(change.name for change in plan.pending)} - blocked
    if not blocked:
        return tuple(sorted(names))
    alone = {name: world.plan(replace(asked, names=(name,))) for name in sorted(names)}
    return tuple(name for name, planned in alone.items() if not planned.is_refused)


@settings(max_examples=60)
@given(TARGETS, st.lists(STEPS, min_size=2, max_size=12))
def test_after_an_apply_nothing_is_left_but_what_is_kept_or_blocked(
    target: Target, steps: list[Step]
) -> None:
    """Whatever happened before, one apply of what is not blocked settles it for good."""
    world = World(target=target)
    world.seed()
    past: list[dict[str, str]] = []
    for step in steps:
        play(step, world, past)
    asked = intention(world, takes_git=False)
    if (first := plan_unless_refused(world, asked)) is None:
        return
    check_plan(first)
    free = free_names(first, world, asked)
    if free:
        applied = world.apply(replace(asked, names=free))
        assert applied.failure is None, applied.failure
    again = world.plan(asked)
    left = {change.name for change in first.changes} - {*free}
    assert {change.name: change for change in again.changes if change.name not in left} == {}
    assert again.follows == () or left


def check_plan(plan: Plan) -> None:
    """Hold what is true of every plan."""
    ids = [change.record_id for change in plan.changes if change.record_id]
    assert len(set(ids)) == len(ids), "two changes of one record"
    for change in plan.changes:
        if not isinstance(change, Delete | Release | Adopt):
            assert change.fields
            assert all(field.before != field.after for field in change.fields), change
