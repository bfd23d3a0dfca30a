"""A removal and a create that may be one rename are shown to each other."""

import pytest

from hookline.model.desired import Desired
from hookline.model.plan import Plan
from hookline.model.settings import Target
from tests.support.planning import PRUNING, plan
from tests.support.webhooks import LOCAL, applied, desired, record, state


def wanted(name: str, flow: str = "one") -> Desired:
    """Give a definition."""
    return desired(f"webhook: {{name: {name}, flow_name: {flow}}}")


def planned(new: list[Desired], *old: str, target: Target = PRUNING) -> Plan:
    """Plan the coming of some and the going of others, which all start flow one."""
    base = state(*(applied(f"w-{name}", name, {"flow_id": "f-1"}) for name in old))
    live = [record(f"w-{name}", name, flow_id="f-1") for name in old]
    return plan(new, base, *live, target=target)


def hints(made: Plan) -> dict[str, str]:
    """Give what each change says of a rename."""
    return {
        change.name: warning
        for change in made.changes
        for warning in change.warnings
        if "--accept-rename" in warning
    }


@pytest.mark.parametrize("target", [PRUNING, LOCAL])
def test_both_name_each_other_and_the_option(target: Target) -> None:
    """Whoever renamed and moved a definition at once is told before the webhook is gone."""
    assert hints(planned([wanted("new")], "old", target=target)) == {
        "new": (
            "it starts the same flow as webhook/old, whose definition is gone; "
            "if it is that one under another name, say `renamed_from: old` in it, or "
            "--accept-rename old=new"
        ),
        "old": (
            "webhook/new would be new and starts the same flow; "
            "if it is this one under another name: --accept-rename old=new"
        ),
    }


def test_other_flows_are_no_hint() -> None:
    """Two webhooks that start different flows have nothing to do with each other."""
    assert hints(planned([wanted("new", "two")], "old")) == {}


def test_several_candidates_are_counted_and_the_choice_is_left_open() -> None:
    """Nobody guesses which of them it was."""
    told = hints(planned([wanted("new")], "a", "b", "c", "d"))
    assert told["new"] == (
        "it starts the same flow as webhook/a, webhook/b, webhook/c and 1 more, whose definition "
        "is gone; if it is that one under another name, say `renamed_from` in it, or "
        "--accept-rename OLD=new"
    )
    both = hints(planned([wanted("x"), wanted("y")], "old"))
    assert both["old"] == (
        "webhook/x, webhook/y would be new and starts the same flow; "
        "if it is this one under another name: --accept-rename old=NEW"
    )


def test_webhook_that_is_made_again_is_no_rename() -> None:
    """Its definition never went away; only its record did."""
    base = state(
        applied("w1", "lost", {"flow_id": "f-1"}), applied("w2", "old", {"flow_id": "f-1"})
    )
    made = plan([wanted("lost")], base, record("w2", "old", flow_id="f-1"), target=PRUNING)
    assert hints(made) == {}


def test_what_is_gone_already_is_no_rename() -> None:
    """There is no record that could get another name."""
    base = state(applied("w1", "old", {"flow_id": "f-1"}))
    assert hints(plan([wanted("new")], base, target=PRUNING)) == {}


def test_names_are_quoted_for_a_shell() -> None:
    """The option can be pasted."""
    told = hints(planned([wanted("a b")], "old"))
    assert told["old"].endswith("--accept-rename 'old=a b'")
