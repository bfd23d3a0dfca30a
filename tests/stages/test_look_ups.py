"""A name stands for the id that it has now: flows that are renamed, deleted and made again."""

from dataclasses import replace

from hookline.model.catalog import Catalog
from hookline.model.change import Blocker, CauseKind, Change, Create, Update
from hookline.model.choices import Choices
from hookline.model.plan import Plan
from hookline.model.record import Record
from hookline.model.state import AppliedRecord, AppliedState
from hookline.stages.resolve import resolve
from tests.support.planning import plan
from tests.support.webhooks import LOCAL, applied, definition, record, state, webhook_table

TAKE_GIT = Choices(git=("a",))
TEXT = "webhook: {name: a, flow_name: one}"


def flows(**ids: str) -> Catalog:
    """Give the flows of a workspace: name → id."""
    found = [Record("flow", each, {"name": name}) for name, each in ids.items()]
    return Catalog.of({"flow": found, "project": [], "bundle": []})


def planned(
    catalog: Catalog,
    base: AppliedState,
    *live: Record,
    text: str = TEXT,
    take: Choices | None = None,
    renames: dict[str, str] | None = None,
) -> Plan:
    """Plan one definition against the flows that there are now."""
    by_name = {each.name: each for each in base.records.values()}
    by_name |= {new: by_name[old] for new, old in (renames or {}).items()}
    choices = take or Choices()
    wanted, problems = resolve(
        [definition(text), definition("webhook: {name: z, flow_name: two}")],
        LOCAL,
        catalog,
        webhook_table(),
        applied=by_name,
        choices=choices,
    )
    assert not problems
    return plan(list(wanted), base, *live, catalog=catalog, take=choices, renames=renames)


def was(flow_id: str = "f-1", name: str = "a") -> AppliedRecord:
    """Give what was applied to a, when the flow one had this id."""
    return replace(applied("w1", name, {"flow_id": flow_id}), spelled={"flow_id": "one"})


def live(flow_id: str = "f-1", name: str = "a") -> Record:
    """Give a as it is, changed last by carol."""
    return record("w1", name, flow_id=flow_id, modified_by="u-8", modified_at="2026-11-20T14:02:00")


def change_of(made: Plan, name: str) -> Change:
    """Give the change of one webhook."""
    return next(each for each in made.changes if each.name == name)


def test_renamed_flow_blocks_its_webhook_alone_and_names_the_new_name() -> None:
    """Git's name leads nowhere, but what it meant is there: only its own webhook has to wait."""
    made = planned(flows(uno="f-1", two="f-2"), state(was()), live())
    change = change_of(made, "a")
    assert change.blocked is Blocker.LOOK_UP
    assert change.why_blocked == (
        'the flow "one" is called "uno" in the workspace now: write `flow_name: uno`'
    )
    assert [(f.name, f.before, f.after) for f in change.fields] == [("flow_name", "uno", "one")]
    assert change_of(made, "z").blocked is None


def test_renamed_flow_whose_new_name_git_has_learned_is_no_change() -> None:
    """The id stayed, so nothing has to be written; the base learns the new spelling."""
    made = planned(
        flows(uno="f-1", two="f-2"), state(was()), live(), text=TEXT.replace("one", "uno")
    )
    assert [each.name for each in made.changes] == ["z"]
    (follower,) = made.follows
    assert follower.spelled == {"flow_id": "uno"}


def test_flow_that_was_made_again_is_an_update_by_nobody() -> None:
    """The name has another id: the webhook follows, and whoever touched it last is not blamed."""
    change = change_of(planned(flows(one="f-9", two="f-2"), state(was()), live()), "a")
    assert isinstance(change, Update)
    assert (change.blocked, change.write.values) == (None, {"flow_id": "f-9"})
    (field,) = change.fields
    assert (field.before, field.after) == ("f-1", "one")
    assert (field.cause.kind, field.cause.author, field.cause.at) == (CauseKind.DRIFT, None, None)
    assert "made again" in field.cause.note


def test_another_flow_under_the_old_name_blocks_until_git_is_taken() -> None:
    """Which of the two git means nobody can know; taking git means the one of that name now."""
    catalog = flows(uno="f-1", one="f-9", two="f-2")
    change = change_of(planned(catalog, state(was()), live()), "a")
    assert change.blocked is Blocker.LOOK_UP
    assert change.why_blocked.endswith(
        'or if git means the other one that is called "one" now: --take git:a'
    )
    taken = change_of(planned(catalog, state(was()), live(), take=TAKE_GIT), "a")
    assert isinstance(taken, Update)
    assert (taken.blocked, taken.write.values) == (None, {"flow_id": "f-9"})


def test_flow_that_was_renamed_is_known_under_a_declared_rename_too() -> None:
    """The webhook has another name in git and the flow another one there: it waits alone."""
    text = f"{TEXT.replace('name: a', 'name: b', 1)}\nrenamed_from: a"
    catalog = flows(uno="f-1", two="f-2")
    made = planned(catalog, state(was()), live(), text=text, renames={"b": "a"})
    assert {each.name: each.blocked for each in made.changes} == {"b": Blocker.LOOK_UP, "z": None}


def test_webhook_is_not_made_again_for_a_flow_that_was_renamed() -> None:
    """Somebody deleted the webhook and renamed its flow: what git means has to be said first."""
    change = change_of(planned(flows(uno="f-1", two="f-2"), state(was())), "a")
    assert isinstance(change, Create)
    assert change.blocked is Blocker.LOOK_UP


def test_other_flow_set_by_hand_is_drift_by_its_name() -> None:
    """Somebody chose another flow for the webhook, and is named."""
    change = change_of(planned(flows(one="f-1", two="f-2"), state(was()), live("f-2")), "a")
    (field,) = change.fields
    assert (field.before, field.after, field.cause.author) == ("two", "one", "carol")


def test_other_flow_set_by_hand_and_by_git_is_a_conflict_that_shows_all_three() -> None:
    """People read names on every side."""
    catalog = flows(one="f-1", two="f-2", three="f-3")
    text = TEXT.replace("one", "three")
    change = change_of(planned(catalog, state(was()), live("f-2"), text=text), "a")
    (field,) = change.fields
    assert change.blocked is Blocker.CONFLICT
    assert (field.before, field.applied, field.after) == ("two", "one", "three")


def test_id_in_another_case_is_the_same_flow() -> None:
    """A workspace may answer ids in capitals."""
    made = planned(flows(one="f-1", two="f-2"), state(was()), live("F-1"))
    assert [each.name for each in made.changes] == ["z"]
