from dataclasses import replace

from hookline.model.difference import Difference, Standing
from hookline.model.guard import Guard
from hookline.model.survey import Survey
from hookline.stages.plan.guards import judge
from tests.support.guarding import basis_of, create, delete, kept, live, update

OF_THE_WORKSPACE = {Guard.SHORT_LIST, Guard.READ_ONLY, Guard.LAST_ENABLED}


def test_every_guard_says_something_in_the_order_of_the_guards() -> None:
    """A guard that is forgotten lets everything through."""
    verdicts = judge([update("a")], [kept()], basis_of(["a"]))
    assert [each.name for each in verdicts] == list(Guard)
    assert all(each.passed for each in verdicts)


def test_record_that_only_a_difference_holds_is_live_too() -> None:
    """A webhook that was found by another way than the survey is judged as it was found."""
    lock = Difference(Standing.REMOVED, "a", live=live("a", is_readonly=True))
    verdicts = judge([delete("a")], [kept(), lock], basis_of(["a"], [live("b")]))
    (said,) = [each for each in verdicts if each.name is Guard.READ_ONLY]
    assert said.message.startswith("a (is_readonly)")


def test_workspace_that_was_not_read_is_not_judged() -> None:
    """`plan --offline` says nothing about what is live, and everything about git."""
    offline = replace(basis_of(["a", "b"]), offline=True, survey=Survey())
    verdicts = judge([create("x"), delete("a"), delete("b")], [], offline)
    assert [each.name for each in verdicts] == [
        guard for guard in Guard if guard not in OF_THE_WORKSPACE
    ]
    assert [each.name for each in verdicts if not each.passed] == [Guard.EMPTY, Guard.DELETES]


def test_passing_verdict_holds_nothing_back() -> None:
    """And a refusal always says why, and what it holds back."""
    record = live("a", is_readonly=True, is_enabled=True, project_id="p-1")
    basis = replace(basis_of(["a", "b"], [record]), descends=None)
    verdicts = judge([create("x"), delete("a"), delete("b")], [], basis)
    for each in verdicts:
        assert each.passed is not bool(each.names)
        assert each.passed or each.message
    assert {each.name for each in verdicts if not each.passed} == {
        Guard.EMPTY,
        Guard.SHORT_LIST,
        Guard.DELETES,
        Guard.READ_ONLY,
        Guard.LAST_ENABLED,
        Guard.REWIND,
    }
